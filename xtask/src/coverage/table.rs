//! The table: a row for each profile and level, and one for all.

use std::collections::BTreeMap;

use codegen::runtime::Level;
use codegen::{Observation, Requirement};

use super::report::{Looked, Report};

const HEAD: &str = "\
| profile | level | requirements | exempt | of another release | checked | conforms | informational | not declared |
|---|---|--:|--:|--:|--:|--:|--:|--:|
";

/// The catalogue and the report do not fit.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The suite was built from another catalogue.
    #[error(
        "the suite knows {suite} requirements and the catalogue has {catalogue}; run: cargo xtask gen"
    )]
    OtherCatalogue { suite: usize, catalogue: usize },
    /// Something that can be observed was not looked at.
    #[error(
        "{checked} of {observable} observable requirements were looked at; missing, or of another release: {}",
        missing.join(", ")
    )]
    Unchecked {
        checked: usize,
        observable: usize,
        missing: Vec<String>,
    },
    /// A verdict that no green run has.
    #[error("the verdict on {id} is {verdict}, which a green run does not have")]
    Verdict { id: String, verdict: String },
    /// Nothing of an origin was looked at.
    #[error("no requirement of origin {0} was looked at, so its profile is unknown")]
    Origin(String),
}

/// How many requirements there are of each kind.
#[derive(Debug, Default, Clone, Copy)]
struct Row {
    all: usize,
    exempt: usize,
    elsewhere: usize,
    conforms: usize,
    informational: usize,
    not_declared: usize,
}

impl Row {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.exempt += other.exempt;
        self.elsewhere += other.elsewhere;
        self.conforms += other.conforms;
        self.informational += other.informational;
        self.not_declared += other.not_declared;
    }

    fn line(self, profile: &str, level: &str) -> String {
        let Self {
            all,
            exempt,
            elsewhere,
            conforms,
            informational,
            not_declared,
        } = self;
        let checked = conforms + informational + not_declared;
        format!(
            "| {profile} | {level} | {all} | {exempt} | {elsewhere} | {checked} | {conforms} | {informational} | {not_declared} |\n"
        )
    }
}

/// One line on a report.
pub(super) fn summary(requirements: &[Requirement], report: &Report) -> String {
    let exempt = requirements
        .iter()
        .filter(|requirement| matches!(requirement.observation, Observation::Exempt(_)))
        .count();
    format!(
        "{} requirements, {exempt} exempt, {} of {} observable ones of platform {} checked",
        requirements.len(),
        report.requirements.len(),
        report.coverage.observable,
        report.spec.platform,
    )
}

/// The table for a catalogue and a report.
pub(super) fn of(requirements: &[Requirement], report: &Report) -> Result<String, Error> {
    let looked: BTreeMap<&str, &Looked> = report
        .requirements
        .iter()
        .map(|looked| (looked.id.as_str(), looked))
        .collect();
    complete(requirements, report, &looked)?;
    let profiles: BTreeMap<&str, &str> = report
        .requirements
        .iter()
        .map(|looked| (looked.origin.as_str(), looked.profile.as_str()))
        .collect();
    let mut rows: BTreeMap<(&str, Level), Row> = BTreeMap::new();
    for requirement in requirements {
        let origin = requirement.origin.as_str();
        let profile = profiles
            .get(origin)
            .ok_or_else(|| Error::Origin(origin.to_owned()))?;
        let row = rows.entry((profile, requirement.level)).or_default();
        row.add(row_of(
            requirement,
            looked.get(requirement.id.as_str()).copied(),
        )?);
    }
    let mut table = HEAD.to_owned();
    let mut sum = Row::default();
    for ((profile, level), row) in rows {
        table += &row.line(profile, level.as_str());
        sum.add(row);
    }
    Ok(table + &sum.line("all", ""))
}

/// Fails unless everything that can be observed of the release was looked at.
fn complete(
    requirements: &[Requirement],
    report: &Report,
    looked: &BTreeMap<&str, &Looked>,
) -> Result<(), Error> {
    let (suite, catalogue) = (report.coverage.catalogue, requirements.len());
    if suite != catalogue {
        return Err(Error::OtherCatalogue { suite, catalogue });
    }
    let (checked, observable) = (looked.len(), report.coverage.observable);
    if checked == observable {
        return Ok(());
    }
    let missing = requirements
        .iter()
        .filter(|requirement| matches!(requirement.observation, Observation::Probe(_)))
        .filter(|requirement| !looked.contains_key(requirement.id.as_str()))
        .map(|requirement| requirement.id.clone())
        .collect();
    Err(Error::Unchecked {
        checked,
        observable,
        missing,
    })
}

/// The counts of one requirement.
fn row_of(requirement: &Requirement, looked: Option<&Looked>) -> Result<Row, Error> {
    let mut row = Row {
        all: 1,
        ..Row::default()
    };
    let place = match looked.map(|looked| looked.verdict.as_str()) {
        None if matches!(requirement.observation, Observation::Exempt(_)) => &mut row.exempt,
        None => &mut row.elsewhere,
        Some("conforms") => &mut row.conforms,
        Some("informational") => &mut row.informational,
        Some("not-declared") => &mut row.not_declared,
        Some(verdict) => {
            return Err(Error::Verdict {
                id: requirement.id.clone(),
                verdict: verdict.to_owned(),
            });
        }
    };
    *place = 1;
    Ok(row)
}
