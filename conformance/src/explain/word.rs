//! The words that the suite itself uses: verdicts, levels, profiles, kinds of checks, exit statuses, configuration keys.

use std::fmt::Write as _;

use generated::requirements;

use crate::checks;
use crate::config::{KEYS, Key, variable};
use crate::verdict::Profile;

/// A word and what it means.
struct Word {
    /// The word, and other ways to write it.
    names: &'static [&'static str],
    /// What kind of word it is.
    kind: &'static str,
    /// What it means, and what to do about it.
    meaning: &'static str,
}

const WORDS: &[Word] = &[
    Word {
        names: &["conforms"],
        kind: "verdict on a requirement or a check",
        meaning: "Everything that was looked at was as required.",
    },
    Word {
        names: &["violates", "violation"],
        kind: "verdict on a requirement or a check",
        meaning: "Something was otherwise than required. It was repeated, and seen again at least once wherever it could \
                  be repeated. Where the requirement is not binding (SHOULD without --strict, MAY), it is a warning.",
    },
    Word {
        names: &["warning"],
        kind: "violation that is not binding",
        meaning: "A SHOULD or MAY is not followed. It does not change the exit status; --strict makes SHOULD binding.",
    },
    Word {
        names: &["flaky"],
        kind: "verdict on a requirement or a check",
        meaning: "Something was otherwise than required once, and as required each time it was repeated. That is no \
                  violation, and no pass: look for what differs between two equal requests, such as replicas.",
    },
    Word {
        names: &["known", "known violation"],
        kind: "verdict on a requirement or a check",
        meaning: "Otherwise than required, and an entry of the file given with --baseline accepts it. It does not fail the \
                  run; an entry whose violation is gone does.",
    },
    Word {
        names: &["informational"],
        kind: "verdict on a requirement or a check",
        meaning: "The catalogue leaves it open: both outcomes are legal, and the one that was seen is recorded.",
    },
    Word {
        names: &["not-declared", "not declared"],
        kind: "verdict on a requirement or a check",
        meaning: "It needs something optional that the configuration does not name, such as a second key. Nothing was \
                  looked at; the report says what to declare.",
    },
    Word {
        names: &["inconclusive-fixture", "inconclusive (fixture)"],
        kind: "verdict on a requirement or a check",
        meaning: "Nothing can be said, since the target lacks what the check needs: an accepted control, or an \
                  importable virtual cluster. Give it more fixtures; the reason stands beside the check.",
    },
    Word {
        names: &["inconclusive-target", "inconclusive (target)"],
        kind: "verdict on a requirement or a check",
        meaning: "Nothing can be said, since the target did not answer, or not as a server of this API does at all.",
    },
    Word {
        names: &["conformant"],
        kind: "verdict on a profile or a run",
        meaning: "No binding requirement is violated, and every selected one could be judged. Exit status 0.",
    },
    Word {
        names: &["violations"],
        kind: "verdict on a profile or a run",
        meaning: "At least one binding requirement is violated. Exit status 1.",
    },
    Word {
        names: &["inconclusive"],
        kind: "verdict on a profile or a run",
        meaning: "No binding requirement is violated, but at least one could not be judged. Exit status 3.",
    },
    Word {
        names: &["stale-baseline", "stale baseline"],
        kind: "verdict on a run",
        meaning: "An entry of the file given with --baseline accepts a violation that is gone. Take it out, or run with \
                  --update-baseline. Exit status 1.",
    },
    Word {
        names: &["MUST"],
        kind: "level of a requirement",
        meaning: "Binding: a violation ends the run with exit status 1.",
    },
    Word {
        names: &["SHOULD"],
        kind: "level of a requirement",
        meaning: "Recommended: a violation is a warning, and binding with --strict.",
    },
    Word {
        names: &["MAY"],
        kind: "level of a requirement",
        meaning: "Allowed: never binding.",
    },
    Word {
        names: &["example"],
        kind: "kind of a check",
        meaning: "Fixed requests.",
    },
    Word {
        names: &["property"],
        kind: "kind of a check",
        meaning: "Random requests, the same for the same --seed and --cases; one that fails is shrunk to the smallest.",
    },
    Word {
        names: &["snapshot"],
        kind: "kind of a check",
        meaning: "The normative part of an answer, compared with a stored one.",
    },
    Word {
        names: &["0", "exit status 0"],
        kind: "exit status",
        meaning: "Conformant: no MUST is violated (with --strict: no SHOULD either), and every selected one was judged.",
    },
    Word {
        names: &["1", "exit status 1"],
        kind: "exit status",
        meaning: "Violations. Each is in the reports with its request, its answer and a command to send it again.",
    },
    Word {
        names: &["2", "exit status 2"],
        kind: "exit status",
        meaning: "Wrong usage or configuration; nothing was judged. The message says what to write instead.",
    },
    Word {
        names: &["3", "exit status 3"],
        kind: "exit status",
        meaning: "Nothing can be said: the target is unreachable or unusable, or fixtures are missing. Reports are there.",
    },
    Word {
        names: &["4", "exit status 4", "fault of the suite"],
        kind: "exit status",
        meaning: "A fault of the suite itself; the run proves nothing. Please report it with report.json.",
    },
];

