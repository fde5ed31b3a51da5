//! Contenders that take turns, so that whatever else the machine does hits all of them: CPU time, medians, ratios.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 401;
const CALLS: u32 = 50;

/// What is measured, and its name in the table.
pub(crate) type Contender<'a> = (&'static str, Box<dyn Fn() + 'a>);

/// Prints the median CPU time of one call of each contender, and its ratio to the first one.
pub(crate) fn measure(contenders: Vec<Contender<'_>>) {
    let mut times = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, call), times) in contenders.iter().zip(&mut times) {
            let start = cpu();
            for _ in 0..CALLS {
                call();
            }
            times.push(cpu().saturating_sub(start) / CALLS);
        }
    }
    let mut first = None;
    for ((name, _), mut times) in contenders.into_iter().zip(times) {
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or(Duration::ZERO);
        let first = *first.get_or_insert(median);
        let ratio = median.as_secs_f64() / first.as_secs_f64();
        println!("{name:44} {:8} ns  {ratio:6.3}x", median.as_nanos());
    }
}

/// CPU time that this thread has used so far.
fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let part = |number: i64| u64::try_from(number).unwrap_or_default();
    Duration::from_secs(part(now.tv_sec)) + Duration::from_nanos(part(now.tv_nsec))
}

/// About a kilobyte with most of what a request can have.
pub(crate) fn request(name: &str, more: &str) -> String {
    format!(
        r#"{{
  {more}
  "kind": "ProjectImportVirtualCluster",
  "apiVersion": "management.loft.sh/v1",
  "metadata": {{
    "name": "import-1",
    "labels": {{"app.kubernetes.io/name": "vcluster", "app.kubernetes.io/part-of": "platform", "team": "a"}},
    "annotations": {{"example.com/reason": "moved from the old platform", "example.com/ticket": "1234"}},
    "creationTimestamp": "2024-01-31T12:00:00Z",
    "generation": 1,
    "finalizers": ["example.com/keep"],
    "ownerReferences": [
      {{"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "3f1c9c1e-6d0e-4d5a-9f0a-0d8f3e0c1b2a", "controller": true}}
    ],
    "managedFields": [
      {{"manager": "cli", "operation": "Update", "apiVersion": "v1", "time": "2024-01-31T12:00:00Z", "fieldsType": "FieldsV1",
        "fieldsV1": {{"f:metadata": {{"f:labels": {{".": {{}}, "f:team": {{}}}}}}}}}}
    ]
  }},
  "sourceVirtualCluster": {{"name": "{name}", "namespace": "pool-1", "cluster": "my-cluster", "owner": {{"team": "a"}}, "importName": "imported"}},
  "upgradeToPro": true
}}"#
    )
}
