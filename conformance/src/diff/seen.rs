//! An exchange as far as it says how a server behaves: without what is another each time, and without wording.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::{Exchange, Response};
use crate::report::Redactor;
use crate::session::{Brief, RequestRecord, Step};

/// The headers of an answer that say how a server behaves. Of warnings only the number counts.
const HEADERS: [&str; 9] = [
    "allow",
    "cache-control",
    "content-encoding",
    "content-type",
    "location",
    "retry-after",
    "vary",
    "warning",
    "www-authenticate",
];

/// Members that are another each time, or whose wording is free. That they are there counts, their value does not.
const FREE: [&str; 14] = [
    "buildDate",
    "continue",
    "creationTimestamp",
    "generation",
    "gitCommit",
    "gitVersion",
    "goVersion",
    "lastTransitionTime",
    "managedFields",
    "message",
    "remainingItemCount",
    "resourceVersion",
    "time",
    "uid",
];

/// Members of lists, in which the objects of other checks stand too.
const LISTS: [&str; 2] = ["items", "rows"];

/// What stands for a value that does not count.
const ANY: &str = "(any)";

/// An exchange, as far as it says how a server behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Method, path and query.
    pub(super) request: String,
    /// The whole request; what is sent twice in a row may have been sent at the same time.
    pub(super) sent: String,
    /// The status, or why there is no answer.
    pub(super) status: String,
    /// The headers that count.
    pub(super) headers: BTreeMap<&'static str, String>,
    /// The body.
    pub(super) body: Value,
}

impl Seen {
    /// The exchanges of a session.
    pub(super) fn all(steps: &[Step], brief: &Brief, redactor: &Redactor) -> Vec<Self> {
        let names = Names::of(steps, brief);
        steps
            .iter()
            .filter_map(|step| match step {
                Step::Source(_) => None,
                Step::Exchange(exchange) => Some(Self::new(exchange, &names, redactor)),
            })
            .collect()
    }

    fn new(exchange: &Exchange, names: &Names, redactor: &Redactor) -> Self {
        let request = RequestRecord::new(&exchange.request, redactor);
        let sent = names.replaced(&format!("{request:?}"));
        let request = names.replaced(&request.to_string());
        match &exchange.outcome {
            Ok(response) => Self {
                request,
                sent,
                status: response.status.to_string(),
                headers: headers(response, names),
                body: body(response, names, redactor),
            },
            Err(error) => Self {
                request,
                sent,
                status: format!("no answer ({})", error.kind),
                headers: BTreeMap::new(),
                body: Value::Null,
            },
        }
    }
}

fn headers(response: &Response, names: &Names) -> BTreeMap<&'static str, String> {
    let mut headers = BTreeMap::new();
    for name in HEADERS {
        let values: Vec<&str> = response.headers_named(name).collect();
        let value = match (name, values.as_slice()) {
            (_, []) => continue,
            ("warning", values) => values.len().to_string(),
            (_, values) => names.replaced(&values.join(", ")),
        };
        headers.insert(name, value);
    }
    headers
}

fn body(response: &Response, names: &Names, redactor: &Redactor) -> Value {
    match response.object() {
        Some(mut object @ (Value::Object(_) | Value::Array(_))) => {
            normalise(&mut object, names, redactor);
            object
        }
        _ if response.body.is_empty() => Value::Null,
        _ => Value::from("(no object)"),
    }
}

fn normalise(value: &mut Value, names: &Names, redactor: &Redactor) {
    match value {
        Value::String(text) => *text = names.replaced(&redactor.text(text)),
        Value::Array(items) => {
            for item in items {
                normalise(item, names, redactor);
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if !FREE.contains(&name.as_str()) {
                    normalise(member, names, redactor);
                } else if !member.is_null() {
                    *member = Value::from(ANY);
                }
                if let (true, Value::Array(items)) = (LISTS.contains(&name.as_str()), member) {
                    items.retain(|item| Names::occur_in(&item.to_string()));
                }
            }
        }
        _ => {}
    }
}

/// The names that a session uses, with what stands for them in a comparison.
struct Names(Vec<(String, String)>);

impl Names {
    fn of(steps: &[Step], brief: &Brief) -> Self {
        let sources = steps.iter().filter_map(|step| match step {
            Step::Source(source) => source.as_ref(),
            Step::Exchange(_) => None,
        });
        let mut names: Vec<(String, String)> = sources
            .zip(1..)
            .flat_map(|(source, nth)| {
                [
                    (source.import_name.clone(), format!("{{instance {nth}}}")),
                    (source.name.clone(), format!("{{source {nth}}}")),
                ]
            })
            .collect();
        let fixtures = &brief.fixtures;
        let second = fixtures.second_project.clone().unwrap_or_default();
        names.extend([
            (brief.url.clone(), "{url}".to_owned()),
            (brief.run.clone(), "{run}".to_owned()),
            (fixtures.project.clone(), "{project}".to_owned()),
            (second, "{second project}".to_owned()),
            (fixtures.cluster.clone(), "{cluster}".to_owned()),
            (fixtures.namespace.clone(), "{namespace}".to_owned()),
        ]);
        names.retain(|(name, _)| !name.is_empty());
        // the longer first, so that a name that contains another goes as a whole
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Self(names)
    }

    fn replaced(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, stands) in &self.0 {
            if text.contains(name) {
                text = replaced(&text, name, stands);
            }
        }
        text
    }

    /// Whether a text, in which names are replaced, has one of this session.
    fn occur_in(text: &str) -> bool {
        text.contains("{instance ") || text.contains("{source ")
    }
}

/// `text` with `stands` for each `name` that is no part of a longer word: `vc-1`, but not the beginning of `vc-12`.
fn replaced(text: &str, name: &str, stands: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let end = at + name.len();
        let before = result.chars().next_back();
        let before = rest[..at].chars().next_back().or(before);
        let part = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        result.push_str(&rest[..at]);
        let whole = !part(before) && !part(rest[end..].chars().next());
        result.push_str(if whole { stands } else { name });
        rest = &rest[end..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_where_it_is_a_word() {
        let text = "vc-1 vc-12 xvc-1 \"vc-1\" p-vc-1.";
        let expected = "S vc-12 xvc-1 \"S\" p-S.";
        assert_eq!(replaced(text, "vc-1", "S"), expected);
    }

    #[test]
    fn what_is_free_does_not_count_and_what_belongs_to_others_goes() {
        let names = Names(vec![("vc-1".to_owned(), "{source 1}".to_owned())]);
        let mut list = serde_json::json!({
            "message": "some words", "metadata": {"uid": "u", "creationTimestamp": null, "name": "vc-1"},
            "items": [{"name": "vc-2"}, {"name": "vc-1", "uid": "u"}],
        });
        normalise(&mut list, &names, &Redactor::none());
        let expected = serde_json::json!({
            "message": ANY, "metadata": {"uid": ANY, "creationTimestamp": null, "name": "{source 1}"},
            "items": [{"name": "{source 1}", "uid": ANY}],
        });
        assert_eq!(list, expected);
    }
}
