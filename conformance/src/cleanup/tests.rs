use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::config::{Credentials, Secret, Sources};
use crate::http::{Response, Trust};

/// A target that answers by method and path, and remembers what it was asked.
struct Target {
    client: Client,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Target {
    /// `answer` is given `METHOD /path` and the body, and returns a status and an object.
    fn new(answer: impl Fn(&str, &str) -> (u16, Value) + Send + 'static) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(&stream);
                let mut lines = Vec::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if line.trim().is_empty() {
                        break;
                    }
                    lines.push(line.trim().to_ascii_lowercase());
                }
                let length = lines
                    .iter()
                    .find_map(|line| line.strip_prefix("content-length: "))
                    .map_or(0, |length| length.parse().unwrap());
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let words: Vec<&str> = lines[0].split(' ').collect();
                let line = format!("{} {}", words[0].to_ascii_uppercase(), words[1]);
                let (status, object) = answer(&line, &String::from_utf8(body).unwrap());
                heard.lock().unwrap().push(line);
                let text = object.to_string();
                write!(
                    stream,
                    "HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                    text.len()
                )
                .unwrap();
            }
        });
        let credentials = Credentials {
            allowed: Secret::new("key"),
            denied: None,
        };
        let client = Client::new(&url, &Trust::System, Duration::from_secs(5), credentials);
        Self {
            client: client.unwrap(),
            asked,
        }
    }

    fn deletions(&self) -> usize {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|line| line.starts_with("DELETE "))
            .count()
    }
}

fn cleaner(cleanup: Cleanup) -> Cleaner {
    let sources = Sources::Names(Vec::new());
    Cleaner::new(&FixtureConfig {
        cleanup,
        ..FixtureConfig::new("p", "c", "n", sources)
    })
}

fn source() -> Source {
    Source {
        name: "vc".into(),
        namespace: "n".into(),
        cluster: "c".into(),
        import_name: "imported".into(),
    }
}

/// What is recorded of an import of `object` that was answered with this status.
fn exchange(object: &Value, status: u16) -> Exchange {
    Exchange {
        request: Request::import("p", object),
        outcome: Ok(Response {
            status,
            http2: false,
            headers: vec![("content-type".into(), "application/json".into())],
            body: b"{}".to_vec(),
        }),
        elapsed: Duration::ZERO,
    }
}

fn import() -> Import {
    Import::of(&exchange(&source().object(), 201), &[source()]).unwrap()
}

fn instance(virtual_cluster: &str) -> Value {
    json!({
        "metadata": { "name": "imported", "namespace": "loft-p-p", "uid": "u1" },
        "spec": { "clusterRef": { "cluster": "c", "namespace": "n", "virtualCluster": virtual_cluster } },
    })
}

fn discovery(verbs: &[&str]) -> (u16, Value) {
    let entry = json!({ "name": "virtualclusterinstances", "verbs": verbs });
    (200, json!({ "resources": [entry] }))
}

/// A target that offers to delete, has this instance, and answers its deletion so.
fn target(found: (u16, Value), deleted: (u16, Value)) -> Target {
    Target::new(move |line, body| {
        if line == "GET /apis/management.loft.sh/v1" {
            return discovery(&["get", "delete"]);
        }
        assert!(
            line.ends_with("/namespaces/loft-p-p/virtualclusterinstances/imported"),
            "{line}"
        );
        if line.starts_with("GET ") {
            return found.clone();
        }
        let options: Value = serde_json::from_str(body).unwrap();
        assert_eq!(options["preconditions"]["uid"], "u1");
        deleted.clone()
    })
}

#[test]
fn what_was_imported_is_removed_and_its_source_free() {
    let target = target((200, instance("vc")), (200, json!({ "kind": "Status" })));
    let cleaner = cleaner(Cleanup::Auto);
    let used_up = cleaner.clean(&target.client, vec![import(), import()]);
    assert_eq!(used_up, []);
    let account = cleaner.account();
    assert_eq!((account.created, account.removed), (1, 1));
    assert_eq!(account.left_behind, []);
    // discovery, and two for the one instance that was imported twice
    assert_eq!((cleaner.requests(), target.deletions()), (3, 1));
}

