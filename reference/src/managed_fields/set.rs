//! The set of the fields that an object has, as the server sees them.

use generated::runtime::{Kind, Shape, Shaped};
use generated::types::FieldsV1;
use serde::Serialize;
use serde_json::{Error, Map, Value};

use super::SERVER_METADATA;

/// Part of a set, below a field or at the top.
type Fields = Map<String, Value>;

/// The set of a whole object. What serialization leaves out is not set.
pub(super) fn of<T: Serialize + Shaped>(object: &T) -> Result<FieldsV1, Error> {
    let value = serde_json::to_value(object)?;
    let fields = fields(&value, Kind::Object(T::SHAPE), Level::Object);
    serde_json::from_value(Value::Object(fields))
}

/// Where a value stands, which decides what counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The whole object: `kind` and `apiVersion` say what it is and are nobody's.
    Object,
    /// Its metadata, of which some belongs to the server.
    Metadata,
    /// A required object. It is there before anybody sets it, so it is not itself a field that was set.
    Required,
    /// Anything else. `.` stands for the field itself where there is more below it.
    Field,
}

/// The set of a value of that kind.
fn fields(value: &Value, kind: Kind, level: Level) -> Fields {
    let mut children: Vec<(String, Value)> = match (value, kind) {
        (Value::Object(members), Kind::Object(shape)) => members
            .iter()
            .filter_map(|(name, value)| member(name, value, shape, level))
            .collect(),
        (Value::Object(members), Kind::Map(_)) => {
            members.keys().map(|name| (named(name), leaf())).collect()
        }
        (Value::Array(items), _) => items.iter().map(|item| (keyed(item), leaf())).collect(),
        _ => Vec::new(),
    };
    // Items stay in their order.
    if value.is_object() {
        children.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    }
    let itself = (level == Level::Field && !children.is_empty()).then(|| (".".to_owned(), leaf()));
    itself.into_iter().chain(children).collect()
}

/// A member of an object, if it is a field that somebody can set.
fn member(name: &str, value: &Value, of: &Shape, level: Level) -> Option<(String, Value)> {
    let field = of.field(name)?;
    let level = match (level, name, field.kind) {
        (Level::Object, "kind" | "apiVersion", _) => return None,
        (Level::Metadata, _, _) if SERVER_METADATA.contains(&name) => return None,
        (Level::Object, "metadata", Kind::Object(_)) => Level::Metadata,
        (Level::Object, _, Kind::Object(_)) if field.required => Level::Required,
        _ => Level::Field,
    };
    let below = fields(value, field.kind, level);
    (level != Level::Metadata || !below.is_empty()).then(|| (named(name), Value::Object(below)))
}

/// Lists of objects are keyed by uid, the one merge key of this API; lists of texts are sets.
fn keyed(item: &Value) -> String {
    match item.get("uid") {
        Some(uid) => format!("k:{{\"uid\":{uid}}}"),
        None => format!("v:{item}"),
    }
}

fn named(name: &str) -> String {
    ["f:", name].concat()
}

fn leaf() -> Value {
    Value::Object(Map::new())
}
