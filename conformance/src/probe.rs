//! What a check is handed: requests, fixtures, control pairs, and a place to say what it found.

use std::cell::{Cell, RefCell};

use generated::runtime::{EnforcedBy, Level, Requirement};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::fixtures::{Fixtures, Source};
use crate::http::{Client, Exchange, Request};
use crate::verdict::{Evidence, Finding, Outcome, Stop};

/// How many sources a control may find used up by earlier runs before the pool counts as exhausted.
const USED_UP_LIMIT: usize = 64;

/// How many smaller requests are tried when a property fails.
const SHRINK_LIMIT: u32 = 64;

/// One run of one check.
#[derive(Debug)]
pub struct Probe<'a> {
    client: &'a Client,
    fixtures: &'a Fixtures,
    seed: u64,
    cases: u32,
    findings: Vec<Finding>,
}

/// An import that was accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// What was imported.
    pub source: Source,
    /// The request and the answer.
    pub exchange: Exchange,
}

/// What an edit does to the import of a source.
type Apply<'e> = Box<dyn Fn(Request, &Source) -> Request + 'e>;

/// A request that differs from an accepted one in exactly one way.
pub struct Edit<'e> {
    case: String,
    apply: Apply<'e>,
}

impl std::fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit({})", self.case)
    }
}

impl<'e> Edit<'e> {
    /// An edit of the request as a whole.
    pub fn new(case: impl Into<String>, apply: impl Fn(Request) -> Request + 'e) -> Self {
        Self {
            case: case.into(),
            apply: Box::new(move |request, _| apply(request)),
        }
    }

    /// An edit of the JSON body.
    pub fn json(case: impl Into<String>, edit: impl Fn(&mut serde_json::Value) + 'e) -> Self {
        Self::new(case, move |request| request.edited(&edit))
    }

    /// An edit that sets the member at a JSON pointer whose parent exists.
    pub fn set(case: impl Into<String>, pointer: &'e str, value: serde_json::Value) -> Self {
        Self::json(case, move |object| set(object, pointer, value.clone()))
    }

    /// An edit that takes away the member at a JSON pointer.
    pub fn remove(case: impl Into<String>, pointer: &'e str) -> Self {
        Self::json(case, move |object| remove(object, pointer))
    }

    /// The edited request.
    pub fn of(&self, request: Request, source: &Source) -> Request {
        (self.apply)(request, source)
    }

    /// The name of the case.
    pub fn case(&self) -> &str {
        &self.case
    }
}

/// Sets the member at a JSON pointer, making the objects on the way.
pub fn set(object: &mut serde_json::Value, pointer: &str, value: serde_json::Value) {
    let mut place = object;
    for part in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = serde_json::json!({});
        }
        place = &mut place[part.replace("~1", "/").replace("~0", "~")];
    }
    *place = value;
}

/// Takes away the member at a JSON pointer, if it is there.
pub fn remove(object: &mut serde_json::Value, pointer: &str) {
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(members) = object
            .pointer_mut(parent)
            .and_then(serde_json::Value::as_object_mut)
    {
        members.shift_remove(name);
    }
}

impl<'a> Probe<'a> {
    /// A probe for one check.
    pub fn new(client: &'a Client, fixtures: &'a Fixtures, seed: u64, cases: u32) -> Self {
        Self {
            client,
            fixtures,
            seed,
            cases,
            findings: Vec::new(),
        }
    }

