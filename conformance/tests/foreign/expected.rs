//! What a server is known to violate, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

/// The violations of a server, in groups of one reason.
pub(crate) struct Expected {
    reasons: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    reason: String,
    violates: Vec<String>,
}

impl Expected {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let groups: Vec<Group> = serde_yaml::from_str(&text).unwrap();
        let mut reasons = BTreeMap::new();
        for Group { reason, violates } in groups {
            for id in violates {
                assert!(generated::requirements::find(&id).is_some(), "{id}");
                assert_eq!(
                    reasons.insert(id.clone(), reason.clone()),
                    None,
                    "{id} is there twice"
                );
            }
        }
        Self { reasons }
    }

    /// Every violation that is not expected, and every expected one that is not there.
    pub(crate) fn differences(&self, violated: &BTreeSet<&str>) -> Vec<String> {
        let unexpected = violated
            .iter()
            .filter(|id| !self.reasons.contains_key(**id))
            .map(|id| format!("{id} is violated; is it, and why?"));
        let passed = self
            .reasons
            .iter()
            .filter(|(id, _)| !violated.contains(id.as_str()))
            .map(|(id, reason)| format!("{id} is not violated although: {reason}"));
        unexpected.chain(passed).collect()
    }
}
