//! A reference server of some release, with a configuration that judges it by the newest.

use std::path::Path;

use conformance::embedded::Embedded;
use conformance::report::Report;
use conformance::run::{Settings, run};
use generated::platforms;

/// A running server.
pub(crate) struct Server {
    server: Embedded,
    folder: tempfile::TempDir,
}

impl Server {
    /// Serves that release.
    pub(crate) fn start(platform: &str) -> Self {
        let platform = platforms::find(platform).expect("a release");
        let server = Embedded::start(platform).expect("the reference server starts");
        let folder = tempfile::tempdir().expect("a folder");
        let config = server.configuration(&server.host()).replace(
            "[credentials]",
            "insecure-skip-tls-verify = true\n[credentials]",
        );
        std::fs::write(folder.path().join("conformance.toml"), config).expect("written");
        Self { server, folder }
    }

    /// One that conforms.
    pub(crate) fn good() -> Self {
        Self::start("3.4")
    }

    /// One that does not.
    pub(crate) fn bad() -> Self {
        Self::start("3.0")
    }

    /// The settings of a run against it, with few random cases and the same each time.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            config: Some(self.folder.path().join("conformance.toml")),
            seed: Some(1),
            cases: Some(4),
            report: Some(self.reports().to_owned()),
            ..Settings::default()
        }
    }

    /// The report on a run against it.
    pub(crate) fn run(&self) -> Report {
        run(&self.settings()).expect("the configuration is complete")
    }

    /// Where the reports of its runs are left.
    pub(crate) fn reports(&self) -> &Path {
        self.folder.path()
    }

    /// A key that must not be written anywhere.
    pub(crate) fn key(&self) -> String {
        self.server.credentials().allowed.reveal().to_owned()
    }
}
