//! How many requests a check may send.

use std::cell::Cell;

/// The requests that are left to a check, with all its repetitions.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// A budget of so many requests.
    pub fn new(ceiling: u64) -> Self {
        Self {
            left: Cell::new(ceiling),
        }
    }

    /// A budget that is never used up, where there is no plan.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// Takes so many requests, or none where fewer are left.
    pub fn take(&self, requests: usize) -> bool {
        let wanted = u64::try_from(requests).unwrap_or(u64::MAX);
        let left = self.left.get().checked_sub(wanted);
        if let Some(left) = left {
            self.left.set(left);
        }
        left.is_some()
    }
}
