//! What a check is handed: requests, fixtures, control pairs, and a place to say what it found.

mod control;
mod edit;
mod in_turn;
mod near_miss;
mod open;
mod property;

use std::cell::Cell;

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::runtime::{EnforcedBy, Level, Platform, Requirement, Shape};
use generated::shapes::PROJECT_IMPORT_VIRTUAL_CLUSTER;

use crate::config::{Credentials, Mode};
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::session::{Brief, Held, NEEDS_EFFECT, Session, may_change};
use crate::verdict::{Evidence, Finding, Outcome, Stop};

use control::USED_UP_LIMIT;

pub(crate) use control::refused_control;
pub use control::{Accepted, Refused};
pub use edit::{Edit, remove, set};
pub use in_turn::InTurn;
pub use near_miss::Answers;
#[cfg(feature = "embedded")]
pub(crate) use property::SHRINK_LIMIT;
pub use property::{Failure, Missed};

/// What is expected of an import that must be accepted.
const AS_THE_CONTROL: &str = "success (2xx), as for the control";

/// One run of one check.
#[derive(Debug)]
pub struct Probe<'a> {
    session: &'a dyn Session,
    brief: &'a Brief,
    requirements: &'static [&'static Requirement],
    findings: Vec<Finding>,
    held: Cell<Option<Held>>,
    cases: u32,
}

