//! The numbers in the text form of Prometheus, version 0.0.4.

use std::fmt::{self, Display, Formatter, Write as _};

use generated::operations;

use super::number::Histogram;
use super::{CODES, Metrics};

/// The media type of the numbers.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What requests to no operation of the spec are counted as.
const OTHER: &str = "other";

impl Metrics {
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
        let (buckets, count) = self.cumulated();
        for (bound, below) in buckets {
            let bound = Seconds(bound);
            writeln!(
                text,
                "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {below}"
            )?;
        }
        writeln!(text, "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {count}")?;
        let total = Seconds(self.total());
        let labels = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{labels}}}")
        };
        writeln!(
            text,
            "{name}_sum{labels} {total}\n{name}_count{labels} {count}"
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
