//! Work that takes long, for as long as it does beside the threads that serve connections.
//!
//! A thread that parses megabytes answers nobody meanwhile, not even whoever asks for its health.

use std::panic::resume_unwind;

use crate::behaviour::Behaviour;

/// How many threads each of those that serve has for it. More would not end sooner.
pub(crate) const THREADS: usize = 2;

/// From so many bytes on a body takes long to read: some milliseconds, where an import takes hundredths of one.
pub(crate) const LARGE: usize = 64 * 1024;

/// Lists of more objects take long to make and to write.
pub(crate) const MANY: usize = 100;

/// Does work, and that which takes long elsewhere.
pub(crate) async fn when<T: Send + 'static>(
    takes_long: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    if takes_long {
        self::work(work).await
    } else {
        work()
    }
}

/// Does work that takes long.
pub(crate) async fn work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let behaviour = Behaviour::current();
    let done = tokio::task::spawn_blocking(move || behaviour.during(work)).await;
    match done {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The server has stopped, and whoever waits here is dropped with it.
            Err(_) => std::future::pending().await,
        },
    }
}
