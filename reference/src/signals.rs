//! The signals that stop the server: SIGINT and SIGTERM.

use std::io;
use std::thread;

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a shell adds to the number of a signal that ended a program.
const SIGNALLED: i32 = 128;

/// Both signals, caught from the moment of [`Signals::listen`] on.
pub(crate) struct Signals {
    runtime: Runtime,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Catches them.
    pub(crate) fn listen() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let entered = runtime.enter();
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        drop(entered);
        Ok(Self {
            runtime,
            interrupt,
            terminate,
        })
    }

    /// Waits for one.
    pub(crate) fn wait(&mut self) -> SignalKind {
        let (interrupt, terminate) = (&mut self.interrupt, &mut self.terminate);
        self.runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => SignalKind::interrupt(),
                _ = terminate.recv() => SignalKind::terminate(),
            }
        })
    }

    /// Ends the program at the next one, whatever it is doing.
    pub(crate) fn exit_at_next(mut self) {
        thread::spawn(move || std::process::exit(SIGNALLED + self.wait().as_raw_value()));
    }
}
