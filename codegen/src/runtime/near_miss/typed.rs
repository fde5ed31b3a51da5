//! From a type of a strict document to the cases of each constraint in it, at every depth.
//!
//! A case is a whole value. Each was tried before it counts: outside, it breaks its own constraint and nothing else;
//! inside, it breaks none.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::shape::inspect::inspect;
use super::super::strategy::draw::Draw;
use super::super::strategy::limits::Limits;
use super::super::strategy::typed::{list, map, object, value};
use super::super::{Additional, Basis, Keyword, Kind, Shape, Type, Union};
use super::breaks::{Sample, of_size, of_union};
use super::walk::{Case, Found, Side};
use super::{Change, Edit, Site, bounds, breaks};

/// How many times a case is tried.
const TRIALS: u64 = 8;

/// How deep constraints are looked for.
const DEEPEST: usize = 6;

/// The key of an entry that has a mistake in it.
const KEY: &str = "x-entry";

/// What is around a value: makes a whole of it.
type Frame = Arc<dyn Fn(Value, &mut Draw) -> Value + Send + Sync>;

/// A place in a type.
#[derive(Clone)]
struct Spot {
    path: String,
    pointer: String,
    depth: usize,
    frame: Frame,
}

/// Every constraint of a type that has cases on that side, in the order of the schema.
pub(super) fn walk(kind: Kind, side: Side) -> Vec<Found> {
    let mut walker = Walker {
        kind,
        side,
        around: Vec::new(),
        types: Vec::new(),
        found: Vec::new(),
    };
    let root = Spot {
        path: String::new(),
        pointer: String::new(),
        depth: 0,
        frame: Arc::new(|value, _| value),
    };
    walker.value(kind, &Limits::NONE, false, &root);
    walker.found
}

struct Walker {
    kind: Kind,
    side: Side,
    /// The objects around a place, by name.
    around: Vec<&'static str>,
    /// The other types around it.
    types: Vec<&'static Type>,
    found: Vec<Found>,
}

impl Walker {
    /// The constraints of a value and of what is in it.
    fn value(&mut self, kind: Kind, limits: &Limits, nullable: bool, spot: &Spot) {
        match kind {
            Kind::Checked(of) => self.typed(of, limits, nullable, spot),
            Kind::Union(union) => {
                self.outside(of_union(union, nullable), spot);
                self.variants(union, spot);
            }
            kind => {
                let of_type = match self.side {
                    Side::Outside => breaks::of_type,
                    Side::Inside => bounds::of_type,
                };
                self.add(of_type(kind, nullable), spot);
                self.inside(kind, limits, spot);
            }
        }
    }

    fn typed(&mut self, of: &'static Type, limits: &Limits, nullable: bool, spot: &Spot) {
        if self.types.iter().any(|other| std::ptr::eq(*other, of)) {
            return;
        }
        self.types.push(of);
        let limits = limits.and(of.keywords);
        self.keywords(of.keywords, of.kind, &limits, spot);
        self.value(of.kind, &limits, nullable || of.nullable, spot);
        self.types.pop();
    }

    fn keywords(&mut self, keywords: &[Keyword], kind: Kind, limits: &Limits, spot: &Spot) {
        let of_keyword = match self.side {
            Side::Outside => breaks::of_keyword,
            Side::Inside => bounds::of_keyword,
        };
        for keyword in keywords {
            self.add(of_keyword(*keyword, kind, limits), spot);
        }
    }

