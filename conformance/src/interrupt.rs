//! Ending a run in order: what has begun is finished and cleaned up, and the reports are written.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::TERM_SIGNALS;
use signal_hook::flag;

/// The exit status of a process that a second Ctrl-C has ended: 128 and the number of the signal, as shells have it.
const ENDED_AT_ONCE: i32 = 130;

/// A flag that a Ctrl-C or another request to end sets. A second one ends the process at once.
///
/// # Errors
///
/// Where the system does not let its signals be handled.
pub fn flag() -> io::Result<Arc<AtomicBool>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in TERM_SIGNALS {
        // in this order: the first signal finds the flag down
        flag::register_conditional_shutdown(*signal, ENDED_AT_ONCE, Arc::clone(&interrupted))?;
        flag::register(*signal, Arc::clone(&interrupted))?;
    }
    Ok(interrupted)
}
