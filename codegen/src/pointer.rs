//! JSON Pointer (RFC 6901): the address of a value inside a document.

use std::fmt;

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
        Self(format!(
            "{}/{}",
            self.0,
            name.replace('~', "~0").replace('/', "~1")
        ))
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

    /// The pointer as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

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
