//! Near misses: imports that break one constraint, and the answers that are legal for them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use generated::runtime::near_miss::{Edit, NearMiss};
use generated::runtime::{EnforcedBy, Observation, Requirement};
use proptest::strategy::Strategy;

use super::in_turn::InTurn;
use super::property::{Failure, Missed, Trial};
use super::{Probe, Refused, alternatives};
use crate::http::{Exchange, Request};
use crate::verdict::Stop;

/// How many near misses of a requirement are sent whose outcome is only recorded.
const RECORDED: usize = 1;

/// How a server may answer a near miss of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The statuses of a refusal.
    pub statuses: Vec<u16>,
    /// Whether it may also be accepted with a Warning header.
    pub warning: bool,
}

impl Answers {
    /// What the catalogue's observation of a requirement names; nothing where it is about no refusal.
    ///
    /// The catalogue writes a refusal as `refused with N`, with every legal status, and `or accepted with a Warning
    /// header` where a warning is as good. Where the outcome is only recorded, any refusal of a bad object will do.
    pub fn of(requirement: &Requirement) -> Option<Self> {
        let Observation::Probe(observe) = requirement.observation else {
            return None;
        };
        let words = observe.split(|character: char| !character.is_ascii_alphanumeric());
        let named: BTreeSet<u16> = words
            .filter_map(|word| word.parse().ok())
            .filter(|status| (400..500).contains(status))
            .collect();
        let statuses = match requirement.enforced_by {
            EnforcedBy::Client => return None,
            EnforcedBy::NotEnforced => vec![400, 422],
            EnforcedBy::GenericLayer | EnforcedBy::Handler if named.is_empty() => return None,
            EnforcedBy::GenericLayer | EnforcedBy::Handler => named.into_iter().collect(),
        };
        Some(Self {
            statuses,
            warning: observe.contains("accepted with a Warning header"),
        })
    }

    /// Whether an answer is one of them.
    pub fn allow(&self, exchange: &Exchange) -> bool {
        let refused = exchange
            .status()
            .is_some_and(|status| self.statuses.contains(&status));
        refused || (self.warning && exchange.is_success() && !exchange.warnings().is_empty())
    }

    /// They in words: `a refusal with 400 or 422`.
    pub fn describe(&self) -> String {
        let refusal = format!("a refusal with {}", alternatives(&self.statuses));
        if self.warning {
            refusal + ", or success with a Warning header"
        } else {
            refusal
        }
    }
}

impl Probe<'_> {
    /// Expects imports that break one constraint of `requirement` to be answered with one of `answers`, and the plain
    /// import to be accepted. Where nothing enforces the requirement, a few are sent and what comes is recorded.
    pub fn refuses_near_misses(
        &mut self,
        requirement: &'static Requirement,
        near_misses: &[NearMiss],
        answers: &Answers,
    ) -> Result<(), Stop> {
        let edits = self.in_turn(near_misses);
        if requirement.enforced_by == EnforcedBy::NotEnforced {
            return self.records_near_misses(requirement, &edits, answers);
        }
        let source = RefCell::new(self.source()?);
        // some constraints have few near misses; none is sent twice, but to see whether it always fails
        let sent = RefCell::new(BTreeSet::new());
        let found = self.search(&edits, |probe, edit, trial| {
            if trial == Trial::Again {
                source.replace(probe.source()?);
            } else if !sent.borrow_mut().insert(format!("{edit:?}")) {
                return Ok(None);
            }
            let exchange = probe.send_from(&source, |request| edited(request, edit))?;
            let expected = expected(answers, edit);
            let judged = Missed::unless(answers.allow(&exchange), "refusal", &expected);
            Ok(Failure::of(judged, exchange, None))
        })?;
        let control = self.control(&source.into_inner())?;
        self.conclude(requirement, found.map(|found| found.beside(control)));
        Ok(())
    }

    /// The ways to break the constraints, in a random order that follows from the seed.
    fn in_turn(&self, near_misses: &[NearMiss]) -> InTurn<Edit> {
        let cases = near_misses.iter().flat_map(|near_miss| &near_miss.cases);
        InTurn::new(self.shuffled(cases.cloned().collect()))
    }

    fn records_near_misses(
        &mut self,
        requirement: &'static Requirement,
        edits: &impl Strategy<Value = Edit>,
        answers: &Answers,
    ) -> Result<(), Stop> {
        for edit in self.drawn(edits, RECORDED) {
            // a refusal says something only where the same import is accepted otherwise
            let (exchange, control) = match self.attempt(|request| edited(request, &edit))? {
                Ok(accepted) => (accepted.exchange, None),
                Err(Refused { exchange, control }) => (exchange, Some(control)),
            };
            let (case, holds) = (named(&edit), answers.allow(&exchange));
            let expected = expected(answers, &edit);
            self.record(requirement, &case, holds, &expected, &exchange, control);
        }
        Ok(())
    }
}

fn edited(request: Request, edit: &Edit) -> Request {
    request.edited(|object| edit.apply(object))
}

fn expected(answers: &Answers, edit: &Edit) -> String {
    format!("{} for {}", answers.describe(), named(edit))
}

/// `sourceVirtualCluster.name (one byte too long)`.
fn named(edit: &Edit) -> String {
    // a path may hold a key that is a mistake of hundreds of bytes itself
    let path: String = edit.path.chars().take(100).collect();
    let path = if path.is_empty() {
        "the object"
    } else {
        path.as_str()
    };
    format!("{path} ({})", edit.case)
}

#[cfg(test)]
mod tests {
    use generated::requirements::{
        META_LABELS_KEY, META_MANAGEDFIELDS_OPERATION, OPT_CONFLICT, SRC_CLUSTER_SYNTAX,
        SRC_STRINGS,
    };

    use super::*;

    #[test]
    fn legal_answers_are_the_ones_the_catalogue_names() {
        let statuses = |requirement| Answers::of(requirement).map(|answers| answers.statuses);
        assert_eq!(statuses(&SRC_STRINGS), Some(vec![400]));
        assert_eq!(
            statuses(&SRC_CLUSTER_SYNTAX),
            Some(vec![400, 403, 404, 422])
        );
        assert_eq!(statuses(&META_LABELS_KEY), Some(vec![400, 422]));
        assert_eq!(statuses(&META_MANAGEDFIELDS_OPERATION), None);
        assert!(Answers::of(&OPT_CONFLICT).is_some_and(|answers| answers.warning));
        assert!(Answers::of(&SRC_STRINGS).is_some_and(|answers| !answers.warning));
    }
}
