//! What is wrong with one field, as a cause of a refusal.

use generated::runtime::CauseReason;

/// One problem of a field.
#[derive(Debug)]
pub(crate) struct Cause {
    /// The JSON path.
    pub(crate) field: String,
    /// The reason of its cause.
    pub(crate) reason: CauseReason,
    /// The sentence, beginning with the reason in words.
    pub(crate) message: String,
}

impl Cause {
    /// A problem of a field.
    pub(crate) fn new(field: &str, reason: CauseReason, what: &str) -> Self {
        let message = match reason {
            CauseReason::FieldValueRequired => format!("Required value: {what}"),
            CauseReason::FieldValueNotSupported => format!("Unsupported value: {what}"),
            CauseReason::FieldValueTooLong => format!("Too long: {what}"),
            CauseReason::FieldValueTooMany => format!("Too many: {what}"),
            CauseReason::FieldValueForbidden => format!("Forbidden: {what}"),
            CauseReason::FieldValueDuplicate => format!("Duplicate value: {what}"),
            CauseReason::FieldValueNotFound => format!("Not found: {what}"),
            CauseReason::FieldValueInvalid | CauseReason::FieldValueTypeInvalid => {
                format!("Invalid value: {what}")
            }
        };
        Self {
            field: field.to_owned(),
            reason,
            message,
        }
    }
}
