//! The time of day, as Kubernetes writes it.

use std::cell::RefCell;

use generated::types::Time;
use jiff::Timestamp;

use crate::behaviour::{variant, variants};

thread_local! {
    /// The second that this thread wrote last. Many requests come in one second.
    static LAST: RefCell<(i64, Option<Time>)> = const { RefCell::new((i64::MIN, None)) };
}

/// Now, in whole seconds, in UTC.
pub(crate) fn now() -> Option<Time> {
    let now = Timestamp::now();
    if variant(&variants::TIMES_WITH_FRACTIONS) {
        return now
            .strftime("%Y-%m-%dT%H:%M:%S.%6fZ")
            .to_string()
            .parse()
            .ok();
    }
    LAST.with_borrow_mut(|(second, text)| {
        if *second != now.as_second() {
            *second = now.as_second();
            *text = write(now);
        }
        text.clone()
    })
}

/// The current second, counted from 1970 on.
pub(crate) fn second() -> i64 {
    Timestamp::now().as_second()
}

fn write(time: Timestamp) -> Option<Time> {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_as_they_pass() {
        let first = now();
        assert_eq!(first, now().max(first.clone()).filter(|_| first.is_some()));
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert!(now() > first, "{first:?}");
        let text = write(Timestamp::UNIX_EPOCH).map(|time| time.to_string());
        assert_eq!(text.as_deref(), Some("1970-01-01T00:00:00Z"));
    }
}
