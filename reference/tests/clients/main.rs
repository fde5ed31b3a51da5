//! The server through the eyes of other people's clients: kubectl and the official Python client.
//!
//! Where one of them is not installed, its tests say so and pass; with `CI=true` they fail instead. `KUBECTL` and
//! `PYTHON` name programs that are not on the path.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

mod kubectl;
mod python;

use std::process::Command;

use reference::{Options, Server};
use tempfile::TempDir;

/// A server, and a folder with a kubeconfig for it.
struct Fixture {
    server: Server,
    folder: TempDir,
}

impl Fixture {
    fn start() -> Self {
        let server = Server::start(Options::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        server.write_kubeconfig(&file, "admin").unwrap();
        Self { server, folder }
    }

    /// A program with the kubeconfig, and a home of its own for what it keeps.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("KUBECONFIG", self.folder.path().join("config"))
            .env("HOME", self.folder.path());
        command
    }
}

/// The program to run: `$variable`, or `usual`. Nothing when it does not work, which only CI does not forgive.
fn program(variable: &str, usual: &str, trial: &[&str], install: &str) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
    let works = Command::new(&program)
        .args(trial)
        .output()
        .is_ok_and(|output| output.status.success());
    if works {
        return Some(program);
    }
    let message = format!("{program} {} does not work; {install}", trial.join(" "));
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{message}");
    eprintln!("\n!!! NOT TESTED: {message}\n");
    None
}
