//! Answers of a contract, and the schema of a body.

use super::super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Kind, Outcome, Response, SchemaIndex};

impl Lowering<'_> {
    /// The answers by rising status, the default last, and the media types of the successes.
    pub(super) fn contract_responses(&mut self, node: &Node) -> (Vec<Response>, Vec<String>) {
        let mut responses = Vec::new();
        let mut media_types: Vec<String> = Vec::new();
        for (outcome, written, at) in self.outcomes(node) {
            let status = match outcome {
                Outcome::Status(status) => Some(status),
                Outcome::Default => None,
                Outcome::Hundred(_) => {
                    self.unsupported(&written, "a range of statuses");
                    continue;
                }
            };
            let content = at.child("content");
            if status.is_some_and(|status| (200..300).contains(&status)) {
                for name in self.keys(&content) {
                    if !media_types.contains(&name) {
                        media_types.push(name);
                    }
                }
            }
            responses.push(Response {
                status,
                description: self.text_at(&at, "description").unwrap_or_default(),
                body: self.content(&content),
            });
        }
        responses.sort_by_key(|response| (response.status.is_none(), response.status));
        (responses, media_types)
    }

    /// The one schema that all media types of a body have; plain text beside it is left to the description.
    pub(super) fn content(&mut self, node: &Node) -> Option<SchemaIndex> {
        let mut body = None;
        for name in self.keys(node) {
            let at = node.child(&name).child("schema");
            let index = if self.reference(&at).is_some() {
                match self.type_of(&at, "body").kind {
                    Kind::Schema(index) => Some(index),
                    _ => None,
                }
            } else if name == "text/plain" && self.text_at(&at, "type").as_deref() == Some("string")
            {
                continue;
            } else {
                self.unsupported(&at, "a body that is neither a $ref nor plain text");
                None
            };
            if body.is_some() && index.is_some() && body != index {
                let message = "media types with different schemas are not supported yet";
                let help = "refer to the same schema from every media type";
                self.report(Code::Unsupported, &at, message, help);
            }
            body = body.or(index);
        }
        body
    }
}
