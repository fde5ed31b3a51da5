//! The first answer: whether one comes, from whom, and when it thinks that it is.

use super::chart::Chart;
use crate::http::{Client, Credential, Exchange, Request};

/// By how much two clocks may differ. Access keys that are signed tokens are judged by the clock.
const CLOCK_LIMIT: i64 = 60;

/// Sends a request without a key, and says whether a server answered it.
pub(super) fn look_at(chart: &mut Chart, client: &Client) -> bool {
    let request = Request::new("GET", "/version").with_credential(Credential::Absent);
    let exchange = client.send(&request);
    let response = match &exchange.outcome {
        Ok(response) => response,
        Err(error) => {
            let advice = if error.is_about_the_target() {
                "the server wants to be left alone (429, or 503 with Retry-After): wait, or raise its limit"
            } else {
                "see the server's log; target.timeout is the limit for an answer"
            };
            chart.problem("HTTP", format!("no answer: {error}"), advice);
            return false;
        }
    };
    let status = response.status;
    let is_status = exchange.object()["kind"] == "Status";
    let wrong = match status {
        300..=399 => {
            let to = exchange.header("location").unwrap_or("an unnamed place");
            Some((
                format!("{status}, a redirect to {to}"),
                "set target.url to where the API is; a redirect to a login page means that this is no API",
            ))
        }
        407 => Some((
            "407, a proxy that wants a password".to_owned(),
            "write user and password into the proxy variable, or name the host in NO_PROXY",
        )),
        _ if response.media_type() == "text/html" => Some((
            format!("{status} with a web page: {}", title(&response.body)),
            "a login page or a proxy answers in place of the API; set target.url to the API itself",
        )),
        502..=504 if !is_status => Some((
            format!("{status}, as a gateway without a server behind it answers"),
            "see whether the server runs behind the load balancer or proxy",
        )),
        _ => None,
    };
    if let Some((found, advice)) = wrong {
        chart.problem("HTTP", found, advice);
        return false;
    }
    let protocol = if response.http2 { "HTTP/2" } else { "HTTP/1.1" };
    let milliseconds = exchange.elapsed.as_millis();
    chart.ok(
        "HTTP",
        format!("{status} over {protocol} in {milliseconds} ms"),
    );
    clock(chart, &exchange);
    true
}

/// What a web page calls itself, in so many characters as fit a line.
fn title(body: &[u8]) -> String {
    let page = String::from_utf8_lossy(body);
    let title = page
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split("</title>").next());
    let title: String = title
        .unwrap_or("without a title")
        .chars()
        .take(60)
        .collect();
    format!("{:?}", title.trim())
}

fn clock(chart: &mut Chart, exchange: &Exchange) {
    let date = exchange
        .header("date")
        .and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let Some(date) = date else {
        return chart.skip("clock", "the server does not say the time (no Date header)");
    };
    let ahead = date.timestamp().as_second() - jiff::Timestamp::now().as_second();
    if ahead.abs() > CLOCK_LIMIT {
        let direction = if ahead > 0 { "ahead of" } else { "behind" };
        let found = format!("the server's is {} s {direction} ours", ahead.abs());
        let advice = "set both by NTP: keys that end, and certificates, are judged by the clock";
        chart.warning("clock", found, advice);
    } else {
        chart.ok(
            "clock",
            format!("the server's agrees with ours within {CLOCK_LIMIT} s"),
        );
    }
}
