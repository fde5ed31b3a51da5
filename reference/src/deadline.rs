//! `?timeout`: how long a request may take. Its syntax is the very first thing that is checked.

use std::time::Duration;

use crate::behaviour::{fault, faults};
use crate::query::Query;
use crate::status::Refusal;

/// The longest a request may take, whatever its parameter says.
pub(crate) const BOUND: Duration = Duration::from_secs(34);

/// The time that a request has.
///
/// # Errors
/// 400 when the parameter is no Go duration.
pub(crate) fn of(query: &Query) -> Result<Duration, Refusal> {
    let text = query.first("timeout");
    if text.is_empty() {
        return Ok(BOUND);
    }
    let number = text
        .parse()
        .ok()
        .filter(|_| fault(&faults::QP_TIMEOUT_NUMBER));
    let seconds = number.map_or_else(|| go_duration(text), Ok);
    if seconds.is_err() && fault(&faults::QP_TIMEOUT_UNCHECKED) {
        return Ok(BOUND);
    }
    let seconds = seconds.map_err(|error| {
        Refusal::bad_request(format!(
            "invalid timeout specified in the request URL - time: {error}"
        ))
    })?;
    if seconds > 60.0 && fault(&faults::QP_TIMEOUT_LONG_REFUSED) {
        return Err(Refusal::bad_request("the timeout is too long".to_owned()));
    }
    // Zero and less mean that the client sets no limit.
    let asked = Duration::try_from_secs_f64(seconds).unwrap_or(BOUND);
    Ok(if asked.is_zero() {
        BOUND
    } else {
        asked.min(BOUND)
    })
}

/// A duration as Go writes it, such as `1h30m` or `-1.5s`, in seconds.
fn go_duration(text: &str) -> Result<f64, String> {
    let invalid = || format!("invalid duration {text:?}");
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0.0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let number = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (digits, tail) = rest.split_at(number);
        let value: f64 = digits.parse().map_err(|_| invalid())?;
        let unit_end = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let factor = match unit {
            "" => return Err(format!("missing unit in duration {text:?}")),
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err(format!("unknown unit {unit:?} in duration {text:?}")),
        };
        seconds += value * factor;
        rest = tail;
    }
    // Go counts nanoseconds in 63 bits.
    if seconds > 9.2e9 {
        Err(invalid())
    } else {
        Ok(sign * seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::go_duration;

    #[test]
    fn reads_what_go_reads() {
        for (text, seconds) in [
            ("0", 0.0),
            ("180s", 180.0),
            ("1h30m", 5400.0),
            ("-1.5s", -1.5),
            ("+1ms", 0.001),
            (".5s", 0.5),
        ] {
            assert!(
                (go_duration(text).unwrap() - seconds).abs() < 1e-12,
                "{text}"
            );
        }
        for text in [
            "abc",
            "5",
            "s",
            ".s",
            "1x",
            "1s2",
            "-",
            "--1s",
            "1.2.3s",
            "1 s",
            "99999999999h",
            "1e9s",
        ] {
            assert!(go_duration(text).is_err(), "{text}");
        }
    }
}
