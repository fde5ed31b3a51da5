//! Objects that contain themselves, which a Rust struct cannot without a box.

use super::{Check, place};
use crate::diagnostic::Code;
use crate::model::{Kind, SchemaIndex};

impl Check<'_> {
    /// Reports the member through which an object contains itself. Lists and maps are on the heap and may recurse.
    pub(super) fn recursion(&mut self) {
        for index in (0..self.model.schemas.len()).map(SchemaIndex) {
            let schema = self.model.schema(index);
            for field in schema
                .object()
                .into_iter()
                .flat_map(|object| &object.fields)
            {
                if let Kind::Schema(next) = field.kind
                    && self.reaches(next, index, &mut Vec::new())
                {
                    self.found.push(self.document.at_key(
                        Code::Unsupported,
                        &place(schema, field),
                        format!(
                            "`{}` contains itself through `{}`; that is not supported yet",
                            schema.rust, field.name
                        ),
                        "put a list or a map in between".to_owned(),
                    ));
                }
            }
        }
    }

    fn reaches(&self, from: SchemaIndex, to: SchemaIndex, seen: &mut Vec<SchemaIndex>) -> bool {
        if from == to {
            return true;
        }
        if seen.contains(&from) {
            return false;
        }
        seen.push(from);
        self.model
            .schema(from)
            .object()
            .into_iter()
            .flat_map(|object| &object.fields)
            .any(|field| matches!(field.kind, Kind::Schema(next) if self.reaches(next, to, seen)))
    }
}
