//! What this project's own documents say beyond OpenAPI, and what they may not leave open.
//!
//! Such a document declares `x-empty-is-absent`: an empty text, false, zero, an empty list or map is the same as no
//! value. Its rules cite requirements of a catalogue. A part of OpenAPI that has no meaning in it is a mistake.

mod component;
mod extension;
mod member;
mod operation;
mod parameter;
mod refusal;
mod response;
mod rule;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Release, Requirement};

/// What a contract is read with.
#[derive(Debug)]
pub(super) struct Contract<'a> {
    /// Ids of the catalogue.
    requirements: BTreeSet<&'a str>,
    /// The platform releases it describes, in rising order.
    pub(super) releases: Vec<Release>,
}

impl<'a> Contract<'a> {
    pub(super) fn new(catalogue: &'a [Requirement]) -> Self {
        Self {
            requirements: catalogue
                .iter()
                .map(|requirement| requirement.id.as_str())
                .collect(),
            releases: Vec::new(),
        }
    }
}

impl Lowering<'_> {
    /// What a contract declares about itself.
    pub(super) fn declarations(&mut self) {
        let word = "x-empty-is-absent";
        if self.is_contract() {
            self.releases();
            self.empty_is_absent(word);
        } else if self.value(&Node::root(&[word])).is_some() {
            let message = format!("{word} needs a catalogue of requirements, and there is none");
            let help = "the document is read as any other: empty values are values";
            self.report(Code::Ignored, &Node::root(&[word]), message, help);
        }
    }

    /// The types and validators are those of an API that treats empty as absent; say so when the document does not.
    fn empty_is_absent(&mut self, word: &str) {
        let at = Node::root(&[word]);
        match self.value(&at) {
            Some(Value::String(id)) => {
                self.requirement(id, &at);
            }
            Some(_) => self.report_value(
                Code::InvalidRule,
                &at,
                format!("{word} names a requirement"),
                "",
            ),
            None => self.unsupported(
                &Node::root(&["openapi"]),
                "a document without x-empty-is-absent",
            ),
        }
    }

    /// `x-platforms`: the releases the document describes, in rising order.
    fn releases(&mut self) {
        let word = "x-platforms";
        let at = Node::root(&[word]);
        let Some(value) = self.value(&at) else {
            return;
        };
        let texts: Option<Vec<&str>> = value
            .as_array()
            .map(|items| items.iter().filter_map(Value::as_str).collect());
        let releases: Option<Vec<Release>> =
            texts.and_then(|texts| texts.iter().map(|text| text.parse().ok()).collect());
        match (releases, &mut self.contract) {
            (Some(releases), Some(contract))
                if !releases.is_empty() && releases.is_sorted_by(|a, b| a < b) =>
            {
                contract.releases = releases;
            }
            _ => self.report_value(
                Code::InvalidRule,
                &at,
                format!("{word} lists platform releases in rising order"),
                "write it like [\"3.3\", \"3.4\"], each in quotes",
            ),
        }
    }

    /// A contract has one server, whose path stands before every other.
    pub(super) fn one_server(&mut self) {
        let at = Node::root(&["servers"]);
        let count = self.value(&at).and_then(Value::as_array).map(Vec::len);
        if self.is_contract() && count != Some(1) {
            self.report(
                Code::Unsupported,
                &at,
                "anything but one server is not supported yet",
                "give the document one entry under `servers`",
            );
        }
    }

    /// Reports a part of OpenAPI that has no place in a contract yet.
    fn unsupported(&mut self, node: &Node, what: &str) {
        self.report(
            Code::Unsupported,
            node,
            format!("{what} is not supported yet"),
            "leave it out, or teach the generator first",
        );
    }
}
