//! What a schema says to people, and what it says that nothing enforces.

use super::{Lowering, Node};
use crate::diagnostic::Code;

impl Lowering<'_> {
    /// The first description of a conjunction, with what else people should know.
    pub(super) fn description(&self, nodes: &[Node]) -> String {
        let text = |word: &str| {
            nodes.iter().find_map(|node| {
                let text = self.value(node)?.get(word)?.as_str()?.trim();
                (!text.is_empty()).then(|| text.to_owned())
            })
        };
        let mut paragraphs: Vec<String> = text("description")
            .or_else(|| text("title"))
            .into_iter()
            .collect();
        for (word, note) in [
            ("deprecated", "Deprecated."),
            ("readOnly", "Read-only: sent by servers alone."),
            ("writeOnly", "Write-only: sent by clients alone."),
        ] {
            if self.any_flag(nodes, word) {
                paragraphs.push(note.to_owned());
            }
        }
        let default = nodes
            .iter()
            .find_map(|node| self.value(node)?.get("default"))
            .map(|default| format!("Default: `{}`.", default.to_string().replace('`', "'")));
        paragraphs.extend(default);
        paragraphs.join("\n\n")
    }

    /// Warns about rules that nothing enforces.
    pub(super) fn not_enforced(&mut self, node: &Node) {
        for (word, what) in [
            ("not", "`not` is carried, not enforced"),
            (
                "x-kubernetes-validations",
                "these CEL rules are carried, not enforced",
            ),
            (
                "x-kubernetes-embedded-resource",
                "the embedded object is not checked against its own schema",
            ),
        ] {
            let at = node.child(word);
            if self.value(&at).is_some() {
                self.report(
                    Code::NotEnforced,
                    &at,
                    what,
                    "enforce it in code of your own",
                );
            }
        }
    }
}
