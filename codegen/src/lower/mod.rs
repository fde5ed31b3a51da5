//! OpenAPI -> model, for every document: what OpenAPI 3.0 has, read as it is written.
//!
//! A schema is read as a conjunction: the list of plain schemas that `$ref` and `allOf` lead to, all of which hold.
//! Whatever a keyword means for a list of schemas, it then means for one. What this project's own documents say beyond
//! OpenAPI, and what they may not leave open, is in `contract`.

mod call;
mod contract;
mod cycle;
mod enumeration;
mod files;
mod keyword;
mod naming;
mod node;
mod note;
mod object;
mod pattern;
mod reference;
mod schema;
mod taken;
mod type_word;
mod union;
mod written;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

pub(crate) use files::{Files, references};
pub(crate) use written::Written;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::model::{Call, Operation, Release, Requirement, Schema, SchemaIndex};
use crate::pointer::{self, Pointer};
use contract::Contract;
use naming::Names;
use node::Node;

/// What a document takes for granted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dialect<'a> {
    /// OpenAPI alone: a member is absent where it is left out, and what means nothing here is told as a warning.
    OpenApi,
    /// A contract that declares `x-empty-is-absent` and cites this catalogue: an empty value is no value, everything
    /// has a description, and nothing is ignored.
    Contract(&'a [Requirement]),
}

/// What the documents say.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) version: String,
    /// The platform releases of a contract.
    pub(crate) releases: Vec<Release>,
    pub(crate) path_prefix: String,
    pub(crate) schemas: Vec<Schema>,
    /// The operations of a contract, as data.
    pub(crate) operations: Vec<Operation>,
    /// The operations of any other document, as something to call.
    pub(crate) calls: Vec<Call>,
    /// The schemas of any other document as they are written, by index.
    pub(crate) written: Vec<Written>,
    /// What is carried and not enforced, ignored, or renamed; never anything for a contract.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Lowers the first file and everything that it refers to, or reports everything in it that is wrong; `found` is what
/// was noticed before.
pub(crate) fn lower(
    files: &Files,
    dialect: Dialect<'_>,
    found: Vec<Diagnostic>,
) -> Result<Lowered, Vec<Diagnostic>> {
    let contract = match dialect {
        Dialect::OpenApi => None,
        Dialect::Contract(catalogue) => Some(Contract::new(catalogue)),
    };
    let mut lowering = Lowering {
        files,
        near: RefCell::default(),
        contract,
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
    lowering.declarations();
    lowering.components();
    let (mut calls, mut operations) = (Vec::new(), Vec::new());
    if lowering.is_contract() {
        lowering.drain();
        operations = lowering.operations();
    } else {
        calls = lowering.calls();
    }
    lowering.drain();
    let written = if lowering.is_contract() {
        Vec::new()
    } else {
        lowering.written()
    };
    let (version, path_prefix) = (lowering.version(), lowering.path_prefix());
    let is_contract = lowering.is_contract();
    let releases = lowering.contract.map(|contract| contract.releases);
    let (warnings, mistakes): (Vec<_>, Vec<_>) = lowering
        .found
        .into_iter()
        .partition(|found| found.code.is_warning() && !is_contract);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut schemas: Vec<Schema> = lowering.slots.into_iter().flatten().collect();
    cycle::boxes(&mut schemas);
    Ok(Lowered {
        version,
        releases: releases.unwrap_or_default(),
        path_prefix,
        schemas,
        operations,
        calls,
        written,
        warnings,
    })
}

/// The component that was last asked for something.
struct Near<'a> {
    file: usize,
    at: String,
    value: &'a Value,
}

struct Lowering<'a> {
    files: &'a Files,
    near: RefCell<Option<Near<'a>>>,
    /// What only a contract has.
    contract: Option<Contract<'a>>,
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
    /// What was reported, since a schema is read as often as it is referred to.
    reported: BTreeSet<(Code, usize, Pointer, String)>,
    /// How many schemas are being read inside of each other.
    depth: usize,
}

impl<'a> Lowering<'a> {
    const fn is_contract(&self) -> bool {
        self.contract.is_some()
    }

    /// The value of a node. Whatever is asked of a component is asked many times, so that the last one is remembered.
    fn value(&self, node: &Node) -> Option<&'a Value> {
        if let Some(near) = &*self.near.borrow()
            && near.file == node.file
            && let Some(rest) = node.at.below(&near.at)
        {
            return pointer::walk(rest, near.value);
        }
        let at = node.at.component();
        let value = self.files.component(node.file, at)?;
        self.near.replace(Some(Near {
            file: node.file,
            at: at.to_owned(),
            value,
        }));
        pointer::walk(node.at.below(at)?, value)
    }

    /// Reports something at a key, once.
    fn report(
        &mut self,
        code: Code,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report_at(Document::at_key, code, node, (message.into(), help.into()));
    }

    /// Reports something at a value, once.
    fn report_value(
        &mut self,
        code: Code,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report_at(
            Document::at_value,
            code,
            node,
            (message.into(), help.into()),
        );
    }

    fn report_at(
        &mut self,
        diagnostic: fn(&Document, Code, &Pointer, String, String) -> Diagnostic,
        code: Code,
        node: &Node,
        (message, help): (String, String),
    ) {
        let code = self.severity(code);
        let news = (code, node.file, node.at.clone(), message.clone());
        if self.reported.insert(news) {
            let document = self.files.document(node.file);
            self.found
                .push(diagnostic(document, code, &node.at, message, help));
        }
    }

    /// What is a warning elsewhere is a mistake in a contract, where nothing may go without effect.
    const fn severity(&self, code: Code) -> Code {
        if self.is_contract() && code.is_warning() {
            Code::Unsupported
        } else {
            code
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

    /// Other versions of OpenAPI give keywords other meanings.
    fn openapi_version(&mut self) {
        let node = Node::root(&["openapi"]);
        let version = self.value(&node).and_then(Value::as_str);
        if !version.is_some_and(|version| version.starts_with("3.0")) {
            let message = match version {
                Some(version) => format!("OpenAPI {version} is not supported yet"),
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
        let node = Node::root(&["components", "schemas"]);
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

    fn version(&self) -> String {
        match self.value(&Node::root(&["info", "version"])) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The path of the first server's URL, where it has one.
    fn path_prefix(&mut self) -> String {
        self.one_server();
        let node = Node::root(&["servers", "0", "url"]);
        let url = self
            .value(&node)
            .and_then(Value::as_str)
            .unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find('/').map_or("", |slash| &rest[slash..]);
        path.trim_end_matches('/').to_owned()
    }

    /// A text that is not empty, without the white space around it.
    fn text_at(&self, node: &Node, word: &str) -> Option<String> {
        let text = self.value(node)?.get(word)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn flag(&self, node: &Node, word: &str) -> bool {
        let value = self.value(node).and_then(|schema| schema.get(word));
        value.and_then(Value::as_bool).unwrap_or(false)
    }
}
