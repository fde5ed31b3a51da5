//! Properties: the same as control pairs, for random values that are made smaller as long as they fail.

use std::cell::{Cell, RefCell};

use generated::runtime::Requirement;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::{Probe, Refused, USED_UP_LIMIT, alternatives};
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::verdict::{Finding, Outcome, Stop};

/// How many smaller values are tried when a property fails.
const SHRINK_LIMIT: u32 = 64;

/// What is wrong with a value: what came, what was expected, and the accepted request beside it, if it is at hand.
pub(super) type Failure = (Exchange, String, Option<Exchange>);

impl Probe<'_> {
    /// Expects every request that `edit` makes of a random value to be refused with one of `statuses`, and the plain
    /// import, sent last, to be accepted.
    pub fn refuses_any<S: Strategy>(
        &mut self,
        requirement: &'static Requirement,
        statuses: &[u16],
        strategy: &S,
        edit: impl Fn(Request, &S::Value) -> Request,
    ) -> Result<(), Stop> {
        let source = RefCell::new(self.source()?);
        let expected = format!("a refusal with {}", alternatives(statuses));
        let failure = self.search(strategy, |probe, value| {
            let exchange = probe.send_from(&source, |request| edit(request, &value))?;
            let refused = exchange
                .status()
                .is_some_and(|status| statuses.contains(&status));
            Ok((!refused).then(|| (exchange, expected.clone(), None)))
        })?;
        let control = self.control(&source.into_inner())?;
        self.conclude(
            requirement,
            failure.map(|(exchange, expected, _)| (exchange, expected, Some(control))),
        );
        Ok(())
    }

    /// Expects every import that `edit` makes of a random value to be accepted and its answer to pass `judge`, which
    /// says what it expected when it does not. Each value uses up one source.
    pub fn accepts_any<S: Strategy>(
        &mut self,
        requirement: &'static Requirement,
        strategy: &S,
        edit: impl Fn(Request, &S::Value) -> Request,
        judge: impl Fn(&Exchange, &S::Value) -> Result<(), String>,
    ) -> Result<(), Stop> {
        let failure = self.search(strategy, |probe, value| {
            Ok(match probe.attempt(|request| edit(request, &value))? {
                Ok(accepted) => judge(&accepted.exchange, &value)
                    .err()
                    .map(|expected| (accepted.exchange, expected, None)),
                Err(Refused { exchange, control }) => Some((
                    exchange,
                    "success (2xx), as for the control".to_owned(),
                    Some(control),
                )),
            })
        })?;
        self.conclude(requirement, failure);
        Ok(())
    }

    /// Sends an edited import of `source`, and puts the next source in its place once it is used up. An answer of 409
    /// counts only where the plain import of the same source is accepted: otherwise the source was imported before,
    /// and the edited import is sent again from the next.
    pub(super) fn send_from(
        &self,
        source: &RefCell<Source>,
        edit: impl Fn(Request) -> Request,
    ) -> Result<Exchange, Stop> {
        for _ in 0..USED_UP_LIMIT {
            let exchange = self.try_send(&edit(self.import(&source.borrow())));
            if !exchange.is_success() && exchange.status() != Some(409) {
                return Ok(exchange);
            }
            let free =
                exchange.is_success() || self.send(&self.import(&source.borrow()))?.is_success();
            source.replace(self.source()?);
            if free {
                return Ok(exchange);
            }
        }
        Err(Stop::Fixture(format!(
            "{USED_UP_LIMIT} sources in a row are already imported; provide fresh ones"
        )))
    }

    /// A few random values.
    pub(super) fn drawn<S: Strategy>(&self, strategy: &S, count: usize) -> Vec<S::Value> {
        let mut runner = self.runner();
        let trees = (0..count).filter_map(|_| strategy.new_tree(&mut runner).ok());
        trees.map(|tree| tree.current()).collect()
    }

    fn runner(&self) -> TestRunner {
        let config = Cases {
            cases: self.brief.cases,
            failure_persistence: None,
            source_file: None,
            // what limits the search is below, without a word on the terminal; the highest number means the default
            max_shrink_iters: u32::MAX - 1,
            ..Cases::default()
        };
        let mut seed = [0; 32];
        for (chunk, index) in seed.chunks_exact_mut(8).zip(1_u64..) {
            chunk.copy_from_slice(
                &self
                    .brief
                    .seed
                    .wrapping_add(index)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .to_le_bytes(),
            );
        }
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
    }

    /// Runs `attempt` on random values; returns what it found wrong with the smallest value that fails.
    pub(super) fn search<S: Strategy>(
        &self,
        strategy: &S,
        attempt: impl Fn(&Self, S::Value) -> Result<Option<Failure>, Stop>,
    ) -> Result<Option<Failure>, Stop> {
        let mut runner = self.runner();
        let stopped: RefCell<Option<Stop>> = RefCell::new(None);
        let smallest: RefCell<Option<Failure>> = RefCell::new(None);
        let smaller = Cell::new(0);
        // the outcome is in the cells; what proptest says about it adds nothing
        let _ = runner.run(strategy, |value| {
            if smallest.borrow().is_some() {
                smaller.set(smaller.get() + 1);
            }
            // saying that everything holds ends the search at once, and without a word on the terminal
            if stopped.borrow().is_some() || smaller.get() > SHRINK_LIMIT {
                return Ok(());
            }
            match attempt(self, value) {
                Ok(None) => Ok(()),
                Ok(failure) => {
                    smallest.replace(failure);
                    Err(TestCaseError::fail("the requirement does not hold"))
                }
                Err(stop) => {
                    stopped.replace(Some(stop));
                    Ok(())
                }
            }
        });
        match (smallest.into_inner(), stopped.into_inner()) {
            (None, Some(stop)) => Err(stop),
            (failure, _) => Ok(failure),
        }
    }

    pub(super) fn conclude(&mut self, requirement: &'static Requirement, failure: Option<Failure>) {
        let case = format!(
            "{} random cases, seed {}",
            self.brief.cases, self.brief.seed
        );
        match failure {
            Some((exchange, expected, control)) => {
                self.record(requirement, &case, false, &expected, &exchange, control);
            }
            None => self.findings.push(Finding {
                requirement,
                case,
                outcome: Outcome::Conforms,
            }),
        }
    }
}
