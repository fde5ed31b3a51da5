//! The text of a configuration file, with comments for whoever edits it next.

use std::fmt::{Display, Write as _};

use toml::Value;

use super::answers::{Answers, KeyPlace};

/// The file for answers of which none is missing.
pub(super) fn configuration(answers: &Answers) -> String {
    let mut text = "# What conformance needs to know of a server; conformance explain target.url and so on says more.\n\
                    # conformance doctor --config FILE tries it, changing nothing; conformance --config FILE runs.\n\n"
        .to_owned();
    // writing to a String cannot fail, so the results are dropped
    let mut line = |line: &dyn Display| _ = writeln!(text, "{line}");
    let key = |name: &str, value: &str, comment: &str| {
        format!("{name} = {:<32} # {comment}", quoted(value))
    };
    let known = |answer: &Option<String>| answer.clone().unwrap_or_default();
    line(&"[target]");
    line(&key(
        "url",
        &known(&answers.url),
        "with the prefix, without /apis",
    ));
    line(&key(
        "platform",
        &answers.platform,
        "the release whose contract applies",
    ));
    match &answers.ca_file {
        Some(file) => line(&key(
            "ca-file",
            &file.to_string_lossy(),
            "the server's certificate authority",
        )),
        None if answers.insecure => {
            line(&"insecure-skip-tls-verify = true          # better: ca-file = \"ca.pem\"");
        }
        None => line(
            &"# ca-file = \"ca.pem\"                      # where the system does not know the authority",
        ),
    }
    line(&"# timeout = \"10s\"                         # for one request");
    line(
        &"\n[credentials]                             # where the keys are, never the keys themselves",
    );
    if let Some(place) = &answers.allowed {
        line(&format!("allowed = {:<31} # may import", table(place)));
    }
    match &answers.denied {
        Some(place) => line(&format!(
            "denied = {:<32} # is valid and may not import",
            table(place)
        )),
        None => {
            line(&"# denied = { env = \"DENIED_KEY\" }          # a valid key that may not import");
        }
    }
    line(
        &"\n[fixtures]                                # what exists on the server for the suite to use up",
    );
    line(&key(
        "project",
        &known(&answers.project),
        "is imported into",
    ));
    match &answers.second_project {
        Some(project) => line(&key(
            "second-project",
            project,
            "another that the allowed key may import into",
        )),
        None => line(
            &"# second-project = \"other\"                # another that the allowed key may import into",
        ),
    }
    line(&key(
        "cluster",
        &known(&answers.cluster),
        "a connected cluster",
    ));
    line(&key(
        "namespace",
        &known(&answers.namespace),
        "where its importable virtual clusters are",
    ));
    line(&sources(answers));
    line(
        &"# 600 of them suffice where instances stay, 40 where they can be removed; conformance plan says it exactly",
    );
    let comment = if answers.dry_run { "" } else { "# " };
    line(&format!(
        "{comment}mode = \"dry-run\"                         # for a server that must not be changed"
    ));
    line(&"# cleanup = \"never\"                       # leaves what was imported");
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
