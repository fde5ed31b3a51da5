//! Properties: the same as control pairs, for random values that are made smaller as long as they fail in the same way.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;

use generated::runtime::Requirement;
use proptest::strategy::{Just, Strategy, ValueTree};
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::{AS_THE_CONTROL, Probe, Refused, USED_UP_LIMIT, alternatives};
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::verdict::{Finding, Outcome, REPETITIONS, Reproduced, Stop};

/// How many smaller values are tried when a property fails.
pub(crate) const SHRINK_LIMIT: u32 = 64;

/// A path that every server of this API answers somehow.
const DISCOVERY: &str = "/apis/management.loft.sh/v1";

/// An expectation that an answer does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Which expectation it is, in a word that is the same for every value.
    pub which: &'static str,
    /// What was expected for this value.
    pub expected: String,
}

/// What is wrong with a value.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What came.
    pub exchange: Exchange,
    /// What was expected.
    pub missed: Missed,
    /// The accepted request beside it, if it is at hand.
    pub control: Option<Exchange>,
}

/// The smallest value that fails, and how often it failed again.
#[derive(Debug)]
pub(super) struct Found {
    failure: Failure,
    reproduced: Option<Reproduced>,
}

/// Why a value is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// It is random, or a smaller one of those.
    Search,
    /// It failed, and is tried again with fresh sources to see whether it always does.
    Again,
}

impl Missed {
    /// An expectation, and what it is for one value, where it is not met.
    pub fn unless(met: bool, which: &'static str, expected: &str) -> Result<(), Self> {
        if met {
            return Ok(());
        }
        Err(Self {
            which,
            expected: expected.to_owned(),
        })
    }
}

impl Failure {
    /// What a judgement finds wrong, if anything.
    pub fn of(
        judged: Result<(), Missed>,
        exchange: Exchange,
        control: Option<Exchange>,
    ) -> Option<Self> {
        judged.err().map(|missed| Self {
            exchange,
            missed,
            control,
        })
    }

    /// A refusal of what must be accepted.
    pub fn refused(Refused { exchange, control }: Refused) -> Self {
        let missed = Missed {
            which: "acceptance",
            expected: AS_THE_CONTROL.to_owned(),
        };
        Self {
            exchange,
            missed,
            control: Some(control),
        }
    }

    /// Whether both are the same violation: the same expectation is not met, by an answer with the same status. A
    /// smaller value that fails in another way says nothing about the one that it was made from.
    fn is_like(&self, other: &Self) -> bool {
        // Names that were accepted although they should not are taken from then on.
        let is_taken = other.exchange.is_success() && self.exchange.status() == Some(409);
        let same = self.exchange.status() == other.exchange.status();
        is_taken || self.missed.which == other.missed.which && same
    }
}

