//! The slow lane: everything that is wrong with a text.

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::violation::QUOTE_LIMIT;
use super::super::{Field, Kind, Requirement, Shape, Shaped, Validate, Violation};
use super::node::{Document, Node};
use super::problem::{Problem, ProblemKind, Rejected};
use super::walk::{KEPT_DEPTH, Loss, Place, Report, walk};
use super::{Decoded, Mode, PROBLEM_LIMIT, Position, Syntax, Unreadable, locate, read};

/// Reads and validates a text, with every problem.
pub(super) fn decode<T>(text: &[u8], syntax: Syntax, mode: Mode) -> Result<Decoded<T>, Rejected>
where
    T: DeserializeOwned + Shaped + Validate,
{
    let document = read(text, syntax).map_err(unreadable)?;
    let mut found = Found {
        mode,
        problems: Vec::new(),
        warnings: Vec::new(),
        dropped: Vec::new(),
    };
    let value = match walk(&document, T::SHAPE, &mut found) {
        ControlFlow::Continue(value) => found.typed::<T>(&document, value),
        ControlFlow::Break(()) => None,
    };
    let problems = in_order(&document, found.problems);
    let warnings = in_order(&document, found.warnings);
    match value {
        Some(value) if problems.is_empty() => Ok(Decoded { value, warnings }),
        _ => Err(Rejected { problems, warnings }),
    }
}

fn unreadable(error: Unreadable) -> Rejected {
    Rejected {
        problems: vec![Problem {
            kind: ProblemKind::Unreadable(error.cause),
            path: String::new(),
            position: error.position,
            message: error.message,
            requirement: None,
        }],
        warnings: Vec::new(),
    }
}

/// Puts problems in the order of the text and completes their positions, of which only the byte is known.
fn in_order(document: &Document<'_>, mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.position.byte);
    let offsets: Vec<usize> = problems.iter().map(|found| found.position.byte).collect();
    let positions = document.positions(offsets);
    for (problem, position) in problems.iter_mut().zip(positions) {
        problem.position = position;
    }
    problems
}

struct Found {
    mode: Mode,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// Paths of values that were left out, about which the validator's word does not count.
    dropped: Vec<String>,
}

impl Found {
    /// The value as the type, if it can be one, with the violations that it has.
    fn typed<T>(&mut self, document: &Document<'_>, value: Value) -> Option<T>
    where
        T: DeserializeOwned + Shaped + Validate,
    {
        let value: T = match serde_json::from_value(value) {
            Ok(value) => value,
            Err(error) => {
                // What a schema cannot say: a required member is missing, or none of several alternatives fits.
                if self.problems.is_empty() {
                    self.problems.push(Problem {
                        kind: ProblemKind::WrongType,
                        path: String::new(),
                        position: Position {
                            byte: document.offset(document.root_id()),
                            ..Position::START
                        },
                        message: error.to_string(),
                        requirement: None,
                    });
                }
                return None;
            }
        };
        let mut violations = value.validate().err().unwrap_or_default();
        violations.retain(|violation| !self.is_about_dropped(&violation.path));
        violations.truncate(PROBLEM_LIMIT.saturating_sub(self.problems.len()));
        let problems = violations
            .into_iter()
            .map(|violation| broken(document, T::SHAPE, violation));
        self.problems.extend(problems);
        Some(value)
    }

    fn is_about_dropped(&self, path: &str) -> bool {
        self.dropped.iter().any(|dropped| {
            path.strip_prefix(dropped.as_str()).is_some_and(|rest| {
                dropped.is_empty() || rest.is_empty() || rest.starts_with(['.', '['])
            })
        })
    }

    fn loose(&mut self, kind: ProblemKind, message: String, place: Place<'_>) {
        let list = match self.mode {
            Mode::Ignore => return,
            Mode::Warn => &mut self.warnings,
            Mode::Strict => &mut self.problems,
        };
        if list.len() < PROBLEM_LIMIT {
            list.push(problem(kind, message, place));
        }
    }
}

impl Report for Found {
    fn unknown_field(&mut self, name: &str, place: Place<'_>) {
        let meant = place.shape.fields.iter().find(|field| {
            let letters = |text: &str| {
                let text = text.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
                text.flat_map(char::to_lowercase).collect::<String>()
            };
            letters(field.name) == letters(name)
        });
        let message = match meant {
            Some(field) => format!("unknown field; did you mean {}?", field.name),
            None => format!("unknown field; {} has none of that name", place.shape.name),
        };
        self.loose(ProblemKind::UnknownField, message, place);
    }

