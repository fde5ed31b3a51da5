//! `conformance list` and `conformance explain`.

mod word;

use std::fmt::Write as _;

use generated::requirements;
use generated::runtime::{Observation, Requirement};
use serde_json::{Value, json};

use crate::check::Check;
use crate::checks;
use crate::config::closest;
use crate::verdict::Profile;

/// Every check and the requirements it covers, as text.
pub fn list() -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    for check in checks::all() {
        let ids: Vec<&str> = check
            .requirements
            .iter()
            .map(|requirement| requirement.id)
            .collect();
        let _ = writeln!(
            text,
            "{:<42} {:<8} {}",
            check.id,
            check.kind.as_str(),
            ids.join(" ")
        );
    }
    text
}

/// Every check and the requirements it covers, as JSON.
pub fn list_json() -> Value {
    let checks: Vec<Value> = checks::all()
        .map(|check| {
            json!({
                "id": check.id,
                "title": check.title,
                "kind": check.kind.as_str(),
                "profiles": check.profiles().into_iter().map(Profile::as_str).collect::<Vec<_>>(),
                "requirements": check.requirements.iter().map(|requirement| requirement.id).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "checks": checks })
}

/// Nothing has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "nothing is called {id:?}{}; `conformance list` shows checks and requirements, and a verdict, a profile, an exit \
     status and a key of the configuration can be explained too",
    suggested.as_deref().map(|near| format!("; did you mean {near}?")).unwrap_or_default()
)]
pub struct Unknown {
    /// What was asked for.
    pub id: String,
    /// The name that looks most like it, if any looks enough like it.
    pub suggested: Option<String>,
}

/// A requirement, a check, or a word that the suite uses, in full.
pub fn explain(id: &str) -> Result<String, Unknown> {
    if let Some(requirement) = requirements::find(id) {
        return Ok(requirement_text(requirement));
    }
    if let Some(check) = checks::all().find(|check| check.id == id) {
        return Ok(check_text(check));
    }
    if let Some(text) = word::explain(id) {
        return Ok(text);
    }
    let known = requirements::ALL
        .iter()
        .map(|requirement| requirement.id)
        .chain(checks::all().map(|check| check.id))
        .chain(word::names());
    Err(Unknown {
        id: id.to_owned(),
        suggested: closest(id, known),
    })
}

fn requirement_text(requirement: &Requirement) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", requirement.id, requirement.level);
    let _ = writeln!(text, "  {}", requirement.statement);
    let _ = writeln!(
        text,
        "  origin    {} (profile {})",
        requirement.origin.as_str(),
        Profile::of(requirement).as_str()
    );
    let _ = writeln!(text, "  decided   by {}", requirement.enforced_by.as_str());
    let _ = writeln!(text, "  platform  {}", requirement.versions);
    let _ = writeln!(text, "  source    {}", requirement.source);
    match requirement.observation {
        Observation::Probe(how) => _ = writeln!(text, "  observed  {how}"),
        Observation::Exempt(why) => _ = writeln!(text, "  exempt    {why}"),
    }
    let checks: Vec<&str> = checks::all()
        .filter(|check| check.requirements.contains(&requirement))
        .map(|check| check.id)
        .collect();
    let checks = if checks.is_empty() {
        "none".to_owned()
    } else {
        checks.join(", ")
    };
    let _ = writeln!(text, "  checks    {checks}");
    text
}

fn check_text(check: &Check) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", check.id, check.kind.as_str());
    let _ = writeln!(text, "  {}", check.title);
    for requirement in check.requirements {
        let _ = writeln!(
            text,
            "  {:<34} {:<6} {}",
            requirement.id,
            requirement.level.as_str(),
            requirement.statement
        );
    }
    let _ = writeln!(
        text,
        "  run it alone with: conformance --check {}",
        check.id
    );
    text
}
