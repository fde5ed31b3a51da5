//! Answers, and the schema of a body.

use openapiv3::{
    Content, ReferenceOr, Response as ApiResponse, Responses, SchemaKind, StatusCode, Type,
};

use super::Lowering;
use crate::diagnostic::Code;
use crate::model::{Response, SchemaIndex};
use crate::pointer::Pointer;

impl<'a> Lowering<'a> {
    /// The answers by rising status, the default last, and the media types of the successes.
    pub(super) fn responses(
        &mut self,
        responses: &'a Responses,
        at: &Pointer,
    ) -> (Vec<Response>, Vec<String>) {
        let mut lowered = Vec::new();
        let mut media_types: Vec<String> = Vec::new();
        for (status, response) in &responses.responses {
            let at = at.child(&status.to_string());
            let StatusCode::Code(status) = status else {
                self.unsupported(&at, "a range of statuses");
                continue;
            };
            let Some((response, at)) = self.response_item(response, &at) else {
                continue;
            };
            if (200..300).contains(status) {
                let new = response
                    .content
                    .keys()
                    .filter(|name| !media_types.contains(name));
                let new: Vec<String> = new.cloned().collect();
                media_types.extend(new);
            }
            lowered.push(self.response(Some(*status), response, &at));
        }
        lowered.sort_by_key(|response| response.status);
        if let Some(default) = &responses.default
            && let Some((response, at)) = self.response_item(default, &at.child("default"))
        {
            lowered.push(self.response(None, response, &at));
        }
        (lowered, media_types)
    }

    fn response(&mut self, status: Option<u16>, response: &ApiResponse, at: &Pointer) -> Response {
        let body = self.content(&response.content, &at.child("content"));
        Response {
            status,
            description: response.description.trim().to_owned(),
            body,
        }
    }

    /// The one schema that all media types of a body have; plain text beside it is left to the description.
    pub(super) fn content(&mut self, content: &Content, at: &Pointer) -> Option<SchemaIndex> {
        let mut body = None;
        for (name, media_type) in content {
            let at = at.child(name).child("schema");
            let index = match &media_type.schema {
                Some(ReferenceOr::Reference { reference }) => self.schema_reference(reference, &at),
                Some(ReferenceOr::Item(schema))
                    if matches!(schema.schema_kind, SchemaKind::Type(Type::String(_)))
                        && name == "text/plain" =>
                {
                    continue;
                }
                Some(ReferenceOr::Item(_)) | None => {
                    self.unsupported(&at, "a body that is neither a $ref nor plain text");
                    None
                }
            };
            if body.is_some() && index.is_some() && body != index {
                let help = "refer to the same schema from every media type";
                self.report(
                    Code::Unsupported,
                    &at,
                    "media types with different schemas are not supported yet",
                    help,
                );
            }
            body = body.or(index);
        }
        body
    }
}
