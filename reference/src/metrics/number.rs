//! Counters, gauges and histograms.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the histograms' buckets, in microseconds.
const BUCKETS: [u64; 13] = [
    250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000,
];

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

/// How many there are at present.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

/// How many took how long.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    /// The last one is for all that took longer.
    buckets: [Counter; BUCKETS.len() + 1],
    microseconds: AtomicU64,
}

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Gauge {
    pub(crate) fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Histogram {
    pub(crate) fn observe(&self, time: Duration) {
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS.partition_point(|bound| *bound < microseconds);
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.add();
        }
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// The upper bound of each bucket, in microseconds, and how many took no longer; and how many there are.
    pub(super) fn cumulated(&self) -> (Vec<(u64, u64)>, u64) {
        let mut sum = 0;
        let bounded = BUCKETS.iter().zip(&self.buckets).map(|(bound, counter)| {
            sum += counter.get();
            (*bound, sum)
        });
        let bounded: Vec<(u64, u64)> = bounded.collect();
        let longer = self.buckets.last().map_or(0, Counter::get);
        (bounded, sum + longer)
    }

    /// How long all of them took, in microseconds.
    pub(super) fn total(&self) -> u64 {
        self.microseconds.load(Ordering::Relaxed)
    }
}
