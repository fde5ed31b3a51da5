//! Where nothing public decides what the platform does, the resolutions of the catalogue do; a switch for each of them
//! makes the server answer the other way.

use std::collections::BTreeMap;

use generated::requirements::{
    AU_SOURCE_PERMISSION, ER_503_AGENT, IM_DUPLICATE_SOURCE, META_LABELS_NO_PROPAGATION,
    META_NAME_NO_EFFECT, OPT_CONFLICT, SRC_OWNER_DEFAULT, SRC_OWNER_EXCLUSIVE, SRC_OWNER_EXISTS,
};
use generated::runtime::Requirement;
use serde::Deserialize;

use crate::behaviour::handling;

/// A question that a resolution answers.
#[derive(Debug, PartialEq)]
pub(crate) struct Switch {
    /// What it is called in an inventory.
    pub(crate) name: &'static str,
    /// The resolution.
    pub(crate) requirement: &'static Requirement,
    /// What can be chosen; the first is what the resolution says.
    settings: &'static [Setting],
}

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The request is refused.
    Refuse,
    /// The request is accepted with a `Warning` header.
    Warn,
    /// The request is accepted.
    Accept,
    /// 503.
    Unavailable,
    /// 500.
    InternalError,
    /// The right to do it is asked for.
    Check,
    /// It has no effect.
    Ignore,
    /// It becomes the name of the instance, where the request gives no other.
    InstanceName,
    /// Whoever asks.
    Requester,
    /// Nobody.
    Nobody,
    /// It is left out.
    Drop,
    /// It is taken over.
    Copy,
}

impl Setting {
    const fn word(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Warn => "warn",
            Self::Accept => "accept",
            Self::Unavailable => "unavailable",
            Self::InternalError => "internal-error",
            Self::Check => "check",
            Self::Ignore => "ignore",
            Self::InstanceName => "instance-name",
            Self::Requester => "requester",
            Self::Nobody => "nobody",
            Self::Drop => "drop",
            Self::Copy => "copy",
        }
    }
}

/// An import of a virtual cluster that has an instance.
pub(crate) static DUPLICATE_SOURCE: Switch = Switch {
    name: "duplicate-source",
    requirement: &IM_DUPLICATE_SOURCE,
    settings: &[Setting::Refuse, Setting::Accept],
};

/// An owner that the server does not know.
pub(crate) static UNKNOWN_OWNER: Switch = Switch {
    name: "unknown-owner",
    requirement: &SRC_OWNER_EXISTS,
    settings: &[Setting::Refuse, Setting::Accept],
};

/// A user and a team as owners.
pub(crate) static TWO_OWNERS: Switch = Switch {
    name: "two-owners",
    requirement: &SRC_OWNER_EXCLUSIVE,
    settings: &[Setting::Refuse, Setting::Accept],
};

/// Who owns what is imported without an owner.
pub(crate) static DEFAULT_OWNER: Switch = Switch {
    name: "default-owner",
    requirement: &SRC_OWNER_DEFAULT,
    settings: &[Setting::Requester, Setting::Nobody],
};

/// The Pro upgrade together with no Helm deployment.
pub(crate) static UPGRADE_CONFLICT: Switch = Switch {
    name: "upgrade-conflict",
    requirement: &OPT_CONFLICT,
    settings: &[Setting::Refuse, Setting::Warn, Setting::Accept],
};

/// `metadata.name` of the request.
pub(crate) static METADATA_NAME: Switch = Switch {
    name: "metadata-name",
    requirement: &META_NAME_NO_EFFECT,
    settings: &[Setting::Ignore, Setting::InstanceName],
};

/// Labels and annotations of the request.
pub(crate) static REQUEST_LABELS: Switch = Switch {
    name: "request-labels",
    requirement: &META_LABELS_NO_PROPAGATION,
    settings: &[Setting::Drop, Setting::Copy],
};

/// A cluster whose agent does not answer.
pub(crate) static UNREACHABLE_AGENT: Switch = Switch {
    name: "unreachable-agent",
    requirement: &ER_503_AGENT,
    settings: &[
        Setting::Unavailable,
        Setting::InternalError,
        Setting::Accept,
    ],
};

