//! The options of a create, from the query.

use generated::runtime::{CauseReason, Constraint, Format, Operation, Parameter};

use crate::behaviour::{fault, faults, variant, variants};
use crate::query::Query;
use crate::quoted::Quoted;
use crate::status::{Cause, Refusal, Subject};

/// What happens to unknown and duplicate fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    /// They are refused all the same: the codecs of the 3.4 stack are always strict (`qp.fieldvalidation.ignore-actual`).
    Ignore,
    /// They are reported in `Warning` headers.
    Warn,
    /// They are refused.
    Strict,
}

/// The options of a create.
#[derive(Debug)]
pub(crate) struct Options {
    /// Whether nothing is to be stored.
    pub(crate) dry_run: bool,
    /// The name of the writer; empty when the request does not give one.
    pub(crate) field_manager: String,
    /// What happens to unknown and duplicate fields.
    pub(crate) field_validation: FieldValidation,
    /// Whether the request says so itself.
    pub(crate) validation_given: bool,
}

/// Reads the options of `operation`. Names compare exactly: `DryRun=All` is no dry run.
///
/// # Errors
/// 422 with one cause for each option that has a value which is not allowed.
pub(crate) fn read(query: &Query, operation: &Operation) -> Result<Options, Refusal> {
    let mut causes = Vec::new();
    let parameter = |name| operation.query_parameter(name);
    let field_manager = query.first("fieldManager");
    check(
        parameter("fieldManager"),
        &[field_manager],
        || Quoted(field_manager).to_string(),
        Empty::Absent,
        &mut causes,
    );
    let dry_run: Vec<&str> = query.all("dryRun").collect();
    check(
        parameter("dryRun"),
        &dry_run,
        || go_list(&dry_run),
        Empty::Refused,
        &mut causes,
    );
    let field_validation = query.first("fieldValidation");
    check(
        parameter("fieldValidation"),
        &[field_validation],
        || Quoted(field_validation).to_string(),
        Empty::Absent,
        &mut causes,
    );
    if let Some(cause) = refused_all_the_same(query) {
        causes.push(cause);
    }
    causes.retain(|cause| !is_overlooked(cause, query));
    if !causes.is_empty() {
        if fault(&faults::QP_DRYRUN_INVALID_400) && causes.iter().any(|it| it.field == "dryRun") {
            return Err(Refusal::bad_request("dryRun is not valid".to_owned()));
        }
        let subject = Subject {
            group: "meta.k8s.io",
            kind: "CreateOptions",
            name: "",
        };
        return Err(Refusal::invalid(subject, &causes));
    }
    Ok(Options {
        dry_run: is_dry_run(&dry_run),
        field_manager: field_manager.to_owned(),
        validation_given: !field_validation.is_empty(),
        field_validation: match field_validation {
            "Ignore" => FieldValidation::Ignore,
            "Strict" => FieldValidation::Strict,
            "" if fault(&faults::QP_VALIDATION_STRICT_DEFAULT) => FieldValidation::Strict,
            _ => FieldValidation::Warn,
        },
    })
}

/// Whether nothing is to be stored.
fn is_dry_run(values: &[&str]) -> bool {
    let lost = fault(&faults::QP_DRYRUN_STORES)
        || fault(&faults::QP_DRYRUN_INVALID_IGNORED) && !values.contains(&"All")
        || fault(&faults::QP_DRYRUN_EMPTY_IGNORED) && values.iter().all(|value| value.is_empty());
    !values.is_empty() && !lost
}

/// What a fault or a variant refuses although it is allowed.
fn refused_all_the_same(query: &Query) -> Option<Cause> {
    let given = |name: &str| query.all(name).count();
    let refuse = |field: &str| Some(Cause::new(field, CauseReason::FieldValueInvalid, "refused"));
    if query.first("dryRun") == "All" && fault(&faults::QP_DRYRUN_REFUSED)
        || given("dryRun") > 1 && variant(&variants::DRY_RUN_NOT_REPEATED)
    {
        return refuse("dryRun");
    }
    if query.first("fieldValidation") == "Warn" && fault(&faults::QP_VALIDATION_WARN_REFUSED) {
        return refuse("fieldValidation");
    }
    let length = query.first("fieldManager").len();
    if length > 127 && fault(&faults::QP_MANAGER_OF_127)
        || given("fieldManager") > 0 && length == 0 && variant(&variants::EMPTY_MANAGER_REFUSED)
    {
        return refuse("fieldManager");
    }
    None
}

