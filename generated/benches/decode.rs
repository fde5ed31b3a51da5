//! What the decoder costs next to reading the same text with serde alone: `cargo bench -p generated`.
//!
//! The contenders take turns, so that whatever else the machine does hits all of them; medians are shown.

use std::hint::black_box;
use std::time::{Duration, Instant};

use generated::runtime::Validate;
use generated::runtime::decode::{Mode, Syntax, decode};
use generated::types::ProjectImportVirtualCluster as Import;

const ROUNDS: usize = 401;
const CALLS: u32 = 50;

type Contender<'a> = (&'static str, Box<dyn Fn() + 'a>);

fn main() {
    let valid = request("my-vcluster", "");
    let violations = request("My VCluster", "").replace("\"pool-1\"", "\"-\"");
    let unknown = request("my-vcluster", "\"zzz\": 1,");
    let typed: Option<Import> = serde_json::from_str(&valid).ok();
    println!("a valid request of {} bytes", valid.len());
    measure(vec![
        ("serde_json to the type", reading(&valid)),
        (
            "the validator alone",
            Box::new(|| {
                black_box(typed.as_ref().map(Validate::validate).is_some());
            }),
        ),
        (
            "decode, Ignore",
            decoding(&valid, Syntax::Json, Mode::Ignore),
        ),
        (
            "decode, Strict",
            decoding(&valid, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, an unknown field",
            decoding(&unknown, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, violations",
            decoding(&violations, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, read as YAML",
            decoding(&valid, Syntax::Yaml, Mode::Strict),
        ),
    ]);
}

fn reading(text: &str) -> Box<dyn Fn() + '_> {
    Box::new(move || {
        black_box(serde_json::from_slice::<Import>(black_box(text.as_bytes())).is_ok());
    })
}

fn decoding(text: &str, syntax: Syntax, mode: Mode) -> Box<dyn Fn() + '_> {
    Box::new(move || {
        black_box(decode::<Import>(black_box(text.as_bytes()), syntax, mode).is_ok());
    })
}

/// Prints the median of each contender, and its ratio to the first one.
fn measure(contenders: Vec<Contender<'_>>) {
    let mut times = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, call), times) in contenders.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..CALLS {
                call();
            }
            times.push(start.elapsed() / CALLS);
        }
    }
    let mut first = None;
    for ((name, _), mut times) in contenders.into_iter().zip(times) {
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or(Duration::ZERO);
        let first = *first.get_or_insert(median);
        let ratio = median.as_secs_f64() / first.as_secs_f64();
        println!("{name:34} {:8} ns  {ratio:5.2}x", median.as_nanos());
    }
}

/// About a kilobyte with most of what a request can have.
fn request(name: &str, more: &str) -> String {
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
