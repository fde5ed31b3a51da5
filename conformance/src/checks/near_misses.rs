//! Checks that nobody writes: one for each requirement that a constraint of the request cites, made from its near misses.
//!
//! A constraint that is added to the spec, with an observation that names the statuses of its refusal, is checked after
//! `cargo xtask gen`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use generated::runtime::Requirement;
use generated::runtime::near_miss::NearMiss;
use generated::strategies;

use crate::check::{Check, CheckKind};
use crate::probe::{Answers, Probe};
use crate::verdict::Stop;

/// The near misses of each requirement that a server can be asked about.
static NEAR_MISSES: LazyLock<BTreeMap<&'static Requirement, Vec<NearMiss>>> = LazyLock::new(|| {
    let mut found: BTreeMap<&'static Requirement, Vec<NearMiss>> = BTreeMap::new();
    for near_miss in strategies::near_misses() {
        if let Some(requirement) = near_miss.site.requirement
            && Answers::of(requirement).is_some()
        {
            found.entry(requirement).or_default().push(near_miss);
        }
    }
    found
});

/// The checks, by requirement. They live as long as the program, as those written by hand do.
static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
    let requirements = NEAR_MISSES.keys().copied();
    requirements
        .map(|requirement| Check {
            id: String::leak(format!("near-misses/{requirement}")),
            title: requirement.statement,
            kind: CheckKind::Property,
            requirements: Box::leak(Box::new([requirement])),
            run,
        })
        .collect()
});

pub(super) fn checks() -> &'static [Check] {
    &CHECKS
}

fn run(probe: &mut Probe<'_>) -> Result<(), Stop> {
    for &requirement in probe.requirements() {
        if let (Some(near_misses), Some(answers)) =
            (NEAR_MISSES.get(requirement), Answers::of(requirement))
        {
            probe.refuses_near_misses(requirement, near_misses, &answers)?;
        }
    }
    Ok(())
}
