//! The time of day, as Kubernetes writes it.

use generated::types::Time;
use jiff::Timestamp;

/// Now, in whole seconds, in UTC.
pub(crate) fn now() -> Option<Time> {
    Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
        .parse()
        .ok()
}
