//! The server as a process of its own, mistreated over real sockets: it stays up, small, and of use to everybody else.
//!
//! Memory is read from Linux's `/proc`. `ABUSE_BODIES=1000000` and `ABUSE_CONNECTIONS=10000` make the long ones longer.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

mod bodies;
mod certificate;
mod frames;
mod half_closed;
mod http2;
mod idle;
mod keys;
mod metrics;
#[path = "../numbers/mod.rs"]
mod numbers;
mod overload;
mod pipelining;
mod process;
mod slow;
mod start;
mod stop;
mod wire;
