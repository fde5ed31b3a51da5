//! A session that was recorded earlier, played back without the target.

use std::cell::{Cell, RefCell};

use super::{RequestRecord, Session, Step, StepRecord};
use crate::fixtures::Source;
use crate::http::{Exchange, Request, TransportError};
use crate::report::Redactor;
use crate::verdict::Stop;

/// A check does otherwise now than it did when it was recorded, so that nothing can be said from the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Divergence {
    /// Another step.
    #[error(
        "session {session}, step {step}: the check now asks for {now}, the record has {recorded}"
    )]
    Step {
        /// Which session of the check, from 0.
        session: usize,
        /// Which of its steps, from 1.
        step: usize,
        /// What the check asks for now.
        now: String,
        /// What was recorded.
        recorded: String,
    },
    /// It ends too early.
    #[error("session {session}: the check now ends after {now} steps, the record has {recorded}")]
    Short {
        /// Which session of the check, from 0.
        session: usize,
        /// How many steps the check takes now.
        now: usize,
        /// How many were recorded.
        recorded: usize,
    },
    /// It is repeated more or less often.
    #[error("the check now takes {now} sessions, the record has {recorded}")]
    Sessions {
        /// How many it takes now.
        now: usize,
        /// How many were recorded.
        recorded: usize,
    },
    /// The record holds no body where one is needed.
    #[error("session {session}, step {step}: the body of the answer cannot be read")]
    Body {
        /// Which session of the check, from 0.
        session: usize,
        /// Which of its steps, from 1.
        step: usize,
    },
}

/// The sessions of one check, and where the check left them.
#[derive(Debug)]
pub struct Recording<'r> {
    sessions: Vec<Vec<StepRecord>>,
    redactor: &'r Redactor,
    opened: Cell<usize>,
    lacking: Cell<bool>,
    divergence: RefCell<Option<Divergence>>,
}

impl<'r> Recording<'r> {
    /// The recorded sessions of a check, in order. `redactor` is for the keys that the check is told.
    pub fn new(sessions: Vec<Vec<StepRecord>>, redactor: &'r Redactor) -> Self {
        Self {
            sessions,
            redactor,
            opened: Cell::new(0),
            lacking: Cell::new(false),
            divergence: RefCell::new(None),
        }
    }

    /// Plays back the session with this number, from 0; `None` where there is none.
    pub fn open(&self, number: u8) -> Option<Box<dyn Session + '_>> {
        let number = usize::from(number);
        let Some(steps) = self.sessions.get(number) else {
            self.lacking.set(true);
            return None;
        };
        self.opened.set(self.opened.get() + 1);
        Some(Box::new(Recorded {
            recording: self,
            number,
            steps,
            next: Cell::new(0),
            played: RefCell::new(Vec::new()),
        }))
    }

    /// Where the check did otherwise than recorded, if anywhere.
    pub fn divergence(self) -> Option<Divergence> {
        let (now, recorded) = (self.opened.get(), self.sessions.len());
        let sessions = (now != recorded).then_some(Divergence::Sessions { now, recorded });
        self.divergence.into_inner().or(sessions)
    }

    /// Whether the record answers everything that the check asks for. A check that was repeated need not be repeated
    /// again, as it must where the record is verified.
    pub fn suffices(self) -> bool {
        let lacking = self.lacking.get();
        let divergence = self.divergence.into_inner();
        !lacking && divergence.is_none()
    }

    fn diverge(&self, divergence: Divergence) {
        // only the first says something: what follows is its consequence
        self.divergence.borrow_mut().get_or_insert(divergence);
    }
}

/// One session that is played back.
#[derive(Debug)]
struct Recorded<'a> {
    recording: &'a Recording<'a>,
    number: usize,
    steps: &'a [StepRecord],
    next: Cell<usize>,
    played: RefCell<Vec<Step>>,
}

impl Recorded<'_> {
    fn take(&self) -> (usize, Option<&StepRecord>) {
        let index = self.next.get();
        self.next.set(index + 1);
        (index + 1, self.steps.get(index))
    }

    fn otherwise(&self, step: usize, now: String, recorded: Option<&StepRecord>) {
        let recorded = match recorded {
            None => "nothing further".to_owned(),
            Some(StepRecord::Source(_)) => "a source".to_owned(),
            Some(StepRecord::Exchange(exchange)) => described(&exchange.request),
        };
        self.recording.diverge(Divergence::Step {
            session: self.number,
            step,
            now,
            recorded,
        });
    }

    /// The recorded answer to `request`. Where another request was recorded, there is no answer, and that is noted.
    fn answer(&self, request: &Request) -> Exchange {
        let now = RequestRecord::new(request, self.recording.redactor);
        let (step, recorded) = self.take();
        let found = match recorded {
            Some(StepRecord::Exchange(exchange)) if exchange.request == now => {
                let found = exchange.replayed(request.clone());
                if found.is_none() {
                    let session = self.number;
                    self.recording.diverge(Divergence::Body { session, step });
                }
                found
            }
            recorded => {
                self.otherwise(step, described(&now), recorded);
                None
            }
        };
        let exchange = found.unwrap_or_else(|| Exchange {
            request: request.clone(),
            outcome: Err(TransportError {
                kind: "not recorded".into(),
                detail: "the record has no answer to this request".to_owned(),
            }),
            elapsed: std::time::Duration::ZERO,
        });
        let step = Step::Exchange(Box::new(exchange.clone()));
        self.played.borrow_mut().push(step);
        exchange
    }
}

