//! JSON as the API server reads it: strict grammar, lenient text encoding, and every duplicate key kept.

use std::borrow::Cow;

use super::json_string::{self, Cursor};
use super::node::{Builder, Document, Member, Node, NodeId};
use super::{Cause, DEPTH_LIMIT, Unreadable};

/// Reads one JSON text.
pub(super) fn read(bytes: &[u8]) -> Result<Document<'_>, Unreadable> {
    let mut reader = Reader {
        cursor: Cursor::new(bytes),
        nodes: Builder::default(),
        open: Vec::new(),
    };
    let root = reader.value()?;
    reader.cursor.skip_white_space();
    match reader.cursor.peek() {
        None => Ok(reader.nodes.finish(root, Cow::Borrowed(bytes), 0)),
        Some(_) => Err(reader.cursor.unexpected("after top-level value")),
    }
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    nodes: Builder,
    open: Vec<Open>,
}

/// A list or an object whose end has not been read, with the offset of its beginning.
enum Open {
    List(usize, Vec<NodeId>),
    Map(usize, Vec<Member>, Key),
}

struct Key {
    name: String,
    at: usize,
}

impl Reader<'_> {
    /// Reads a value with everything in it. A loop and a stack of its own, so that depth is only memory.
    fn value(&mut self) -> Result<NodeId, Unreadable> {
        loop {
            let Some(mut done) = self.begin()? else {
                continue;
            };
            loop {
                done = match self.open.pop() {
                    None => return Ok(done),
                    Some(open) => match self.append(open, done)? {
                        Some((node, at)) => self.nodes.add(node, at),
                        None => break,
                    },
                };
            }
        }
    }

    /// Reads a scalar or an empty collection, or opens a collection and leaves its first value to be read.
    fn begin(&mut self) -> Result<Option<NodeId>, Unreadable> {
        self.cursor.skip_white_space();
        let at = self.cursor.position();
        let node = match self.cursor.peek() {
            None => return Err(self.cursor.ended()),
            Some(b'{') => {
                self.check_depth()?;
                self.cursor.advance();
                self.cursor.skip_white_space();
                if self.cursor.peek() == Some(b'}') {
                    self.cursor.advance();
                    Node::Map(Vec::new())
                } else {
                    let key = self.key()?;
                    self.open.push(Open::Map(at, Vec::new(), key));
                    return Ok(None);
                }
            }
            Some(b'[') => {
                self.check_depth()?;
                self.cursor.advance();
                self.cursor.skip_white_space();
                if self.cursor.peek() == Some(b']') {
                    self.cursor.advance();
                    Node::List(Vec::new())
                } else {
                    self.open.push(Open::List(at, Vec::new()));
                    return Ok(None);
                }
            }
            Some(b'"') => Node::Text(json_string::read(&mut self.cursor)?),
            Some(b't') => self.literal("true", Node::Boolean(true))?,
            Some(b'f') => self.literal("false", Node::Boolean(false))?,
            Some(b'n') => self.literal("null", Node::Null)?,
            Some(b'-' | b'0'..=b'9') => Node::Number(self.number()?),
            Some(_) => return Err(self.cursor.unexpected("looking for beginning of value")),
        };
        Ok(Some(self.nodes.add(node, at)))
    }

    /// Puts a finished value into the collection around it; gives the collection back when that was its last value.
    fn append(&mut self, open: Open, value: NodeId) -> Result<Option<(Node, usize)>, Unreadable> {
        self.cursor.skip_white_space();
        let next = self.cursor.peek();
        match (open, next) {
            (_, None) => Err(self.cursor.ended()),
            (Open::List(at, mut items), Some(b',' | b']')) => {
                self.cursor.advance();
                items.push(value);
                if next == Some(b']') {
                    return Ok(Some((Node::List(items), at)));
                }
                self.open.push(Open::List(at, items));
                Ok(None)
            }
            (Open::List(..), Some(_)) => Err(self.cursor.unexpected("after array element")),
            (Open::Map(at, mut members, key), Some(b',' | b'}')) => {
                self.cursor.advance();
                members.push(Member {
                    name: key.name,
                    at: key.at,
                    value,
                    merged: false,
                });
                if next == Some(b'}') {
                    return Ok(Some((Node::Map(members), at)));
                }
                self.cursor.skip_white_space();
                let key = self.key()?;
                self.open.push(Open::Map(at, members, key));
                Ok(None)
            }
            (Open::Map(..), Some(_)) => Err(self.cursor.unexpected("after object key:value pair")),
        }
    }

    fn key(&mut self) -> Result<Key, Unreadable> {
        match self.cursor.peek() {
            None => return Err(self.cursor.ended()),
            Some(b'"') => {}
            Some(_) => {
                return Err(self
                    .cursor
                    .unexpected("looking for beginning of object key string"));
            }
        }
        let at = self.cursor.position();
        let name = json_string::read(&mut self.cursor)?;
        self.cursor.skip_white_space();
        match self.cursor.peek() {
            None => Err(self.cursor.ended()),
            Some(b':') => {
                self.cursor.advance();
                Ok(Key { name, at })
            }
            Some(_) => Err(self.cursor.unexpected("after object key")),
        }
    }

    fn check_depth(&self) -> Result<(), Unreadable> {
        if self.open.len() < DEPTH_LIMIT {
            Ok(())
        } else {
            Err(self.cursor.refused(Cause::Limit, "exceeded max depth"))
        }
    }

    fn literal(&mut self, word: &str, node: Node) -> Result<Node, Unreadable> {
        for expected in word.bytes() {
            match self.cursor.peek() {
                None => return Err(self.cursor.ended()),
                Some(byte) if byte == expected => self.cursor.advance(),
                Some(_) => {
                    let place = format!("in literal {word} (expecting '{}')", char::from(expected));
                    return Err(self.cursor.unexpected(&place));
                }
            }
        }
        Ok(node)
    }

    fn number(&mut self) -> Result<String, Unreadable> {
        let start = self.cursor.position();
        if self.cursor.peek() == Some(b'-') {
            self.cursor.advance();
        }
        if self.cursor.peek() == Some(b'0') {
            self.cursor.advance();
        } else {
            self.digits("in numeric literal")?;
        }
        if self.cursor.peek() == Some(b'.') {
            self.cursor.advance();
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.cursor.peek(), Some(b'e' | b'E')) {
            self.cursor.advance();
            if matches!(self.cursor.peek(), Some(b'+' | b'-')) {
                self.cursor.advance();
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(self.cursor.text_since(start))
    }

    /// Reads one digit or more.
    fn digits(&mut self, place: &str) -> Result<(), Unreadable> {
        match self.cursor.peek() {
            None => return Err(self.cursor.ended()),
            Some(byte) if byte.is_ascii_digit() => {}
            Some(_) => return Err(self.cursor.unexpected(place)),
        }
        while self.cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.cursor.advance();
        }
        Ok(())
    }
}
