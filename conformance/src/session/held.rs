//! Requests that a session does not send, and why.

use std::time::Duration;

use crate::http::{Exchange, Request, TransportError};
use crate::verdict::Stop;

/// Why a request was held back. What a check finds after that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It might change a target that must not be changed.
    DryRun,
    /// The check has sent all that the plan allows.
    Ceiling,
}

impl Held {
    const ALL: [Self; 2] = [Self::DryRun, Self::Ceiling];

    /// The kind of error that a request which was held back has in place of an answer.
    const fn kind(self) -> &'static str {
        match self {
            Self::DryRun => "held back: dry run",
            Self::Ceiling => "held back: ceiling",
        }
    }

    /// What stands in the record of a request that was held back.
    pub fn exchange(self, request: &Request) -> Exchange {
        Exchange {
            request: request.clone(),
            outcome: Err(TransportError {
                kind: self.kind().into(),
                detail: self.stop().to_string(),
            }),
            elapsed: Duration::ZERO,
        }
    }

    /// Why a request was held back, if it was.
    pub fn of(exchange: &Exchange) -> Option<Self> {
        let error = exchange.outcome.as_ref().err()?;
        Self::ALL.into_iter().find(|held| held.kind() == error.kind)
    }

    /// What a check that wanted to send it can say.
    pub fn stop(self) -> Stop {
        match self {
            Self::DryRun => Stop::NotDeclared(NEEDS_EFFECT),
            Self::Ceiling => Stop::Target(
                "it has sent as many requests as the plan allows at most, so nothing more is sent"
                    .to_owned(),
            ),
        }
    }
}

/// What checks need that look at the effect of an import.
pub(crate) const NEEDS_EFFECT: &str = "a target that may be changed (fixtures.mode is dry-run)";

/// Whether a request might change the target: everything does but reading, and what asks for a dry run without a word to
/// the contrary.
pub fn may_change(request: &Request) -> bool {
    let overridden = request
        .headers
        .iter()
        .any(|(name, _)| name.to_ascii_lowercase().contains("method-override"));
    let reads = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") && !overridden;
    !reads && !request.is_dry_run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reading_and_dry_runs_change_nothing() {
        let post = Request::new("POST", "/x");
        let with = |query: &str| Request {
            query: query.to_owned(),
            ..post.clone()
        };
        for (request, changes) in [
            (Request::new("GET", "/x"), false),
            (
                Request::new("GET", "/x").with_header("X-HTTP-Method-Override", "POST"),
                true,
            ),
            (Request::new("get", "/x"), true),
            (Request::new("DELETE", "/x"), true),
            (post.clone(), true),
            (with("dryRun=All"), false),
            (with("a=1&dryRun=All&pretty=true"), false),
            (with("dry%52un=All"), false),
            (with("dryRun=all"), true),
            (with("dryRun="), true),
            (with("dryRun=All&dryRun=bogus"), true),
            (with("xdryRun=All"), true),
        ] {
            assert_eq!(may_change(&request), changes, "{request:?}");
        }
    }

    #[test]
    fn what_was_held_back_says_why() {
        for held in Held::ALL {
            let exchange = held.exchange(&Request::new("POST", "/x"));
            assert_eq!(Held::of(&exchange), Some(held));
        }
    }
}
