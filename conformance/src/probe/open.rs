//! What the catalogue leaves open: any answer is legal, and is recorded.

use generated::runtime::Requirement;

use super::{Edit, Probe, Refused};
use crate::http::Exchange;
use crate::verdict::{Finding, Outcome, Stop};

impl Probe<'_> {
    /// The answer to an edited import that may be accepted or refused, and beside a refusal the accepted plain import.
    pub fn either(&self, edit: &Edit<'_>) -> Result<(Exchange, Option<Exchange>), Stop> {
        Ok(match self.attempt(|request| edit.of(request))? {
            Ok(accepted) => (accepted.exchange, None),
            Err(Refused { exchange, control }) => (exchange, Some(control)),
        })
    }

    /// Says what was seen of a requirement whose observation in the catalogue calls every outcome legal.
    pub fn note(&mut self, requirement: &'static Requirement, case: &str, seen: impl Into<String>) {
        self.find(Finding {
            requirement,
            case: case.to_owned(),
            outcome: Outcome::Informational(seen.into()),
        });
    }
}
