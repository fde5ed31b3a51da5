//! Which members have to be on the heap, since their owner is a part of them.

use crate::model::{Body, Kind, Schema};

/// Marks every member and variant that leads back to its owner without a list or map in between.
pub(super) fn boxes(schemas: &mut [Schema]) {
    let edges: Vec<Vec<usize>> = schemas.iter().map(|schema| direct(&schema.body)).collect();
    let group = groups(&edges);
    for (owner, schema) in schemas.iter_mut().enumerate() {
        let returns = |kind: &Kind| target(kind).is_some_and(|to| group[to] == group[owner]);
        match &mut schema.body {
            Body::Object(object) => {
                for field in &mut object.fields {
                    field.boxed = returns(&field.kind);
                }
            }
            Body::Union(union) => {
                for variant in &mut union.variants {
                    variant.boxed = returns(&variant.of.kind);
                }
            }
            _ => {}
        }
    }
}

fn target(kind: &Kind) -> Option<usize> {
    match kind {
        Kind::Schema(index) => Some(index.0),
        Kind::Checked(of) => target(&of.kind),
        _ => None,
    }
}

/// The schemas whose values are stored inside a value of this one.
fn direct(body: &Body) -> Vec<usize> {
    match body {
        Body::Object(object) => object
            .fields
            .iter()
            .filter_map(|field| target(&field.kind))
            .collect(),
        Body::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| target(&variant.of.kind))
            .collect(),
        Body::Named(of) => target(&of.kind).into_iter().collect(),
        Body::Free | Body::DateTime { .. } | Body::Enumeration(_) => Vec::new(),
    }
}

/// The strongly connected component of each node (Tarjan's algorithm, with a stack of its own so that long chains of
/// schemas cannot exhaust the program's).
fn groups(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut group) =
        (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut stack, mut next) = (Vec::new(), 0);
    for start in 0..count {
        let mut work = vec![(start, 0)];
        if order[start] != UNSEEN {
            continue;
        }
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            }
            if let Some(&to) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if order[to] == UNSEEN {
                    work.push((to, 0));
                } else if group[to] == UNSEEN {
                    low[node] = low[node].min(order[to]);
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    group[member] = node;
                    if member == node {
                        break;
                    }
                }
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn schemas_that_contain_each_other_are_one_group() {
        let group = groups(&[vec![1], vec![2], vec![0, 3], vec![3], vec![]]);
        assert_eq!(group[0], group[1]);
        assert_eq!(group[1], group[2]);
        assert_ne!(group[2], group[3]);
        assert_ne!(group[3], group[4]);
    }

    #[test]
    fn a_long_chain_is_no_cycle() {
        let edges: Vec<Vec<usize>> = (0..100_000)
            .map(|at| if at < 99_999 { vec![at + 1] } else { vec![] })
            .collect();
        let group = groups(&edges);
        assert_ne!(group[0], group[1]);
    }
}
