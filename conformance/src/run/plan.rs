//! Plans: what a run would send, and keeping to it.

use super::target::Opened;
use super::{Settings, SetupError};
use crate::check::Check;
use crate::plan::Plan;
use crate::selection::Selection;
#[cfg(feature = "embedded")]
use {
    super::target::Draw,
    crate::checks,
    crate::config::{Config, Loaded},
    crate::plan::RehearsalError,
};

/// Makes a plan that the run keeps to, and returns the faults of the suite that there is none for. Where the reference
/// server does not take what this target took, the run goes on without.
#[cfg(feature = "embedded")]
pub(super) fn keep_to_plan(
    opened: &mut Opened,
    checks: &[&'static Check],
    selection: &Selection,
) -> Result<Vec<String>, SetupError> {
    match crate::plan::rehearse(&opened.config, opened.suite.brief(), checks, selection) {
        Ok(plan) => opened.suite.keep_to(plan),
        Err(RehearsalError::Unusable(_)) => {}
        Err(fault @ RehearsalError::NotConformant(_)) => return Ok(vec![fault.to_string()]),
        Err(error) => return Err(error.into()),
    }
    Ok(Vec::new())
}

/// Goes on without a plan, which this build cannot make.
#[cfg(not(feature = "embedded"))]
#[expect(clippy::unnecessary_wraps, reason = "other builds can fail here")]
pub(super) fn keep_to_plan(
    _: &mut Opened,
    _: &[&'static Check],
    _: &Selection,
) -> Result<Vec<String>, SetupError> {
    Ok(Vec::new())
}

/// Says what a run with these settings would send, without sending anything.
///
/// # Errors
///
/// Where the run could not begin either, and where the rehearsal fails.
#[cfg(feature = "embedded")]
pub fn plan(settings: &Settings) -> Result<Plan, SetupError> {
    let selection = settings.selection()?;
    let checks = selection.apply(checks::all())?;
    let draw = Draw::new(settings)?;
    let loaded = settings.load()?;
    let config = match loaded.target()? {
        Some(target) => Config {
            target,
            credentials: loaded.credentials()?,
            fixtures: loaded.fixtures()?,
        },
        None if loaded.is_partial() => return Err(Loaded::missing_target().into()),
        None => crate::embedded::Embedded::start(loaded.platform()?)?.config(loaded.platform()?),
    };
    Ok(crate::plan::rehearse(
        &config,
        &draw.brief(&config),
        &checks,
        &selection,
    )?)
}

/// Says that there are no plans in this build.
///
/// # Errors
///
/// Always.
#[cfg(not(feature = "embedded"))]
pub fn plan(_: &Settings) -> Result<Plan, SetupError> {
    Err(SetupError::NoRehearsal)
}
