//! Where two courses of the same check part.

use serde::Serialize;
use serde_json::Value;

use super::seen::Seen;

/// At most so many differences of one pair of answers are told.
const TOLD: usize = 12;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which exchange of the check, from 1.
    pub exchange: usize,
    /// The request, with names replaced.
    pub request: String,
    /// What differs: `status`, `header NAME`, `body POINTER`, or `course` where the check goes on in another way.
    pub part: String,
    /// What the left server answered; nothing where it has no such part.
    pub left: Option<String>,
    /// What the right one answered.
    pub right: Option<String>,
}

/// The differences of two courses. What follows a parting is not compared.
pub(super) fn differences(left: Vec<Seen>, right: Vec<Seen>) -> Vec<Difference> {
    let (left, right) = (settled(left), settled(right));
    let mut found = Vec::new();
    for (exchange, (left, right)) in (1..).zip(left.iter().zip(&right)) {
        let request = left.request.as_str();
        let mut at = Found {
            exchange,
            request,
            told: &mut found,
        };
        if left.request != right.request {
            at.push(
                "course",
                [left, right].map(|seen| Some(seen.request.clone())),
            );
            return found;
        }
        at.answers(left, right);
    }
    if left.len() != right.len() {
        let exchange = left.len().min(right.len()) + 1;
        let longer = if left.len() > right.len() {
            &left
        } else {
            &right
        };
        let request = longer
            .get(exchange - 1)
            .map_or("", |seen| seen.request.as_str());
        let mut at = Found {
            exchange,
            request,
            told: &mut found,
        };
        at.push(
            "course",
            [&left, &right].map(|course| Some(format!("{} requests", course.len()))),
        );
    }
    found
}

/// Puts the answers to what was sent several times in a row into one order: where it was sent at the same time, either
/// may have come first.
fn settled(mut course: Vec<Seen>) -> Vec<Seen> {
    for same in course.chunk_by_mut(|one, other| one.sent == other.sent) {
        same.sort_by_cached_key(|seen| (seen.status.clone(), seen.body.to_string()));
    }
    course
}

/// What is found at one pair of exchanges.
struct Found<'f> {
    exchange: usize,
    request: &'f str,
    told: &'f mut Vec<Difference>,
}

impl Found<'_> {
    fn push(&mut self, part: &str, [left, right]: [Option<String>; 2]) {
        self.told.push(Difference {
            exchange: self.exchange,
            request: self.request.to_owned(),
            part: part.to_owned(),
            left,
            right,
        });
    }

    fn answers(&mut self, left: &Seen, right: &Seen) {
        let before = self.told.len();
        if left.status != right.status {
            self.push(
                "status",
                [left, right].map(|seen| Some(seen.status.clone())),
            );
        }
        let further = right.headers.keys();
        let further = further.filter(|name| !left.headers.contains_key(*name));
        for name in left.headers.keys().chain(further) {
            let sides = [left, right].map(|seen| seen.headers.get(name).cloned());
            if sides[0] != sides[1] {
                self.push(&format!("header {name}"), sides);
            }
        }
        let kinds = [&left.body, &right.body].map(|body| body.get("kind"));
        if kinds[0] == kinds[1] {
            self.bodies("", Some(&left.body), Some(&right.body));
        } else {
            // a refusal and an object have no member in common that means the same
            self.push("body /kind", kinds.map(|kind| kind.map(shown)));
        }
        self.told.truncate(before + TOLD);
    }

    /// Compares two bodies member by member; `pointer` says where in them.
    fn bodies(&mut self, pointer: &str, left: Option<&Value>, right: Option<&Value>) {
        match (left, right) {
            (Some(Value::Object(left)), Some(Value::Object(right))) => {
                let further = right.keys().filter(|name| !left.contains_key(*name));
                for name in left.keys().chain(further) {
                    self.bodies(
                        &format!("{pointer}/{name}"),
                        left.get(name),
                        right.get(name),
                    );
                }
            }
            (Some(Value::Array(left)), Some(Value::Array(right))) => {
                for index in 0..left.len().max(right.len()) {
                    let pointer = format!("{pointer}/{index}");
                    self.bodies(&pointer, left.get(index), right.get(index));
                }
            }
            _ if left == right => {}
            _ => {
                let sides = [left, right].map(|value| value.map(shown));
                self.push(&format!("body {pointer}"), sides);
            }
        }
    }
}

/// The value as JSON, cut where it is long.
fn shown(value: &Value) -> String {
    const SHOWN: usize = 200;
    let text = value.to_string();
    if text.chars().nth(SHOWN).is_none() {
        return text;
    }
    text.chars().take(SHOWN).collect::<String>() + "..."
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn seen(request: &str, status: u16, body: Value) -> Seen {
        Seen {
            request: request.to_owned(),
            sent: request.to_owned(),
            status: status.to_string(),
            headers: BTreeMap::new(),
            body,
        }
    }

    fn parts(left: &[Seen], right: &[Seen]) -> Vec<String> {
        let found = differences(left.to_vec(), right.to_vec());
        found.into_iter().map(|found| found.part).collect()
    }

    #[test]
    fn answers_are_compared_member_by_member() {
        let left = seen("a", 201, json!({"a": 1, "b": [1, 2], "c": null}));
        let mut right = seen("a", 200, json!({"a": 1, "b": [1, 3], "d": 4}));
        right.headers.insert("allow", "POST".to_owned());
        let expected = ["status", "header allow", "body /b/1", "body /c", "body /d"];
        assert_eq!(parts(&[left], &[right]), expected);
    }

    #[test]
    fn what_was_sent_at_the_same_time_may_be_answered_in_any_order() {
        let (first, second) = (seen("a", 201, Value::Null), seen("a", 409, Value::Null));
        let swapped = [second.clone(), first.clone()];
        assert!(parts(&[first.clone(), second], &swapped).is_empty());
        assert_eq!(parts(&[first.clone(), first], &swapped), ["status"]);
    }

    #[test]
    fn a_parting_ends_the_comparison() {
        let (one, other) = (seen("a", 201, Value::Null), seen("b", 409, Value::Null));
        let long = [one.clone(), one.clone()];
        assert_eq!(parts(std::slice::from_ref(&one), &[other]), ["course"]);
        assert_eq!(parts(&[one], &long), ["course"]);
    }
}
