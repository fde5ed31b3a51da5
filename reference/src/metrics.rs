//! What the server counts, and how it tells: the text form of Prometheus, version 0.0.4.

use std::fmt::{self, Display, Formatter, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use generated::operations;
use generated::runtime::Operation;
use hyper::StatusCode;

/// Where the numbers are, below the prefix of the API.
pub(crate) const PATH: &str = "/metrics";

/// The media type of the numbers.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The statuses with a counter each. All others share the last one.
const CODES: [u16; 21] = [
    200, 201, 400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 417, 422, 429, 431, 500, 501, 503,
    504, 0,
];

/// The upper bounds of the histograms' buckets, in microseconds.
const BUCKETS: [u64; 13] = [
    250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000,
];

/// What requests to no operation of the spec are counted as.
const OTHER: &str = "other";

/// Every number. Counting takes no lock.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// By operation, the last row for none.
    requests: Vec<Requests>,
    pub(crate) in_flight: Gauge,
    pub(crate) watches: Gauge,
    pub(crate) connections: Gauge,
    /// Connections since the start.
    pub(crate) accepted: Counter,
    /// Connections that were closed for holding on to the server.
    pub(crate) cut_off: Counter,
    /// How long the store took to keep an instance.
    pub(crate) commits: Histogram,
}

/// The requests to one operation.
#[derive(Debug, Default)]
struct Requests {
    by_code: [Counter; CODES.len()],
    durations: Histogram,
}

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

    fn get(&self) -> u64 {
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

    fn get(&self) -> u64 {
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
}

impl Default for Metrics {
    fn default() -> Self {
        let rows = operations::ALL.len() + 1;
        Self {
            requests: std::iter::repeat_with(Requests::default)
                .take(rows)
                .collect(),
            in_flight: Gauge::default(),
            watches: Gauge::default(),
            connections: Gauge::default(),
            accepted: Counter::default(),
            cut_off: Counter::default(),
            commits: Histogram::default(),
        }
    }
}

impl Metrics {
    /// Counts a request that is over; a watch has no `duration`, a request without an answer no `code`.
    pub(crate) fn count(
        &self,
        operation: Option<&Operation>,
        code: Option<StatusCode>,
        duration: Option<Duration>,
    ) {
        let known = |operation: &Operation| {
            let mut all = operations::ALL.iter();
            all.position(|known| known.id == operation.id)
        };
        let row = operation.and_then(known).unwrap_or(operations::ALL.len());
        let Some(requests) = self.requests.get(row) else {
            return;
        };
        let code = code.map_or(0, |code| code.as_u16());
        let mut codes = CODES.iter();
        let column = codes.position(|known| *known == code);
        if let Some(counter) = requests.by_code.get(column.unwrap_or(CODES.len() - 1)) {
            counter.add();
        }
        if let Some(duration) = duration {
            requests.durations.observe(duration);
        }
    }

    /// All numbers as text; `instances` is what the store has.
    pub(crate) fn text(&self, instances: Option<usize>) -> String {
        let mut text = String::with_capacity(8192);
        // Writing into a string cannot fail.
        let _ = self.write(&mut text, instances);
        text
    }

    fn write(&self, text: &mut String, instances: Option<usize>) -> fmt::Result {
        let named = || {
            let ids = operations::ALL.iter().map(|operation| operation.id);
            ids.chain([OTHER]).zip(&self.requests)
        };
        let name = "reference_requests_total";
        head(
            text,
            name,
            "counter",
            "Requests that are over, by operation and status; 0 is none.",
        )?;
        for (operation, requests) in named() {
            for (code, counter) in CODES.iter().zip(&requests.by_code) {
                let count = counter.get();
                if count > 0 {
                    writeln!(
                        text,
                        "{name}{{operation=\"{operation}\",code=\"{code}\"}} {count}"
                    )?;
                }
            }
        }
        let name = "reference_request_duration_seconds";
        head(
            text,
            name,
            "histogram",
            "Time from a request's headers to the end of its answer.",
        )?;
        for (operation, requests) in named() {
            requests
                .durations
                .write(text, name, &format!("operation=\"{operation}\""))?;
        }
        let name = "reference_store_commit_duration_seconds";
        head(
            text,
            name,
            "histogram",
            "Time in which the store took up an instance.",
        )?;
        self.commits.write(text, name, "")?;
        let gauges = [
            (
                "requests_in_flight",
                "Requests that are being answered.",
                &self.in_flight,
            ),
            ("watches", "Watches that go on.", &self.watches),
            (
                "connections",
                "Connections that are open.",
                &self.connections,
            ),
        ];
        for (name, help, gauge) in gauges {
            single(text, name, "gauge", help, gauge.get())?;
        }
        let counters = [
            (
                "connections_total",
                "Connections since the start.",
                &self.accepted,
            ),
            (
                "connections_cut_off_total",
                "Connections closed for a limit.",
                &self.cut_off,
            ),
        ];
        for (name, help, counter) in counters {
            single(text, name, "counter", help, counter.get())?;
        }
        match instances {
            Some(count) => single(text, "instances", "gauge", "Instances in the store.", count),
            None => Ok(()),
        }
    }
}

impl Histogram {
    fn write(&self, text: &mut String, name: &str, labels: &str) -> fmt::Result {
        let comma = if labels.is_empty() { "" } else { "," };
        let mut sum = 0;
        for (bound, counter) in BUCKETS.iter().zip(&self.buckets) {
            sum += counter.get();
            let bound = Seconds(*bound);
            writeln!(text, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {sum}")?;
        }
        sum += self.buckets.last().map_or(0, Counter::get);
        writeln!(text, "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {sum}")?;
        let total = Seconds(self.microseconds.load(Ordering::Relaxed));
        let labels = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{labels}}}")
        };
        writeln!(
            text,
            "{name}_sum{labels} {total}\n{name}_count{labels} {sum}"
        )
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn single(
    text: &mut String,
    name: &str,
    kind: &str,
    help: &str,
    value: impl Display,
) -> fmt::Result {
    let name = format!("reference_{name}");
    head(text, &name, kind, help)?;
    writeln!(text, "{name} {value}")
}

/// Microseconds, written in seconds.
struct Seconds(u64);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_operation_and_status() {
        let metrics = Metrics::default();
        let import = &operations::IMPORT_VIRTUAL_CLUSTER;
        let time = Some(Duration::from_micros(1500));
        metrics.count(Some(import), Some(StatusCode::CREATED), time);
        metrics.count(Some(import), None, None);
        metrics.count(None, Some(StatusCode::IM_A_TEAPOT), time);
        let text = metrics.text(Some(7));
        let id = import.id;
        for line in [
            format!("reference_requests_total{{operation=\"{id}\",code=\"201\"}} 1"),
            format!("reference_requests_total{{operation=\"{id}\",code=\"0\"}} 1"),
            "reference_requests_total{operation=\"other\",code=\"0\"} 1".to_owned(),
            format!(
                "reference_request_duration_seconds_bucket{{operation=\"{id}\",le=\"0.001000\"}} 0"
            ),
            format!(
                "reference_request_duration_seconds_bucket{{operation=\"{id}\",le=\"0.002500\"}} 1"
            ),
            format!("reference_request_duration_seconds_sum{{operation=\"{id}\"}} 0.001500"),
            format!("reference_request_duration_seconds_count{{operation=\"{id}\"}} 1"),
            "reference_store_commit_duration_seconds_count 0".to_owned(),
            "reference_instances 7".to_owned(),
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
