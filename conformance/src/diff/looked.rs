//! What is seen of one of two servers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::seen::Seen;
use super::{DiffError, Side};
use crate::check::Check;
use crate::judge::CheckResult;
use crate::report::Redactor;
use crate::run::{Opened, Opening};
use crate::selection::Selection;
use crate::verdict::Verdict;

/// What was seen of one server.
pub(super) struct Looked {
    pub(super) side: Side,
    /// Seed and number of the random cases, where anything was looked at.
    pub(super) draw: Option<(u64, u32)>,
    pub(super) results: Vec<CheckResult>,
    /// The exchanges of each check.
    pub(super) seen: BTreeMap<&'static str, Vec<Seen>>,
}

impl Looked {
    /// Carries out the checks.
    pub(super) fn at(
        opening: Opening,
        checks: &[&'static Check],
        selection: &Selection,
    ) -> Result<Self, DiffError> {
        match opening {
            Opening::Ready(opened) => Self::at_opened(&opened, checks, selection),
            Opening::Unreachable(url, why) => Ok(Self {
                side: Side {
                    url,
                    embedded: false,
                    requests: 1,
                    unusable: Some(why.0),
                    suite_faults: Vec::new(),
                },
                draw: None,
                results: Vec::new(),
                seen: BTreeMap::new(),
            }),
        }
    }

    fn at_opened(
        opened: &Opened,
        checks: &[&'static Check],
        selection: &Selection,
    ) -> Result<Self, DiffError> {
        let suite = &opened.suite;
        let platform = suite.brief().platform;
        if platform.name != selection.platform().name {
            return Err(DiffError::OtherPlatform {
                left: selection.platform().name,
                right: platform.name,
            });
        }
        let (usable, _) = suite.preflight();
        let redactor = Redactor::new(suite.client().credentials());
        let seen = Mutex::new(BTreeMap::new());
        let results = match &usable {
            Ok(()) => suite.run(checks, selection, &|result| {
                // repetitions say how often, which the verdict does too
                let first = result.sessions.first().map(Vec::as_slice);
                let first = Seen::all(first.unwrap_or_default(), suite.brief(), &redactor);
                seen.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(result.check.id, first);
            }),
            Err(_) => Vec::new(),
        };
        let faults = results.iter().flat_map(|result| {
            let faults = result.faults.iter();
            faults.map(|fault| format!("check {}: {fault}", result.check.id))
        });
        Ok(Self {
            side: Side {
                url: suite.client().url().to_owned(),
                embedded: opened.embedded,
                requests: suite.client().sent(),
                unusable: usable.err().map(|why| redactor.text(&why.0)),
                suite_faults: faults.collect(),
            },
            draw: Some((suite.brief().seed, suite.brief().cases)),
            results,
            seen: seen.into_inner().unwrap_or_else(PoisonError::into_inner),
        })
    }

    /// The verdict on each requirement.
    pub(super) fn verdicts(&self) -> BTreeMap<&'static str, Verdict> {
        let mut verdicts: BTreeMap<&'static str, Verdict> = BTreeMap::new();
        for (requirement, verdict) in self.results.iter().flat_map(|result| &result.requirements) {
            let all = verdicts.entry(requirement.id).or_insert(*verdict);
            *all = all.and(*verdict);
        }
        verdicts
    }

    /// What was recorded where both outcomes are legal, by requirement, and by check and case.
    pub(super) fn notes(&self) -> BTreeMap<&'static str, BTreeMap<String, String>> {
        let mut notes: BTreeMap<&'static str, BTreeMap<String, String>> = BTreeMap::new();
        for result in &self.results {
            for (finding, note) in result.notes() {
                let case = format!("{}, case: {}", result.check.id, finding.case);
                // what follows is the answer in its own words, which is compared as such
                let note = note.split("; got ").next().unwrap_or(note).to_owned();
                notes
                    .entry(finding.requirement.id)
                    .or_default()
                    .insert(case, note);
            }
        }
        notes
    }
}