/// Every name that can be explained here.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    WORDS
        .iter()
        .flat_map(|word| word.names.iter().copied())
        .chain(Profile::ALL.into_iter().map(Profile::as_str))
        .chain(KEYS.iter().map(|key| key.name))
}

/// A word in full; nothing where it is none of the suite's. Levels may be written in any case.
pub(super) fn explain(name: &str) -> Option<String> {
    if let Some(word) = WORDS.iter().find(|word| {
        word.names
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    }) {
        return Some(format!(
            "{}  {}\n  {}\n",
            word.names[0], word.kind, word.meaning
        ));
    }
    if let Some(profile) = Profile::ALL
        .into_iter()
        .find(|profile| profile.as_str() == name)
    {
        return Some(profile_text(profile));
    }
    let below = format!("{name}.");
    let keys: Vec<&Key> = KEYS
        .iter()
        .filter(|key| {
            key.name == name || key.name.starts_with(&below) || variable(key.name) == name
        })
        .collect();
    (!keys.is_empty()).then(|| keys.into_iter().map(key_text).collect())
}

fn profile_text(profile: Profile) -> String {
    let of = match profile {
        Profile::Core => "The reference page of the endpoint and the published types.",
        Profile::Kubernetes => "The Kubernetes API conventions and the generic API server.",
        Profile::Platform => {
            "Other platform documentation, and what this project resolves where nothing public does."
        }
    };
    let requirements = requirements::ALL
        .iter()
        .filter(|requirement| Profile::of(requirement) == profile)
        .count();
    let checks = checks::all()
        .filter(|check| check.profiles().contains(&profile))
        .count();
    let name = profile.as_str();
    format!(
        "{name}  profile\n  {of}\n  {requirements} requirements, {checks} checks\n\
        \x20 run it alone with: conformance --profile {name}\n"
    )
}

fn key_text(key: &Key) -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    let _ = writeln!(text, "{}  key of the configuration", key.name);
    let _ = writeln!(text, "  {}", key.purpose);
    let _ = writeln!(text, "  variable  {}", variable(key.name));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Overall, Verdict};

    #[test]
    fn every_word_of_a_report_is_explained() {
        for verdict in [
            Verdict::Conforms,
            Verdict::Informational,
            Verdict::NotDeclared,
            Verdict::InconclusiveFixture,
            Verdict::InconclusiveTarget,
            Verdict::Flaky,
            Verdict::Known,
            Verdict::Violates,
        ] {
            let slug = serde_json::to_value(verdict).unwrap();
            for name in [verdict.as_str(), slug.as_str().unwrap()] {
                assert!(explain(name).is_some(), "{name}");
            }
        }
        for overall in [
            Overall::Conformant,
            Overall::Violations,
            Overall::Inconclusive,
            Overall::StaleBaseline,
        ] {
            let text = explain(overall.as_str()).unwrap();
            assert!(
                text.contains(&format!("Exit status {}", overall.exit_status())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_is_found_by_its_table_and_its_variable_too() {
        assert_eq!(
            explain("target.ca-file"),
            explain("CONFORMANCE_TARGET_CA_FILE")
        );
        assert!(
            explain("credentials")
                .unwrap()
                .contains("credentials.denied.file")
        );
        assert_eq!(explain("target.ca"), None);
    }
}
