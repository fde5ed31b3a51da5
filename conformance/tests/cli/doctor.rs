//! Everything that can go wrong before a run, each on a server where it does.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use conformance::doctor::SUBJECTS;
use conformance::embedded::Embedded;
use conformance::http::Trust;
use rustls::pki_types::PrivateKeyDer;

use crate::fake::{answering, dead, json, server};
use crate::{COMPLETE, command, text};

/// Subject by subject: state and what was found, with the advice.
type Chart = BTreeMap<String, (String, String)>;

/// What the doctor says of a configuration with these variables, once the exit status is the expected one.
fn examined(config: &str, variables: &[(&str, &str)], arguments: &[&str], status: i32) -> Chart {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conformance.toml"), config).unwrap();
    let fixed = ["doctor", "--config", "conformance.toml", "--format", "json"];
    let mut command = command(folder.path(), &[&fixed, arguments].concat());
    for name in conformance::doctor::PROXY_VARIABLES {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(status),
        "{shown}{}",
        text(&output.stderr)
    );
    assert!(!shown.contains("key-that-must-not-appear"), "{shown}");
    let diagnosis: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(diagnosis["can_begin"], status == 0);
    let items = diagnosis["items"].as_array().expect("items");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| {
            let advice = text(&item["advice"]);
            let is_bad = item["state"] == "problem" || item["state"] == "warning";
            assert_eq!(is_bad, !advice.is_empty(), "{item}");
            let found = format!("{} / {advice}", text(&item["found"]));
            (text(&item["subject"]), (text(&item["state"]), found))
        })
        .collect()
}

fn is(chart: &Chart, subject: &str, state: &str, part: &str) {
    let (found_state, found) = &chart[subject];
    assert!(
        found_state == state && found.contains(part),
        "{subject}: {found_state}: {found}"
    );
}

/// A server that is as it should be, but for what `fault` answers.
fn but(fault: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> String {
    answering(move |request| fault(request).unwrap_or_else(|| healthy(request)))
}

fn status(code: &str, reason: &str) -> String {
    let body = format!(r#"{{"kind":"Status","reason":"{reason}","message":"as told"}}"#);
    json(code, &body)
}

fn healthy(request: &str) -> String {
    let line = request.lines().next().unwrap_or_default();
    if line.contains("/version") {
        json("200 OK", "{}")
    } else if !request.contains("authorization: Bearer ") {
        status("401 Unauthorized", "Unauthorized")
    } else if request.contains("denied-key") {
        status("403 Forbidden", "Forbidden")
    } else if line.starts_with("POST") && request.contains("sourceVirtualCluster") {
        json("201 Created", r#"{"kind":"ProjectImportVirtualCluster"}"#)
    } else if line.starts_with("POST") {
        status("422 Unprocessable Entity", "Invalid")
    } else if line.contains("/v1 ") {
        let resources = r#"{"resources":[{"name":"projects/importvirtualcluster","verbs":["create"]},
            {"name":"virtualclusterinstances","verbs":["get","delete"]}]}"#;
        json("200 OK", resources)
    } else {
        status("404 Not Found", "NotFound")
    }
}

fn config(url: &str) -> String {
    let credentials = "[fixtures]\nsecond-project = \"other-project\"";
    COMPLETE.replace("URL", url).replace(
        "[fixtures]",
        &format!("denied = {{ value = \"denied-key\" }}\n{credentials}"),
    )
}

/// What is found where `fault` answers for the server.
fn with_fault(exit: i32, fault: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Chart {
    examined(&config(&but(fault)), &[], &[], exit)
}

#[test]
fn a_server_as_it_should_be() {
    let chart = with_fault(0, |_| None);
    assert_eq!(chart.len(), SUBJECTS.len());
    let not_ok: Vec<_> = chart
        .iter()
        .filter(|(_, (state, _))| state != "ok")
        .collect();
    // no folder was named, and this server does not say the time
    let names: Vec<&str> = not_ok.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["clock", "report folder"], "{not_ok:?}");
    assert!(
        not_ok.iter().all(|(_, (state, _))| state == "skipped"),
        "{not_ok:?}"
    );
}

#[test]
fn the_reference_server_is_as_it_should_be_and_stays_as_it_was() {
    let server = Embedded::start(generated::platforms::NEWEST).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let Trust::CaPem(pem) = server.trust() else {
        panic!("it has a certificate")
    };
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, pem).unwrap();
    let trusted = format!("ca-file = {:?}\n[credentials]", ca.to_str().unwrap());
    let own = server.configuration(&server.host());
    let reports = folder.path().join("made/by/nobody");
    let arguments = ["--report", reports.to_str().unwrap()];
    let chart = examined(&own.replace("[credentials]", &trusted), &[], &arguments, 0);
    assert!(chart.values().all(|(state, _)| state == "ok"), "{chart:?}");
    is(&chart, "TLS", "ok", "TLS 1.3");
    assert!(!folder.path().join("made").exists());

    let chart = examined(&own, &[], &[], 3);
    is(&chart, "TLS", "problem", "target.ca-file");
    is(&chart, "HTTP", "skipped", "");
    let insecure = "insecure-skip-tls-verify = true\n[credentials]";
    let chart = examined(&own.replace("[credentials]", insecure), &[], &[], 0);
    is(&chart, "TLS", "warning", "not verified");
}