    fn duplicate_field(&mut self, _: &str, place: Place<'_>) {
        let message = "duplicate field; the last one counts".to_owned();
        self.loose(ProblemKind::DuplicateField, message, place);
    }

    fn wrong_type(&mut self, expected: Kind, found: &Node, place: Place<'_>) -> ControlFlow<()> {
        if self.problems.len() >= PROBLEM_LIMIT {
            return ControlFlow::Break(());
        }
        let message = format!("expected {}, found {}", wanted(expected), shown(found));
        let problem = problem(ProblemKind::WrongType, message, place);
        let requirement = place
            .field
            .and_then(|field| requirement(field, expected, found));
        self.dropped.push(problem.path.clone());
        self.problems.push(Problem {
            requirement,
            ..problem
        });
        ControlFlow::Continue(())
    }

    fn lost(&mut self, loss: Loss, place: Place<'_>) {
        let message = match loss {
            Loss::Duplicate => return self.duplicate_field("", place),
            Loss::Depth => format!("nested deeper than {KEPT_DEPTH} levels"),
            Loss::Number => "a number beyond the range of a 64-bit float".to_owned(),
        };
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems
                .push(problem(ProblemKind::OutOfRange, message, place));
        }
    }
}

/// A problem whose position is still only an offset.
fn problem(kind: ProblemKind, message: String, place: Place<'_>) -> Problem {
    Problem {
        kind,
        path: place.path.to_string(),
        position: Position {
            byte: place.at,
            ..Position::START
        },
        message,
        requirement: None,
    }
}

/// The requirement that a value of the wrong type breaks; `expected` is the type of the field or of what is in it.
fn requirement(field: &Field, expected: Kind, found: &Node) -> Option<&'static Requirement> {
    let keyword = match (field.kind, expected, found) {
        (Kind::List(_), Kind::List(_), _) | (Kind::Map(_), Kind::Map(_), _) => "type",
        (Kind::List(_), ..) => "items",
        (Kind::Map(_), ..) => "additionalProperties",
        (_, Kind::DateTime, Node::Text(_)) => "format",
        _ => "type",
    };
    field
        .requirement(keyword)
        .or_else(|| field.requirement("type"))
}

fn broken(document: &Document<'_>, shape: &'static Shape, violation: Violation) -> Problem {
    Problem {
        kind: ProblemKind::Violation(violation.reason),
        position: Position {
            byte: locate::offset(document, shape, &violation.path),
            ..Position::START
        },
        path: violation.path,
        message: violation.message,
        requirement: Some(violation.requirement),
    }
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::DateTime => "an RFC 3339 date and time such as 2024-01-31T12:00:00Z",
        Kind::Int32 => "an integer of 32 bits",
        Kind::Int64 => "an integer of 64 bits",
        Kind::Text => "a string",
        Kind::Boolean => "a boolean",
        Kind::Object(_) | Kind::Map(_) => "an object",
        Kind::List(_) => "an array",
        Kind::Any => "any value",
    }
}

fn shown(node: &Node) -> String {
    match node {
        Node::Null => "null".to_owned(),
        Node::Boolean(value) => value.to_string(),
        Node::Number(number) => number.chars().take(QUOTE_LIMIT).collect(),
        Node::Text(text) => match text.char_indices().nth(QUOTE_LIMIT) {
            Some((end, _)) => format!("{:?}...", &text[..end]),
            None => format!("{text:?}"),
        },
        Node::List(_) => "an array".to_owned(),
        Node::Map(_) => "an object".to_owned(),
    }
}
