//! How many requests are worked on at once.

use std::sync::atomic::{AtomicUsize, Ordering};

/// So many places, for requests that do not wait for one. Nobody waits, so there is no queue and no lock.
#[derive(Debug)]
pub(crate) struct Admission {
    free: AtomicUsize,
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub(crate) struct Admitted<'a>(&'a Admission);

impl Admission {
    /// That many places.
    pub(crate) fn of(places: usize) -> Self {
        Self {
            free: AtomicUsize::new(places),
        }
    }

    /// A place; nothing when all are taken.
    pub(crate) fn enter(&self) -> Option<Admitted<'_>> {
        let one_less = |free: usize| free.checked_sub(1);
        // Nothing else is told by way of the number.
        let free = self
            .free
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
        free.ok().map(|_| Admitted(self))
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        self.0.free.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Admission;

    #[test]
    fn a_place_is_free_again_once_it_is_left() {
        let admission = Admission::of(2);
        let (one, other) = (admission.enter(), admission.enter());
        assert!(one.is_some() && other.is_some());
        assert!(admission.enter().is_none());
        drop(one);
        assert!(admission.enter().is_some());
    }
}
