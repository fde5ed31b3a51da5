//! What comes of unknown and duplicate fields: refused or warned about, as `fieldValidation` says.

use crate::behaviour::{fault, faults, variant, variants};
use crate::body::{self, Expected};
use crate::options::{FieldValidation, Options};
use crate::status::{Refusal, Subject};

/// The complaints that are left for `Warning` headers.
///
/// # Errors
/// 400 with all of them, unless they are only to be warned about.
pub(crate) fn settle(
    mut complaints: Vec<String>,
    options: &Options,
    expected: Expected,
) -> Result<Vec<String>, Refusal> {
    let is_strict = options.field_validation != FieldValidation::Warn;
    if is_strict && fault(&faults::QP_STRICT_DUPLICATES_PASS) {
        complaints.retain(|complaint| complaint.starts_with("unknown"));
    }
    if options.field_validation == FieldValidation::Ignore && variant(&variants::IGNORE_DROPS) {
        return Ok(Vec::new());
    }
    if fault(&faults::QP_VALIDATION_OFF) && !options.validation_given {
        return Ok(Vec::new());
    }
    if !is_strict || complaints.is_empty() || fault(&faults::QP_STRICT_WARNS) {
        return Ok(complaints);
    }
    if fault(&faults::QP_STRICT_FIRST_ONLY) {
        complaints.truncate(1);
    }
    let message = body::strict_error(&complaints, expected);
    if fault(&faults::QP_STRICT_422) {
        let subject = Subject {
            group: expected.group,
            kind: expected.kind,
            name: "",
        };
        return Err(Refusal::invalid(subject, &[]));
    }
    Err(Refusal::bad_request(message))
}
