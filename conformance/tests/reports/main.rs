//! The forms of a report, made from runs against a server that answers whatever it is told to, and from reports in which
//! every text of others is hostile.
//!
//! xmllint and Chromium judge as readers do. Where one is not installed, its tests say so and pass; with `CI=true` they
//! fail instead. `XMLLINT` and `CHROMIUM` name programs that are not on the path.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod annotations;
mod browser;
mod bytes;
mod hostile;
mod junit;
mod page;
mod server;
mod summary;
mod versions;

use std::process::Command;

/// The program to run: `$variable`, or `usual`. Nothing when it does not work, which only CI does not forgive.
fn program(variable: &str, usual: &str, package: &str) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
    let works = Command::new(&program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if works {
        return Some(program);
    }
    let message = format!(
        "{program} --version does not work; install the package {package} or set {variable}"
    );
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{message}");
    eprintln!("\n!!! NOT TESTED: {message}\n");
    None
}
