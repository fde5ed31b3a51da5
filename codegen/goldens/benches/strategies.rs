//! What a valid value costs, as a ratio to reading it with serde: `cargo bench -p codegen-goldens --bench strategies`.

#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has failed"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use codegen_goldens::runtime::strategy::Valid;
use codegen_goldens::{arrays, formats, kubernetes, numbers, one_of, patterns, recursive};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Values of each type; a quarter of them is made smaller as far as it goes.
const VALUES: usize = 4_000;

fn measure<T: DeserializeOwned + Serialize + std::fmt::Debug>(name: &str, valid: &Valid<T>) {
    let mut runner = TestRunner::deterministic();
    let (mut made, mut shrunk, mut read) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut steps = 0_u32;
    for index in 0..VALUES {
        let start = Instant::now();
        let mut tree = valid.new_tree(&mut runner).unwrap();
        let value = black_box(tree.current());
        made += start.elapsed();
        let text = serde_json::to_vec(&value).unwrap();
        let start = Instant::now();
        black_box(serde_json::from_slice::<T>(&text).unwrap());
        read += start.elapsed();
        if index % 4 == 0 {
            let start = Instant::now();
            while tree.simplify() {
                black_box(tree.current());
                steps += 1;
            }
            shrunk += start.elapsed();
        }
    }
    let count = u32::try_from(VALUES).unwrap();
    let micros = |time: Duration, count: u32| time.as_secs_f64() * 1e6 / f64::from(count.max(1));
    println!(
        "{name:12} {:6.2} us a value, {:5.1} times serde's reading; {:6.2} us a step of shrinking, {:4.1} steps; {} rejects of {VALUES}",
        micros(made, count),
        made.as_secs_f64() / read.as_secs_f64(),
        micros(shrunk, steps),
        f64::from(steps) / f64::from(count / 4),
        valid.rejects(VALUES, &mut runner),
    );
}

fn main() {
    measure("basket", &arrays::strategies::basket());
    measure("everything", &formats::strategies::everything());
    measure("gateway", &kubernetes::strategies::gateway());
    measure("reading", &numbers::strategies::reading());
    measure("order", &one_of::strategies::order());
    measure("codes", &patterns::strategies::codes());
    measure("tree", &recursive::strategies::tree());
}