#[test]
fn nothing_of_anybody_elses_is_touched() {
    let nameless = json!({ "spec": instance("vc")["spec"], "metadata": { "uid": "u1" } });
    let mut unknown = instance("vc");
    unknown["metadata"]["uid"] = json!("");
    for (found, why) in [
        (
            (200, instance("other")),
            "refers to another virtual cluster",
        ),
        ((200, nameless), "has another name"),
        ((200, unknown), "no uid"),
        ((404, json!({})), "cannot be found"),
        ((403, json!({})), "to read it was answered 403"),
        ((200, json!([])), "refers to another virtual cluster"),
    ] {
        let target = target(found, (200, json!({})));
        let cleaner = cleaner(Cleanup::Auto);
        let used_up = cleaner.clean(&target.client, vec![import()]);
        assert_eq!(used_up, [source()]);
        let left = cleaner.account().left_behind;
        assert!(left[0].why.contains(why), "{left:?}");
        assert_eq!(target.deletions(), 0, "{why}");
    }
}

#[test]
fn a_refusal_to_delete_is_not_asked_for_again() {
    let target = target((200, instance("vc")), (403, json!({})));
    let cleaner = cleaner(Cleanup::Auto);
    for _ in 0..3 {
        assert_eq!(cleaner.clean(&target.client, vec![import()]), [source()]);
    }
    assert_eq!(target.deletions(), 1);
    let account = cleaner.account();
    assert_eq!((account.created, account.removed), (3, 0));
    assert_eq!(account.left_behind.len(), 3);
}

#[test]
fn an_instance_that_goes_slowly_keeps_its_source() {
    let mut going = instance("vc");
    going["metadata"]["finalizers"] = json!(["loft.sh/cleanup"]);
    let target = target((200, instance("vc")), (200, going));
    let cleaner = cleaner(Cleanup::Auto);
    assert_eq!(cleaner.clean(&target.client, vec![import()]), [source()]);
    assert_eq!(cleaner.account().removed, 1);
}

#[test]
fn where_it_is_not_offered_or_not_wanted_everything_stays_and_the_report_says_why() {
    let silent = || {
        Target::new(|line, _| {
            assert_eq!(line, "GET /apis/management.loft.sh/v1");
            discovery(&["get", "list"])
        })
    };
    for (policy, why, asked) in [
        (Cleanup::Auto, "does not offer", 1),
        (Cleanup::Never, "fixtures.cleanup is never", 0),
    ] {
        let (target, cleaner) = (silent(), cleaner(policy));
        for _ in 0..2 {
            assert_eq!(cleaner.clean(&target.client, vec![import()]), [source()]);
        }
        let left = cleaner.account().left_behind;
        assert!(left[0].why.contains(why), "{left:?}");
        assert_eq!(
            (left[0].name.as_str(), left[0].source.as_str()),
            ("imported", "vc")
        );
        assert_eq!(cleaner.requests(), asked);
    }
}

#[test]
fn an_import_is_what_was_accepted_or_may_have_taken_effect() {
    let object = source().object();
    let of = |exchange: &Exchange| Import::of(exchange, &[source()]);
    assert!(of(&exchange(&object, 422)).is_none());
    assert!(!of(&exchange(&object, 500)).unwrap().is_accepted);
    let mut dry = exchange(&object, 201);
    dry.request = dry.request.as_dry_run();
    assert!(!of(&dry).unwrap().is_accepted);
    // a name that the request does not give is that of the virtual cluster, and so is another project's
    let mut nameless = exchange(&object, 201);
    nameless.request = nameless
        .request
        .edited(|object| crate::probe::remove(object, "/sourceVirtualCluster/importName"))
        .with_path("/apis/management.loft.sh/v1/projects/%6fther/importvirtualcluster/");
    let import = of(&nameless).unwrap();
    assert_eq!(
        (import.project.as_str(), &import.names[..]),
        ("other", &["vc".to_owned()][..])
    );
    assert_eq!(import.source, Some(source()));
    let mut elsewhere = exchange(&object, 201);
    elsewhere.request = elsewhere
        .request
        .with_path("/apis/management.loft.sh/v1/projects/p/nosuch");
    assert!(of(&elsewhere).is_none());
}

#[test]
fn an_import_that_may_have_taken_effect_and_did_not_costs_nothing() {
    let target = target((404, json!({})), (200, json!({})));
    let cleaner = cleaner(Cleanup::Auto);
    let unclear = Import::of(&exchange(&source().object(), 500), &[source()]).unwrap();
    assert_eq!(cleaner.clean(&target.client, vec![unclear]), []);
    assert_eq!(cleaner.account().left_behind, []);
}
