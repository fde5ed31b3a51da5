//! Requests, answers and the client that turns one into the other.

mod busy;
mod client;
mod curl;
mod failure;
mod request;
mod response;
mod trust;

pub use client::{Client, clear_text};
pub use curl::command as curl;
pub use request::{Credential, Request, encode};
pub use response::{Exchange, Response, TransportError};
pub use trust::{ClientError, Trust};