#[test]
fn configurations() {
    let wrong = COMPLETE
        .replace("URL", &dead())
        .replace("namespace", "namespase");
    is(
        &examined(&wrong, &[], &[], 3),
        "configuration",
        "problem",
        "did you mean fixtures.namespace?",
    );
    // what is there is looked at, even where the rest is missing
    let chart = examined(&format!("[target]\nurl = \"{}\"", dead()), &[], &[], 3);
    is(
        &chart,
        "configuration",
        "problem",
        "fixtures.project is not set",
    );
    is(&chart, "TCP", "problem", "no connection");
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["doctor"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("conformance init"));
}

#[test]
fn a_report_folder_that_is_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let config = config(&but(|_| None));
    let chart = examined(
        &config,
        &[],
        &["--report", file.path().to_str().unwrap()],
        3,
    );
    is(&chart, "report folder", "problem", "--report");
}

#[test]
fn ways_to_a_server() {
    let nowhere = config("https://no-such-host.invalid/kubernetes/management");
    is(
        &examined(&nowhere, &[], &[], 3),
        "DNS",
        "problem",
        "target.url",
    );
    is(
        &examined(&config(&dead()), &[], &[], 3),
        "TCP",
        "problem",
        "port in target.url",
    );
    is(
        &examined(&config(&server(None)), &[], &[], 3),
        "HTTP",
        "problem",
        "timeout",
    );
}

#[test]
fn proxies() {
    let (url, proxy) = (
        but(|_| None),
        server(Some("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")),
    );
    let chart = examined(&config(&url), &[("http_proxy", &proxy)], &[], 3);
    is(&chart, "proxy", "warning", "add 127.0.0.1 to NO_PROXY");
    is(&chart, "HTTP", "problem", "a proxy that wants a password");
    let spared = [("http_proxy", proxy.as_str()), ("NO_PROXY", "127.0.0.1")];
    is(
        &examined(&config(&url), &spared, &[], 0),
        "proxy",
        "ok",
        "none applies",
    );
    let other = [("https_proxy", proxy.as_str())];
    is(
        &examined(&config(&url), &other, &[], 0),
        "proxy",
        "ok",
        "none applies",
    );
    let broken = [("http_proxy", "http://:::")];
    is(
        &examined(&config(&url), &broken, &[], 0),
        "proxy",
        "warning",
        "no proxy that can be used",
    );
}

