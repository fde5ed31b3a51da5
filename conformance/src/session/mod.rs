//! Where a check's requests go and its sources come from: a live target, or the record of an earlier run.
//!
//! A check sees the target through a [`Session`] and nothing else, in one order of steps. What it finds is a function of
//! the [`Brief`] and of these steps, so that its verdict can be drawn again from the record, without the target.

mod brief;
mod budget;
mod held;
mod live;
mod record;
mod recorded;

pub use brief::{Brief, BriefRecord};
pub use budget::Budget;
pub(crate) use held::NEEDS_EFFECT;
pub use held::{Held, may_change};
pub use live::Live;
pub use record::{BodyRecord, ExchangeRecord, OutcomeRecord, RequestRecord, StepRecord};
pub use recorded::{Divergence, Recording};

use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::verdict::Stop;

/// What happens between a check and a target, step by step.
pub trait Session: std::fmt::Debug {
    /// Sends requests, all at once where they are several; the exchanges stand in the order of the requests. Those that
    /// the session holds back say so, see [`Held`].
    fn send(&self, requests: &[Request]) -> Vec<Exchange>;

    /// Sends a request in clear text to an `http://` address, without key and body.
    fn send_clear_text(&self, url: &str, request: &Request) -> Exchange;

    /// A virtual cluster that nothing was imported from yet, as far as this run knows.
    ///
    /// # Errors
    ///
    /// [`Stop::Fixture`] where there is none left.
    fn source(&self) -> Result<Source, Stop>;

    /// Everything that happened, in order; the session ends with it.
    fn end(self: Box<Self>) -> Vec<Step>;
}

/// One step of a session.
#[derive(Debug, Clone)]
pub enum Step {
    /// A source was handed out; `None` where there was none left.
    Source(Option<Source>),
    /// A request was sent, and answered or not.
    Exchange(Box<Exchange>),
}
