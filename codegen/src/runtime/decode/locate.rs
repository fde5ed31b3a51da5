//! From the paths that a validator reports back to places in the text.

use super::super::{Kind, Shape};
use super::node::{Document, Node, NodeId};

/// The offset of the value at a path below the root; where it is missing, of the closest value around its place.
///
/// A path is written for people, and keys of maps may contain dots and brackets. The shape tells which is which.
pub(super) fn offset(document: &Document<'_>, shape: &'static Shape, path: &str) -> usize {
    let (mut id, mut kind, mut rest) = (document.root_id(), Kind::Object(shape), path);
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
        (Kind::Object(shape), Node::Map(members)) => {
            let path = path.strip_prefix('.').unwrap_or(path);
            let named = |name: &str| path.strip_prefix(name).filter(|rest| is_end(rest));
            let field = shape
                .fields
                .iter()
                .find(|field| named(field.name).is_some())?;
            // The last of two members with one name is the one that counts.
            let member = members.iter().rfind(|member| member.name == field.name)?;
            Some((member.value, field.kind, named(field.name)?))
        }
        (Kind::List(item), Node::List(ids)) => {
            let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
            let id = ids.get(index.parse::<usize>().ok()?)?;
            Some((*id, *item, rest))
        }
        (Kind::Map(value), Node::Map(members)) => {
            let path = path.strip_prefix('[')?;
            let rest = |name: &str| path.strip_prefix(name)?.strip_prefix(']');
            let fits = |rest: &str| rest.is_empty() || (is_end(rest) && !is_scalar(*value));
            let fitting = members
                .iter()
                .rev()
                .filter(|member| rest(&member.name).is_some_and(fits));
            let member = fitting.reduce(|best, member| {
                if member.name.len() > best.name.len() {
                    member
                } else {
                    best
                }
            })?;
            Some((member.value, *value, rest(&member.name)?))
        }
        _ => None,
    }
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', '['])
}

/// Whether nothing is inside of such a value.
fn is_scalar(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Object(_) | Kind::List(_) | Kind::Map(_) | Kind::Any
    )
}
