//! The server over real sockets, compared with what was observed of the platform's own stack.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "requests are made to be read, not to be fast"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a table is as long as its rows are many"
)]

mod access;
mod body;
mod client;
mod concurrency;
mod deletion;
mod discovery;
mod effects;
mod form;
#[path = "../numbers/mod.rs"]
mod numbers;
mod observed;
mod order;
mod platforms;
mod reads;
mod robustness;
mod switches;
mod transport;
