//! The place of a value inside an object, written the way Kubernetes writes it: `metadata.ownerReferences[0].uid`.

use std::fmt;

/// A JSON path, kept as a linked list on the stack so that valid objects cost no allocation.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    Field(&'a str),
    Index(usize),
    Key(&'a str),
}

impl Path<'static> {
    /// The whole object.
    pub const ROOT: Path<'static> = Path {
        parent: None,
        segment: Segment::Root,
    };
}

impl<'a> Path<'a> {
    /// The member `name` of the object at this path.
    #[must_use]
    pub const fn field(&'a self, name: &'a str) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Field(name),
        }
    }

    /// The item `index` (from 0) of the list at this path.
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }

    /// The entry `key` of the map at this path.
    #[must_use]
    pub const fn key(&'a self, key: &'a str) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Key(key),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
            let top = matches!(parent.segment, Segment::Root);
            return match self.segment {
                Segment::Field(name) if top => f.write_str(name),
                Segment::Field(name) => write!(f, ".{name}"),
                Segment::Index(index) => write!(f, "[{index}]"),
                Segment::Key(key) => write!(f, "[{key}]"),
                Segment::Root => Ok(()),
            };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_kubernetes_field_path() {
        let metadata = Path::ROOT.field("metadata");
        let references = metadata.field("ownerReferences");
        let first = references.index(0);
        assert_eq!(
            first.field("uid").to_string(),
            "metadata.ownerReferences[0].uid"
        );
        assert_eq!(
            metadata.field("labels").key("a/b").to_string(),
            "metadata.labels[a/b]"
        );
        assert_eq!(Path::ROOT.to_string(), "");
    }
}
