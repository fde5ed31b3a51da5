//! The text of a configuration file, with comments for whoever edits it next.

use std::fmt::Write as _;

use toml::Value;

use super::answers::{Answers, KeyPlace};

/// The column in which the comments begin.
const COMMENTS: usize = 44;

/// The file for answers of which none is missing.
pub(super) fn configuration(answers: &Answers) -> String {
    let known = |answer: &Option<String>| quoted(answer.as_deref().unwrap_or_default());
    let trust = match &answers.ca_file {
        Some(file) => format!("ca-file = {}", quoted(&file.to_string_lossy())),
        None if answers.insecure => "insecure-skip-tls-verify = true".to_owned(),
        None => "# ca-file = \"ca.pem\"".to_owned(),
    };
    let allowed = answers.allowed.as_ref().map_or_else(String::new, table);
    let denied = match &answers.denied {
        Some(place) => format!("denied = {}", table(place)),
        None => "# denied = { env = \"DENIED_KEY\" }".to_owned(),
    };
    let second_project = match &answers.second_project {
        Some(_) => format!("second-project = {}", known(&answers.second_project)),
        None => "# second-project = \"other\"".to_owned(),
    };
    let mode = if answers.dry_run { "" } else { "# " };
    let lines = [
        ("[target]".to_owned(), ""),
        (
            format!("url = {}", known(&answers.url)),
            "with the prefix, without /apis",
        ),
        (
            format!("platform = {}", quoted(&answers.platform)),
            "the release whose contract applies",
        ),
        (
            trust,
            "the server's certificate authority, where the system does not know it",
        ),
        ("# timeout = \"10s\"".to_owned(), "for one request"),
        (String::new(), ""),
        (
            "[credentials]".to_owned(),
            "where the keys are, never the keys themselves",
        ),
        (format!("allowed = {allowed}"), "may import"),
        (denied, "is valid and may not import"),
        (String::new(), ""),
        (
            "[fixtures]".to_owned(),
            "what exists on the server for the suite to use up",
        ),
        (
            format!("project = {}", known(&answers.project)),
            "is imported into",
        ),
        (
            second_project,
            "another that the allowed key may import into",
        ),
        (
            format!("cluster = {}", known(&answers.cluster)),
            "a connected cluster",
        ),
        (
            format!("namespace = {}", known(&answers.namespace)),
            "where its virtual clusters are",
        ),
        (
            sources(answers),
            "importable; conformance plan says how many suffice",
        ),
        (
            format!("{mode}mode = \"dry-run\""),
            "for a server that must not be changed",
        ),
        (
            "# cleanup = \"never\"".to_owned(),
            "leaves what was imported",
        ),
    ];
    let mut text = "# What the suite has to know of a server. conformance explain target.url (and so on) says more,\n\
                    # conformance doctor --config FILE tries it, and conformance --config FILE runs.\n\n"
        .to_owned();
    for (setting, comment) in lines {
        // writing to a String cannot fail, so the results are dropped
        let _ = match comment {
            "" => writeln!(text, "{setting}"),
            _ => writeln!(text, "{setting:<COMMENTS$}# {comment}"),
        };
    }
    text
}

fn sources(answers: &Answers) -> String {
    if let Some(pattern) = &answers.pattern {
        let count = answers.count.unwrap_or_default();
        return format!(
            "sources = {{ pattern = {}, count = {count} }}",
            quoted(pattern)
        );
    }
    let names: Vec<String> = answers.names.iter().map(|name| quoted(name)).collect();
    format!("sources = {{ names = [{}] }}", names.join(", "))
}

fn table(place: &KeyPlace) -> String {
    match place {
        KeyPlace::Variable(name) => format!("{{ env = {} }}", quoted(name)),
        KeyPlace::File(path) => format!("{{ file = {} }}", quoted(&path.to_string_lossy())),
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
