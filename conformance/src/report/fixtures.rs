//! What a run has made on the target, and what it was to send.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Redactor;
use super::broken::Weight;
use crate::config::Mode;
use crate::judge::CheckResult;
use crate::plan::Plan;
use crate::suite::Suite;

/// What a run has made on the target, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FixtureReport {
    /// Whether every import was a dry run.
    pub dry_run: bool,
    /// How many imports were accepted and took effect.
    pub created: u64,
    /// How many of their instances were removed.
    pub removed: u64,
    /// How many requests that took; they do not count among those of the checks.
    pub cleanup_requests: u64,
    /// The instances that were not removed.
    pub left_behind: Vec<LeftBehindReport>,
    /// Sources that were made on demand and could not be removed, each with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unremoved_sources: Vec<String>,
}

/// An instance that was not removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftBehindReport {
    /// The project it was imported into.
    pub project: String,
    /// Its name.
    pub name: String,
    /// The virtual cluster it stands for.
    pub source: String,
    /// Why it is still there.
    pub why: String,
}

/// What a run was to send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// How many requests were planned.
    pub requests: u64,
    /// How many at most.
    pub ceiling: u64,
    /// How many imports were planned to take effect.
    pub imports: u64,
    /// How many of the requests that were sent repeated violations.
    pub repetitions: u64,
    /// The checks that sent more or fewer than planned, repetitions aside: they were answered in another way.
    pub departures: Vec<Departure>,
}

/// A check that did not send what was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    /// Its id.
    pub check: String,
    /// How many requests it was to send.
    pub planned: u64,
    /// How many it has sent.
    pub sent: u64,
}

impl PlanReport {
    /// What became of a plan.
    pub(crate) fn of(plan: &Plan, results: &[CheckResult]) -> Self {
        let departures = plan.checks.iter().filter_map(|check| {
            let result = results.iter().find(|result| result.check.id == check.id)?;
            let (planned, sent) = (check.share.requests, result.requests.0);
            (planned != sent).then(|| Departure {
                check: check.id.to_owned(),
                planned,
                sent,
            })
        });
        Self {
            requests: plan.requests,
            ceiling: plan.ceiling,
            imports: plan.imports,
            repetitions: results.iter().map(|result| result.requests.1).sum(),
            departures: departures.collect(),
        }
    }
}

impl FixtureReport {
    /// Ends the fixtures of a run and reports on them.
    pub(crate) fn of(suite: &Suite, redactor: &Redactor) -> Self {
        let unremoved = suite.fixtures().close();
        let account = suite.cleaner().account();
        let left_behind = account
            .left_behind
            .into_iter()
            .map(|left| LeftBehindReport {
                project: left.project,
                name: redactor.text(&left.name),
                source: redactor.text(&left.source),
                why: redactor.text(&left.why),
            });
        Self {
            dry_run: suite.fixtures().config().mode == Mode::DryRun,
            created: account.created,
            removed: account.removed,
            cleanup_requests: suite.cleaner().requests(),
            left_behind: left_behind.collect(),
            unremoved_sources: unremoved
                .iter()
                .map(|(_, error)| redactor.text(&error.to_string()))
                .collect(),
        }
    }

    /// What is to be said of it: a sentence for each line; nothing where nothing was made.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.dry_run {
            said.push(
                "dry run: every import was sent with dryRun=All, and nothing was made".to_owned(),
            );
        }
        if self.created > 0 {
            let (created, removed) = (self.created, self.removed);
            said.push(match self.left_behind.len() {
                0 => format!("{created} instances made, all removed"),
                left => format!("{created} instances made, {removed} removed, {left} left behind"),
            });
        }
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for left in &self.left_behind {
            match reasons.iter_mut().find(|(why, _)| *why == left.why) {
                Some((_, names)) => names.push(&left.name),
                None => reasons.push((&left.why, vec![&left.name])),
            }
        }
        for (why, names) in reasons {
            said.push(format!("left behind, since {why}: {}", listed(&names)));
        }
        let unremoved = self.unremoved_sources.iter();
        said.extend(unremoved.map(|why| format!("a source was not removed: {why}")));
        said
    }
}

/// How many names stand in a sentence.
const NAMES_SHOWN: usize = 3;

/// The first names, and how many there are beside those. An instance whose name no answer told has none.
fn listed(names: &[&str]) -> String {
    let known = names.iter().filter(|name| !name.is_empty());
    let shown: Vec<&str> = known.take(NAMES_SHOWN).copied().collect();
    match (shown.join(", "), names.len() - shown.len()) {
        (shown, 0) => shown,
        (shown, more) if shown.is_empty() => format!("{more} whose names are not known"),
        (shown, more) => format!("{shown} and {more} more (all are in report.json)"),
    }
}

impl PlanReport {
    /// `819 requests, as planned`, or what was planned, sent, and why they differ. `sent` is the number of requests,
    /// and `violations` that of the violations.
    pub fn sentence(&self, sent: u64, violations: usize) -> String {
        let Self {
            requests,
            ceiling,
            repetitions,
            ..
        } = *self;
        let departures = self.departures.iter();
        let led: Vec<&str> = departures.map(|it| it.check.as_str()).collect();
        if sent == requests && repetitions == 0 {
            return format!("{sent} requests, as planned");
        }
        let mut why = Vec::new();
        if repetitions > 0 {
            let word = Weight::Violation.plural(violations);
            why.push(format!("{repetitions} to repeat {violations} {word}"));
        }
        let otherwise = sent.abs_diff(requests + repetitions);
        if otherwise > 0 {
            let word = if sent > requests + repetitions {
                "more"
            } else {
                "fewer"
            };
            let who = if led.is_empty() {
                "a check".to_owned()
            } else {
                listed(&led)
            };
            why.push(format!(
                "{otherwise} {word}, since the answers led {who} elsewhere"
            ));
        }
        format!(
            "{sent} requests (planned {requests}, at most {ceiling}: {})",
            why.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_far_as_they_are_known() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b, c");
        assert_eq!(
            listed(&["", "a", ""]),
            "a and 2 more (all are in report.json)"
        );
        assert_eq!(listed(&["", ""]), "2 whose names are not known");
    }
}
