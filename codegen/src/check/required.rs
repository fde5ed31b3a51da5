//! Required members of requests: a validator reports them, so each needs the requirement to report.

use std::collections::BTreeSet;

use super::{Check, place};
use crate::diagnostic::Code;
use crate::model::SchemaIndex;

impl Check<'_> {
    /// Reports required members without a requirement in every object that a request can hold.
    pub(super) fn requests(&mut self) {
        for index in self.in_requests() {
            let schema = self.model.schema(index);
            for field in schema
                .object()
                .into_iter()
                .flat_map(|object| &object.fields)
            {
                if field.required && field.required_by().is_none() {
                    self.found.push(self.document.at_key(
                        Code::MissingRequirement,
                        &place(schema, field),
                        format!(
                            "`{}` is required in requests, but no requirement says so",
                            field.name
                        ),
                        "add `x-requirements: {required: ID}`".to_owned(),
                    ));
                }
            }
        }
    }

    fn in_requests(&self) -> BTreeSet<SchemaIndex> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<SchemaIndex> = self
            .model
            .operations
            .iter()
            .filter_map(|operation| operation.request)
            .collect();
        while let Some(index) = next.pop() {
            if !reached.insert(index) {
                continue;
            }
            for field in self
                .model
                .schema(index)
                .object()
                .into_iter()
                .flat_map(|object| &object.fields)
            {
                next.extend(field.kind.component());
            }
        }
        reached
    }
}
