//! One run from configuration to report.

mod plan;
mod settings;
mod target;

use std::time::Instant;

use crate::baseline::{Applied, Baseline, BaselineError};
use crate::check::Check;
use crate::checks;
use crate::judge::CheckResult;
use crate::preflight::Unusable;
use crate::report::{self, Context, FixtureReport, Folder, PlanReport, Progress, Redactor, Report};
use crate::reproducer;
use crate::selection::Selection;
use crate::session::Brief;
use crate::suite::Suite;
use crate::transcript::{Header, PREFLIGHT, Writer};

pub use plan::plan;
pub use settings::{DEFAULT_CASES, Settings, SetupError};
pub use target::{Opened, Opening, open, open_both};

/// Runs the selected checks and leaves the reports.
pub fn run(settings: &Settings) -> Result<Report, SetupError> {
    run_showing(settings, &Progress::hidden())
}

/// The same, for somebody who watches.
pub fn run_showing(settings: &Settings, progress: &Progress) -> Result<Report, SetupError> {
    let run = Run::begin(settings)?;
    let (mut report, transcript) = match open(settings)? {
        Opening::Unreachable(url, unusable) => run.unreached(&url, &unusable)?,
        Opening::Ready(opened) => run.carry_out(*opened, progress)?,
    };
    report.transcript = transcript.map(Writer::finish).transpose()?;
    if let Some(folder) = run.folder {
        folder.write(&report)?;
        reproducer::write(&folder, &report)?;
    }
    Ok(report)
}

/// A run that has begun: what is to be done is known, and where it is reported can be written to.
struct Run<'s> {
    settings: &'s Settings,
    selection: Selection,
    checks: Vec<&'static Check>,
    baseline: Option<Baseline>,
    folder: Option<Folder>,
    started_at: String,
    started: Instant,
}

impl<'s> Run<'s> {
    fn begin(settings: &'s Settings) -> Result<Self, SetupError> {
        let started_at = jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string();
        let started = Instant::now();
        let selection = settings.selection()?;
        let checks = selection.apply(checks::all())?;
        let baseline = match (&settings.baseline, settings.update_baseline) {
            (Some(path), update) => Some(Baseline::read(path, update)?),
            (None, true) => return Err(BaselineError::NoFile.into()),
            (None, false) => None,
        };
        let folder = settings.report.as_deref().map(Folder::prepare);
        let folder = folder.transpose()?;
        folder.as_ref().map(reproducer::clear).transpose()?;
        Ok(Self {
            settings,
            selection,
            checks,
            baseline,
            folder,
            started_at,
            started,
        })
    }

    /// Begins the transcript, where there is a folder for it.
    fn transcript(
        &self,
        brief: Result<&Brief, &Unusable>,
        redactor: &Redactor,
    ) -> Result<Option<Writer>, SetupError> {
        let header = Header::new(&self.selection, self.settings.strict, brief);
        let begin = |folder| Writer::begin(folder, &header, redactor);
        Ok(self.folder.as_ref().map(begin).transpose()?)
    }

    /// The report on a target of which nothing can be said.
    fn unreached(
        &self,
        url: &str,
        unusable: &Unusable,
    ) -> Result<(Report, Option<Writer>), SetupError> {
        let transcript = self.transcript(Err(unusable), &Redactor::none())?;
        let context = Context {
            url,
            embedded: false,
            insecure: false,
            selection: &self.selection,
            redactor: &Redactor::none(),
            seed: self.settings.seed.unwrap_or_default(),
            cases: self.settings.cases.unwrap_or(DEFAULT_CASES),
            strict: self.settings.strict,
            started_at: self.started_at.clone(),
            elapsed: self.started.elapsed(),
            requests: 1,
            sources_used: 0,
            unusable: Some(unusable),
            baseline: None,
            fixtures: FixtureReport::default(),
            plan: None,
            resent: 0,
            faults: Vec::new(),
        };
        Ok((report::build(&context, &self.not_run(unusable)), transcript))
    }

    fn not_run(&self, why: &Unusable) -> Vec<CheckResult> {
        let checks = self.checks.iter();
        checks
            .map(|check| CheckResult::not_run(check, &self.selection, why))
            .collect()
    }

    /// Looks whether the target can be used, carries out the checks where it can, and draws up the report.
    fn carry_out(
        &self,
        mut opened: Opened,
        progress: &Progress,
    ) -> Result<(Report, Option<Writer>), SetupError> {
        let redactor = Redactor::new(opened.suite.client().credentials());
        let transcript = self.transcript(Ok(opened.suite.brief()), &redactor)?;
        let (usable, steps) = opened.suite.preflight();
        if let Some(transcript) = &transcript {
            transcript.session(PREFLIGHT, &steps);
        }
        let faults = if usable.is_ok() && self.settings.plan && !opened.embedded {
            plan::keep_to_plan(&mut opened, &self.checks, &self.selection)?
        } else {
            Vec::new()
        };
        let suite = &opened.suite;
        let mut results = match &usable {
            Ok(()) => self.check(suite, transcript.as_ref(), progress),
            Err(why) => self.not_run(why),
        };
        let baseline = match &self.baseline {
            Some(baseline) if usable.is_ok() => Some(hold(baseline, &mut results, self.settings)?),
            _ => None,
        };
        if let (Some(transcript), Some(applied)) = (&transcript, &baseline) {
            transcript.baseline(applied);
        }
        let sent = results.iter().map(|result| result.requests);
        let (first, repeated) = sent.fold((0, 0), |sum, sent| (sum.0 + sent.0, sum.1 + sent.1));
        let context = Context {
            url: suite.client().url(),
            embedded: opened.embedded,
            insecure: opened.insecure,
            selection: &self.selection,
            redactor: &redactor,
            seed: suite.brief().seed,
            cases: suite.brief().cases,
            strict: self.settings.strict,
            started_at: self.started_at.clone(),
            elapsed: self.started.elapsed(),
            requests: suite.requests_outside() + first + repeated,
            sources_used: suite.fixtures().taken(),
            unusable: usable.as_ref().err(),
            baseline,
            fixtures: FixtureReport::of(suite, &redactor),
            resent: suite.client().resent(),
            plan: suite.plan().map(|plan| PlanReport::of(plan, &results)),
            faults,
        };
        Ok((report::build(&context, &results), transcript))
    }

    /// Carries out the checks, for whoever watches and for the transcript.
    fn check(
        &self,
        suite: &Suite,
        transcript: Option<&Writer>,
        progress: &Progress,
    ) -> Vec<CheckResult> {
        progress.begin(self.checks.len());
        suite.run(&self.checks, &self.selection, &|result| {
            if let Some(transcript) = transcript {
                transcript.result(result);
            }
            progress.checked(result);
        })
    }
}

/// Holds the results against the baseline, which is brought in line with them first where that is asked for.
fn hold(
    baseline: &Baseline,
    results: &mut [CheckResult],
    settings: &Settings,
) -> Result<Applied, BaselineError> {
    let applied = baseline.apply(results);
    if !settings.update_baseline {
        return Ok(applied);
    }
    baseline.update(results, applied, settings.strict)
}