/// What is found of TLS where the server has a certificate for `name` that is valid on these days, from today.
fn certified(name: &str, days: (i64, i64)) -> (String, String) {
    let mut parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let day = |day: i64| {
        std::time::SystemTime::UNIX_EPOCH
            + std::time::Duration::from_secs(
                u64::try_from(jiff::Timestamp::now().as_second() + day * 86_400).unwrap(),
            )
    };
    (parameters.not_before, parameters.not_after) = (day(days.0).into(), day(days.1).into());
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![certificate.der().clone()];
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, private);
    let config = Arc::new(config.unwrap());
    std::thread::spawn(move || {
        // shakes hands, and says nothing more
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.pem");
    std::fs::write(&own, certificate.pem()).unwrap();
    let trusted = format!("ca-file = \"{}\"\n[credentials]", own.display());
    let url = format!("https://127.0.0.1:{port}/kubernetes/management");
    let config = self::config(&url).replace("[credentials]", &trusted);
    examined(&config, &[], &[], 3)["TLS"].clone()
}

#[test]
fn certificates() {
    // these servers answer no request, so that no run can begin
    let (state, found) = certified("127.0.0.1", (-10, 100));
    assert!(state == "ok", "{found}");
    let (state, found) = certified("127.0.0.1", (-10, 5));
    assert!(
        state == "warning" && found.contains("the certificate ends on"),
        "{found}"
    );
    for (name, days, part) in [
        ("127.0.0.1", (-10, -5), "its certificate ended on"),
        ("127.0.0.1", (5, 10), "its certificate begins on"),
        ("other.example.com", (-10, 100), "other.example.com"),
    ] {
        let (state, found) = certified(name, days);
        assert!(state == "problem" && found.contains(part), "{found}");
    }
}

#[test]
fn what_is_no_tls() {
    let secure = |url: String| config(&url.replace("http://", "https://"));
    let plain = secure(server(Some("HTTP/1.1 400 Bad Request\r\n\r\n")));
    is(
        &examined(&plain, &[], &[], 3),
        "TLS",
        "problem",
        "but not with TLS",
    );
    let silent = secure(server(None));
    is(
        &examined(&silent, &[], &[], 3),
        "TLS",
        "problem",
        "plain HTTP",
    );
    // an alert that says that the protocol is too new
    let old = secure(server(Some("\u{15}\u{3}\u{3}\0\u{2}\u{2}F")));
    is(
        &examined(&old, &[], &[], 3),
        "TLS",
        "problem",
        "let the server offer TLS 1.2",
    );
    let absent =
        config(&but(|_| None)).replace("[credentials]", "ca-file = \"absent.pem\"\n[credentials]");
    is(
        &examined(&absent, &[], &[], 3),
        "TLS",
        "problem",
        "absent.pem",
    );
}

#[test]
fn answers_of_somebody_else() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 31\r\n\r\n\
                <html><title>Log in</title>....";
    let moved =
        "HTTP/1.1 302 Found\r\nLocation: https://login.example.com\r\nContent-Length: 0\r\n\r\n";
    let gateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
    for (answer, part) in [
        (page, "Log in"),
        (moved, "https://login.example.com"),
        (gateway, "load balancer"),
    ] {
        let chart = examined(&config(&server(Some(answer))), &[], &[], 3);
        is(&chart, "HTTP", "problem", part);
        is(&chart, "allowed key", "skipped", "problem above");
    }
}

#[test]
fn clocks() {
    let dated = |date: &str| {
        json("200 OK", "{}").replace("Connection", &format!("Date: {date}\r\nConnection"))
    };
    let late = dated("Sun, 06 Nov 1994 08:49:37 GMT");
    let chart = with_fault(0, move |request| {
        request.contains("/version").then(|| late.clone())
    });
    is(&chart, "clock", "warning", "behind ours");
    let chart = with_fault(0, move |request| {
        let now = jiff::Timestamp::now()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        request.contains("/version").then(|| dated(&now))
    });
    is(&chart, "clock", "ok", "agrees");
}

#[test]
fn keys_and_projects() {
    let posted = |request: &str| request.starts_with("POST");
    let allowed =
        move |request: &str| posted(request) && request.contains("key-that-must-not-appear");
    let chart = with_fault(3, move |request| {
        posted(request).then(|| json("404 Not Found", "404 page not found"))
    });
    is(&chart, "prefix", "problem", "/kubernetes/management");
    let chart = with_fault(3, move |request| {
        allowed(request).then(|| status("401 Unauthorized", "key-that-must-not-appear"))
    });
    is(&chart, "allowed key", "problem", "without Bearer");
    let chart = with_fault(3, move |request| {
        allowed(request).then(|| status("403 Forbidden", "Forbidden"))
    });
    is(
        &chart,
        "allowed key",
        "problem",
        "projects/importvirtualcluster",
    );
    let absent = r#"{"kind":"Status","details":{"kind":"projects"},"message":"not found"}"#;
    let chart = with_fault(3, move |request| {
        allowed(request).then(|| json("404 Not Found", absent))
    });
    is(&chart, "project", "problem", "fixtures.project");
    let chart = with_fault(3, |request| {
        request
            .contains("/other-project/")
            .then(|| json("404 Not Found", absent))
    });
    is(&chart, "project", "ok", "my-project");
    is(&chart, "second project", "problem", "other-project");
}

