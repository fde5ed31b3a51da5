//! A server in a process of its own, which ends with the test.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a server may take to say that it is there.
const START: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct Process {
    child: Child,
    /// Its URL.
    pub address: String,
}

impl Process {
    /// Starts a server and waits for the line of its output that tells its address.
    pub(crate) fn start(mut command: Command, address: fn(&str) -> Option<String>) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (found, line) = mpsc::channel();
        // reads to the end, so that the server never waits for a reader of what it prints
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(address) = address(&line) {
                    let _ = found.send(address);
                }
            }
        });
        let address = line.recv_timeout(START);
        let mut process = Self {
            child,
            address: String::new(),
        };
        process.address = address.unwrap();
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The program to run: `$variable`, or `usual`. Nothing when it does not work, which only CI does not forgive.
pub(crate) fn installed(
    variable: &str,
    usual: &str,
    trial: &[&str],
    install: &str,
) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
    let tried = Command::new(&program).args(trial).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(program);
    }
    let message = format!("{program} {} does not work; {install}", trial.join(" "));
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{message}");
    eprintln!("\n!!! NOT TESTED: {message}\n");
    None
}