/// Whether a fault does not notice that an option is wrong.
fn is_overlooked(cause: &Cause, query: &Query) -> bool {
    let given = query.first(&cause.field);
    match cause.field.as_str() {
        "dryRun" => {
            fault(&faults::QP_DRYRUN_ANY_VALUE) && !given.is_empty()
                || fault(&faults::QP_DRYRUN_ANY_CASE) && given.eq_ignore_ascii_case("all")
                || fault(&faults::QP_DRYRUN_INVALID_IGNORED)
                || fault(&faults::QP_DRYRUN_EMPTY_IGNORED) && given.is_empty()
        }
        "fieldValidation" => {
            fault(&faults::QP_VALIDATION_ANY_VALUE)
                || fault(&faults::QP_VALIDATION_ANY_CASE) && given.eq_ignore_ascii_case("strict")
        }
        _ => match cause.reason {
            CauseReason::FieldValueTooLong => {
                fault(&faults::QP_MANAGER_OF_129) && given.len() == 129
            }
            _ => fault(&faults::QP_MANAGER_UNPRINTABLE),
        },
    }
}

/// Checks the options of a deletion.
///
/// # Errors
/// 422 with one cause for each option that has a value which is not allowed.
pub(crate) fn check_deletion(dry_run: &[String], policy: &str) -> Result<(), Refusal> {
    const POLICIES: [&str; 3] = ["Foreground", "Background", "Orphan"];
    let mut causes = Vec::new();
    let mut refuse = |field: &str, what: &str| {
        causes.push(Cause::new(field, CauseReason::FieldValueNotSupported, what));
    };
    if !policy.is_empty() && !POLICIES.contains(&policy) {
        let supported = POLICIES.map(|it| format!("{it:?}")).join(", ");
        let what = format!("{policy:?}: supported values: {supported}");
        refuse("propagationPolicy", &what);
    }
    if dry_run.iter().any(|value| value != "All") {
        let given: Vec<&str> = dry_run.iter().map(String::as_str).collect();
        let what = format!("{}: supported values: \"All\"", go_list(&given));
        refuse("dryRun", &what);
    }
    if causes.is_empty() {
        return Ok(());
    }
    let subject = Subject {
        group: "meta.k8s.io",
        kind: "DeleteOptions",
        name: "",
    };
    Err(Refusal::invalid(subject, &causes))
}

/// What an empty value of a parameter means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// The same as no parameter.
    Absent,
    /// A wrong value (`qp.dryrun.empty`).
    Refused,
}

/// Holds the values of a parameter against its rules; `shown` writes them down for a message.
fn check(
    parameter: Option<&Parameter>,
    values: &[&str],
    shown: impl Fn() -> String,
    empty: Empty,
    causes: &mut Vec<Cause>,
) {
    let Some(parameter) = parameter else { return };
    let given = || {
        values
            .iter()
            .filter(|value| empty == Empty::Refused || !value.is_empty())
    };
    for rule in parameter.rules {
        let (reason, what) = match rule.constraint {
            Constraint::OneOf(allowed) if given().any(|value| !allowed.contains(value)) => {
                let absent = (empty == Empty::Absent).then_some("");
                let supported: Vec<String> = absent
                    .iter()
                    .chain(allowed)
                    .map(|value| format!("{value:?}"))
                    .collect();
                let what = format!("{}: supported values: {}", shown(), supported.join(", "));
                (CauseReason::FieldValueNotSupported, what)
            }
            Constraint::MaxLength(limit) if given().any(|value| value.len() > limit) => (
                CauseReason::FieldValueTooLong,
                format!("must have at most {limit} bytes"),
            ),
            Constraint::Format(format) if given().any(|value| !format.accepts(value)) => (
                CauseReason::FieldValueInvalid,
                match given().find_map(|value| unprintable(value)) {
                    Some(what) if format == Format::Printable => format!("{}: {what}", shown()),
                    _ => format!("{}: {}", shown(), format.describe()),
                },
            ),
            _ => continue,
        };
        causes.push(Cause::new(parameter.name, reason, &what));
    }
}

/// The first character that cannot be printed, and the byte it stands at.
fn unprintable(text: &str) -> Option<String> {
    let mut characters = text.char_indices();
    let (at, character) = characters.find(|(_, character)| character.is_control())?;
    let number = u32::from(character);
    Some(format!(
        "invalid character U+{number:04X} (at position {at})"
    ))
}

/// A list of texts as Go prints it.
fn go_list(values: &[&str]) -> String {
    let items: Vec<String> = values
        .iter()
        .map(|value| Quoted(value).to_string())
        .collect();
    format!("[]string{{{}}}", items.join(", "))
}
