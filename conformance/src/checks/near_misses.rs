//! Checks that nobody writes: one for each requirement that a constraint of the request cites, made from its near misses.
//!
//! A constraint that is added to the spec, with an observation that names the statuses of its refusal, is checked after
//! `cargo xtask gen`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::platforms;
use generated::runtime::near_miss::{NearMiss, near_misses};
use generated::runtime::{EnforcedBy, Platform, Requirement};

use crate::check::{Check, CheckKind};
use crate::probe::{Answers, Probe};
use crate::verdict::Stop;

/// Near misses, by the requirement they break.
type ByRequirement = BTreeMap<&'static Requirement, Vec<NearMiss>>;

/// The near misses that a server can be asked about, by the name of the platform release.
static NEAR_MISSES: LazyLock<BTreeMap<&'static str, ByRequirement>> = LazyLock::new(|| {
    let of_release = |platform: &'static Platform| {
        let request = platform
            .operation(&IMPORT_VIRTUAL_CLUSTER)
            .and_then(|operation| operation.request);
        let mut found = ByRequirement::new();
        for near_miss in request.into_iter().flat_map(near_misses) {
            if let Some(requirement) = near_miss.site.requirement
                && Answers::of(requirement).is_some()
            {
                found.entry(requirement).or_default().push(near_miss);
            }
        }
        (platform.name, found)
    };
    platforms::ALL.iter().map(of_release).collect()
});

/// The checks, by requirement. They live as long as the program, as those written by hand do.
static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
    let releases = NEAR_MISSES.values();
    let requirements: BTreeSet<_> = releases.flat_map(BTreeMap::keys).copied().collect();
    requirements
        .into_iter()
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

/// The near misses that a server of that release has to refuse.
pub(super) fn enforced(platform: &Platform) -> impl Iterator<Item = &'static NearMiss> + use<> {
    let of_release = NEAR_MISSES.get(platform.name);
    let found = of_release.into_iter().flatten();
    found
        .filter(|(requirement, _)| requirement.enforced_by != EnforcedBy::NotEnforced)
        .flat_map(|(_, near_misses)| near_misses)
}

fn run(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let of_release = NEAR_MISSES.get(probe.platform().name);
    for &requirement in probe.requirements() {
        let near_misses = of_release.and_then(|found| found.get(requirement));
        let (Some(near_misses), Some(answers)) = (near_misses, Answers::of(requirement)) else {
            return Err(Stop::NotDeclared("this constraint in the platform release"));
        };
        probe.refuses_near_misses(requirement, near_misses, &answers)?;
    }
    Ok(())
}