/// The right to use the cluster of the source.
pub(crate) static SOURCE_PERMISSION: Switch = Switch {
    name: "source-permission",
    requirement: &AU_SOURCE_PERMISSION,
    settings: &[Setting::Check, Setting::Ignore],
};

/// Every switch.
static ALL: [&Switch; 9] = [
    &DUPLICATE_SOURCE,
    &UNKNOWN_OWNER,
    &TWO_OWNERS,
    &DEFAULT_OWNER,
    &UPGRADE_CONFLICT,
    &METADATA_NAME,
    &REQUEST_LABELS,
    &UNREACHABLE_AGENT,
    &SOURCE_PERMISSION,
];

/// How the switches are set. What is not set is as the resolution says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Switches(BTreeMap<&'static str, Setting>);

impl Switches {
    /// The setting of a switch.
    pub(crate) fn of(&self, switch: &Switch) -> Setting {
        if let Some(setting) = handling::setting(switch) {
            return setting;
        }
        let first = switch.settings.first().copied().unwrap_or(Setting::Refuse);
        self.0.get(switch.name).copied().unwrap_or(first)
    }
}

impl TryFrom<BTreeMap<String, String>> for Switches {
    type Error = String;

    fn try_from(given: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let mut switches = Self::default();
        for (name, word) in given {
            let Some(switch) = ALL.iter().find(|switch| switch.name == name) else {
                let names: Vec<&str> = ALL.iter().map(|switch| switch.name).collect();
                return Err(format!(
                    "there is no switch {name:?}; {}",
                    nearest(&name, &names)
                ));
            };
            let words: Vec<&str> = switch
                .settings
                .iter()
                .map(|setting| setting.word())
                .collect();
            let chosen = switch
                .settings
                .iter()
                .find(|setting| setting.word() == word);
            let Some(setting) = chosen else {
                return Err(format!(
                    "switch {name:?} cannot be {word:?}; {}",
                    nearest(&word, &words)
                ));
            };
            switches.0.insert(switch.name, *setting);
        }
        Ok(switches)
    }
}

/// What was probably meant, or everything there is.
pub(crate) fn nearest(word: &str, known: &[&str]) -> String {
    let distance = |other: &str| strsim::damerau_levenshtein(word, other);
    let best = known.iter().min_by_key(|other| distance(other));
    match best {
        Some(best) if distance(best) <= best.len() / 3 => format!("did you mean {best:?}?"),
        _ => format!("there are: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use generated::requirements;

    use super::*;
    use crate::inventory::Inventory;

    #[test]
    fn mistakes_are_named_with_what_was_meant() {
        for (text, part) in [
            (
                "switches: {duplicate-sorce: refuse}",
                "did you mean \"duplicate-source\"?",
            ),
            (
                "switches: {colour: red}",
                "there are: duplicate-source, unknown-owner",
            ),
            (
                "switches: {default-owner: nobdy}",
                "did you mean \"nobody\"?",
            ),
            (
                "switches: {default-owner: refuse}",
                "there are: requester, nobody",
            ),
        ] {
            let error = text.parse::<Inventory>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn every_resolution_has_a_switch_or_is_about_safety() {
        // To leak keys, to fail at some bytes, to leave half an import behind, or to destroy what is imported is nothing
        // to choose.
        let safety = [
            "au.no-secret-echo",
            "er.no-partial",
            "er.no-server-error",
            "im.non-destructive",
        ];
        let resolutions = requirements::ALL
            .iter()
            .filter(|it| it.origin.as_str() == "resolution");
        for requirement in resolutions {
            let switched = ALL
                .iter()
                .any(|switch| switch.requirement.id == requirement.id);
            assert_ne!(
                switched,
                safety.contains(&requirement.id),
                "{}",
                requirement.id
            );
        }
    }

    #[test]
    fn the_builtin_inventory_says_what_the_resolutions_say() {
        let text = include_str!("../../inventory.yaml");
        let builtin = Inventory::builtin().switches;
        for switch in ALL {
            assert_eq!(
                Some(&builtin.of(switch)),
                switch.settings.first(),
                "{}",
                switch.name
            );
            let documented =
                text.contains(&format!("{}:", switch.name)) && text.contains(switch.requirement.id);
            assert!(
                documented,
                "{} and {} stand in inventory.yaml",
                switch.name, switch.requirement.id
            );
        }
    }
}
