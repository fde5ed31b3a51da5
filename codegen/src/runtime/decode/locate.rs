//! From the paths that a validator reports back to places in the text.

use super::super::{Additional, Kind};
use super::node::{Document, Member, Node, NodeId};

/// The offset of the value at a path below the root; where it is missing, of the closest value around its place.
///
/// A path is written for people, and keys of maps may contain dots and brackets. The shape tells which is which.
pub(super) fn offset(document: &Document<'_>, kind: Kind, path: &str) -> usize {
    let (mut id, mut kind, mut rest) = (document.root_id(), kind, path);
    // Every step takes a name or an index off the path.
    while !rest.is_empty()
        && let Some(step) = step(document.get(id), kind, rest)
    {
        (id, kind, rest) = step;
    }
    document.offset(id)
}

/// One step down a path: the value, its type, and what is left of the path.
fn step<'p>(node: &Node, kind: Kind, path: &'p str) -> Option<(NodeId, Kind, &'p str)> {
    match (kind, node) {
        (Kind::Checked(of), _) => step(node, of.kind, path),
        // The variant in which the path leads on is as good as the right one.
        (Kind::Union(union), _) => {
            let mut variants = union.variants.iter();
            variants.find_map(|variant| step(node, variant.of.kind, path))
        }
        (Kind::Object(shape), Node::Map(members)) => {
            let path = path.strip_prefix('.').unwrap_or(path);
            let named = |name: &str| path.strip_prefix(name).filter(|rest| is_end(rest));
            // The last of two members with one name is the one that counts.
            let last = |name: &str| members.iter().rfind(|member| member.name == name);
            let listed = shape.fields.iter();
            if let Some(field) = listed.clone().find(|field| named(field.name).is_some()) {
                return Some((last(field.name)?.value, field.kind, named(field.name)?));
            }
            match shape.additional {
                Additional::Kept(kind) => entry(members, *kind, path),
                // Members that are not listed are left out before rules are looked at.
                Additional::Refused | Additional::Unknown => None,
            }
        }
        (Kind::List(item), Node::List(ids)) => {
            let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
            let id = ids.get(index.parse::<usize>().ok()?)?;
            Some((*id, *item, rest))
        }
        (Kind::Map(value), Node::Map(members)) => entry(members, *value, path),
        _ => None,
    }
}

/// A step into a map, whose keys may look like more of the path.
fn entry<'p>(members: &[Member], kind: Kind, path: &'p str) -> Option<(NodeId, Kind, &'p str)> {
    let path = path.strip_prefix('[')?;
    let rest = |name: &str| path.strip_prefix(name)?.strip_prefix(']');
    let fitting = members
        .iter()
        .rev()
        .filter(|member| rest(&member.name).is_some_and(is_end));
    let member = fitting.reduce(|best, member| {
        if member.name.len() > best.name.len() {
            member
        } else {
            best
        }
    })?;
    Some((member.value, kind, rest(&member.name)?))
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', '['])
}

#[cfg(test)]
mod tests {
    use super::super::super::{Field, Shape};
    use super::super::{Syntax, read};
    use super::*;

    #[test]
    fn the_whole_is_no_member_without_a_name() {
        static SHAPE: Shape = Shape {
            fields: &[Field::PLAIN],
            ..Shape::PLAIN
        };
        assert_eq!(Field::PLAIN.name, "");
        let document = read(b" {\"\":1}", Syntax::Json).unwrap();
        assert_eq!(offset(&document, Kind::Object(&SHAPE), ""), 1);
    }
}
