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
    #[inline]
    pub const fn field(&'a self, name: &'a str) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Field(name),
        }
    }

    /// The item `index` (from 0) of the list at this path.
    #[must_use]
    #[inline]
    pub const fn index(&'a self, index: usize) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }

    /// The entry `key` of the map at this path.
    #[must_use]
    #[inline]
    pub const fn key(&'a self, key: &'a str) -> Path<'a> {
        Path {
            parent: Some(self),
            segment: Segment::Key(key),
        }
    }

    /// The same path with a dot before every map key, which is how the decoders of Kubernetes write it.
    pub const fn dotted(&'a self) -> Dotted<'a> {
        Dotted(self)
    }

    /// The path up to the map whose entry it is, or the path itself where it is no entry of a map.
    pub fn without_key(&'a self) -> &'a Path<'a> {
        match (self.segment, self.parent) {
            (Segment::Key(_), Some(parent)) => parent.without_key(),
            _ => self,
        }
    }

    /// The path as text: what [`Display`](fmt::Display) writes, in one allocation of the right size.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.size());
        // Writing into a string cannot fail.
        let _ = self.write(&mut text, false);
        text
    }

    /// The bytes of the text, or a few more.
    fn size(&self) -> usize {
        let Some(parent) = self.parent else { return 0 };
        let own = match self.segment {
            Segment::Field(name) | Segment::Key(name) => name.len() + 2,
            Segment::Index(index) => index.checked_ilog10().map_or(1, |log| log as usize + 1) + 2,
            Segment::Root => 0,
        };
        parent.size() + own
    }

    fn write(&self, to: &mut impl fmt::Write, dotted: bool) -> fmt::Result {
        let Some(parent) = self.parent else {
            return Ok(());
        };
        parent.write(to, dotted)?;
        match self.segment {
            Segment::Field(name) => {
                if !matches!(parent.segment, Segment::Root) {
                    to.write_char('.')?;
                }
                to.write_str(name)
            }
            Segment::Index(index) => write!(to, "[{index}]"),
            Segment::Key(key) if dotted => {
                to.write_char('.')?;
                to.write_str(key)
            }
            Segment::Key(key) => {
                to.write_char('[')?;
                to.write_str(key)?;
                to.write_char(']')
            }
            Segment::Root => Ok(()),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// A [`Path`] as the decoders of Kubernetes write it: `metadata.labels.a`.
#[derive(Debug, Clone, Copy)]
pub struct Dotted<'a>(&'a Path<'a>);

impl fmt::Display for Dotted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, true)
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
        let labels = metadata.field("labels");
        let label = labels.key("a");
        assert_eq!(label.dotted().to_string(), "metadata.labels.a");
        assert_eq!(label.without_key().to_string(), "metadata.labels");
        assert_eq!(
            first.without_key().to_string(),
            "metadata.ownerReferences[0]"
        );
    }

    #[test]
    fn the_size_is_known_before_the_text() {
        let list = Path::ROOT.field("list");
        for index in [0, 9, 10, 12_345] {
            let item = list.index(index);
            let entry = item.key("key");
            let path = entry.field("name");
            let (text, size) = (path.to_string(), path.size());
            assert_eq!(path.text(), text);
            assert!(
                (text.len()..text.len() + 8).contains(&size),
                "{text}: {size}"
            );
        }
    }
}