impl Session for Recorded<'_> {
    fn send(&self, requests: &[Request]) -> Vec<Exchange> {
        requests
            .iter()
            .map(|request| self.answer(request))
            .collect()
    }

    fn send_clear_text(&self, _: &str, request: &Request) -> Exchange {
        self.answer(&request.bare())
    }

    fn source(&self) -> Result<Source, Stop> {
        let none = || Stop::Fixture("no source was left".to_owned());
        let (step, recorded) = self.take();
        let source = if let Some(StepRecord::Source(source)) = recorded {
            source.clone()
        } else {
            self.otherwise(step, "a source".to_owned(), recorded);
            None
        };
        self.played.borrow_mut().push(Step::Source(source.clone()));
        source.ok_or_else(none)
    }

    fn end(self: Box<Self>) -> Vec<Step> {
        let (now, recorded) = (self.next.get(), self.steps.len());
        if now < recorded {
            let session = self.number;
            self.recording.diverge(Divergence::Short {
                session,
                now,
                recorded,
            });
        }
        self.played.into_inner()
    }
}

/// The request in one line, with the beginning of its body, which is where most of them differ.
fn described(request: &RequestRecord) -> String {
    const SHOWN: usize = 160;
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let body = request
        .body
        .as_ref()
        .map(|body| format!(", {body:?}"))
        .unwrap_or_default();
    let line = format!("{request} [{}]{body}", headers.join(", "));
    if line.chars().nth(SHOWN).is_none() {
        return line;
    }
    line.chars().take(SHOWN).collect::<String>() + "..."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(path: &str, status: u16) -> StepRecord {
        let request = Request::new("GET", path);
        let exchange = Exchange {
            request,
            outcome: Ok(crate::http::Response {
                status,
                headers: Vec::new(),
                body: b"\xff".to_vec(),
                http2: false,
            }),
            elapsed: std::time::Duration::from_millis(2),
        };
        StepRecord::new(&Step::Exchange(Box::new(exchange)), &Redactor::none())
    }

    fn diverging(body: impl FnOnce(&dyn Session)) -> Option<Divergence> {
        let redactor = Redactor::none();
        let steps = vec![
            exchange("/a", 200),
            StepRecord::Source(None),
            exchange("/b", 404),
        ];
        let recording = Recording::new(vec![steps], &redactor);
        let session = recording.open(0).expect("recorded");
        body(session.as_ref());
        session.end();
        recording.divergence()
    }

    fn get(session: &dyn Session, path: &str) -> Option<u16> {
        session.send(&[Request::new("GET", path)])[0].status()
    }

    #[test]
    fn the_same_steps_get_the_same_answers() {
        let divergence = diverging(|session| {
            assert_eq!(get(session, "/a"), Some(200));
            assert!(session.source().is_err());
            assert_eq!(get(session, "/b"), Some(404));
        });
        assert_eq!(divergence, None);
    }

    #[test]
    fn another_request_is_noticed_once() {
        let divergence = diverging(|session| {
            assert_eq!(get(session, "/other"), None);
            assert_eq!(get(session, "/more"), None);
        });
        let text = divergence.expect("noticed").to_string();
        assert!(
            text.contains("step 1") && text.contains("/other") && text.contains("/a"),
            "{text}"
        );
    }

    #[test]
    fn an_end_before_the_end_is_noticed() {
        let divergence = diverging(|session| {
            get(session, "/a");
        });
        let expected = Divergence::Short {
            session: 0,
            now: 1,
            recorded: 3,
        };
        assert_eq!(divergence, Some(expected));
    }

    #[test]
    fn a_session_that_is_not_opened_is_noticed() {
        let redactor = Redactor::none();
        let recording = Recording::new(vec![Vec::new(), Vec::new()], &redactor);
        recording.open(0).expect("recorded").end();
        assert!(recording.open(2).is_none());
        let expected = Divergence::Sessions {
            now: 1,
            recorded: 2,
        };
        assert_eq!(recording.divergence(), Some(expected));
    }
}
