//! Variants of how answers are sent.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{variant, variants};
use crate::status::Refusal;

/// Every so many requests one is refused by [`admit`].
const TURN: u64 = 100;

/// How long an answer is held back by [`hold`].
const HELD: Duration = Duration::from_millis(5);

/// Refuses one request in a hundred, for the client to ask again.
///
/// # Errors
/// 429.
pub(crate) fn admit() -> Result<(), Refusal> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    if variant(&variants::RATE_LIMITED) && COUNT.fetch_add(1, Ordering::Relaxed) % TURN == TURN - 1
    {
        return Err(Refusal::too_many_requests());
    }
    Ok(())
}

/// Waits before an answer is sent.
pub(crate) async fn hold() {
    if variant(&variants::SLOW_FIRST_BYTE) {
        tokio::time::sleep(HELD).await;
    }
}

/// How many bytes of an answer of that length are sent at once at most.
pub(crate) fn piece(most: usize, length: Option<u64>) -> usize {
    let is_short = length.is_some_and(|length| length < 4096);
    if is_short && variant(&variants::SMALL_PIECES) {
        16
    } else {
        most
    }
}
