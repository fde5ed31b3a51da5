//! `$ref`s to any place of any file, and the conjunction that a schema is.

use std::collections::{BTreeSet, HashSet};

use indexmap::IndexSet;
use serde_json::Value;

use super::naming::of_component;
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::SchemaIndex;
use crate::name;

impl<'a> Lowering<'a> {
    /// The text of a `$ref` here.
    pub(super) fn reference(&self, node: &Node) -> Option<&'a str> {
        self.value(node)?.get("$ref")?.as_str()
    }

    /// Where the `$ref` here leads, one step. `None` after a report.
    pub(super) fn target(&mut self, node: &Node) -> Option<Node> {
        let reference = self.reference(node)?.to_owned();
        let at_reference = node.child("$ref");
        let Some((file, at)) = self.files.target(node.file, &reference) else {
            let message = format!("`{reference}` is in a file that is not at hand");
            let help =
                "references to files below the folder of the document are followed, URLs are not";
            self.report_value(Code::DanglingReference, &at_reference, message, help);
            return None;
        };
        let target = Node {
            file,
            at,
            branched: false,
        };
        if self.value(&target).is_none() {
            self.dangling(&reference, &target, &at_reference);
            return None;
        }
        Some(target)
    }

    fn dangling(&mut self, reference: &str, target: &Node, at: &Node) {
        let near = target.at.parent().and_then(|parent| {
            let siblings = self.files.value(target.file, &parent)?.as_object()?;
            let (folder, _) = reference.rsplit_once('/')?;
            let known: Vec<String> = siblings
                .keys()
                .map(|name| format!("{folder}/{name}"))
                .collect();
            let near = crate::suggest::nearest(reference, known.iter().map(String::as_str));
            near.map(str::to_owned)
        });
        let help = near.map_or_else(
            || "define it, or correct the reference".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        self.report_value(
            Code::DanglingReference,
            at,
            format!("`{reference}` is not defined"),
            help,
        );
    }

    /// The value here, or where its `$ref`s lead at last. `None` after a report.
    pub(super) fn followed(&mut self, node: &Node) -> Option<Node> {
        let mut node = node.clone();
        let mut seen = BTreeSet::new();
        while self.reference(&node).is_some() {
            if !seen.insert(node.clone()) {
                let message = "this reference leads back to itself";
                self.report(
                    Code::DanglingReference,
                    &node.child("$ref"),
                    message,
                    "refer to a definition",
                );
                return None;
            }
            node = self.target(&node)?;
        }
        Some(node)
    }

    /// The schema that stands at `target`, which gets a name of its own if it has none yet.
    pub(super) fn schema_at(&mut self, target: Node) -> SchemaIndex {
        if let Some(index) = self.indices.get(&(target.file, target.at.clone())) {
            return *index;
        }
        let last = target
            .at
            .as_str()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let file = self.files.document(target.file).source().name();
        let stem = file
            .rsplit('/')
            .next()
            .and_then(|name| name.split('.').next());
        let name = if last.is_empty() {
            stem.unwrap_or("Schema").to_owned()
        } else {
            last
        };
        self.reserve(target, &name)
    }

    /// Gives a schema a name and an index; it is lowered later.
    pub(super) fn reserve(&mut self, node: Node, name: &str) -> SchemaIndex {
        let index = self.slot(name, &node);
        self.indices.insert((node.file, node.at.clone()), index);
        self.queue.push_back((index, node));
        index
    }

    /// A slot with a Rust name.
    fn slot(&mut self, name: &str, node: &Node) -> SchemaIndex {
        let rust = if self.is_contract() {
            self.contract_name(name, node)
        } else {
            self.free_name(name, node)
        };
        let index = SchemaIndex(self.slots.len());
        self.slots.push(None);
        self.claimed.push(rust);
        index
    }

    /// A name that no other schema has; told where it is not the one to expect.
    fn free_name(&mut self, name: &str, node: &Node) -> String {
        let wanted = of_component(name);
        let rust = self.names.claim(&wanted);
        if wanted.first() != Some(&rust) {
            let message =
                format!("`{name}` is the type {rust} in Rust, since another has its name");
            let help = "rename one of the two to choose another name";
            self.report(Code::Renamed, node, message, help);
        }
        rust
    }

    /// Name of the module of a slot.
    pub(super) fn module(&self, index: SchemaIndex) -> (String, String) {
        let rust = self.claimed[index.0].clone();
        let module = name::snake(&rust);
        (rust, module)
    }

    /// The plain schemas that all hold here: this one, what it refers to, and the members of `allOf`.
    pub(super) fn conjunction(&mut self, node: &Node) -> Vec<Node> {
        let mut nodes = IndexSet::new();
        self.collect(node, &mut nodes, &mut HashSet::new());
        nodes.into_iter().collect()
    }

    fn collect(&mut self, node: &Node, nodes: &mut IndexSet<Node>, open: &mut HashSet<Node>) {
        if !open.insert(node.clone()) {
            let message = "this schema is a part of itself, so that no value has it";
            self.report(Code::Contradiction, node, message, "leave it out of allOf");
            return;
        }
        if self.reference(node).is_some() {
            if let Some(target) = self.target(node) {
                self.collect(&target, nodes, open);
            }
        } else if nodes.insert(node.clone()) {
            // Once is enough: parts that are listed twice would double at each step.
            let members = self.value(node).and_then(|value| value.get("allOf"));
            let count = members.and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..count {
                self.collect(&node.child("allOf").index(index), nodes, open);
            }
        }
        open.remove(node);
    }
}

/// Percent-decodes the fragment of a reference.
pub(super) fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
