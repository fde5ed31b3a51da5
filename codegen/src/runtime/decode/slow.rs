//! The slow lane: everything that is wrong with a text.

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::shape::inspect::inspect;
use super::super::violation::QUOTE_LIMIT;
use super::super::{
    Additional, CauseReason, Described, Field, Kind, Path, Requirement, Shape, Union, Validate,
    Violation,
};
use super::node::{Document, Node};
use super::problem::{Problem, ProblemKind, Rejected};
use super::report::{Loss, Place, Report};
use super::walk::{KEPT_DEPTH, walk};
use super::{Decoded, Mode, PROBLEM_LIMIT, Position, Syntax, Unreadable, locate, missing, read};

/// Reads and validates a text, with every problem.
pub(super) fn decode<T>(text: &[u8], syntax: Syntax, mode: Mode) -> Result<Decoded<T>, Rejected>
where
    T: DeserializeOwned + Described + Validate,
{
    let document = read(text, syntax).map_err(unreadable)?;
    let mut found = Found {
        mode,
        problems: Vec::new(),
        warnings: Vec::new(),
        dropped: Vec::new(),
    };
    let value = match walk(&document, T::SCHEMA, &mut found) {
        ControlFlow::Continue(value) => found.typed::<T>(&document, &value),
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
            keyword: None,
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
    fn typed<T>(&mut self, document: &Document<'_>, value: &Value) -> Option<T>
    where
        T: DeserializeOwned + Described + Validate,
    {
        let before = self.problems.len();
        if T::SCHEMA.is_strict() {
            self.violations(document, T::SCHEMA, inspect(value, T::SCHEMA));
            if !self.problems.is_empty() {
                return None;
            }
        }
        let value = match T::deserialize(value) {
            Ok(value) => value,
            Err(error) => {
                if let Kind::Object(shape) = T::SCHEMA
                    && !shape.strict
                {
                    self.missing(document, shape, value);
                }
                // What a shape cannot say: the type refuses a value for a reason of its own.
                if self.problems.len() == before && self.dropped.is_empty() {
                    let root = Place {
                        path: &Path::ROOT,
                        at: document.offset(document.root_id()),
                        shape: &Shape::PLAIN,
                        field: None,
                    };
                    let keyword = Some("type");
                    self.problems.push(Problem {
                        keyword,
                        ..problem(ProblemKind::WrongType, error.to_string(), root)
                    });
                }
                return None;
            }
        };
        let violations = value.validate().err().unwrap_or_default();
        self.violations(document, T::SCHEMA, violations);
        Some(value)
    }

    fn violations(&mut self, document: &Document<'_>, kind: Kind, mut violations: Vec<Violation>) {
        // A member that was left out here was there, and counts as one.
        let lacks_dropped = |violation: &Violation| {
            let mut dropped = self.dropped.iter();
            violation.keyword == "minProperties"
                && dropped.any(|dropped| dropped.starts_with(violation.path.as_str()))
        };
        violations.retain(|violation| {
            !self.is_about_dropped(&violation.path) && !lacks_dropped(violation)
        });
        violations.truncate(PROBLEM_LIMIT.saturating_sub(self.problems.len()));
        let problems = violations
            .into_iter()
            .map(|violation| broken(document, kind, violation));
        self.problems.extend(problems);
    }

    /// Reports the required members that a value lacks, for a type that cannot be made without them.
    fn missing(&mut self, document: &Document<'_>, shape: &'static Shape, value: &Value) {
        let Value::Object(object) = value else {
            return;
        };
        missing::members(object, shape, &Path::ROOT, &mut |path, field| {
            let path = path.to_string();
            if self.problems.len() < PROBLEM_LIMIT && !self.is_about_dropped(&path) {
                self.problems.push(Problem {
                    kind: ProblemKind::Violation(CauseReason::FieldValueRequired),
                    position: Position {
                        byte: locate::offset(document, Kind::Object(shape), &path),
                        ..Position::START
                    },
                    path,
                    message: "a value is required".to_owned(),
                    keyword: Some("required"),
                    requirement: field.requirement("required"),
                });
            }
        });
    }

    fn is_about_dropped(&self, path: &str) -> bool {
        self.dropped.iter().any(|dropped| {
            path.strip_prefix(dropped.as_str()).is_some_and(|rest| {
                dropped.is_empty() || rest.is_empty() || rest.starts_with(['.', '['])
            })
        })
    }

    fn refused(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push(problem);
        }
    }

    fn loose(&mut self, problem: Problem) {
        let list = match self.mode {
            Mode::Ignore => return,
            Mode::Warn => &mut self.warnings,
            Mode::Strict => &mut self.problems,
        };
        if list.len() < PROBLEM_LIMIT {
            list.push(problem);
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
            None => place.shape.lacks(),
        };
        let found = Problem {
            keyword: Some("additionalProperties"),
            ..problem(ProblemKind::UnknownField, message, place)
        };
        match place.shape.additional {
            // The schema says so, and not only who reads it.
            Additional::Refused => self.refused(found),
            Additional::Unknown | Additional::Kept(_) => self.loose(found),
        }
    }

    fn duplicate_field(&mut self, _: &str, place: Place<'_>) {
        let message = "duplicate field; the last one counts".to_owned();
        self.loose(problem(ProblemKind::DuplicateField, message, place));
    }

    fn wrong_type(&mut self, expected: Kind, found: &Node, place: Place<'_>) -> ControlFlow<()> {
        if self.problems.len() >= PROBLEM_LIMIT {
            return ControlFlow::Break(());
        }
        let message = match (expected, found) {
            (Kind::Enumeration(words), Node::Text(_)) => format!(
                "{} is not supported; supported: {}",
                shown(found),
                words.join(", ")
            ),
            _ => format!("expected {}, found {}", expected.wanted(), shown(found)),
        };
        let problem = problem(ProblemKind::WrongType, message, place);
        let requirement = place
            .field
            .and_then(|field| requirement(field, expected, found));
        self.dropped.push(problem.path.clone());
        self.problems.push(Problem {
            keyword: Some(match (expected, found) {
                (Kind::Enumeration(_), Node::Text(_)) => "enum",
                (Kind::DateTime, Node::Text(_)) => "format",
                _ => "type",
            }),
            requirement,
            ..problem
        });
        ControlFlow::Continue(())
    }

    fn no_variant(
        &mut self,
        union: &'static Union,
        reason: &str,
        place: Place<'_>,
    ) -> ControlFlow<()> {
        if self.problems.len() >= PROBLEM_LIMIT {
            return ControlFlow::Break(());
        }
        let problem = problem(ProblemKind::WrongType, reason.to_owned(), place);
        self.dropped.push(problem.path.clone());
        self.problems.push(Problem {
            keyword: Some(union.keyword()),
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
            let problem = problem(ProblemKind::OutOfRange, message, place);
            self.dropped.push(problem.path.clone());
            self.problems.push(problem);
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
        keyword: None,
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

fn broken(document: &Document<'_>, kind: Kind, violation: Violation) -> Problem {
    Problem {
        kind: ProblemKind::Violation(violation.reason),
        position: Position {
            byte: locate::offset(document, kind, &violation.path),
            ..Position::START
        },
        path: violation.path,
        message: violation.message,
        keyword: Some(violation.keyword),
        requirement: violation.requirement,
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::{EnforcedBy, Level, Observation, Origin, Shaped};
    use super::super::{Mode, Rejected, Syntax, decode};
    use super::*;

    /// Cannot be made without its name.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read into")]
    struct Pet {
        name: String,
        toys: Option<Vec<Toy>>,
        note: Option<Note>,
        boxes: Option<std::collections::BTreeMap<String, Toy>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read into")]
    struct Toy {
        color: String,
    }

    /// The schema says nothing about it, the type does.
    #[derive(Debug, Deserialize)]
    enum Note {
        Short,
    }

    static PET: Shape = Shape {
        name: "Pet",
        schema: "Pet",
        fields: &[
            Field {
                published: &[("required", &REQUIRED)],
                ..field("name", Kind::Text, true)
            },
            field("toys", Kind::List(&Kind::Object(&TOY)), false),
            field("note", Kind::Any, false),
            field("boxes", Kind::Map(&Kind::Object(&TOY)), false),
        ],
        ..Shape::PLAIN
    };

    static TOY: Shape = Shape {
        name: "Toy",
        schema: "Toy",
        fields: &[field("color", Kind::Text, true)],
        ..Shape::PLAIN
    };

    const fn field(name: &'static str, kind: Kind, required: bool) -> Field {
        Field {
            name,
            kind,
            required,
            ..Field::PLAIN
        }
    }

    impl Shaped for Pet {
        const SHAPE: &'static Shape = &PET;
    }

    impl Validate for Pet {
        fn validate_at(&self, _: &Path<'_>, _: &mut Vec<Violation>) {}
    }

    fn problems(text: &str) -> Vec<String> {
        let outcome = decode::<Pet>(text.as_bytes(), Syntax::Json, Mode::Strict);
        let problems = outcome.err().map(|Rejected { problems, .. }| problems);
        problems
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const fn requirement_of(id: &'static str) -> Requirement {
        Requirement {
            id,
            level: Level::Must,
            origin: Origin::DocPage,
            enforced_by: EnforcedBy::Handler,
            versions: "",
            statement: "",
            source: "",
            observation: Observation::Probe(""),
        }
    }

    static REQUIRED: Requirement = requirement_of("required");
    static TYPE: Requirement = requirement_of("type");
    static ITEMS: Requirement = requirement_of("items");
    static VALUES: Requirement = requirement_of("additionalProperties");
    static FORMAT: Requirement = requirement_of("format");
    static ALL: [(&str, &Requirement); 4] = [
        ("additionalProperties", &VALUES),
        ("format", &FORMAT),
        ("items", &ITEMS),
        ("type", &TYPE),
    ];

    #[test]
    fn a_wrong_type_breaks_the_requirement_about_it() {
        const LIST: Kind = Kind::List(&Kind::Text);
        const MAP: Kind = Kind::Map(&Kind::Text);
        let text = Node::Text(String::new());
        for (kind, expected, found, id) in [
            (LIST, LIST, &text, "type"),
            (LIST, Kind::Text, &Node::Null, "items"),
            (MAP, MAP, &text, "type"),
            (MAP, Kind::Text, &Node::Null, "additionalProperties"),
            (Kind::DateTime, Kind::DateTime, &text, "format"),
            (Kind::DateTime, Kind::DateTime, &Node::Null, "type"),
            (Kind::Text, Kind::Text, &Node::Null, "type"),
        ] {
            let all = Field {
                published: &ALL,
                ..field("a", kind, false)
            };
            let one = Field {
                published: &ALL[3..],
                ..field("a", kind, false)
            };
            let of = |field| requirement(field, expected, found).map(|it| it.id);
            assert_eq!(of(&all), Some(id), "{kind:?} {expected:?}");
            assert_eq!(of(&one), Some("type"), "{kind:?} {expected:?}");
        }
    }

    #[test]
    fn every_missing_member_is_reported_not_just_the_first() {
        let text = "{\"toys\":[{},\n{\"color\":null},{\"color\":5},{\"color\":\"red\"}],\"zzz\":1}";
        assert_eq!(
            problems(text),
            [
                "line 1, column 1: name: a value is required [required]",
                "line 1, column 10: toys[0].color: a value is required",
                "line 2, column 10: toys[1].color: a value is required",
                "line 2, column 25: toys[2].color: expected a string, found 5",
                "line 2, column 45: zzz: unknown field; Pet has none of that name",
            ]
        );
    }

    /// Has one of several types, of which none is given.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read into")]
    struct Drawer {
        things: Option<Vec<Value>>,
    }

    static THING: Union = Union {
        name: "Thing",
        exclusive: true,
        discriminator: Some("kind"),
        variants: &[],
    };

    static EACH: Kind = Kind::Union(&THING);

    static DRAWER: Shape = Shape {
        name: "Drawer",
        fields: &[field("things", Kind::List(&EACH), false)],
        ..Shape::PLAIN
    };

    impl Shaped for Drawer {
        const SHAPE: &'static Shape = &DRAWER;
    }

    impl Validate for Drawer {
        fn validate_at(&self, _: &Path<'_>, _: &mut Vec<Violation>) {}
    }

    #[test]
    fn nothing_is_looked_at_beyond_the_limit() {
        let said = |count: usize| {
            let text = format!("{{\"things\":[{}],\"zzz\":1}}", vec!["1"; count].join(","));
            let outcome = decode::<Drawer>(text.as_bytes(), Syntax::Json, Mode::Warn);
            let Rejected { problems, warnings } = outcome.unwrap_err();
            (problems.len(), warnings.len())
        };
        assert_eq!(said(PROBLEM_LIMIT), (PROBLEM_LIMIT, 1));
        assert_eq!(said(PROBLEM_LIMIT + 1), (PROBLEM_LIMIT, 0));
    }

    #[test]
    fn members_that_are_missing_in_maps_are_reported_up_to_the_limit() {
        assert_eq!(
            problems(r#"{"name":"a","boxes":{"b":{},"c":{"color":"red"}}}"#),
            ["line 1, column 26: boxes[b].color: a value is required"]
        );
        let toys = vec!["{}"; PROBLEM_LIMIT + 1].join(",");
        let told = problems(&format!(r#"{{"name":"a","toys":[{toys}]}}"#));
        assert_eq!(told.len(), PROBLEM_LIMIT);
    }

    #[test]
    fn what_is_refused_has_its_keyword_and_kind() {
        let required = ProblemKind::Violation(CauseReason::FieldValueRequired);
        for (text, kind, keyword) in [
            ("{}", required, "required"),
            (
                r#"{"name":"a","note":"Long"}"#,
                ProblemKind::WrongType,
                "type",
            ),
        ] {
            let rejected = decode::<Pet>(text.as_bytes(), Syntax::Json, Mode::Strict).unwrap_err();
            let problem = &rejected.problems[0];
            assert_eq!(
                (problem.kind, problem.keyword),
                (kind, Some(keyword)),
                "{text}"
            );
        }
        // What the type refuses beside what the schema refuses is not told twice.
        let both = problems(r#"{"name":5,"note":"Long"}"#);
        assert_eq!(both, ["line 1, column 9: name: expected a string, found 5"]);
    }

    #[test]
    fn what_only_the_type_refuses_is_reported_for_the_whole() {
        assert_eq!(
            problems(r#"{"name":"a","note":"Long"}"#),
            ["line 1, column 1: unknown variant `Long`, expected `Short`"]
        );
        assert!(problems(r#"{"name":"a","note":"Short"}"#).is_empty());
    }
}
