//! A parsed body, before anything is known about its meaning.
//!
//! Nodes lie in one flat list and refer to each other by index. Reading, walking and dropping need no recursion, however
//! deep the text is nested, and a YAML alias costs nothing: it is the index of the node it points to.

/// A parsed text.
#[derive(Debug)]
pub(crate) struct Document {
    nodes: Vec<Node>,
    root: NodeId,
    /// Keys that stand twice in one map, each with its line; only YAML reports them here, for it knows the lines.
    pub(crate) repeated_keys: Vec<String>,
}

/// The index of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeId(usize);

impl NodeId {
    /// The place among the nodes, in the order they were added.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// A value.
#[derive(Debug)]
pub(crate) enum Node {
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
    Map(Vec<(String, NodeId)>),
}

/// The nodes of a text that is still being read.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    nodes: Vec<Node>,
}

impl Builder {
    /// Adds a node.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() - 1)
    }

    /// Replaces a node, for a list or a map whose end is now known.
    pub(crate) fn complete(&mut self, id: NodeId, node: Node) {
        if let Some(place) = self.nodes.get_mut(id.0) {
            *place = node;
        }
    }

    /// The node added under that index.
    pub(crate) fn get(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0).unwrap_or(&Node::Null)
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The whole.
    pub(crate) fn finish(self, root: NodeId, repeated_keys: Vec<String>) -> Document {
        Document {
            nodes: self.nodes,
            root,
            repeated_keys,
        }
    }
}

impl Document {
    /// The outermost value.
    pub(crate) fn root(&self) -> &Node {
        self.get(self.root)
    }

    /// The node of that index.
    pub(crate) fn get(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0).unwrap_or(&Node::Null)
    }

    /// The member of the outermost object with that exact name; the last one where it stands twice.
    pub(crate) fn member(&self, name: &str) -> Option<&Node> {
        match self.root() {
            Node::Map(members) => members
                .iter()
                .rev()
                .find(|(key, _)| key == name)
                .map(|(_, value)| self.get(*value)),
            _ => None,
        }
    }
}

impl Node {
    /// What JSON calls a value of this kind, in the words of Go's decoder.
    pub(crate) fn json_type(&self) -> &'static str {
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
