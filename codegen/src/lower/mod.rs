//! OpenAPI -> model. One file per kind of thing.

mod extension;
mod field;
mod kind;
mod operation;
mod parameter;
mod reference;
mod response;
mod rule;
mod schema;
pub(crate) mod strict;

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::OpenAPI;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::model::{Operation, Release, Requirement, Schema, SchemaIndex};
use crate::pointer::Pointer;

/// What the OpenAPI document says.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) version: String,
    pub(crate) releases: Vec<Release>,
    pub(crate) path_prefix: String,
    pub(crate) schemas: Vec<Schema>,
    pub(crate) operations: Vec<Operation>,
}

/// Lowers the document, or reports everything in it that is wrong or not supported.
pub(crate) fn lower(
    document: &Document,
    api: &OpenAPI,
    catalogue: &[Requirement],
) -> Result<Lowered, Vec<Diagnostic>> {
    let requirements = catalogue
        .iter()
        .map(|requirement| requirement.id.as_str())
        .collect();
    let components = api.components.as_ref();
    let schemas: BTreeMap<&str, SchemaIndex> = components
        .into_iter()
        .flat_map(|components| components.schemas.keys().enumerate())
        .map(|(index, name)| (name.as_str(), SchemaIndex(index)))
        .collect();
    let mut lowering = Lowering {
        document,
        api,
        requirements,
        schemas,
        releases: Vec::new(),
        found: Vec::new(),
    };
    lowering.version();
    lowering.releases();
    lowering.empty_is_absent();
    let schemas = lowering.all_schemas();
    let operations = lowering.all_operations();
    let path_prefix = lowering.path_prefix();
    if lowering.found.is_empty() {
        Ok(Lowered {
            version: api.info.version.clone(),
            releases: lowering.releases,
            path_prefix,
            schemas,
            operations,
        })
    } else {
        Err(lowering.found)
    }
}

/// The document, what it may refer to, and the mistakes found so far.
struct Lowering<'a> {
    document: &'a Document,
    api: &'a OpenAPI,
    requirements: BTreeSet<&'a str>,
    schemas: BTreeMap<&'a str, SchemaIndex>,
    releases: Vec<Release>,
    found: Vec<Diagnostic>,
}

impl Lowering<'_> {
    /// Reports a mistake at a key.
    fn report(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found
            .push(self.document.at_key(code, at, message.into(), help.into()));
    }

    /// Reports a mistake at a value.
    fn report_value(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(
            self.document
                .at_value(code, at, message.into(), help.into()),
        );
    }

    /// Reports a part of OpenAPI that has no place in the model yet.
    fn unsupported(&mut self, at: &Pointer, what: &str) {
        self.report(
            Code::Unsupported,
            at,
            format!("{what} is not supported yet"),
            "leave it out, or teach the generator first",
        );
    }

    /// The typed model is that of OpenAPI 3.0; other versions give keywords other meanings.
    fn version(&mut self) {
        if !self.api.openapi.starts_with("3.0.") {
            let at = Pointer::root().child("openapi");
            self.unsupported(&at, &format!("OpenAPI {}", self.api.openapi));
        }
    }

    /// The types and validators are those of an API that treats empty as absent; say so when the document does not.
    fn empty_is_absent(&mut self) {
        let word = "x-empty-is-absent";
        let at = Pointer::root().child(word);
        match self
            .api
            .extensions
            .get(word)
            .map(|value| value.as_str().map(str::to_owned))
        {
            Some(Some(id)) => {
                self.requirement(&id, &at);
            }
            Some(None) => self.report_value(
                Code::InvalidRule,
                &at,
                format!("{word} names a requirement"),
                "",
            ),
            None => self.unsupported(
                &Pointer::root().child("openapi"),
                "a document without x-empty-is-absent",
            ),
        }
    }

    /// `x-platforms`: the releases the document describes, in rising order.
    fn releases(&mut self) {
        let word = "x-platforms";
        let Some(value) = self.api.extensions.get(word) else {
            return;
        };
        let at = Pointer::root().child(word);
        let texts: Option<Vec<&str>> = value
            .as_array()
            .map(|items| items.iter().filter_map(|item| item.as_str()).collect());
        let releases: Option<Vec<Release>> =
            texts.and_then(|texts| texts.iter().map(|text| text.parse().ok()).collect());
        match releases {
            Some(releases) if !releases.is_empty() && releases.is_sorted_by(|a, b| a < b) => {
                self.releases = releases;
            }
            _ => self.report_value(
                Code::InvalidRule,
                &at,
                format!("{word} lists platform releases in rising order"),
                "write it like [\"3.3\", \"3.4\"], each in quotes",
            ),
        }
    }

    /// The path of the first server's URL.
    fn path_prefix(&mut self) -> String {
        let at = Pointer::from_parts(&["servers"]);
        let [server] = self.api.servers.as_slice() else {
            self.report(
                Code::Unsupported,
                &at,
                "anything but one server is not supported yet",
                "give the document one entry under `servers`",
            );
            return String::new();
        };
        let rest = server
            .url
            .split_once("://")
            .map_or(server.url.as_str(), |(_, rest)| rest);
        let path = rest.find('/').map_or("", |slash| &rest[slash..]);
        path.trim_end_matches('/').to_owned()
    }
}
