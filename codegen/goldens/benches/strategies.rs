//! What a valid value costs, as a ratio to reading it with serde: `cargo bench -p codegen-goldens --bench strategies`.
//! Times are those of the processor, so that other programs on the machine do not count.

#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has failed"
)]

use std::hint::black_box;
use std::time::Duration;

use codegen_goldens::runtime::strategy::Valid;
use codegen_goldens::{
    all_of, arrays, formats, inline, kubernetes, maps, nullable, numbers, one_of, patterns,
    recursive, references, strings,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Values of each type; a quarter of them is made smaller as far as it goes.
const VALUES: usize = 4_000;

/// What this thread has used of a processor.
fn now() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap(),
        u32::try_from(now.tv_nsec).unwrap(),
    )
}

fn timed<T>(total: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = now();
    let made = black_box(work());
    *total += now().saturating_sub(start);
    made
}

fn measure<T: DeserializeOwned + Serialize + std::fmt::Debug>(name: &str, valid: &Valid<T>) {
    let mut runner = TestRunner::deterministic();
    let (mut made, mut shrunk, mut read) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut steps = 0_u32;
    for index in 0..VALUES {
        let (mut tree, value) = timed(&mut made, || {
            let tree = valid.new_tree(&mut runner).unwrap();
            let value = tree.current();
            (tree, value)
        });
        let text = serde_json::to_vec(&value).unwrap();
        timed(&mut read, || serde_json::from_slice::<T>(&text).unwrap());
        if index % 4 == 0 {
            timed(&mut shrunk, || {
                while tree.simplify() {
                    black_box(tree.current());
                    steps += 1;
                }
            });
        }
    }
    let count = u32::try_from(VALUES).unwrap();
    let micros = |time: Duration, count: u32| time.as_secs_f64() * 1e6 / f64::from(count.max(1));
    println!(
        "{name:12} {:6.2} us a value, {:5.1} times serde's reading; {:6.2} us with {:4.1} steps of shrinking; \
         {} rejects of {VALUES}",
        micros(made, count),
        made.as_secs_f64() / read.as_secs_f64(),
        micros(made, count) + micros(shrunk, count / 4),
        f64::from(steps) / f64::from(count / 4),
        valid.rejects(VALUES, &mut runner),
    );
}

fn main() {
    measure("holder", &all_of::strategies::holder());
    measure("person", &inline::strategies::person());
    measure("nested", &maps::strategies::nested());
    measure("note", &nullable::strategies::note());
    measure("expression", &recursive::strategies::expression());
    measure("forest", &recursive::strategies::forest());
    measure("invoice", &references::strategies::invoice());
    measure("account", &strings::strategies::account());
    measure("basket", &arrays::strategies::basket());
    measure("everything", &formats::strategies::everything());
    measure("gateway", &kubernetes::strategies::gateway());
    measure("reading", &numbers::strategies::reading());
    measure("order", &one_of::strategies::order());
    measure("codes", &patterns::strategies::codes());
    measure("tree", &recursive::strategies::tree());
}
