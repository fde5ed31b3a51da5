//! YAML as the API server reads it: one document, the words of YAML 1.1, merge keys, and text for every key.

use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, Tag};

use super::node::{Builder, Document, Node, NodeId};
use super::{DEPTH_LIMIT, encoding, scalar};

/// How many members merge keys may bring into a document, all together.
const MERGE_LIMIT: usize = 1_000_000;

/// Reads the first document. The error is a sentence in the words of Go's YAML library, as far as it has any.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let text = encoding::decode(bytes).map_err(|error| format!("yaml: {error}"))?;
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: DEPTH_LIMIT,
        block_nesting_limit: DEPTH_LIMIT,
    };
    let mut reader = Reader::default();
    for event in Parser::new_from_str_with_options(&text, options) {
        let (event, span) = event.map_err(|error| match error.kind() {
            ErrorKind::UnknownAnchor => {
                let name = error
                    .marker()
                    .byte_offset()
                    .and_then(|at| text.get(at..))
                    .unwrap_or_default();
                let name: String = name
                    .chars()
                    .skip(1)
                    .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
                    .collect();
                format!("yaml: unknown anchor '{name}' referenced")
            }
            ErrorKind::RecursionLimitExceeded => {
                format!("yaml: exceeded max depth of {DEPTH_LIMIT}")
            }
            kind => format!("yaml: line {}: {kind}", error.marker().line()),
        })?;
        match reader.take(event, span, &text) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(format!("yaml: {error}")),
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    nodes: Builder,
    /// How many nodes each node stands for when aliases are written out.
    sizes: Vec<u64>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchor>,
    merged: usize,
    repeated_keys: Vec<String>,
    root: Option<NodeId>,
}

#[derive(Clone, Copy)]
struct Anchor {
    node: NodeId,
    complete: bool,
}

/// A collection whose end has not been read.
struct Open {
    id: NodeId,
    anchor: usize,
    size: u64,
    collection: Collection,
}

enum Collection {
    List(Vec<NodeId>),
    Map {
        members: Vec<(String, NodeId)>,
        seen: HashSet<String>,
        key: Option<Key>,
    },
}

enum Key {
    Text(String),
    Merge,
}

impl Reader {
    /// Takes one event in; false when the document is complete and what follows does not count.
    fn take(&mut self, event: Event<'_>, span: Span, text: &str) -> Result<bool, String> {
        let line = span.start.line();
        match event {
            Event::DocumentEnd | Event::StreamEnd => return Ok(false),
            Event::Alias(id) => {
                let anchor = self.anchors.get(&id).copied();
                let name = span.slice(text).unwrap_or_default().trim_start_matches('*');
                match anchor {
                    Some(Anchor {
                        node,
                        complete: true,
                    }) => self.add(node, line)?,
                    Some(_) => return Err(format!("anchor '{name}' value contains itself")),
                    None => return Err(format!("unknown anchor '{name}' referenced")),
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.scalar(&value, style, anchor, tag.as_deref(), line)?;
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(anchor, Collection::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(
                    anchor,
                    Collection::Map {
                        members: Vec::new(),
                        seen: HashSet::new(),
                        key: None,
                    },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(line)?,
            _ => {}
        }
        Ok(true)
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        line: usize,
    ) -> Result<(), String> {
        let plain = style == ScalarStyle::Plain;
        let own = tag.and_then(|tag| tag.suffix_in_namespace("tag:yaml.org,2002:"));
        let merge = plain && value == "<<" && (tag.is_none() || own.as_deref() == Some("merge"));
        if let Some(Open {
            collection: Collection::Map {
                key: key @ None, ..
            },
            ..
        }) = self.open.last_mut()
            && merge
        {
            *key = Some(Key::Merge);
            return Ok(());
        }
        let node = match (tag, own) {
            (Some(_), Some(own)) => scalar::tagged(&own, value, !plain)?,
            (None, _) if plain => scalar::plain(value)?,
            // In quotes, or with a tag that only its author knows.
            _ => Node::Text(value.to_owned()),
        };
        let id = self.allocate(node, anchor, true);
        self.add(id, line)
    }

    fn allocate(&mut self, node: Node, anchor: usize, complete: bool) -> NodeId {
        let id = self.nodes.add(node);
        self.sizes.push(1);
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { node: id, complete });
        }
        id
    }

    fn begin(&mut self, anchor: usize, collection: Collection) -> Result<(), String> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(format!("exceeded max depth of {DEPTH_LIMIT}"));
        }
        let id = self.allocate(Node::Null, anchor, false);
        self.open.push(Open {
            id,
            anchor,
            size: 1,
            collection,
        });
        Ok(())
    }

