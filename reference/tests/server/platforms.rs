//! The server as earlier platform releases: later members are unknown fields.

use reference::{Options, Server, Tls};

use crate::client::{Fixture, source};

fn fixture(release: &str) -> Fixture {
    Fixture {
        server: Server::start(Options {
            tls: Tls::Off,
            platform: generated::platforms::find(release).unwrap(),
            ..Options::default()
        })
        .unwrap(),
    }
}

#[test]
fn members_that_came_later_are_unknown_fields() {
    for (release, unknown) in [
        (
            "3.2",
            &[
                "upgradeToPro",
                "skipHelmDeploy",
                "sourceVirtualCluster.owner",
            ][..],
        ),
        ("3.3", &["skipHelmDeploy", "sourceVirtualCluster.owner"]),
        ("3.4", &[]),
    ] {
        let fixture = fixture(release);
        let body = source("vc-1")
            .replacen('{', "{\"upgradeToPro\":false,\"skipHelmDeploy\":true,", 1)
            .replacen("\"name\"", "\"owner\":{\"user\":\"admin\"},\"name\"", 1);
        let reply = fixture.send(&fixture.import(1).json(&body));
        assert_eq!(reply.code, 201, "{release}: {reply:?}");
        let warned: Vec<&str> = reply
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("warning"))
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(warned.len(), unknown.len(), "{release}: {warned:?}");
        for name in unknown {
            assert!(
                warned.iter().any(|text| text.contains(name)),
                "{release}: {name} in {warned:?}"
            );
        }
        assert_eq!(
            reply.json().get("skipHelmDeploy").is_some(),
            release == "3.4",
            "{release}"
        );
    }
}
