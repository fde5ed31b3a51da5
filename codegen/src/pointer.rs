//! JSON Pointer (RFC 6901): the address of a value inside a document.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// The address of a value, such as `/components/schemas/Pod/properties/name`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub(crate) const fn root() -> Self {
        Self(String::new())
    }

    /// A pointer from its parts, each as it stands in the document (not escaped).
    pub(crate) fn from_parts(parts: &[&str]) -> Self {
        parts
            .iter()
            .fold(Self::root(), |pointer, part| pointer.child(part))
    }

    /// The member `name` of the object here.
    #[must_use]
    pub(crate) fn child(&self, name: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + name.len());
        text.push_str(&self.0);
        text.push('/');
        for (number, part) in name.split('~').enumerate() {
            if number > 0 {
                text.push_str("~0");
            }
            for (number, part) in part.split('/').enumerate() {
                if number > 0 {
                    text.push_str("~1");
                }
                text.push_str(part);
            }
        }
        Self(text)
    }

    /// The item `index` (from 0) of the list here.
    #[must_use]
    pub(crate) fn index(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// The value that the already escaped `rest` leads to from here.
    pub(crate) fn join_escaped(&self, rest: &str) -> Self {
        Self(format!("{}/{rest}", self.0))
    }

    /// The object or list that holds this value, `None` for the whole document.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.0
            .rsplit_once('/')
            .map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The names and numbers on the way, as they stand in the document (not escaped).
    pub(crate) fn parts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        parts(&self.0)
    }

    /// The value here, as seen from `root`.
    ///
    /// `Value::pointer` does the same, and makes a text of every part on the way.
    pub(crate) fn find<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        walk(&self.0, root)
    }

    /// The first three parts, which is where components stand, or what there is of them.
    pub(crate) fn component(&self) -> &str {
        let end = self.0.match_indices('/').nth(3);
        end.map_or(self.0.as_str(), |(end, _)| &self.0[..end])
    }

    /// What leads here from the value at `above`; `None` where nothing does.
    pub(crate) fn below(&self, above: &str) -> Option<&str> {
        let rest = self.0.strip_prefix(above)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    /// The pointer as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn parts(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|part| {
        if part.contains('~') {
            Cow::Owned(part.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(part)
        }
    })
}

/// The value that a pointer, which is escaped, leads to from another one.
pub(crate) fn walk<'v>(pointer: &str, root: &'v Value) -> Option<&'v Value> {
    parts(pointer).try_fold(root, |value, part| match value {
        Value::Object(members) => members.get(part.as_ref()),
        Value::Array(items) => items.get(index(&part)?),
        _ => None,
    })
}

/// The number of an item: digits without a zero before them.
fn index(part: &str) -> Option<usize> {
    let plain = part == "0" || part.starts_with(|first: char| matches!(first, '1'..='9'));
    plain.then(|| part.parse().ok()).flatten()
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Pointer, walk};

    #[test]
    fn values_are_found_as_rfc_6901_says() {
        let root = json!({ "a": [{ "~/": 1 }, 2], "": { "": 3 }, "01": 4, "~": 5, "~1": 6 });
        for parts in [
            &["a", "0", "~/"][..],
            &["a", "1"],
            &["", ""],
            &["01"],
            &["~"],
            &["~1"],
            &["a", "01"],
            &["a", "+1"],
            &["a", "2"],
            &["a", "1", "x"],
            &[],
        ] {
            let pointer = Pointer::from_parts(parts);
            assert_eq!(
                pointer.find(&root),
                root.pointer(pointer.as_str()),
                "{pointer}"
            );
            let read: Vec<_> = pointer.parts().collect();
            assert_eq!(read, parts);
        }
    }

    #[test]
    fn values_are_found_from_their_component_too() {
        let root = json!({ "a": { "b": { "c": { "d": 1 }, "cc": 2 } } });
        let deep = Pointer::from_parts(&["a", "b", "c", "d"]);
        assert_eq!(deep.component(), "/a/b/c");
        assert_eq!(Pointer::from_parts(&["a", "b"]).component(), "/a/b");
        let component = &root["a"]["b"]["c"];
        assert_eq!(walk("/a/b/c", &root), Some(component));
        let rest = deep.below("/a/b/c");
        assert_eq!(rest.and_then(|rest| walk(rest, component)), Some(&json!(1)));
        assert_eq!(Pointer::from_parts(&["a", "b", "cc"]).below("/a/b/c"), None);
    }

    #[test]
    fn slashes_and_tildes_are_escaped() {
        let pointer = Pointer::from_parts(&["paths", "/a~b"]).index(0);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b/0");
        assert_eq!(
            pointer.parent().map(|parent| parent.to_string()),
            Some("/paths/~1a~0b".to_owned())
        );
        assert_eq!(Pointer::root().parent(), None);
    }
}
