//! The contract of each platform release, and one check under each of them.

use generated::platforms;
use generated::runtime::Platform;

use crate::check::Check;
use crate::checks;
use crate::judge::{CheckResult, judge};
use crate::report::Redactor;
use crate::run::{Settings, SetupError};
use crate::selection::{Selection, SelectionError};
use crate::session::{Brief, Recording, StepRecord};
use crate::suite::Suite;

/// One contract.
pub(super) struct Contract {
    pub(super) platform: &'static Platform,
    pub(super) selection: Selection,
    pub(super) checks: Vec<&'static Check>,
    pub(super) brief: Brief,
}

/// A result, and whether requests were sent for it.
pub(super) type Judged = (CheckResult, bool);

/// The contracts of which the selection has something: the declared one first, since most is sent under the first.
pub(super) fn contracts(settings: &Settings, brief: &Brief) -> Result<Vec<Contract>, SetupError> {
    let declared = brief.platform;
    let others = platforms::ALL.iter().rev();
    let others = others.filter(|platform| platform.name != declared.name);
    let mut contracts = Vec::new();
    for platform in std::iter::once(declared).chain(others) {
        let selection =
            Selection::new(platform, settings.profiles.clone(), settings.checks.clone())?;
        let checks = match selection.apply(checks::all()) {
            Ok(checks) => checks,
            Err(SelectionError::Empty) => continue,
            Err(error) => return Err(error.into()),
        };
        contracts.push(Contract {
            platform,
            selection,
            checks,
            brief: Brief {
                platform,
                ..brief.clone()
            },
        });
    }
    Ok(contracts)
}

impl Contract {
    /// Whether the check says something about it.
    pub(super) fn is_about(&self, check: &Check) -> bool {
        self.checks.iter().any(|known| known.id == check.id)
    }
}

/// The results of one check, contract by contract; `None` where a contract is not about it.
pub(super) fn under_each(
    suite: &Suite,
    check: &'static Check,
    contracts: &[Contract],
) -> Vec<Option<Judged>> {
    // keys need no placeholder in what never leaves the memory
    let redactor = Redactor::none();
    let mut records: Vec<Vec<Vec<StepRecord>>> = Vec::new();
    let mut results = Vec::new();
    for contract in contracts {
        if !contract.is_about(check) {
            results.push(None);
            continue;
        }
        let mut drawn = records
            .iter()
            .filter_map(|sessions| from_record(check, contract, sessions, &redactor));
        if let Some(result) = drawn.next() {
            results.push(Some((result, false)));
            continue;
        }
        drop(drawn);
        let turn = match records.len() {
            0 => String::new(),
            turn => format!("v{turn}"),
        };
        let mut result = suite.run_check_as(check, &contract.selection, &contract.brief, &turn);
        let sessions = std::mem::take(&mut result.sessions);
        let record = |steps: Vec<_>| -> Vec<StepRecord> {
            let steps = steps.iter();
            steps.map(|step| StepRecord::new(step, &redactor)).collect()
        };
        records.push(sessions.into_iter().map(record).collect());
        results.push(Some((result, true)));
    }
    results
}

/// The result that follows from what was recorded under another contract; `None` where the check sends something else
/// under this one.
fn from_record(
    check: &'static Check,
    contract: &Contract,
    sessions: &[Vec<StepRecord>],
    redactor: &Redactor,
) -> Option<CheckResult> {
    let recording = Recording::new(sessions.to_vec(), redactor);
    let mut result = judge(check, &contract.brief, &contract.selection, &|number| {
        recording.open(number)
    });
    result.sessions = Vec::new();
    recording.suffices().then_some(result)
}
