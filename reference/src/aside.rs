//! Something that a task waits for beside its work.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// A future that is looked at when it has called, and not whenever its task has something else to do.
///
/// A connection waits for time to run out and for the server to stop. To look at both for every request costs locks,
/// of which one is shared by all connections.
#[derive(Debug)]
pub(crate) struct Aside<F> {
    future: Pin<Box<F>>,
    call: Option<Arc<Call>>,
}

/// Notes a call and passes it on to the task.
#[derive(Debug)]
struct Call {
    called: AtomicBool,
    task: Waker,
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // The note comes first, so that the task finds it when it wakes.
        self.called.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

impl<F: Future> Aside<F> {
    pub(crate) fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            call: None,
        }
    }
}

impl<F: Future> Future for Aside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let task = context.waker();
        let call = match &mut this.call {
            Some(call) if call.task.will_wake(task) => call,
            // Whoever is to be called has changed, or there was nobody yet: the future has to hear of it.
            call => call.insert(Arc::new(Call {
                called: AtomicBool::new(true),
                task: task.clone(),
            })),
        };
        // Looked at after the note is taken away, so that a call meanwhile is noted anew.
        if !call.called.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let waker = Waker::from(Arc::clone(call));
        this.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[derive(Default)]
    struct Calls(AtomicUsize);

    impl Wake for Calls {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_future_is_looked_at_once_for_each_call() {
        let (looks, given) = (AtomicUsize::new(0), Mutex::new(None));
        let future = std::future::poll_fn(|context| {
            *given.lock().unwrap() = Some(context.waker().clone());
            match looks.fetch_add(1, Ordering::Relaxed) {
                3.. => Poll::Ready(()),
                _ => Poll::Pending,
            }
        });
        let mut aside = pin!(Aside::new(future));
        let mut look = |calls: &Arc<Calls>| {
            let waker = Waker::from(Arc::clone(calls));
            let done = aside.as_mut().poll(&mut Context::from_waker(&waker));
            (done.is_ready(), looks.load(Ordering::Relaxed))
        };
        let call = || given.lock().unwrap().take().unwrap().wake();
        let (one, other) = (Arc::new(Calls::default()), Arc::new(Calls::default()));
        assert_eq!(look(&one), (false, 1), "to begin with");
        assert_eq!(look(&one), (false, 1), "nobody has called");
        call();
        assert_eq!(one.0.load(Ordering::Relaxed), 1, "the task is woken");
        assert_eq!(look(&one), (false, 2));
        assert_eq!(
            look(&other),
            (false, 3),
            "another task has to be made known"
        );
        call();
        assert_eq!(other.0.load(Ordering::Relaxed), 1);
        assert_eq!(look(&other), (true, 4));
    }
}