#[test]
fn keys_that_may_not_import() {
    let imported = || {
        Some(json(
            "201 Created",
            r#"{"kind":"ProjectImportVirtualCluster"}"#,
        ))
    };
    let denied = |request: &str| request.contains("denied-key");
    let chart = with_fault(3, move |request| denied(request).then(imported).flatten());
    is(&chart, "denied key", "problem", "may import");
    let chart = with_fault(3, move |request| {
        denied(request).then(|| status("401 Unauthorized", "Unauthorized"))
    });
    is(&chart, "denied key", "problem", "is not valid");
    let nobody = |request: &str| request.starts_with("POST") && !request.contains("authorization:");
    let chart = with_fault(0, move |request| nobody(request).then(imported).flatten());
    is(&chart, "no key", "warning", "anybody may import");
}

#[test]
fn sources_and_clusters() {
    let names = |request: &str, name: &str| request.contains(&format!("\"{name}\""));
    let absent = |kind: &str| {
        json(
            "404 Not Found",
            &format!(r#"{{"kind":"Status","details":{{"kind":"{kind}"}}}}"#),
        )
    };
    // the pattern counts to 10, and the last is not there
    let chart = with_fault(3, move |request| {
        names(request, "vc-10").then(|| absent("virtualclusters"))
    });
    is(
        &chart,
        "sources",
        "problem",
        "vc-10 in namespace vc-pool of cluster connected-cluster",
    );
    let chart = with_fault(3, move |request| {
        names(request, "vc-1").then(|| absent("clusters"))
    });
    is(&chart, "cluster", "problem", "fixtures.cluster");
    let chart = with_fault(3, |request| {
        let read = request.starts_with("GET") && request.contains("-doctor-1 ");
        read.then(|| json("200 OK", "{}"))
    });
    is(
        &chart,
        "sources",
        "problem",
        "takes no notice of dryRun=All",
    );
    let chart = with_fault(3, move |request| {
        names(request, "vc-1").then(|| json("200 OK", "[]"))
    });
    is(&chart, "sources", "problem", "not an object of this API");
}

#[test]
fn only_dry_runs_are_sent() {
    let chart = with_fault(0, |request| {
        let line = request.lines().next().unwrap_or_default();
        let harmless = line.starts_with("GET ") || line.contains("dryRun=All");
        (!harmless).then(|| status("500 Internal Server Error", "Changed"))
    });
    is(&chart, "cleanup", "ok", "removed");
}

#[test]
fn removal_and_discovery() {
    let chart = with_fault(0, |request| {
        request
            .contains("/v1 ")
            .then(|| status("403 Forbidden", "Forbidden"))
    });
    is(
        &chart,
        "discovery",
        "warning",
        "/apis/management.loft.sh/v1",
    );
    is(&chart, "cleanup", "warning", "conformance plan");
    for method in ["GET", "DELETE"] {
        let chart = with_fault(0, move |request| {
            let asked = request.starts_with(method) && request.contains("asks-for-nobody");
            asked.then(|| status("403 Forbidden", "Forbidden"))
        });
        is(&chart, "cleanup", "warning", method);
    }
}

#[test]
fn rate_limits() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let chart = with_fault(0, move |request| {
        // a connection that only tries the port asks for nothing
        let first =
            !request.is_empty() && count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        first.then(|| json("429 Too Many Requests\r\nRetry-After: 0", "{}"))
    });
    is(&chart, "rate limit", "warning", "target.concurrency");
    let chart = with_fault(3, |_| Some(json("429 No\r\nRetry-After: 60", "{}")));
    is(&chart, "HTTP", "problem", "wants to be left alone");
}
