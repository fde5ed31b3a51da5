//! `conformance verify`: every verdict of a report drawn again from the transcript beside it, without the target.

mod difference;
mod error;
mod played;

use std::path::Path;

use generated::platforms;

use crate::report::{Report, SpecInfo, SuiteInfo};
use crate::transcript::Reader;

pub use difference::Difference;
pub use error::VerifyError;

use played::Played;

/// What came of a verification.
#[derive(Debug)]
pub struct Verification {
    /// How many requirements have a verdict.
    pub requirements: usize,
    /// How many checks.
    pub checks: usize,
    /// How many exchanges the verdicts were drawn from.
    pub exchanges: u64,
    /// Where the report and the transcript disagree.
    pub differences: Vec<Difference>,
}

/// Draws every verdict of the report at `path` again.
pub fn verify(path: &Path) -> Result<Verification, VerifyError> {
    let report = read_report(path)?;
    let Some(transcript) = &report.transcript else {
        return Err(VerifyError::NoTranscript {
            path: path.to_owned(),
        });
    };
    // a name, not a path: what is beside the report, and nothing else, is read
    let name = Path::new(&transcript.file).file_name().unwrap_or_default();
    let file = path.with_file_name(name);
    let mut reader = Reader::open(&file)?;
    let (header, exchanges) = (reader.header().clone(), reader.footer().exchanges);
    same_version(&header.suite, &header.spec)?;
    same_version(&report.suite, &report.spec)?;
    if reader.footer().sha256 != transcript.sha256 {
        return Err(VerifyError::OtherTranscript {
            path: file,
            named: transcript.sha256.clone(),
            found: reader.footer().sha256.clone(),
        });
    }
    let played = Played::new(&header, &mut reader)?;
    let drawn = played.report(&header, &report);
    let mut differences = played.divergences;
    differences.extend(difference::between(&report, &drawn));
    Ok(Verification {
        requirements: drawn.requirements.len(),
        checks: drawn.checks.len(),
        exchanges,
        differences,
    })
}

fn read_report(path: &Path) -> Result<Report, VerifyError> {
    let text = std::fs::read_to_string(path).map_err(|source| VerifyError::Report {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|error| VerifyError::Form {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn same_version(suite: &SuiteInfo, spec: &SpecInfo) -> Result<(), VerifyError> {
    if *suite != SuiteInfo::default() {
        return Err(VerifyError::OtherSuite {
            name: suite.name.clone(),
            version: suite.version.clone(),
        });
    }
    let same =
        platforms::find(&spec.platform).is_some_and(|platform| SpecInfo::of(platform) == *spec);
    if same {
        return Ok(());
    }
    Err(VerifyError::OtherSpec {
        version: spec.version.clone(),
        digest: spec.digest.clone(),
        platform: spec.platform.clone(),
    })
}

impl std::fmt::Display for Verification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for difference in &self.differences {
            writeln!(f, "DIFFERS  {difference}")?;
        }
        let Self {
            requirements,
            checks,
            exchanges,
            differences,
        } = self;
        let looked = format!("{requirements} requirements, {checks} checks, {exchanges} exchanges");
        if differences.is_empty() {
            writeln!(
                f,
                "Verified: every verdict follows from the transcript ({looked})"
            )
        } else {
            writeln!(
                f,
                "Not verified: {} differences ({looked})",
                differences.len()
            )
        }
    }
}
