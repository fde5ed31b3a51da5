//! `managedFields`: the server's record of who has set which fields.

mod set;

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use generated::runtime::{Shape, Shaped};
use generated::types::ManagedFieldsEntry;
use serde::Serialize;
use serde_json::Error;

use crate::{clock, json_text};

/// The most bytes a writer's name has.
const MANAGER_LIMIT: usize = 128;

/// Metadata that belongs to the server and is nobody's field.
const SERVER_METADATA: [&str; 8] = [
    "name",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
];

/// Who writes an object, and what it is to them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer<'a> {
    /// Their name.
    pub(crate) manager: &'a str,
    /// Group and version of the object.
    pub(crate) api_version: &'a str,
    /// The sub-resource that it is written to.
    pub(crate) subresource: &'a str,
}

/// The entry of a writer who has set every field of `object`.
pub(crate) fn entry<T: Serialize + Shaped>(object: &T, writer: Writer<'_>) -> ManagedFieldsEntry {
    ManagedFieldsEntry {
        manager: Some(writer.manager.to_owned()),
        operation: Some("Update".to_owned()),
        api_version: Some(writer.api_version.to_owned()),
        time: clock::now(),
        fields_type: Some("FieldsV1".to_owned()),
        // Objects of the API have nothing in them that the set cannot be made of.
        fields_v1: Some(set::of(object).unwrap_or_default()),
        subresource: Some(writer.subresource.to_owned()),
    }
}

/// What a thread wrote last.
struct Last {
    second: i64,
    shape: &'static Shape,
    outline: Vec<u8>,
    manager: String,
    api_version: String,
    subresource: String,
    member: Arc<str>,
}

thread_local! {
    /// Most requests of a client have the same fields, whatever is in them, and many come in one second.
    static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
}

/// An outline that is longer is not kept.
const LONGEST_OUTLINE: usize = 1024;

