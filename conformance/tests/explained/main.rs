//! What a run leaves behind explains it: the transcript, the reproducers, two servers beside each other, and the
//! releases a server conforms to.
//!
//! The servers are reference servers; one that serves an earlier release than it is judged by is a broken one.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod diff;
mod replay;
mod server;
mod verify;
mod versions;
