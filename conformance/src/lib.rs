//! Checks any server that implements the import endpoint against the spec, over HTTP and nothing else.
//!
//! ```text
//! configuration -> target (client + fixtures) -> preflight -> checks -> findings -> verdicts -> report
//! ```
//!
//! - [`config`] reads what the suite is told; [`fixtures`] hands out what the target has for it.
//! - [`http`] sends requests that are plain values; [`probe`] builds control pairs out of them.
//! - [`checks`] is the registry; [`selection`] picks from it; [`suite`] carries out; [`judge`] draws the verdicts.
//! - [`session`] is all that a check sees of a target, live or recorded.
//! - [`plan`] says beforehand what will be sent; [`cleanup`] removes what was imported.
//! - [`baseline`] holds the violations that a vendor accepts.
//! - [`report`] is what stays: `report.json`, `junit.xml` and the text on the terminal.
//! - [`transcript`] is what happened, from which [`verify`] draws the verdicts again, offline.
//! - [`reproducer`] is one violation on its own, which [`replay`] looks at again; [`versions`] is one run under every
//!   contract, [`diff`] one plan against two servers.
//!
//! A negative check sends an accepted control and the same request with exactly one edit. Where the control is not
//! accepted, nothing can be said: inconclusive, never a pass.

/// The page for authors of clients, so that its Rust is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/clients.md")]
pub struct Clients;

pub mod baseline;
pub mod check;
pub mod checks;
pub mod cleanup;
pub mod cli;
pub mod config;
#[cfg(feature = "faults")]
pub mod deviant;
pub mod diff;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod explain;
pub mod fixtures;
pub mod http;
pub mod interrupt;
pub mod judge;
pub mod plan;
pub mod preflight;
pub mod probe;
pub mod replay;
pub mod report;
pub mod reproducer;
pub mod run;
pub mod selection;
pub mod session;
pub mod suite;
pub mod transcript;
pub mod verdict;
pub mod verify;
pub mod versions;
