//! Documents without `x-empty-is-absent`: everything that OpenAPI 3.0 has, read as it is written.
//!
//! A schema is read as a conjunction: the list of plain schemas that `$ref` and `allOf` lead to, all of which hold.
//! Whatever a keyword means for a list of schemas, it then means for one.

mod call;
mod cycle;
mod files;
mod keyword;
mod naming;
mod object;
mod pattern;
mod reference;
mod schema;
mod union;
mod written;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

pub(crate) use files::{Files, references};
pub(crate) use written::Written;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Call, Schema, SchemaIndex};
use crate::pointer::Pointer;
use naming::Names;

/// A value of one of the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    file: usize,
    at: Pointer,
    /// Whether `oneOf` and `anyOf` here are left out, since another schema stands for each of their branches.
    branched: bool,
}

impl Node {
    fn child(&self, name: &str) -> Self {
        Self {
            file: self.file,
            at: self.at.child(name),
            branched: false,
        }
    }

    fn index(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }
}

/// What the documents say.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) version: String,
    pub(crate) path_prefix: String,
    pub(crate) schemas: Vec<Schema>,
    pub(crate) calls: Vec<Call>,
    /// The schemas as they are written, by index.
    pub(crate) written: Vec<Written>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Lowers the first file and everything that it refers to; `found` is what was noticed before.
pub(crate) fn lower(files: &Files, found: Vec<Diagnostic>) -> Result<Lowered, Vec<Diagnostic>> {
    let mut lowering = Lowering {
        files,
        found,
        names: Names::default(),
        slots: Vec::new(),
        claimed: Vec::new(),
        indices: BTreeMap::new(),
        queue: VecDeque::new(),
        origins: BTreeMap::new(),
        reported: BTreeSet::new(),
        depth: 0,
    };
    lowering.openapi_version();
    lowering.components();
    let calls = lowering.calls();
    lowering.drain();
    let written = lowering.written();
    let (version, path_prefix) = (lowering.version(), lowering.path_prefix());
    let (warnings, mistakes): (Vec<_>, Vec<_>) = lowering
        .found
        .into_iter()
        .partition(|found| found.code.is_warning());
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut schemas: Vec<Schema> = lowering.slots.into_iter().flatten().collect();
    cycle::boxes(&mut schemas);
    Ok(Lowered {
        version,
        path_prefix,
        schemas,
        calls,
        written,
        warnings,
    })
}

struct Lowering<'a> {
    files: &'a Files,
    found: Vec<Diagnostic>,
    names: Names,
    /// Every schema by its index; empty while it waits in the queue.
    slots: Vec<Option<Schema>>,
    /// The Rust name of each slot.
    claimed: Vec<String>,
    indices: BTreeMap<(usize, Pointer), SchemaIndex>,
    queue: VecDeque<(SchemaIndex, Node)>,
    /// The schemas that each slot is the conjunction of.
    origins: BTreeMap<SchemaIndex, Vec<Node>>,
    reported: BTreeSet<(Code, usize, Pointer)>,
    /// How many schemas are being read inside of each other.
    depth: usize,
}

impl<'a> Lowering<'a> {
    fn value(&self, node: &Node) -> Option<&'a Value> {
        self.files.value(node.file, &node.at)
    }

    /// Reports something at a key, once.
    fn report(
        &mut self,
        code: Code,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.reported.insert((code, node.file, node.at.clone())) {
            let document = self.files.document(node.file);
            self.found
                .push(document.at_key(code, &node.at, message.into(), help.into()));
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("this must be {expected}");
        self.report(
            Code::Syntax,
            node,
            message,
            "see OpenAPI 3.0.3 for what may stand here",
        );
    }

    fn root(file: usize, parts: &[&str]) -> Node {
        Node {
            file,
            at: Pointer::from_parts(parts),
            branched: false,
        }
    }

    /// Other versions of OpenAPI give keywords other meanings.
    fn openapi_version(&mut self) {
        let node = Self::root(0, &["openapi"]);
        let version = self.value(&node).and_then(Value::as_str);
        if !version.is_some_and(|version| version.starts_with("3.0")) {
            let message = match version {
                Some(version) => format!("OpenAPI {version} is not supported"),
                None => "this is no OpenAPI 3.0 document: it has no `openapi: 3.0.x`".to_owned(),
            };
            self.report(
                Code::Unsupported,
                &node,
                message,
                "convert the document to OpenAPI 3.0.3",
            );
        }
    }

    /// Reserves a place for every component, in the order of the document.
    fn components(&mut self) {
        let node = Self::root(0, &["components", "schemas"]);
        let Some(value) = self.value(&node) else {
            return;
        };
        let Value::Object(components) = value else {
            self.wrong_type(&node, "a map of schemas");
            return;
        };
        for name in components.keys() {
            self.reserve(node.child(name), name);
        }
    }

    fn drain(&mut self) {
        while let Some((index, node)) = self.queue.pop_front() {
            self.component(index, &node);
        }
    }

    fn version(&mut self) -> String {
        let node = Self::root(0, &["info", "version"]);
        match self.value(&node) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The path of the first server's URL, where it has one.
    fn path_prefix(&self) -> String {
        let node = Self::root(0, &["servers", "0", "url"]);
        let url = self
            .value(&node)
            .and_then(Value::as_str)
            .unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find('/').map_or("", |slash| &rest[slash..]);
        path.trim_end_matches('/').to_owned()
    }
}
