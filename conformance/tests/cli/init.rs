//! From flags to a configuration that a run can begin with.

use std::path::Path;
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::embedded::Embedded;
use conformance::http::Trust;

use crate::fake::dead;
use crate::{command, conformance, text};

const FIXTURES: [&str; 12] = [
    "--project",
    "my-project",
    "--second-project",
    "other-project",
    "--cluster",
    "connected-cluster",
    "--namespace",
    "vc-pool",
    "--source-pattern",
    "vc-{n}",
    "--source-count",
    "10000",
];

struct Place {
    server: Embedded,
    folder: tempfile::TempDir,
    pem: String,
}

impl Place {
    fn new() -> Self {
        let server = Embedded::start(generated::platforms::NEWEST).unwrap();
        let Trust::CaPem(pem) = server.trust() else {
            panic!("it has a certificate")
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), &pem).unwrap();
        Self {
            server,
            folder,
            pem,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn init(&self, arguments: &[&str]) -> Output {
        let credentials = self.server.credentials();
        let denied = credentials.denied.as_ref().unwrap();
        command(self.path(), &[&["init"], &FIXTURES[..], arguments].concat())
            .env("ACCESS_KEY", credentials.allowed.reveal())
            .env("DENIED_KEY", denied.reveal())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }
}

fn ends_with(output: &Output, status: i32, part: &str) {
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.contains(part), "{said}");
}

#[test]
fn flags_make_a_file_that_a_run_can_begin_with() {
    let place = Place::new();
    let url = place.server.url();
    let flags = [
        "--url",
        &url,
        "--ca-file",
        "ca.pem",
        "--allowed-env",
        "ACCESS_KEY",
        "--denied-env",
        "DENIED_KEY",
    ];
    ends_with(&place.init(&flags), 0, "Written: conformance.toml");
    let written = place.read("conformance.toml");
    assert!(
        written.lines().filter(|line| line.contains('#')).count() > 10,
        "{written}"
    );
    let credentials = place.server.credentials();
    assert!(!written.contains(credentials.allowed.reveal()), "{written}");
    let run = [
        "--config",
        "conformance.toml",
        "--no-plan",
        "--check",
        "response/created",
    ];
    let output = command(place.path(), &run)
        .env("ACCESS_KEY", credentials.allowed.reveal())
        .env("DENIED_KEY", credentials.denied.unwrap().reveal())
        .output()
        .unwrap();
    ends_with(&output, 0, "Verdict: conformant");

    ends_with(&place.init(&flags), 2, "--force");
    assert_eq!(place.read("conformance.toml"), written);
    let again = [&flags[..], &["--force", "--dry-run"]].concat();
    ends_with(&place.init(&again), 0, "can begin");
    assert!(
        place
            .read("conformance.toml")
            .contains("\nmode = \"dry-run\"")
    );
}

#[test]
fn what_does_not_work_is_not_written() {
    let place = Place::new();
    let url = dead();
    let flags = ["--url", &url, "--allowed-env", "ACCESS_KEY"];
    ends_with(&place.init(&flags), 3, "--untried");
    assert!(!place.path().join("conformance.toml").exists());
    ends_with(
        &place.init(&[&flags[..], &["--untried"]].concat()),
        0,
        "Not tried",
    );
    assert!(place.read("conformance.toml").contains(&url));
}

#[test]
fn without_a_terminal_the_missing_flags_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(
        folder.path(),
        &["init", "--url", "https://h", "--source-pattern", "vc-{n}"],
    )
    .stdin(std::process::Stdio::null())
    .output()
    .unwrap();
    for flag in [
        "--allowed-env",
        "--project",
        "--cluster",
        "--namespace",
        "--source-count",
    ] {
        ends_with(&output, 2, flag);
    }
    assert!(!text(&output.stderr).contains("--url"));
    let output = conformance(folder.path(), &["init", "--allowed-value", "key"]);
    assert_eq!(output.status.code(), Some(2), "a key is no argument");
}

#[test]
fn a_kubeconfig_gives_url_authority_and_token() {
    let place = Place::new();
    let kubeconfig = format!(
        "current-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
         clusters: [{{name: c, cluster: {{server: '{}', certificate-authority-data: {}}}}}]\n\
         users: [{{name: u, user: {{token: '{}'}}}}]\n",
        place.server.url(),
        STANDARD.encode(&place.pem),
        place.server.credentials().allowed.reveal(),
    );
    std::fs::write(place.path().join("config"), kubeconfig).unwrap();
    ends_with(
        &place.init(&["--kubeconfig", "config"]),
        0,
        "Written: conformance.key",
    );
    assert!(
        place
            .read("conformance.toml")
            .contains("allowed = { file = \"conformance.key\" }")
    );
    assert_eq!(place.read("conformance.ca.pem"), place.pem);
    assert_eq!(
        place.read("conformance.key"),
        place.server.credentials().allowed.reveal()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| {
            std::fs::metadata(place.path().join(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(
            (mode("conformance.key"), mode("conformance.toml")),
            (0o600, 0o644)
        );
    }
    // where the trial fails nothing is left of it
    let other = [
        "--kubeconfig",
        "config",
        "--output",
        "other.toml",
        "--url",
        &dead(),
    ];
    ends_with(&place.init(&other), 3, "nothing is written");
    assert!(!place.path().join("other.key").exists());
    ends_with(
        &place.init(&["--kubeconfig", "absent", "--output", "x.toml"]),
        2,
        "absent: cannot be read",
    );
}