    fn inside(&mut self, kind: Kind, limits: &Limits, spot: &Spot) {
        if spot.depth >= DEEPEST {
            return;
        }
        let limits = *limits;
        match kind {
            Kind::Object(shape) => self.object(shape, spot),
            Kind::List(item) => {
                let count = limits.items.0.saturating_sub(1);
                let inner = spot.inner("[0]", "/0", move |value, draw| {
                    let mut items = list(*item, count, &limits, draw, 1);
                    items.insert(0, value);
                    Value::Array(items)
                });
                self.value(*item, &Limits::NONE, false, &inner);
            }
            Kind::Map(entry) => {
                let count = limits.members.0.saturating_sub(1);
                let inner = spot.inner(
                    &format!("[{KEY}]"),
                    &format!("/{KEY}"),
                    move |value, draw| {
                        let mut members = Map::from_iter([(KEY.to_owned(), value)]);
                        members.extend(map(*entry, count, draw, 1));
                        Value::Object(members)
                    },
                );
                self.value(*entry, &Limits::NONE, false, &inner);
            }
            // Nothing is in them, or nothing that has a type; the other two were opened before.
            Kind::Text
            | Kind::DateTime
            | Kind::Boolean
            | Kind::Int32
            | Kind::Int64
            | Kind::Uint32
            | Kind::Uint64
            | Kind::Number
            | Kind::IntOrString
            | Kind::Enumeration(_)
            | Kind::AnyObject
            | Kind::Any
            | Kind::Checked(_)
            | Kind::Union(_) => {}
        }
    }

    fn object(&mut self, shape: &'static Shape, spot: &Spot) {
        // An object within itself has no constraint that it does not have further out.
        if self.around.contains(&shape.schema) {
            return;
        }
        self.around.push(shape.schema);
        let valid = move |draw: &mut Draw| object(shape, draw, 1);
        for field in shape.fields {
            let (path, pointer) = (format!(".{}", field.name), escaped(field.name));
            if field.required {
                let make = move |draw: &mut Draw| {
                    let mut members = valid(draw);
                    members.remove(field.name);
                    Value::Object(members)
                };
                let place = spot.inner(&path, &pointer, |object, _| object);
                self.outside(vec![Sample::whole("required", "absent", make)], &place);
            }
            let inner = spot.inner(&path, &pointer, move |value, draw| {
                let mut members = valid(draw);
                members.insert(field.name.to_owned(), value);
                Value::Object(members)
            });
            let limits = Limits::NONE.and(field.keywords);
            self.keywords(field.keywords, field.kind, &limits, &inner);
            self.value(field.kind, &limits, field.nullable, &inner);
        }
        self.additional(shape, spot);
        self.keywords_of_object(shape, spot);
        self.around.pop();
    }

    fn additional(&mut self, shape: &'static Shape, spot: &Spot) {
        match shape.additional {
            Additional::Unknown => {}
            Additional::Refused => {
                let make = move |draw: &mut Draw| {
                    let mut members = object(shape, draw, 1);
                    members.insert(KEY.to_owned(), json!(1));
                    Value::Object(members)
                };
                let more = Sample::whole("additionalProperties", "an unknown member", make);
                let (path, pointer) = (format!(".{KEY}"), format!("/{KEY}"));
                let place = spot.inner(&path, &pointer, |object, _| object);
                self.outside(vec![more], &place);
            }
            Additional::Kept(kind) => {
                let inner = spot.inner(
                    &format!("[{KEY}]"),
                    &format!("/{KEY}"),
                    move |value, draw| {
                        let mut members = object(shape, draw, 1);
                        members.insert(KEY.to_owned(), value);
                        Value::Object(members)
                    },
                );
                self.value(*kind, &Limits::NONE, false, &inner);
            }
        }
    }

    fn keywords_of_object(&mut self, shape: &'static Shape, spot: &Spot) {
        let members = move |count: usize, draw: &mut Draw| {
            let mut members = object(shape, draw, 1);
            for field in shape.fields {
                if members.len() < count && !members.contains_key(field.name) {
                    let limits = Limits::NONE.and(field.keywords);
                    members.insert(field.name.to_owned(), value(field.kind, &limits, draw, 1));
                }
                if members.len() > count && !field.required {
                    members.remove(field.name);
                }
            }
            if let Additional::Kept(kind) = shape.additional {
                members.retain({
                    let mut spare = members.len().saturating_sub(count);
                    move |key, _| {
                        let goes = spare > 0 && shape.field(key).is_none();
                        spare -= usize::from(goes);
                        !goes
                    }
                });
                let missing = count.saturating_sub(members.len());
                members.extend(map(*kind, missing, draw, 1));
            }
            Value::Object(members)
        };
        for keyword in shape.keywords {
            let (count, case) = match (keyword, self.side) {
                (Keyword::MinProperties(limit), Side::Outside) => {
                    (limit.checked_sub(1), "one member off")
                }
                (Keyword::MaxProperties(limit), Side::Outside) => {
                    (limit.checked_add(1), "one member off")
                }
                (Keyword::MinProperties(limit), Side::Inside) => (Some(*limit), "as few as may be"),
                (Keyword::MaxProperties(limit), Side::Inside) => {
                    (Some(*limit), "as many as may be")
                }
                // The other keywords are not about objects.
                _ => (None, ""),
            };
            let samples = of_size(count, |count| {
                let make = move |draw: &mut Draw| members(count, draw);
                Sample::whole(keyword.word(), case, make)
            });
            self.add(samples, spot);
        }
    }

