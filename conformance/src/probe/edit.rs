//! A request that differs from another in exactly one way.

use serde_json::{Value, json};

use crate::http::Request;

/// What an edit does to a request.
type Apply<'e> = Box<dyn Fn(Request) -> Request + 'e>;

/// A named change of a request.
pub struct Edit<'e> {
    case: String,
    apply: Apply<'e>,
}

impl std::fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit({})", self.case)
    }
}

impl<'e> Edit<'e> {
    /// No change: the plain request.
    pub fn none(case: impl Into<String>) -> Self {
        Self::new(case, |request| request)
    }

    /// A change of the request as a whole.
    pub fn new(case: impl Into<String>, apply: impl Fn(Request) -> Request + 'e) -> Self {
        Self {
            case: case.into(),
            apply: Box::new(apply),
        }
    }

    /// A change of the JSON body.
    pub fn json(case: impl Into<String>, edit: impl Fn(&mut Value) + 'e) -> Self {
        Self::new(case, move |request| request.edited(&edit))
    }

    /// Sets the member at a JSON pointer.
    pub fn set(case: impl Into<String>, pointer: &'e str, value: Value) -> Self {
        Self::json(case, move |object| set(object, pointer, value.clone()))
    }

    /// Takes away the member at a JSON pointer.
    pub fn remove(case: impl Into<String>, pointer: &'e str) -> Self {
        Self::json(case, move |object| remove(object, pointer))
    }

    /// The changed request.
    pub fn of(&self, request: Request) -> Request {
        (self.apply)(request)
    }

    /// The name of the case.
    pub fn case(&self) -> &str {
        &self.case
    }
}

/// Sets the member at a JSON pointer, making the objects on the way.
pub fn set(object: &mut Value, pointer: &str, value: Value) {
    let mut place = object;
    for part in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[part.replace("~1", "/").replace("~0", "~")];
    }
    *place = value;
}

/// Takes away the member at a JSON pointer, if it is there.
pub fn remove(object: &mut Value, pointer: &str) {
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(members) = object.pointer_mut(parent).and_then(Value::as_object_mut)
    {
        members.shift_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_set_and_taken_away_by_pointer() {
        let mut object = json!({ "a": null });
        set(&mut object, "/a/b", json!(1));
        set(&mut object, "/labels/x~1y", json!("z"));
        assert_eq!(object, json!({ "a": { "b": 1 }, "labels": { "x/y": "z" } }));
        remove(&mut object, "/a/b");
        remove(&mut object, "/not/there");
        assert_eq!(object, json!({ "a": {}, "labels": { "x/y": "z" } }));
    }
}