    fn end(&mut self, line: usize) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let node = match open.collection {
            Collection::List(items) => Node::List(items),
            Collection::Map { members, .. } => Node::Map(members),
        };
        self.nodes.complete(open.id, node);
        if let Some(size) = self.sizes.get_mut(open.id.index()) {
            *size = open.size;
        }
        if let Some(anchor) = self.anchors.get_mut(&open.anchor) {
            anchor.complete = true;
        }
        self.add(open.id, line)
    }

    /// Puts a complete node where it belongs: into the list, as a key, as the value of a key, or at the top.
    fn add(&mut self, id: NodeId, line: usize) -> Result<(), String> {
        let size = self.sizes.get(id.index()).copied().unwrap_or(1);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(id);
            return Ok(());
        };
        open.size = open.size.saturating_add(size);
        match &mut open.collection {
            Collection::List(items) => items.push(id),
            Collection::Map { members, seen, key } => match key.take() {
                None => *key = Some(Key::Text(key_text(self.nodes.get(id))?)),
                Some(Key::Text(name)) => {
                    if !seen.insert(name.clone()) {
                        self.repeated_keys
                            .push(format!("line {line}: key {name:?} already set in map"));
                    }
                    members.push((name, id));
                }
                Some(Key::Merge) => {
                    for (name, value) in merge_source(&self.nodes, id)? {
                        self.merged += 1;
                        if self.merged > MERGE_LIMIT {
                            return Err("document contains excessive aliasing".to_owned());
                        }
                        seen.insert(name.clone());
                        members.push((name, value));
                    }
                }
            },
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Document, String> {
        let root = match self.root {
            Some(root) => root,
            None => self.allocate(Node::Null, 0, true),
        };
        let written_out = self.sizes.get(root.index()).copied().unwrap_or(1);
        let read = u64::try_from(self.nodes.len()).unwrap_or(u64::MAX);
        if is_excessive(written_out, written_out.saturating_sub(read)) {
            return Err("yaml: document contains excessive aliasing".to_owned());
        }
        Ok(self.nodes.finish(root, self.repeated_keys))
    }
}

/// The members that a merge key brings in. In a list of maps the earlier ones win, so they come last.
fn merge_source(nodes: &Builder, id: NodeId) -> Result<Vec<(String, NodeId)>, String> {
    let refuse = || "map merge requires map or sequence of maps as the value".to_owned();
    match nodes.get(id) {
        Node::Map(members) => Ok(members.clone()),
        Node::List(items) => {
            let mut merged = Vec::new();
            for item in items.iter().rev() {
                match nodes.get(*item) {
                    Node::Map(members) if merged.len() <= MERGE_LIMIT => {
                        merged.extend_from_slice(members);
                    }
                    Node::Map(_) => return Err("document contains excessive aliasing".to_owned()),
                    _ => return Err(refuse()),
                }
            }
            Ok(merged)
        }
        _ => Err(refuse()),
    }
}

fn key_text(node: &Node) -> Result<String, String> {
    match node {
        Node::Text(text) | Node::Number(text) => Ok(text.clone()),
        Node::Boolean(value) => Ok(value.to_string()),
        Node::Null | Node::List(_) | Node::Map(_) => Err(format!(
            "unsupported map key of type: {}; use a text",
            node.json_type()
        )),
    }
}

/// The rule of Go's YAML library: small documents may repeat themselves freely, big ones hardly.
fn is_excessive(written_out: u64, through_aliases: u64) -> bool {
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
