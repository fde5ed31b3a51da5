//! What the process asks of the system: room for connections, and no image of its memory.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// File descriptors that are no connections: the store's, the log, the runtime.
const OTHERS: u64 = 128;

/// Asks for as many open files as the process may have, as Go programs do, and returns how many connections that makes.
pub(crate) fn connections() -> u32 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        // A system that refuses leaves what there was.
        Err(_) => limit.current,
    };
    let connections = current.map_or(u64::MAX, |files| files.saturating_sub(OTHERS).max(1));
    u32::try_from(connections).unwrap_or(u32::MAX)
}

/// Leaves no core file behind after a crash, since access keys would be in it.
pub(crate) fn leave_no_core() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Lowering a limit is always allowed; a system without this one writes no core files.
    let _ = setrlimit(Resource::Core, none);
}