/// The entry as JSON: the member of metadata that it is, with a comma in front.
///
/// The outline is that of `object`; all objects of a type with the same outline have the same set.
pub(crate) fn member<T: Serialize + Shaped>(
    object: &T,
    outline: Vec<u8>,
    writer: Writer<'_>,
) -> Result<Arc<str>, Error> {
    let second = clock::second();
    LAST.with_borrow_mut(|last| {
        if let Some(last) = last
            && last.second == second
            && last.outline == outline
            && std::ptr::eq(last.shape, T::SHAPE)
            && last.manager == writer.manager
            && last.api_version == writer.api_version
            && last.subresource == writer.subresource
        {
            return Ok(Arc::clone(&last.member));
        }
        let entry = json_text::whole(&entry(object, writer))?;
        let member: Arc<str> = [r#","managedFields":["#, &entry, "]"].concat().into();
        if outline.len() <= LONGEST_OUTLINE {
            *last = Some(Last {
                second,
                shape: T::SHAPE,
                outline,
                manager: writer.manager.to_owned(),
                api_version: writer.api_version.to_owned(),
                subresource: writer.subresource.to_owned(),
                member: Arc::clone(&member),
            });
        }
        Ok(member)
    })
}

/// The writer's name: as given, else the `User-Agent` up to its first slash.
pub(crate) fn manager<'a>(given: &'a str, user_agent: &'a str) -> Cow<'a, str> {
    if !given.is_empty() {
        return Cow::Borrowed(given);
    }
    let name = user_agent.split('/').next().unwrap_or_default();
    let name: Cow<'a, str> = if name.contains(char::is_control) {
        name.chars().filter(|it| !it.is_control()).collect()
    } else {
        Cow::Borrowed(name)
    };
    if name.is_empty() {
        return Cow::Borrowed("unknown");
    }
    if name.len() <= MANAGER_LIMIT {
        return name;
    }
    let mut ends = (0..=MANAGER_LIMIT).rev();
    let end = ends.find(|end| name.is_char_boundary(*end));
    let name = end.and_then(|end| name.get(..end));
    Cow::Owned(name.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use generated::types::ProjectImportVirtualCluster;
    use serde_json::{Value, from_value, json};

    use super::*;

    const WRITER: Writer<'_> = Writer {
        manager: "m",
        api_version: "g/v",
        subresource: "s",
    };

    fn set(object: Value) -> Value {
        let object: ProjectImportVirtualCluster = from_value(object).unwrap();
        serde_json::to_value(entry(&object, WRITER).fields_v1).unwrap()
    }

    #[test]
    fn the_set_names_every_field_and_its_own_absence() {
        let set = set(json!({
            "kind": "ProjectImportVirtualCluster",
            "metadata": {"name": "x", "creationTimestamp": null, "labels": {"b": "1", "a": "2"}, "finalizers": ["f/g"],
                         "ownerReferences": [{"uid": "u1", "apiVersion": "v1", "kind": "K", "name": "n"}]},
            "sourceVirtualCluster": {"name": "n", "owner": {"user": "u"}},
            "upgradeToPro": true,
        }));
        let expected = json!({
            "f:metadata": {
                "f:finalizers": {".": {}, "v:\"f/g\"": {}},
                "f:labels": {".": {}, "f:a": {}, "f:b": {}},
                "f:ownerReferences": {".": {}, "k:{\"uid\":\"u1\"}": {}},
            },
            "f:sourceVirtualCluster": {"f:name": {}, "f:owner": {".": {}, "f:user": {}}},
            "f:upgradeToPro": {},
        });
        assert_eq!(set, expected);
    }

    #[test]
    fn a_set_is_in_the_order_of_its_keys_and_leaves_out_what_is_not_written() {
        let set = set(json!({
            "upgradeToPro": false,
            "sourceVirtualCluster": {"namespace": "s", "name": "", "cluster": "c", "owner": {}},
        }));
        let expected =
            r#"{"f:sourceVirtualCluster":{"f:cluster":{},"f:namespace":{},"f:owner":{}}}"#;
        assert_eq!(set.to_string(), expected);
    }

    fn written(object: Value, writer: Writer<'_>) -> String {
        let object: ProjectImportVirtualCluster = from_value(object).unwrap();
        let outline = json_text::outlined(&object, "metadata").unwrap().outline;
        member(&object, outline, writer).unwrap().to_string()
    }

    #[test]
    fn an_entry_of_before_is_none_of_another_object() {
        let set = |object| {
            let text = written(object, WRITER);
            let start = text.find("\"fieldsV1\"").unwrap();
            text[start..].to_owned()
        };
        let labelled = |key: &str, value: &str| json!({"metadata": {"labels": {key: value}}});
        let listed = |item: &str| json!({"metadata": {"finalizers": [item]}});
        assert_eq!(set(labelled("a", "1")), set(labelled("a", "2")));
        assert_ne!(set(labelled("a", "1")), set(labelled("b", "1")));
        assert_ne!(set(listed("a/b")), set(listed("a/c")));
        let expected = r#""fieldsV1":{"f:sourceVirtualCluster":{}},"subresource":"s"}]"#;
        assert_eq!(set(json!({})), expected);
    }

    #[test]
    fn an_entry_of_before_is_none_of_another_writer() {
        let written = |writer| written(json!({}), writer);
        let first = written(WRITER);
        for (writer, expected) in [
            (
                Writer {
                    manager: "n",
                    ..WRITER
                },
                r#""manager":"n""#,
            ),
            (
                Writer {
                    api_version: "g/w",
                    ..WRITER
                },
                r#""apiVersion":"g/w""#,
            ),
            (
                Writer {
                    subresource: "t",
                    ..WRITER
                },
                r#""subresource":"t""#,
            ),
        ] {
            assert!(!first.contains(expected));
            assert!(written(writer).contains(expected));
        }
    }

    #[test]
    fn an_entry_of_before_has_no_time_of_before() {
        let first = written(json!({}), WRITER);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert_ne!(first, written(json!({}), WRITER));
    }

    #[test]
    fn the_default_writer_is_the_user_agent() {
        assert_eq!(manager("", "curl/7.88"), "curl");
        assert_eq!(manager("", ""), "unknown");
        assert_eq!(manager("m", "curl/7.88"), "m");
        assert_eq!(manager("", "\u{7}/1"), "unknown");
        assert_eq!(manager("", "a\u{7}b/1"), "ab");
        assert_eq!(manager("", &"é".repeat(100)).len(), MANAGER_LIMIT);
        assert_eq!(manager("", &"aé".repeat(100)).len(), MANAGER_LIMIT - 1);
    }
}