    /// Constraints inside of the variants. Where values find their variant by trying, a value of a wrong type is none
    /// of the variant at all; such cases do not survive their trial.
    fn variants(&mut self, union: &'static Union, spot: &Spot) {
        if spot.depth >= DEEPEST {
            return;
        }
        for variant in union.variants {
            let tag = union.discriminator.zip(variant.tags.first());
            let inner = spot.inner("", "", move |mut value, _| {
                if let (Some((property, tag)), Value::Object(members)) = (tag, &mut value) {
                    members.insert(property.to_owned(), json!(tag));
                }
                value
            });
            self.typed(&variant.of, &Limits::NONE, false, &inner);
        }
    }

    /// Cases of a constraint that has none inside.
    fn outside(&mut self, samples: Vec<Sample>, spot: &Spot) {
        if self.side == Side::Outside {
            self.add(samples, spot);
        }
    }

    /// Keeps the cases that are on their side of their constraint alone, each constraint with all of its cases.
    fn add(&mut self, samples: Vec<Sample>, spot: &Spot) {
        for sample in samples {
            let Sample {
                keyword,
                case,
                make,
            } = sample;
            let frame = Arc::clone(&spot.frame);
            let whole = move |draw: &mut Draw| {
                let (broken, at) = make(draw);
                (frame(broken, draw), at)
            };
            let place = |at: &str| joined(&spot.path, at);
            let alone = (1..=TRIALS).all(|seed| {
                let (value, at) = whole(&mut Draw::new(seed));
                let found = inspect(&value, self.kind);
                match (self.side, found.as_slice()) {
                    (Side::Outside, [one]) => one.keyword == keyword && one.path == place(&at),
                    (Side::Inside, []) => true,
                    _ => false,
                }
            });
            if !alone {
                continue;
            }
            let path = spot.path.clone();
            let case = Case::new(move |draw| {
                let (value, at) = whole(draw);
                Edit {
                    case,
                    path: joined(&path, &at),
                    changes: vec![Change::Set(String::new(), value)],
                }
            });
            let site = self.site(keyword, spot);
            match self.found.last_mut() {
                Some((last, cases)) if *last == site => cases.push(case),
                _ => self.found.push((site, vec![case])),
            }
        }
    }

    fn site(&self, keyword: &'static str, spot: &Spot) -> Site {
        Site {
            object: match self.kind {
                Kind::Object(shape) => shape.name,
                Kind::Union(union) => union.name,
                _ => "",
            },
            path: spot.path.clone(),
            pointer: spot.pointer.clone(),
            keyword,
            requirement: None,
            basis: Basis::PublishedSchema,
        }
    }
}

impl Spot {
    /// A place inside of this one.
    fn inner(
        &self,
        path: &str,
        pointer: &str,
        frame: impl Fn(Value, &mut Draw) -> Value + Send + Sync + 'static,
    ) -> Self {
        let outer = Arc::clone(&self.frame);
        Self {
            path: joined(&self.path, path),
            pointer: format!("{}{pointer}", self.pointer),
            depth: self.depth + 1,
            frame: Arc::new(move |value, draw| {
                let value = frame(value, draw);
                outer(value, draw)
            }),
        }
    }
}

/// A path and more of it; the outermost member has no dot before it.
fn joined(path: &str, more: &str) -> String {
    if path.is_empty() {
        more.strip_prefix('.').unwrap_or(more).to_owned()
    } else {
        format!("{path}{more}")
    }
}

fn escaped(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
