//! What the server counts.

mod number;
mod text;

use std::time::Duration;

use generated::operations;
use generated::runtime::Operation;
use hyper::StatusCode;

pub(crate) use number::{Counter, Gauge, Histogram};
pub(crate) use text::MEDIA_TYPE;

/// Where the numbers are, below the prefix of the API.
pub(crate) const PATH: &str = "/metrics";

/// The statuses with a counter each. All others share the last one.
const CODES: [u16; 22] = [
    200, 201, 304, 400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 417, 422, 429, 431, 500, 501,
    503, 504, 0,
];

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