    /// Everything found, in order.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The project to import into.
    pub fn project(&self) -> &'a str {
        &self.fixtures.config().project
    }

    /// Another project the allowed key may import into.
    pub fn second_project(&self) -> Result<&'a str, Stop> {
        self.fixtures
            .config()
            .second_project
            .as_deref()
            .ok_or(Stop::NotDeclared("fixtures.second-project"))
    }

    /// Says that the check needs a key that may not import.
    pub fn need_denied(&self) -> Result<(), Stop> {
        match self.client.credentials().denied {
            Some(_) => Ok(()),
            None => Err(Stop::NotDeclared("credentials.denied")),
        }
    }

    /// The client, for checks that look at keys or at the URL itself.
    pub fn client(&self) -> &'a Client {
        self.client
    }

    /// A word that no other run has.
    pub fn run(&self) -> &'a str {
        self.fixtures.run()
    }

    /// Sends a request, answered or not.
    pub fn try_send(&self, request: &Request) -> Exchange {
        self.client.send(request)
    }

    /// Sends a request that every server answers somehow.
    pub fn send(&self, request: &Request) -> Result<Exchange, Stop> {
        let exchange = self.client.send(request);
        match &exchange.outcome {
            Ok(_) => Ok(exchange),
            Err(error) => Err(Stop::Target(format!(
                "no answer to {} {}: {error}",
                request.method, request.path
            ))),
        }
    }

    /// A source that nothing was imported from yet, as far as this run knows.
    pub fn source(&self) -> Result<Source, Stop> {
        self.fixtures.next().ok_or_else(|| {
            Stop::Fixture(format!(
                "all {} sources are used up; raise fixtures.sources.count or provide fresh virtual clusters",
                self.fixtures.config().source_count
            ))
        })
    }

    /// The plain import of a source into the configured project.
    pub fn import(&self, source: &Source) -> Request {
        Request::import(self.project(), &source.object())
    }

    /// A plain import that was accepted.
    pub fn accepted(&self) -> Result<Accepted, Stop> {
        self.accepted_import(|request| request)
    }

    /// An import that was accepted, with an edit that nobody disputes.
    pub fn accepted_import(&self, edit: impl Fn(Request) -> Request) -> Result<Accepted, Stop> {
        for _ in 0..USED_UP_LIMIT {
            let source = self.source()?;
            let exchange = self.send(&edit(self.import(&source)))?;
            if exchange.is_success() {
                return Ok(Accepted { source, exchange });
            }
            if exchange.status() != Some(409) {
                return Err(refused_control(&source, &exchange));
            }
        }
        Err(Stop::Fixture(format!(
            "{USED_UP_LIMIT} sources in a row are already imported; provide fresh ones"
        )))
    }

    /// Expects an edited import to be accepted. When it is not, the plain import of the same source decides whether
    /// that is the server's doing (the control is accepted: a violation) or the fixture's (inconclusive).
    pub fn accepts(
        &mut self,
        requirement: &'static Requirement,
        edit: &Edit<'_>,
    ) -> Result<Option<Accepted>, Stop> {
        for _ in 0..USED_UP_LIMIT {
            let source = self.source()?;
            let exchange = self.try_send(&(edit.apply)(self.import(&source), &source));
            if exchange.is_success() {
                self.record(
                    requirement,
                    &edit.case,
                    true,
                    "success (2xx)",
                    &exchange,
                    None,
                );
                return Ok(Some(Accepted { source, exchange }));
            }
            let control = self.send(&self.import(&source))?;
            if control.is_success() {
                self.record(
                    requirement,
                    &edit.case,
                    false,
                    "success (2xx), as for the control",
                    &exchange,
                    Some(control),
                );
                return Ok(None);
            }
            if control.status() != Some(409) {
                return Err(refused_control(&source, &control));
            }
        }
        Err(Stop::Fixture(format!(
            "{USED_UP_LIMIT} sources in a row are already imported; provide fresh ones"
        )))
    }

    /// Expects each edited import to be refused with one of `statuses`, and the plain import, sent last, to be
    /// accepted. Returns the refusals, in the order of the edits, for further looks.
    pub fn refuses(
        &mut self,
        requirement: &'static Requirement,
        statuses: &[u16],
        edits: &[Edit<'_>],
    ) -> Result<Vec<Exchange>, Stop> {
        let mut source = self.source()?;
        let mut refusals = Vec::new();
        for edit in edits {
            let exchange = self.try_send(&(edit.apply)(self.import(&source), &source));
            if exchange.is_success() {
                // the source is used up now
                source = self.source()?;
            }
            refusals.push(exchange);
        }
        let control = self.control(&source)?;
        let expected = format!("a refusal with {}", alternatives(statuses));
        for (edit, exchange) in edits.iter().zip(&refusals) {
            let holds = exchange
                .status()
                .is_some_and(|status| statuses.contains(&status));
            self.record(
                requirement,
                &edit.case,
                holds,
                &expected,
                exchange,
                Some(control.clone()),
            );
        }
        Ok(refusals)
    }

    /// The accepted plain import of `source`, or of the next free one where that is already imported.
    pub fn control(&self, source: &Source) -> Result<Exchange, Stop> {
        let control = self.send(&self.import(source))?;
        match control.status() {
            _ if control.is_success() => Ok(control),
            Some(409) => Ok(self.accepted()?.exchange),
            _ => Err(refused_control(source, &control)),
        }
    }

    /// Says whether what was seen is what a requirement leads one to expect.
    pub fn holds(
        &mut self,
        requirement: &'static Requirement,
        case: &str,
        holds: bool,
        expected: &str,
        exchange: &Exchange,
    ) {
        self.record(requirement, case, holds, expected, exchange, None);
    }

    /// As [`Self::holds`], with the accepted request beside it.
    pub fn record(
        &mut self,
        requirement: &'static Requirement,
        case: &str,
        holds: bool,
        expected: &str,
        exchange: &Exchange,
        control: Option<Exchange>,
    ) {
        let free =
            requirement.level == Level::May || requirement.enforced_by == EnforcedBy::NotEnforced;
        let outcome = match (holds, free) {
            (true, _) if requirement.enforced_by != EnforcedBy::NotEnforced => Outcome::Conforms,
            (true, _) => Outcome::Informational(format!("does: {expected}")),
            (false, true) => {
                Outcome::Informational(format!("does not: {expected}; got {}", exchange.summary()))
            }
            (false, false) => Outcome::Violates(Box::new(Evidence {
                expected: expected.to_owned(),
                exchange: exchange.clone(),
                control,
            })),
        };
        self.findings.push(Finding {
            requirement,
            case: case.to_owned(),
            outcome,
        });
    }

    /// Expects every request that `edit` makes of a random value to be refused with one of `statuses`, and the plain
    /// import, sent last, to be accepted. A failing value is made smaller as long as it still fails.
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
            let request = edit(probe.import(&source.borrow()), &value);
            let exchange = probe.try_send(&request);
            if exchange.is_success() {
                source.replace(probe.source()?);
            }
            let refused = exchange
                .status()
                .is_some_and(|status| statuses.contains(&status));
            Ok((!refused).then(|| (exchange, expected.clone())))
        })?;
        let control = self.control(&source.into_inner())?;
        self.conclude(
            requirement,
            failure.map(|(exchange, expected)| (exchange, expected, control)),
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
        let controls: RefCell<Option<Exchange>> = RefCell::new(None);
        let failure = self.search(strategy, |probe, value| {
            for _ in 0..USED_UP_LIMIT {
                let source = probe.source()?;
                let exchange = probe.try_send(&edit(probe.import(&source), &value));
                if exchange.is_success() {
                    return Ok(judge(&exchange, &value)
                        .err()
                        .map(|expected| (exchange, expected)));
                }
                let control = probe.send(&probe.import(&source))?;
                match control.status() {
                    _ if control.is_success() => {
                        controls.replace(Some(control));
                        return Ok(Some((
                            exchange,
                            "success (2xx), as for the control".to_owned(),
                        )));
                    }
                    Some(409) => {}
                    _ => return Err(refused_control(&source, &control)),
                }
            }
            Err(Stop::Fixture(format!(
                "{USED_UP_LIMIT} sources in a row are already imported; provide fresh ones"
            )))
        })?;
        let control = match (&failure, controls.into_inner()) {
            (Some(_), None) => Some(self.accepted()?.exchange),
            (_, control) => control,
        };
        self.conclude(
            requirement,
            failure
                .zip(control)
                .map(|((exchange, expected), control)| (exchange, expected, control)),
        );
        Ok(())
    }

    /// Runs `attempt` on random values; returns what it found wrong with the smallest value that fails.
    fn search<S: Strategy>(
        &self,
        strategy: &S,
        attempt: impl Fn(&Self, S::Value) -> Result<Option<(Exchange, String)>, Stop>,
    ) -> Result<Option<(Exchange, String)>, Stop> {
        let config = Cases {
            cases: self.cases,
            failure_persistence: None,
            source_file: None,
            ..Cases::default()
        };
        let mut seed = [0; 32];
        for (chunk, index) in seed.chunks_exact_mut(8).zip(1_u64..) {
            chunk.copy_from_slice(
                &self
                    .seed
                    .wrapping_add(index)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .to_le_bytes(),
            );
        }
        let mut runner =
            TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let stopped: RefCell<Option<Stop>> = RefCell::new(None);
        let smallest: RefCell<Option<(Exchange, String)>> = RefCell::new(None);
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

    fn conclude(
        &mut self,
        requirement: &'static Requirement,
        failure: Option<(Exchange, String, Exchange)>,
    ) {
        let case = format!("{} random cases, seed {}", self.cases, self.seed);
        match failure {
            Some((exchange, expected, control)) => {
                self.record(
                    requirement,
                    &case,
                    false,
                    &expected,
                    &exchange,
                    Some(control),
                );
            }
            None => self.findings.push(Finding {
                requirement,
                case,
                outcome: Outcome::Conforms,
            }),
        }
    }
}

fn refused_control(source: &Source, exchange: &Exchange) -> Stop {
    let Source {
        name,
        namespace,
        cluster,
        ..
    } = source;
    Stop::Fixture(format!(
        "the plain import of virtual cluster {name} in namespace {namespace} of cluster {cluster} was not accepted: {}",
        exchange.summary()
    ))
}

/// `400`, `400 or 422`, `400, 404 or 422`; `4xx` for the whole range.
fn alternatives(statuses: &[u16]) -> String {
    if statuses == CLIENT_ERRORS {
        return "a client error (4xx)".to_owned();
    }
    match statuses {
        [] => "nothing".to_owned(),
        [only] => only.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(u16::to_string).collect();
            format!("{} or {last}", first.join(", "))
        }
    }
}

/// Every status that says the client is at fault and the request was refused for what it holds.
pub const CLIENT_ERRORS: &[u16] = &[400, 403, 404, 409, 413, 422];
