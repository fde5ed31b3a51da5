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
    written_out > 1000 && through_aliases / percent(written_out) > written_out / 100
}

/// The share that aliases may have: it falls from 99 % to 10 % between two sizes.
fn percent(written_out: u64) -> u64 {
    const FREE: u64 = 400_000;
    const STRICT: u64 = 4_000_000;
    99 - 89 * (written_out.clamp(FREE, STRICT) - FREE) / (STRICT - FREE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_falls_with_the_size() {
        for (written_out, share) in [
            (0, 99),
            (400_000, 99),
            (440_449, 99),
            (440_450, 98),
            (683_146, 93),
            (2_220_224, 55),
            (2_220_225, 54),
            (3_959_550, 12),
            (3_959_551, 11),
            (3_999_999, 11),
            (4_000_000, 10),
            (u64::MAX, 10),
        ] {
            assert_eq!(percent(written_out), share, "{written_out}");
        }
    }

    #[test]
    fn small_documents_repeat_themselves_freely() {
        for (written_out, through_aliases, expected) in [
            (1000, 5000, false),
            (1001, 5000, true),
            (2000, 2078, false),
            (2000, 2079, true),
            (5_000_000, 500_009, false),
            (5_000_000, 500_010, true),
        ] {
            let found = is_excessive(written_out, through_aliases);
            assert_eq!(found, expected, "{through_aliases} of {written_out}");
        }
    }
}
