//! `/metrics`: who may read it, and that it counts what happens.

use crate::process::Process;
use crate::wire::{BASE, PREFIX, Reply, header, request};

#[test]
fn the_numbers_are_those_of_what_happened() {
    let process = Process::start(&[]);
    process.assert_of_use(1);
    let again = Reply::to(process.address, &process.import(1));
    assert_eq!(again.code, 409);
    let nowhere = process.request("GET", &format!("{BASE}/nowhere"), "", b"");
    assert_eq!(Reply::to(process.address, &nowhere).code, 404);
    let path = format!("{PREFIX}/metrics");
    let reply = Reply::to(process.address, &process.request("GET", &path, "", b""));
    let media_type = header(&reply.head, "content-type");
    assert_eq!(media_type, Some("text/plain; version=0.0.4; charset=utf-8"));
    let import = generated::operations::IMPORT_VIRTUAL_CLUSTER.id;
    for line in [
        format!("reference_requests_total{{operation=\"{import}\",code=\"201\"}} 1"),
        format!("reference_requests_total{{operation=\"{import}\",code=\"409\"}} 1"),
        format!("reference_request_duration_seconds_count{{operation=\"{import}\"}} 2"),
        "reference_requests_total{operation=\"other\",code=\"404\"} 1".to_owned(),
        "reference_requests_in_flight 1".to_owned(),
        "reference_instances 1".to_owned(),
        "reference_store_commit_duration_seconds_count 1".to_owned(),
        "reference_connections_total 4".to_owned(),
    ] {
        assert!(
            reply.body.lines().any(|it| it == line),
            "{line}\n{}",
            reply.body
        );
    }
    for line in reply.body.lines() {
        let sample = line.rsplit_once(' ').map(|(_, value)| value.parse::<f64>());
        assert!(
            line.starts_with("# ") || matches!(sample, Some(Ok(_))),
            "{line}"
        );
    }
}

#[test]
fn the_numbers_are_for_those_who_may_read_everything() {
    let process = Process::start(&[]);
    let path = format!("{PREFIX}/metrics");
    for (user, code) in [("admin", 200), ("viewer", 403), ("alice", 403)] {
        let request = request("GET", &path, process.key(user), "", b"");
        assert_eq!(Reply::to(process.address, &request).code, code, "{user}");
    }
    let nobody = request("GET", &path, "nobody", "", b"");
    assert_eq!(Reply::to(process.address, &nobody).code, 401);
}
