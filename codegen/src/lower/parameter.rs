//! Path and query parameters.

use openapiv3::{
    Parameter as ApiParameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, SchemaKind,
    Type, VariantOrUnknownOrEmpty,
};

use super::Lowering;
use super::extension::{EXTENSIONS, of_schema};
use crate::diagnostic::Code;
use crate::model::Parameter;
use crate::pointer::Pointer;

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

impl<'a> Lowering<'a> {
    /// A parameter and where it stands. `None` after a report.
    pub(super) fn parameter(
        &mut self,
        item: &'a ReferenceOr<ApiParameter>,
        at: &Pointer,
    ) -> Option<(Location, Parameter)> {
        let (parameter, at) = self.parameter_item(item, at)?;
        let (location, data) = match parameter {
            ApiParameter::Path { parameter_data, .. } => (Location::Path, parameter_data),
            ApiParameter::Query { parameter_data, .. } => (Location::Query, parameter_data),
            ApiParameter::Header { .. } | ApiParameter::Cookie { .. } => {
                self.unsupported(&at.child("in"), "a header or cookie parameter");
                return None;
            }
        };
        if location == Location::Path && !data.required {
            self.report(
                Code::Missing,
                &at.child("name"),
                "a path parameter is required",
                "add `required: true`",
            );
        }
        if location == Location::Query && data.required {
            self.unsupported(&at.child("required"), "a required query parameter");
        }
        Some((location, self.parameter_data(data, &at)?))
    }

    fn parameter_data(&mut self, data: &ParameterData, at: &Pointer) -> Option<Parameter> {
        let schema_at = at.child("schema");
        let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &data.format else {
            self.unsupported(
                &schema_at,
                "a parameter whose schema is not written in place",
            );
            return None;
        };
        let SchemaKind::Type(Type::String(text)) = &schema.schema_kind else {
            self.unsupported(&schema_at, "a parameter that is no string");
            return None;
        };
        if !matches!(text.format, VariantOrUnknownOrEmpty::Empty) {
            self.unsupported(&schema_at.child("format"), "format of a parameter");
        }
        self.misplaced(
            &of_schema(schema),
            &schema_at,
            EXTENSIONS,
            "the schema of a parameter",
        );
        let extensions = |word: &str| data.extensions.get(word);
        let mut keywords = vec!["type"];
        keywords.extend(data.required.then_some("required"));
        keywords.extend((!text.enumeration.is_empty()).then_some("enum"));
        keywords.extend(text.max_length.map(|_| "maxLength"));
        Some(Parameter {
            name: data.name.clone(),
            values: text.enumeration.iter().flatten().cloned().collect(),
            max_length: text.max_length,
            published: self.published(&extensions, at, &keywords),
            rules: self.rules(&extensions, at),
        })
    }
}
