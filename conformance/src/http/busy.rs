//! Servers that want to be left alone for a while.

use std::time::Duration;

use super::Response;

/// How long a server that is busy is left alone at least.
pub(super) const SHORTEST: Duration = Duration::from_millis(100);

/// How long one is that does not say for how long.
const UNSAID: Duration = Duration::from_secs(1);

/// How long a busy server asks to be left alone; `None` when it is not busy. A 503 that says nothing of a later time is
/// an answer like any other.
pub(super) fn pause(response: &Response) -> Option<Duration> {
    let said = response.header("retry-after").and_then(wait);
    match response.status {
        429 => Some(said.unwrap_or(UNSAID)),
        503 => said,
        _ => None,
    }
    .map(|pause| pause.max(SHORTEST))
}

/// What `Retry-After` says: seconds, or a date (RFC 9110, section 10.2.3).
fn wait(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let left = date.duration_since(jiff::Timestamp::now());
    Some(Duration::try_from(left).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> Option<Duration> {
        let header = |value: &str| ("retry-after".to_owned(), value.to_owned());
        pause(&Response {
            http2: false,
            status,
            headers: retry_after.map(header).into_iter().collect(),
            body: Vec::new(),
        })
    }

    #[test]
    fn a_busy_server_says_when_to_come_back() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(answer(429, Some("3")), seconds(3));
        assert_eq!(answer(503, Some(" 3 ")), seconds(3));
        assert_eq!(answer(429, Some("soon")), seconds(1));
        assert_eq!(answer(429, None), seconds(1));
        assert_eq!(answer(503, None), None);
        assert_eq!(answer(200, Some("3")), None);
        // a date that has passed means at once
        assert_eq!(
            answer(503, Some("Sun, 06 Nov 1994 08:49:37 GMT")),
            Some(SHORTEST)
        );
    }
}
