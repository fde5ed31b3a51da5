//! `conformance versions`: the releases a server conforms to, in one run.

use conformance::run::Settings;
use conformance::verdict::Overall;
use conformance::versions::{Versions, versions};

use crate::server::Server;

fn of(server: &Server) -> Versions {
    let settings = Settings {
        report: None,
        ..server.settings()
    };
    versions(&settings).expect("the configuration is complete")
}

fn conforms(versions: &Versions) -> Vec<&'static str> {
    let releases = versions.releases.iter();
    releases
        .filter(|release| release.verdict == Overall::Conformant)
        .map(|release| release.platform)
        .collect()
}

#[test]
fn a_server_conforms_to_its_own_release_and_breaks_the_others_at_a_requirement() {
    for (served, expected) in [
        ("3.0", &["3.0", "3.1", "3.2"][..]),
        ("3.3", &["3.3"]),
        ("3.4", &["3.4"]),
    ] {
        let found = of(&Server::start(served));
        assert_eq!(conforms(&found), expected, "served {served}\n{found}");
        assert_eq!(found.exit_status(), 0);
        assert_eq!(found.releases.len(), 5);
        for release in &found.releases {
            let broken = release.verdict == Overall::Violations;
            assert_eq!(
                release.first.is_some(),
                broken,
                "{served} {}",
                release.platform
            );
            assert_eq!(release.declared, release.platform == "3.4");
            if let Some(first) = &release.first {
                assert_eq!(first.requirement, release.broken[0]);
                assert!(found.to_string().contains(first.requirement));
            }
        }
    }
}
