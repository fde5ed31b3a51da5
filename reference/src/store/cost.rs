//! What an instance costs, by how many there are: `cargo test --release -p reference --lib -- --ignored --nocapture cost`.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::body::Bytes;

use super::{Draft, Durable, Key, Memory, Source, Store};

/// After how many instances the cost is looked at.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

/// How many creates are measured at each size.
const SAMPLE: usize = 20_000;

/// How many are under way at once.
const AT_ONCE: usize = 64;

/// The same while the store is filled, to be done sooner.
const AT_ONCE_FILLING: usize = 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes, and measures"]
async fn cost_in_memory() {
    measure(Arc::new(Memory::default())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes, and measures"]
async fn cost_in_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    measure(Arc::new(Durable::open(directory.path()).unwrap())).await;
    let file = fs::metadata(directory.path().join("instances.redb")).unwrap();
    let begin = Instant::now();
    let store = Durable::open(directory.path()).unwrap();
    println!(
        "{} MB on the disk, read in {:?}",
        file.len() >> 20,
        begin.elapsed()
    );
    drop(store);
}

async fn measure(store: Arc<dyn Store>) {
    let mut stored = 0;
    let before = resident();
    for size in SIZES {
        create(&store, stored, size - stored, AT_ONCE_FILLING).await;
        stored = size;
        let memory = resident().saturating_sub(before) / stored as u64;
        let (begin, used) = (Instant::now(), processor_time());
        create(&store, stored, SAMPLE, AT_ONCE).await;
        stored += SAMPLE;
        let each = |time: Duration| time / u32::try_from(SAMPLE).unwrap();
        println!(
            "{size:>8} instances: {memory:>5} bytes each; a create takes {:?} of processor time and {:?} with {AT_ONCE} at once",
            each(processor_time().saturating_sub(used)),
            each(begin.elapsed())
        );
    }
}

async fn create(store: &Arc<dyn Store>, first: usize, count: usize, at_once: usize) {
    let tasks: Vec<_> = (0..at_once)
        .map(|task| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for number in (first..first + count).skip(task).step_by(at_once) {
                    store.create(draft(number)).await.unwrap();
                    // Memory never waits by itself.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// An instance like those that imports make, with names in no order.
fn draft(number: usize) -> Draft {
    let name = format!(
        "vc-{:08x}-{number}",
        number.wrapping_mul(0x9e37_79b1) & 0xffff_ffff
    );
    let object = format!(
        r#"{{"kind":"VirtualClusterInstance","apiVersion":"management.loft.sh/v1","metadata":{{"name":"{name}","namespace":"loft-p-my-project","uid":"0f8fad5b-d9cb-469f-a165-70867728950e","generation":1,"creationTimestamp":"2026-01-01T00:00:00Z"}},"spec":{{"owner":{{"user":"admin"}},"clusterRef":{{"cluster":"connected-cluster","namespace":"vc-pool","virtualCluster":"{name}"}}}},"status":{{"phase":"Ready"}}}}"#
    );
    Draft {
        key: Key {
            namespace: "loft-p-my-project".to_owned(),
            name: name.clone(),
        },
        source: Source {
            cluster: "connected-cluster".to_owned(),
            namespace: "vc-pool".to_owned(),
            name,
        },
        object: Bytes::from(object.into_bytes().into_boxed_slice()),
    }
}

/// Bytes of memory that the process has.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse::<u64>().unwrap() << 10
}

/// The processor time of all threads.
fn processor_time() -> Duration {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = threads.filter_map(|thread| {
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanoseconds.sum())
}
