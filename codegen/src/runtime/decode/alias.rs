//! What may come out of aliases and merge keys: a few bytes of YAML can stand for more than fits anywhere.

use super::fault::Fault;
use super::node::{Builder, Member, Node, NodeId};

/// How many members merge keys may bring into a document, all together.
pub(super) const MERGE_LIMIT: usize = 1_000_000;

/// The members that a merge key brings in. In a list of maps the earlier ones win, so they come last.
pub(super) fn merge_source(nodes: &Builder, id: NodeId, at: usize) -> Result<Vec<Member>, Fault> {
    let refuse = || {
        let message = "map merge requires map or sequence of maps as the value";
        Fault::meaning(at, message.to_owned())
    };
    match nodes.get(id) {
        Node::Map(members) => Ok(members.clone()),
        Node::List(items) => {
            let mut merged = Vec::new();
            for item in items.iter().rev() {
                match nodes.get(*item) {
                    Node::Map(members) if merged.len() <= MERGE_LIMIT => {
                        merged.extend_from_slice(members);
                    }
                    Node::Map(_) => return Err(Fault::too_many_aliases(at)),
                    _ => return Err(refuse()),
                }
            }
            Ok(merged)
        }
        _ => Err(refuse()),
    }
}

/// The rule of Go's YAML library: small documents may repeat themselves freely, big ones hardly.
pub(super) fn is_excessive(written_out: u64, through_aliases: u64) -> bool {
    const FREE: u64 = 400_000;
    const STRICT: u64 = 4_000_000;
    // The share that aliases may have falls from 99 % to 10 % between the two sizes.
    let percent = match written_out {
        0..FREE => 99,
        FREE..STRICT => 99 - 89 * (written_out - FREE) / (STRICT - FREE),
        _ => 10,
    };
    through_aliases > 100 && written_out > 1000 && through_aliases / percent > written_out / 100
}
