//! A whole run, played back from its transcript.

use std::collections::BTreeMap;
use std::time::Duration;

use generated::platforms;

use super::{Difference, VerifyError};
use crate::baseline::{Applied, Baseline};
use crate::check::Check;
use crate::checks;
use crate::judge::{CheckResult, judge};
use crate::preflight::{self, Unusable};
use crate::probe::Probe;
use crate::report::{self, Context, FixtureReport, Redactor, Report};
use crate::selection::Selection;
use crate::session::{Brief, Divergence, Recording, StepRecord};
use crate::transcript::{Header, PREFLIGHT, Reader, Recorded};

/// A run that was played back.
pub(super) struct Played {
    selection: Selection,
    brief: Option<Brief>,
    unusable: Option<Unusable>,
    results: Vec<CheckResult>,
    baseline: Option<Applied>,
    /// The checks that do otherwise now than was recorded.
    pub(super) divergences: Vec<Difference>,
}

impl Played {
    /// Plays back everything that `reader` has.
    pub(super) fn new(header: &Header, reader: &mut Reader) -> Result<Self, VerifyError> {
        let platform = platforms::find(&header.spec.platform).unwrap_or(platforms::NEWEST);
        let selection = Selection::new(platform, header.profiles.clone(), header.patterns.clone())?;
        let checks = selection.apply(checks::all())?;
        let mut played = Self {
            selection,
            brief: header.brief.as_ref().map(|brief| brief.brief(platform)),
            unusable: header.unreachable.clone().map(Unusable),
            results: Vec::new(),
            baseline: None,
            divergences: Vec::new(),
        };
        let mut results = BTreeMap::new();
        while let Some(recorded) = reader.next_check()? {
            if recorded.check == PREFLIGHT {
                played.preflight(recorded.sessions.unwrap_or_default());
                continue;
            }
            let Some(index) = checks.iter().position(|check| check.id == recorded.check) else {
                return Err(VerifyError::UnknownCheck {
                    check: recorded.check,
                });
            };
            let result = played.check(checks[index], recorded);
            results.insert(index, result);
        }
        for (index, check) in checks.iter().enumerate() {
            let result = results.remove(&index).unwrap_or_else(|| {
                let why = played.unusable.clone();
                let why = why.unwrap_or_else(|| Unusable("nothing of it is recorded".to_owned()));
                CheckResult::not_run(check, &played.selection, &why)
            });
            played.results.push(result);
        }
        played.baseline = reader
            .baseline()
            .map(|entries| Baseline::of(entries.to_vec()).apply(&mut played.results));
        Ok(played)
    }

    fn preflight(&mut self, sessions: Vec<Vec<StepRecord>>) {
        let Some(brief) = &self.brief else { return };
        let redactor = Redactor::new(&brief.credentials);
        let recording = Recording::new(sessions, &redactor);
        if let Some(session) = recording.open(0) {
            self.unusable = preflight::check(&Probe::new(session.as_ref(), brief, &[])).err();
            session.end();
        }
        self.note(PREFLIGHT, recording.divergence());
    }

    fn check(&mut self, check: &'static Check, recorded: Recorded) -> CheckResult {
        let not_run = |why: String| CheckResult::not_run(check, &self.selection, &Unusable(why));
        let sessions = match (recorded.sessions, &self.brief) {
            (Err(why), _) => return not_run(why),
            (Ok(_), None) => return not_run("the transcript has no brief".to_owned()),
            (Ok(sessions), Some(brief)) => (sessions, brief),
        };
        let (sessions, brief) = sessions;
        let redactor = Redactor::new(&brief.credentials);
        let recording = Recording::new(sessions, &redactor);
        let mut result = judge(check, brief, &self.selection, &|number| {
            recording.open(number)
        });
        result.sessions = Vec::new();
        self.note(check.id, recording.divergence());
        result
    }

    fn note(&mut self, check: &str, divergence: Option<Divergence>) {
        if let Some(divergence) = divergence {
            self.divergences
                .push(Difference::divergence(check, &divergence));
        }
    }

    /// The report on what was played back. What no verdict depends on is taken from `recorded`.
    pub(super) fn report(&self, header: &Header, recorded: &Report) -> Report {
        let redactor = self
            .brief
            .as_ref()
            .map_or_else(Redactor::none, |brief| Redactor::new(&brief.credentials));
        let context = Context {
            url: self
                .brief
                .as_ref()
                .map_or(recorded.target.url.as_str(), |brief| brief.url.as_str()),
            embedded: recorded.target.embedded,
            insecure: false,
            selection: &self.selection,
            redactor: &redactor,
            seed: self
                .brief
                .as_ref()
                .map_or(recorded.seed, |brief| brief.seed),
            cases: self
                .brief
                .as_ref()
                .map_or(recorded.cases, |brief| brief.cases),
            strict: header.strict,
            started_at: recorded.started_at.clone(),
            elapsed: Duration::ZERO,
            requests: recorded.requests,
            sources_used: recorded.sources_used,
            unusable: self.unusable.as_ref(),
            baseline: self.baseline.clone(),
            fixtures: FixtureReport::default(),
            plan: None,
            resent: 0,
            // the rehearsal is not in the transcript; its faults are the ones that name no check
            faults: recorded
                .suite_faults
                .iter()
                .filter(|fault| !fault.starts_with("check "))
                .cloned()
                .collect(),
        };
        report::build(&context, &self.results)
    }
}