impl<'a> Probe<'a> {
    /// A probe for a check that says something about these requirements.
    pub fn new(
        session: &'a dyn Session,
        brief: &'a Brief,
        requirements: &'static [&'static Requirement],
    ) -> Self {
        Self {
            session,
            brief,
            requirements,
            findings: Vec::new(),
            held: Cell::new(None),
            cases: brief.cases,
        }
    }

    /// The platform release that the target serves.
    pub fn platform(&self) -> &'static Platform {
        self.brief.platform
    }

    /// The requirements that the check says something about.
    pub fn requirements(&self) -> &'static [&'static Requirement] {
        self.requirements
    }

    /// Everything found, in order.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The schema of the request, as the platform release has it.
    pub fn request_shape(&self) -> &'static Shape {
        let operation = self.platform().operation(&IMPORT_VIRTUAL_CLUSTER);
        operation
            .and_then(|operation| operation.request)
            .unwrap_or(&PROJECT_IMPORT_VIRTUAL_CLUSTER)
    }

    /// The project to import into.
    pub fn project(&self) -> &'a str {
        &self.brief.fixtures.project
    }

    /// Another project the allowed key may import into.
    pub fn second_project(&self) -> Result<&'a str, Stop> {
        self.brief
            .fixtures
            .second_project
            .as_deref()
            .ok_or(Stop::NotDeclared("fixtures.second-project"))
    }

    /// Says that the check looks at what imports bring about.
    pub fn need_effect(&self) -> Result<(), Stop> {
        match self.brief.fixtures.mode {
            Mode::Import => Ok(()),
            Mode::DryRun => Err(Stop::NotDeclared(NEEDS_EFFECT)),
        }
    }

    /// Whether a request may be sent to this target: one that might change it may not where everything is a dry run.
    pub fn may_send(&self, request: &Request) -> bool {
        self.brief.fixtures.mode == Mode::Import || !may_change(request)
    }

    /// Why a request of this check was held back, if one was. What was found after that does not count.
    pub fn held(&self) -> Option<Held> {
        self.held.get()
    }

    /// Says that the check needs a key that may not import.
    pub fn need_denied(&self) -> Result<(), Stop> {
        match self.brief.credentials.denied {
            Some(_) => Ok(()),
            None => Err(Stop::NotDeclared("credentials.denied")),
        }
    }

    /// The target's URL without a final slash.
    pub fn url(&self) -> &'a str {
        &self.brief.url
    }

    /// The keys in use, for checks that look for them in answers.
    pub fn credentials(&self) -> &'a Credentials {
        &self.brief.credentials
    }

    /// A word that no other run has.
    pub fn run(&self) -> &'a str {
        &self.brief.run
    }

    /// Sends a request, answered or not.
    pub fn try_send(&self, request: &Request) -> Exchange {
        let mut exchanges = self.try_send_all(std::slice::from_ref(request));
        // a session gives one exchange for each request
        exchanges.swap_remove(0)
    }

    /// Sends several requests at the same time, answered or not; the exchanges stand in their order.
    pub fn try_send_all(&self, requests: &[Request]) -> Vec<Exchange> {
        let exchanges = self.session.send(requests);
        self.note_held(&exchanges);
        exchanges
    }

    fn note_held(&self, exchanges: &[Exchange]) {
        let held = exchanges.iter().find_map(Held::of);
        self.held.set(self.held.get().or(held));
    }

    /// Sends a request in clear text to an `http://` address, without key and body: enough to see whether anything
    /// answers.
    pub fn try_send_clear_text(&self, url: &str, request: &Request) -> Exchange {
        let exchange = self.session.send_clear_text(url, request);
        self.note_held(std::slice::from_ref(&exchange));
        exchange
    }

    /// Sends a request that every server answers somehow.
    pub fn send(&self, request: &Request) -> Result<Exchange, Stop> {
        let exchange = self.try_send(request);
        if let Some(held) = self.held() {
            return Err(held.stop());
        }
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
        self.session.source()
    }

    /// The plain import of a source into the configured project.
    pub fn import(&self, source: &Source) -> Request {
        self.harmless(Request::import(self.project(), &source.object()))
    }

    /// The same request, as a dry run where the target must not be changed.
    pub fn harmless(&self, request: Request) -> Request {
        match self.brief.fixtures.mode {
            Mode::Import => request,
            Mode::DryRun => request.as_dry_run(),
        }
    }

    /// Expects an edited import to be accepted; returns it when it is.
    pub fn accepts(
        &mut self,
        requirement: &'static Requirement,
        edit: &Edit<'_>,
    ) -> Result<Option<Accepted>, Stop> {
        match self.attempt(|request| edit.of(request))? {
            Ok(accepted) => {
                self.record(
                    requirement,
                    edit.case(),
                    true,
                    "success (2xx)",
                    &accepted.exchange,
                    None,
                );
                Ok(Some(accepted))
            }
            Err(refused) => {
                self.blame(requirement, edit, refused);
                Ok(None)
            }
        }
    }

    /// Says that an edited import was refused, and should not have been.
    pub(crate) fn blame(
        &mut self,
        requirement: &'static Requirement,
        edit: &Edit<'_>,
        refused: Refused,
    ) {
        let Refused { exchange, control } = refused;
        let expected = AS_THE_CONTROL;
        self.record(
            requirement,
            edit.case(),
            false,
            expected,
            &exchange,
            Some(control),
        );
    }

    /// An edited import that was accepted, for a further look at its answer. Its refusal breaks `requirement`, and
    /// leaves nothing to look at.
    pub fn import_with(
        &mut self,
        requirement: &'static Requirement,
        edit: &Edit<'_>,
    ) -> Result<Accepted, Stop> {
        match self.attempt(|request| edit.of(request))? {
            Ok(accepted) => Ok(accepted),
            Err(refused) => {
                self.blame(requirement, edit, refused);
                Err(Stop::Fixture(format!(
                    "the import that this rests on was refused, see {requirement}"
                )))
            }
        }
    }

    /// An edited import that was accepted, or the plain one where the edit is refused, which nobody is blamed for.
    pub fn import_with_or_plain(&self, edit: &Edit<'_>) -> Result<Accepted, Stop> {
        match self.attempt(|request| edit.of(request))? {
            Ok(accepted) => Ok(accepted),
            Err(_) => self.accepted(),
        }
    }

    /// Expects each edited import to be refused with one of `statuses`, and the plain import, sent last, to be
    /// accepted. Returns the refusals, in the order of the edits, for further looks.
    pub fn refuses(
        &mut self,
        requirement: &'static Requirement,
        statuses: &[u16],
        edits: &[Edit<'_>],
    ) -> Result<Vec<Exchange>, Stop> {
        let expected = format!("a refusal with {}", alternatives(statuses));
        self.refuses_as(requirement, statuses, &expected, edits)
    }

    /// The same where the statuses are too many to be listed; `expected` says what they are.
    pub fn refuses_as(
        &mut self,
        requirement: &'static Requirement,
        statuses: &[u16],
        expected: &str,
        edits: &[Edit<'_>],
    ) -> Result<Vec<Exchange>, Stop> {
        // A source that turns out to be imported already may have been refused for that, so everything is sent again.
        let (exchanges, control) = self.first_free(|probe, mut source| {
            let mut exchanges = Vec::new();
            for edit in edits {
                let exchange = probe.try_send(&edit.of(probe.import(&source)));
                if exchange.is_success() {
                    // the source is used up now
                    source = probe.source()?;
                }
                exchanges.push(exchange);
            }
            let control = probe.send(&probe.import(&source))?;
            match control.status() {
                _ if control.is_success() => Ok(Some((exchanges, control))),
                Some(409) => Ok(None),
                _ => Err(refused_control(&source, &control)),
            }
        })?;
        for (edit, exchange) in edits.iter().zip(&exchanges) {
            let holds = exchange
                .status()
                .is_some_and(|status| statuses.contains(&status));
            self.record(
                requirement,
                edit.case(),
                holds,
                expected,
                exchange,
                Some(control.clone()),
            );
        }
        Ok(exchanges)
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
        let silent = exchange.outcome.as_ref().err();
        let silent = silent.filter(|error| error.is_about_the_target());
        let outcome = match (silent, holds, free) {
            (Some(error), ..) => Outcome::Unanswered(error.to_string()),
            (_, true, _) if requirement.enforced_by != EnforcedBy::NotEnforced => Outcome::Conforms,
            (_, true, _) => Outcome::Informational(format!("does: {expected}")),
            (_, false, true) => {
                Outcome::Informational(format!("does not: {expected}; got {}", exchange.summary()))
            }
            (_, false, false) => Outcome::Violates(Box::new(Evidence {
                expected: expected.to_owned(),
                exchange: exchange.clone(),
                control,
                reproduced: None,
            })),
        };
        self.find(Finding {
            requirement,
            case: case.to_owned(),
            outcome,
        });
    }

    fn find(&mut self, finding: Finding) {
        if self.held().is_none() {
            self.findings.push(finding);
        }
    }
}

/// `400`, `400 or 422`, `400, 404 or 422`.
fn alternatives(statuses: &[u16]) -> String {
    match statuses {
        [] => "nothing".to_owned(),
        [only] => only.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(u16::to_string).collect();
            format!("{} or {last}", first.join(", "))
        }
    }
}
