//! How fast a peer takes an answer, and until when it may go on.

use std::time::{Duration, Instant};

use crate::limits::Limits;

/// How a peer takes what it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    began: Instant,
    /// When it took something last.
    moved: Instant,
    taken: u64,
    /// How long there may be nothing to take.
    lasts: Duration,
}

impl Reading {
    pub(crate) fn begin(lasts: Duration) -> Self {
        let now = Instant::now();
        Self {
            began: now,
            moved: now,
            taken: 0,
            lasts,
        }
    }

    pub(crate) fn takes(&mut self, bytes: usize) {
        self.moved = Instant::now();
        self.taken += u64::try_from(bytes).unwrap_or(u64::MAX);
    }

    /// Whoever takes nothing has one time, whoever takes little another.
    pub(crate) fn end(&self, limits: &Limits) -> Instant {
        let silent = self.moved + limits.answer_time;
        silent.min(self.began + limits.reading_time(self.taken)) + self.lasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_little_has_an_end_too() {
        let limits = Limits::DEFAULT;
        let mut reading = Reading::begin(Duration::ZERO);
        let first = reading.end(&limits);
        // As if it had taken a byte every second of an hour.
        reading.moved += Duration::from_secs(3600);
        reading.taken = 3600;
        assert!(reading.end(&limits) - first < Duration::from_secs(1));
        reading.taken = 32 * 1024;
        assert_eq!(reading.end(&limits) - first, Duration::from_secs(2));
    }
}
