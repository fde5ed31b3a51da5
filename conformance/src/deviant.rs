//! The suite against a server that deviates on purpose: how the suite itself is judged.

use std::io::Write;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use generated::runtime::Platform;
use reference::Behaviour;

use crate::embedded::{Embedded, EmbeddedError};
use crate::report::Report;
use crate::run::{Settings, SetupError, run};

/// How long a request may take. A deviant server may let some wait forever.
const TIMEOUT: &str = "2s";

/// The suite could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server does not start.
    #[error("the server does not start: {0}")]
    Server(#[from] EmbeddedError),
    /// There is no place for the configuration.
    #[error("cannot write a configuration for it: {0}")]
    Configuration(#[from] std::io::Error),
    /// The run cannot begin.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// Runs the suite as anybody would, with SHOULD binding, against a server of that platform release with that behaviour.
pub fn judge(
    platform: &'static Platform,
    behaviour: Behaviour,
    seed: u64,
    cases: u32,
) -> Result<Report, Error> {
    let server = Embedded::start_as(platform, behaviour)?;
    let mut config = tempfile::NamedTempFile::new()?;
    let more = format!(
        "platform = \"{}\"\ninsecure-skip-tls-verify = true\ntimeout = \"{TIMEOUT}\"\n[credentials]",
        platform.name
    );
    let text = server.configuration(&server.host());
    config.write_all(text.replacen("[credentials]", &more, 1).as_bytes())?;
    Ok(run(&Settings {
        config: Some(config.path().to_owned()),
        strict: true,
        seed: Some(seed),
        cases: Some(cases),
        ..Settings::default()
    })?)
}

/// Does the same with each item, as many at a time as there are processors, and keeps the order.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some((index, item)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    items.get(index).map(|item| (index, item))
                } {
                    let result = work(item);
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results.push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
