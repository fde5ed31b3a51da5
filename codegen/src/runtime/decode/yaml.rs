//! YAML as the API server reads it: one document, the words of YAML 1.1, merge keys, and text for every key.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::alias::{MERGE_LIMIT, is_excessive, merge_source};
use super::encoding::{self, Text};
use super::fault::Fault;
use super::node::{Builder, Document, Member, Node, NodeId, RepeatedKey};
use super::{Cause, DEPTH_LIMIT, Position, Unreadable, scalar};

/// Reads the first document.
pub(super) fn read(bytes: &[u8]) -> Result<Document<'_>, Unreadable> {
    let Text { text, mark } = encoding::decode(bytes).map_err(|error| Unreadable {
        cause: Cause::Encoding,
        position: Position::of(bytes, error.at),
        message: error.message.to_owned(),
    })?;
    let mut reader = Reader::default();
    let root = reader.document(&text).map_err(|fault| {
        let position = Position::of(text.as_bytes(), fault.at);
        Unreadable {
            cause: fault.cause,
            position: Position {
                byte: position.byte + mark,
                ..position
            },
            message: fault.message,
        }
    })?;
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    Ok(reader.nodes.finish(root, text, mark))
}

#[derive(Default)]
struct Reader {
    nodes: Builder,
    /// How many nodes each node stands for when aliases are written out.
    sizes: Vec<u64>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchor>,
    merged: usize,
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
    start: Start,
    anchor: usize,
    size: u64,
    collection: Collection,
}

enum Collection {
    List(Vec<NodeId>),
    Map {
        members: Vec<Member>,
        seen: HashSet<String>,
        key: Option<Key>,
    },
}

enum Key {
    Text {
        name: String,
        at: usize,
        line: usize,
    },
    Merge,
}

/// Where an event begins.
#[derive(Clone, Copy)]
struct Start {
    at: usize,
    line: usize,
}

impl Reader {
    fn document(&mut self, text: &str) -> Result<NodeId, Fault> {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
        };
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, span) = event.map_err(|error| Fault::scan(&error, text))?;
            if !self.take(event, span, text)? {
                break;
            }
        }
        self.finish()
    }

    /// Takes one event in; false when the document is complete and what follows does not count.
    fn take(&mut self, event: Event<'_>, span: Span, text: &str) -> Result<bool, Fault> {
        let start = Start {
            at: span.start.byte_offset().unwrap_or_default(),
            line: span.start.line(),
        };
        match event {
            Event::DocumentEnd | Event::StreamEnd => return Ok(false),
            Event::Alias(id) => {
                let anchor = self.anchors.get(&id).copied();
                let name = span.slice(text).unwrap_or_default().trim_start_matches('*');
                match anchor {
                    Some(Anchor {
                        node,
                        complete: true,
                    }) => self.add(node, start)?,
                    Some(_) => {
                        let message = format!("anchor '{name}' value contains itself");
                        return Err(Fault::meaning(start.at, message));
                    }
                    None => {
                        let message = format!("unknown anchor '{name}' referenced");
                        return Err(Fault::meaning(start.at, message));
                    }
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.scalar(&value, style, anchor, tag.as_deref(), start)?;
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(anchor, start, Collection::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(
                    anchor,
                    start,
                    Collection::Map {
                        members: Vec::new(),
                        seen: HashSet::new(),
                        key: None,
                    },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end()?,
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
        start: Start,
    ) -> Result<(), Fault> {
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
            (Some(_), Some(own)) => scalar::tagged(&own, value, !plain),
            (None, _) if plain => scalar::plain(value),
            // In quotes, or with a tag that only its author knows.
            _ => Ok(Node::Text(value.to_owned())),
        };
        let node = node.map_err(|message| Fault::meaning(start.at, message))?;
        let id = self.allocate(node, start.at, anchor, true);
        self.add(id, start)
    }

    fn allocate(&mut self, node: Node, at: usize, anchor: usize, complete: bool) -> NodeId {
        let id = self.nodes.add(node, at);
        self.sizes.push(1);
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { node: id, complete });
        }
        id
    }

    fn begin(&mut self, anchor: usize, start: Start, collection: Collection) -> Result<(), Fault> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(Fault::too_deep(start.at));
        }
        let id = self.allocate(Node::Null, start.at, anchor, false);
        self.open.push(Open {
            id,
            start,
            anchor,
            size: 1,
            collection,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
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
        self.add(open.id, open.start)
    }

    /// Puts a complete node where it belongs: into the list, as a key, as the value of a key, or at the top.
    fn add(&mut self, id: NodeId, start: Start) -> Result<(), Fault> {
        let Start { at, line } = start;
        let size = self.sizes.get(id.index()).copied().unwrap_or(1);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(id);
            return Ok(());
        };
        open.size = open.size.saturating_add(size);
        match &mut open.collection {
            Collection::List(items) => items.push(id),
            Collection::Map { members, seen, key } => match key.take() {
                None => {
                    let name =
                        key_text(self.nodes.get(id)).map_err(|text| Fault::meaning(at, text))?;
                    *key = Some(Key::Text { name, at, line });
                }
                Some(Key::Text { name, at, line }) => {
                    if !seen.insert(name.clone()) {
                        self.nodes.repeated_keys.push(RepeatedKey {
                            name: name.clone(),
                            line,
                        });
                    }
                    members.push(Member {
                        name,
                        at,
                        value: id,
                        merged: false,
                    });
                }
                Some(Key::Merge) => {
                    for member in merge_source(&self.nodes, id, at)? {
                        self.merged += 1;
                        if self.merged > MERGE_LIMIT {
                            return Err(Fault::too_many_aliases(at));
                        }
                        seen.insert(member.name.clone());
                        members.push(Member {
                            merged: true,
                            ..member
                        });
                    }
                }
            },
        }
        Ok(())
    }

    /// The root of the document; a text without one is `null`.
    fn finish(&mut self) -> Result<NodeId, Fault> {
        let root = match self.root {
            Some(root) => root,
            None => self.allocate(Node::Null, 0, 0, true),
        };
        let written_out = self.sizes.get(root.index()).copied().unwrap_or(1);
        let read = u64::try_from(self.nodes.len()).unwrap_or(u64::MAX);
        if is_excessive(written_out, written_out.saturating_sub(read)) {
            return Err(Fault::too_many_aliases(0));
        }
        Ok(root)
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
