//! What was found, line by line.

use std::fmt;

use serde::Serialize;

use super::SUBJECTS;
use crate::report::Redactor;

/// How it stands with one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Ok,
    /// A run can begin, and may not be what was meant.
    Warning,
    /// A run cannot begin, or its verdict would say nothing.
    Problem,
    /// Not looked at.
    Skipped,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// One of [`SUBJECTS`].
    pub subject: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// Everything that was found. No access key is in it.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    /// The target's URL, where the configuration names one.
    pub target: Option<String>,
    /// Whether a run can begin.
    pub can_begin: bool,
    /// Line by line, in the order of [`SUBJECTS`].
    pub items: Vec<Item>,
}

/// A diagnosis in the making.
#[derive(Debug, Default)]
pub(super) struct Chart {
    items: Vec<Item>,
}

impl Chart {
    pub(super) fn ok(&mut self, subject: &'static str, found: impl fmt::Display) {
        self.add(subject, State::Ok, &found, None);
    }

    pub(super) fn warning(
        &mut self,
        subject: &'static str,
        found: impl fmt::Display,
        advice: impl Into<String>,
    ) {
        self.add(subject, State::Warning, &found, Some(advice.into()));
    }

    pub(super) fn problem(
        &mut self,
        subject: &'static str,
        found: impl fmt::Display,
        advice: impl Into<String>,
    ) {
        self.add(subject, State::Problem, &found, Some(advice.into()));
    }

    pub(super) fn skip(&mut self, subject: &'static str, why: impl fmt::Display) {
        self.add(subject, State::Skipped, &why, None);
    }

    fn add(
        &mut self,
        subject: &'static str,
        state: State,
        found: &dyn fmt::Display,
        advice: Option<String>,
    ) {
        self.items.push(Item {
            subject,
            state,
            found: found.to_string(),
            advice,
        });
    }

    /// Whether anything was said of a subject.
    fn has(&self, subject: &str) -> bool {
        self.items.iter().any(|item| item.subject == subject)
    }

    /// The diagnosis, with a line for what was not reached as well, and without keys.
    pub(super) fn finish(mut self, target: Option<&str>, redactor: &Redactor) -> Diagnosis {
        for subject in SUBJECTS {
            if !self.has(subject) {
                let why = match subject {
                    "report folder" => "none is named; name it with --report",
                    _ => "not looked at, for the problem above",
                };
                self.skip(subject, why);
            }
        }
        let place = |item: &Item| SUBJECTS.iter().position(|subject| *subject == item.subject);
        // stable, so that several lines of one subject keep their order
        self.items.sort_by_key(place);
        for item in &mut self.items {
            item.found = redactor.text(&item.found);
        }
        Diagnosis {
            target: target.map(str::to_owned),
            can_begin: self.items.iter().all(|item| item.state != State::Problem),
            items: self.items,
        }
    }
}

impl Diagnosis {
    /// 0 when a run can begin, 3 when not.
    pub fn exit_status(&self) -> u8 {
        if self.can_begin { 0 } else { 3 }
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            let state = match item.state {
                State::Ok => "ok",
                State::Warning => "warning",
                State::Problem => "PROBLEM",
                State::Skipped => "-",
            };
            // what a server or a parser says may have several lines
            let found = item.found.replace('\n', "\n                         ");
            writeln!(f, "{state:<8} {:<15} {found}", item.subject)?;
            if let Some(advice) = &item.advice {
                writeln!(f, "{:<24} do: {advice}", "")?;
            }
        }
        let count = |state| self.items.iter().filter(|item| item.state == state).count();
        let (problems, warnings) = (count(State::Problem), count(State::Warning));
        let can = if self.can_begin { "can" } else { "cannot" };
        writeln!(
            f,
            "A run {can} begin: problems {problems}, warnings {warnings}"
        )
    }
}
