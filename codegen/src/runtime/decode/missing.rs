//! Required members that are missing, for types that cannot be made without them.

use serde_json::{Map, Value};

use super::super::{Field, Kind, Path, Shape};

/// Reports every required member that an object and the objects in it lack; `null` is none, unless the schema allows it.
///
/// The depth of a value is bounded by [`KEPT_DEPTH`](super::KEPT_DEPTH).
pub(super) fn members(
    object: &Map<String, Value>,
    shape: &'static Shape,
    path: &Path<'_>,
    report: &mut impl FnMut(&Path<'_>, &'static Field),
) {
    for field in shape.fields {
        let path = path.field(field.name);
        match object.get(field.name) {
            Some(Value::Null) if field.nullable => {}
            None | Some(Value::Null) if field.required => report(&path, field),
            Some(value) => inside(value, field.kind, &path, report),
            None => {}
        }
    }
}

fn inside(
    value: &Value,
    kind: Kind,
    path: &Path<'_>,
    report: &mut impl FnMut(&Path<'_>, &'static Field),
) {
    match (kind, value) {
        (Kind::Object(shape), Value::Object(object)) => members(object, shape, path, report),
        (Kind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                inside(value, *item, &path.index(index), report);
            }
        }
        (Kind::Map(kind), Value::Object(object)) => {
            for (key, value) in object {
                inside(value, *kind, &path.key(key), report);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_a_value_where_the_schema_allows_it() {
        static SHAPE: Shape = Shape {
            fields: &[
                Field {
                    name: "must",
                    required: true,
                    ..Field::PLAIN
                },
                Field {
                    name: "must_or_null",
                    required: true,
                    nullable: true,
                    ..Field::PLAIN
                },
                Field {
                    name: "may",
                    ..Field::PLAIN
                },
            ],
            ..Shape::PLAIN
        };
        for (value, missing) in [
            (
                json!({"must": null, "must_or_null": null, "may": null}),
                vec!["must"],
            ),
            (json!({"must": ""}), vec!["must_or_null"]),
        ] {
            let mut found = Vec::new();
            members(
                value.as_object().expect("it is one"),
                &SHAPE,
                &Path::ROOT,
                &mut |path, _| found.push(path.to_string()),
            );
            assert_eq!(found, missing, "{value}");
        }
    }
}
