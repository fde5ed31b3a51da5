//! Three replicas on one etcd cluster of three members: members and a replica are killed under load, nothing that was
//! acknowledged is lost, nothing is there twice, and the others go on.
//!
//! Takes half a minute. Without etcd it says that it is skipped; with `CI` in the environment that is a failure.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, wherever it does"
)]

mod cluster;
#[path = "../crash/mod.rs"]
mod crash;
mod load;
mod watcher;

use std::time::Duration;

use cluster::Cluster;
use crash::{Importer, Outcome, Server, assert_kept, inventory};
use load::Load;
use watcher::Watcher;

/// How long a member that was started again may take to be well.
const RECOVERY: Duration = Duration::from_secs(30);

#[test]
fn nothing_acknowledged_is_lost_when_members_and_replicas_are_killed() {
    let Some(mut cluster) = Cluster::start(3) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let inventory = inventory(directory.path(), 1_000_000);
    let url = cluster.url("replicas");
    let mut replicas: Vec<Server> = (0..3)
        .map(|_| Server::start(&inventory, &["--store", &url]))
        .collect();
    let importers: Vec<Importer> = replicas
        .iter()
        .map(|replica| Importer::new(replica.address))
        .collect();
    for importer in &importers {
        assert_eq!(importer.readiness(), (200, "ok".to_owned()));
    }
    let watcher = Watcher::start(&importers[0], 999_999);
    let load = Load::start(&importers);

    load.wait_for_more(100, "all are well");
    let leader = cluster
        .leader()
        .expect("a cluster that answers has a leader");
    cluster.kill(leader);
    load.wait_for_more(100, "the leader is gone");
    replicas[2].kill();
    load.wait_for_more(100, "a replica is gone as well");
    cluster.restart(leader);
    assert!(cluster.is_well(leader, RECOVERY), "the member comes back");
    load.wait_for_more(50, "the member is back");
    let other = (leader + 1) % 3;
    cluster.kill(other);
    load.wait_for_more(100, "another member is gone");
    cluster.restart(other);
    replicas[2] = Server::start(&inventory, &["--store", &url]);
    assert!(cluster.is_well(other, RECOVERY), "the member comes back");

    let told = load.stop();
    let lists: Vec<_> = [&replicas[0], &replicas[1], &replicas[2]]
        .map(|replica| Importer::new(replica.address).instances())
        .into();
    assert!(
        lists.iter().all(|list| *list == lists[0]),
        "all see the same"
    );
    for (name, source) in &lists[0] {
        assert_eq!(name, source, "an instance is of its own source");
    }
    for number in &told.acknowledged {
        assert_kept(&lists[0], *number);
    }
    for number in &told.refused {
        assert!(
            lists[0].contains_key(number),
            "import {number} was a conflict with nothing"
        );
    }
    let seen = watcher.finish(&importers[0]);
    let expected: Vec<usize> = lists[0].keys().copied().collect();
    assert_eq!(seen, expected, "the watch has seen each of them once");
    eprintln!(
        "{} acknowledged, {} there; {} attempts had no answer",
        told.acknowledged.len(),
        expected.len(),
        told.unanswered
    );
    let [first, ..] = expected.as_slice() else {
        panic!("nothing is there");
    };
    assert_eq!(importers[1].source_of(*first), Some(*first));
    assert_eq!(importers[1].try_elsewhere(*first), Outcome::Refused(409));
}
