//! `reproducers/<requirement>-<n>.json`: each violation on its own, with all that is needed to look at it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{Folder, Report, Reproducer, SpecInfo, SuiteInfo, WriteError};

/// Name of the folder in the report folder.
pub const FOLDER: &str = "reproducers";

/// The version of this form. It grows when a member changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// One violation. Access keys never appear in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReproducerFile {
    /// Version of this form: 1.
    pub schema_version: u32,
    /// The suite that found it.
    pub suite: SuiteInfo,
    /// The spec it judged by.
    pub spec: SpecInfo,
    /// URL of the server.
    pub url: String,
    /// Id of the check that found it.
    pub check: String,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many random cases each property tried.
    pub cases: u32,
    /// What was found.
    #[serde(flatten)]
    pub reproducer: Reproducer,
}

/// Path of the `nth` violation of a requirement (from 1, in the order of the report), below the report folder.
pub(crate) fn path(requirement: &str, nth: usize) -> String {
    format!("{FOLDER}/{}", name(requirement, nth))
}

fn name(requirement: &str, nth: usize) -> String {
    format!("{requirement}-{nth}.json")
}

/// A file for each violation of a report, with its name in the folder.
pub fn files(report: &Report) -> Vec<(String, ReproducerFile)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files = Vec::new();
    for check in &report.checks {
        for reproducer in &check.reproducers {
            let nth = seen.entry(&reproducer.requirement).or_default();
            *nth += 1;
            let file = ReproducerFile {
                schema_version: SCHEMA_VERSION,
                suite: report.suite.clone(),
                spec: report.spec.clone(),
                url: report.target.url.clone(),
                check: check.id.clone(),
                seed: report.seed,
                cases: report.cases,
                reproducer: reproducer.clone(),
            };
            files.push((name(&reproducer.requirement, *nth), file));
        }
    }
    files
}

/// Removes the violations of an earlier run.
pub fn clear(folder: &Folder) -> Result<(), WriteError> {
    let path = folder.path().join(FOLDER);
    let fail = |source| WriteError::Folder {
        path: path.clone(),
        source,
    };
    if !path.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(&path).map_err(fail)? {
        let file = entry.map_err(fail)?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            std::fs::remove_file(file).map_err(fail)?;
        }
    }
    Ok(())
}

/// Leaves the violations of a report in a folder of their own, where there are any.
pub fn write(folder: &Folder, report: &Report) -> Result<(), WriteError> {
    let files = files(report);
    if files.is_empty() {
        return Ok(());
    }
    let folder = Folder::prepare(&folder.path().join(FOLDER))?;
    for (name, file) in files {
        let json = serde_json::to_string_pretty(&file)
            .map_err(|error| WriteError::Form(error.to_string()))?;
        folder.replace(&name, &format!("{json}\n"))?;
    }
    Ok(())
}