impl Found {
    /// The same with the accepted request beside it.
    pub(super) fn beside(mut self, control: Exchange) -> Self {
        self.failure.control = Some(control);
        self
    }
}

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
        let expected = format!("a refusal with {}", alternatives(statuses));
        self.answers_any(requirement, strategy, edit, |exchange, _| {
            let refused = exchange
                .status()
                .is_some_and(|status| statuses.contains(&status));
            Missed::unless(refused, "refusal", &expected)
        })
    }

    /// Expects the answer to every request that `edit` makes of a random value to pass `judge`, and the plain import,
    /// sent last, to be accepted.
    pub fn answers_any<S: Strategy>(
        &mut self,
        requirement: &'static Requirement,
        strategy: &S,
        edit: impl Fn(Request, &S::Value) -> Request,
        judge: impl Fn(&Exchange, &S::Value) -> Result<(), Missed>,
    ) -> Result<(), Stop> {
        let source = RefCell::new(self.source()?);
        let found = self.search(strategy, |probe, value, trial| {
            if trial == Trial::Again {
                source.replace(probe.source()?);
            }
            let exchange = probe.send_from(&source, |request| edit(request, value))?;
            Ok(Failure::of(judge(&exchange, value), exchange, None))
        })?;
        let control = self.control(&source.into_inner())?;
        self.conclude(requirement, found.map(|found| found.beside(control)));
        Ok(())
    }

    /// Expects every import that `edit` makes of a random value to be accepted and its answer to pass `judge`. Each
    /// value uses up one source.
    pub fn accepts_any<S: Strategy>(
        &mut self,
        requirement: &'static Requirement,
        strategy: &S,
        edit: impl Fn(Request, &S::Value) -> Request,
        judge: impl Fn(&Exchange, &S::Value) -> Result<(), Missed>,
    ) -> Result<(), Stop> {
        self.holds_for_any(requirement, strategy, |probe, value| {
            let accepted = match probe.attempt(|request| edit(request, value))? {
                Ok(accepted) => accepted,
                Err(refused) => return Ok(Some(Failure::refused(refused))),
            };
            let judged = judge(&accepted.exchange, value);
            Ok(Failure::of(judged, accepted.exchange, None))
        })
    }

    /// Expects `attempt` to find nothing wrong with any random value. It takes a source of its own for each.
    pub fn holds_for_any<S: Strategy>(
        &mut self,
        requirement: &'static Requirement,
        strategy: &S,
        attempt: impl Fn(&Self, &S::Value) -> Result<Option<Failure>, Stop>,
    ) -> Result<(), Stop> {
        let found = self.search(strategy, |probe, value, _| attempt(probe, value))?;
        self.conclude(requirement, found);
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
            if exchange.outcome.is_err() {
                // a target that answers something else shows that it is this request which gets no answer
                self.send(&Request::new("GET", DISCOVERY))?;
            }
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

    /// The same values in an order that follows from the seed.
    pub fn shuffled<V: Clone + Debug + 'static>(&self, values: Vec<V>) -> Vec<V> {
        self.drawn(&Just(values).prop_shuffle(), 1)
            .into_iter()
            .flatten()
            .collect()
    }

    /// Makes the properties that follow try so many random cases, where they would try fewer.
    pub fn at_least(&mut self, cases: usize) {
        self.cases = self.cases.max(u32::try_from(cases).unwrap_or(u32::MAX));
    }

    fn runner(&self) -> TestRunner {
        let config = Cases {
            cases: self.cases,
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

    /// Runs `attempt` on random values. The smallest value found that fails like the first that does is tried again.
    pub(super) fn search<S: Strategy>(
        &self,
        strategy: &S,
        attempt: impl Fn(&Self, &S::Value, Trial) -> Result<Option<Failure>, Stop>,
    ) -> Result<Option<Found>, Stop> {
        let mut runner = self.runner();
        let stopped: RefCell<Option<Stop>> = RefCell::new(None);
        let smallest: RefCell<Option<(Failure, S::Value)>> = RefCell::new(None);
        let smaller = Cell::new(0);
        let limit = Cell::new(SHRINK_LIMIT);
        // the outcome is in the cells; what proptest says about it adds nothing
        let _ = runner.run(strategy, |value| {
            if smallest.borrow().is_some() {
                smaller.set(smaller.get() + 1);
            }
            // saying that everything holds ends the search at once, and without a word on the terminal
            if stopped.borrow().is_some() || smaller.get() > limit.get() {
                return Ok(());
            }
            match attempt(self, &value, Trial::Search) {
                // the last value was not sent as a whole, so nothing is known of it
                _ if self.held().is_some() => {
                    limit.set(0);
                    Ok(())
                }
                Ok(Some(failure)) => {
                    let mut smallest = smallest.borrow_mut();
                    if smallest
                        .as_ref()
                        .is_some_and(|(first, _)| !failure.is_like(first))
                    {
                        return Ok(());
                    }
                    if failure.exchange.is_timeout() {
                        // each smaller value would take the whole time limit too
                        limit.set(0);
                    }
                    *smallest = Some((failure, value));
                    Err(TestCaseError::fail("the requirement does not hold"))
                }
                Ok(None) => Ok(()),
                Err(stop) => {
                    stopped.replace(Some(stop));
                    Ok(())
                }
            }
        });
        match (smallest.into_inner(), stopped.into_inner()) {
            (None, None) => Ok(None),
            (None, Some(stop)) => Err(stop),
            (Some((failure, value)), _) => {
                let reproduced = self.reproduced(&failure, &value, attempt);
                Ok(Some(Found {
                    failure,
                    reproduced,
                }))
            }
        }
    }

    /// How often a value fails again; `None` where it cannot be tried again.
    fn reproduced<V>(
        &self,
        failure: &Failure,
        value: &V,
        attempt: impl Fn(&Self, &V, Trial) -> Result<Option<Failure>, Stop>,
    ) -> Option<Reproduced> {
        let mut reproduced = Reproduced { times: 0, of: 0 };
        for _ in 0..REPETITIONS {
            let again = attempt(self, value, Trial::Again);
            let (Ok(again), None) = (again, self.held()) else {
                break;
            };
            reproduced.of += 1;
            reproduced.times += u8::from(again.is_some_and(|again| again.is_like(failure)));
        }
        (reproduced.of > 0).then_some(reproduced)
    }

    /// Says what a search found of a requirement.
    pub(super) fn conclude(&mut self, requirement: &'static Requirement, found: Option<Found>) {
        let case = format!("{} random cases, seed {}", self.cases, self.brief.seed);
        let Some(Found {
            failure,
            reproduced,
        }) = found
        else {
            self.find(Finding {
                requirement,
                case,
                outcome: Outcome::Conforms,
            });
            return;
        };
        let Failure {
            exchange,
            missed,
            control,
        } = failure;
        self.record(
            requirement,
            &case,
            false,
            &missed.expected,
            &exchange,
            control,
        );
        if let Some(Finding {
            outcome: Outcome::Violates(evidence),
            ..
        }) = self.findings.last_mut()
        {
            evidence.reproduced = reproduced;
        }
    }
}
