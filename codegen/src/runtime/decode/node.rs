//! A parsed text, before anything is known about its meaning.
//!
//! Nodes lie in one flat list and refer to each other by index. Reading, walking and dropping need no recursion, however
//! deep the text is, and a YAML alias costs nothing: it is the index of the node it points to.

use std::borrow::Cow;

use super::Position;

/// A parsed text. [`read`](super::read()) makes one.
#[derive(Debug)]
pub struct Document<'a> {
    text: Cow<'a, [u8]>,
    /// Bytes of a byte-order mark in front of `text`.
    mark: usize,
    nodes: Vec<Node>,
    offsets: Vec<usize>,
    root: NodeId,
    repeated_keys: Vec<RepeatedKey>,
}

/// The index of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(usize);

impl NodeId {
    /// The place among the nodes, in the order they were added.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// A value.
#[derive(Debug)]
pub enum Node {
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, in the words of JSON.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<NodeId>),
    /// An object; the order of the text, with keys that stand twice.
    Map(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its key.
    pub name: String,
    /// Offset of the key in the text.
    pub at: usize,
    /// Its value.
    pub value: NodeId,
    /// Whether a YAML merge key brought it in. Such a member replaces an earlier one without being a repetition.
    pub merged: bool,
}

/// A key that stands twice in one map of a YAML text, wherever the map is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedKey {
    /// The key.
    pub name: String,
    /// The line of its later occurrence, from 1.
    pub line: usize,
}

/// The nodes of a text that is still being read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    offsets: Vec<usize>,
    pub(super) repeated_keys: Vec<RepeatedKey>,
}

impl Builder {
    /// Adds a node that begins at an offset of the text.
    pub(super) fn add(&mut self, node: Node, at: usize) -> NodeId {
        self.nodes.push(node);
        self.offsets.push(at);
        NodeId(self.nodes.len() - 1)
    }

    /// Replaces a node, for a list or a map whose end is now known.
    pub(super) fn complete(&mut self, id: NodeId, node: Node) {
        if let Some(place) = self.nodes.get_mut(id.0) {
            *place = node;
        }
    }

    /// The node added under that index.
    pub(super) fn get(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0).unwrap_or(&Node::Null)
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The whole; `text` stands after a byte-order mark of that many bytes.
    pub(super) fn finish(self, root: NodeId, text: Cow<'_, [u8]>, mark: usize) -> Document<'_> {
        Document {
            text,
            mark,
            nodes: self.nodes,
            offsets: self.offsets,
            root,
            repeated_keys: self.repeated_keys,
        }
    }
}

impl Document<'_> {
    /// The outermost value.
    pub fn root(&self) -> &Node {
        self.get(self.root)
    }

    /// The index of the outermost value.
    pub fn root_id(&self) -> NodeId {
        self.root
    }

    /// The node of that index.
    pub fn get(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0).unwrap_or(&Node::Null)
    }

    /// Where a node begins, as an offset for [`positions`](Self::positions). A node reached through a YAML alias begins
    /// at its anchor.
    pub fn offset(&self, id: NodeId) -> usize {
        self.offsets.get(id.0).copied().unwrap_or_default()
    }

    /// The positions of offsets that never decrease, found in one pass over the text.
    pub fn positions(&self, offsets: impl IntoIterator<Item = usize>) -> Vec<Position> {
        let mut last = Position::START;
        let mut positions = Vec::new();
        for offset in offsets {
            last = last.forward(&self.text, offset);
            positions.push(Position {
                byte: last.byte + self.mark,
                ..last
            });
        }
        positions
    }

    /// The member of the outermost object with that exact name; the last one where it stands twice.
    pub fn member(&self, name: &str) -> Option<&Node> {
        match self.root() {
            Node::Map(members) => members
                .iter()
                .rev()
                .find(|member| member.name == name)
                .map(|member| self.get(member.value)),
            _ => None,
        }
    }

    /// Keys that stand twice in one map, which the YAML reader notes for the whole text. For JSON there are none here:
    /// only a walk along a shape finds them.
    pub fn repeated_keys(&self) -> &[RepeatedKey] {
        &self.repeated_keys
    }

    /// Puts the members of every object in the order of their names and keeps the last of those with one name, as
    /// Kubernetes does where it turns YAML into JSON.
    pub fn sort_members(&mut self) {
        for node in &mut self.nodes {
            if let Node::Map(members) = node {
                // Stable and reversed, the last of equal names comes first, and that is the one that is kept.
                members.reverse();
                members.sort_by(|a, b| a.name.cmp(&b.name));
                members.dedup_by(|later, kept| later.name == kept.name);
            }
        }
    }
}

impl Node {
    /// What Kubernetes calls a value of this kind.
    pub fn json_type(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "bool",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "array",
            Self::Map(_) => "object",
        }
    }
}
