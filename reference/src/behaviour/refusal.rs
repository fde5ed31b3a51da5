//! Faults and variants in what a refusal says.

use generated::types::{ProjectImportVirtualCluster, Status, StatusCause, StatusDetails};
use hyper::StatusCode;

use super::{fault, faults, variant, variants};

/// What a `Status` says.
pub(crate) fn status(code: StatusCode, status: &mut Status) {
    if !super::deviates() {
        return;
    }
    if variant(&variants::OTHER_WORDING) {
        let message = status.message.take().unwrap_or_default();
        status.message = Some(format!("That did not work. {message}"));
    }
    if variant(&variants::STATUS_WITHOUT_DETAILS) && code == StatusCode::NOT_ACCEPTABLE {
        status.details = None;
    }
    let without_reason = match code {
        StatusCode::METHOD_NOT_ALLOWED => fault(&faults::EP_405_REASON_MISSING),
        StatusCode::UNAUTHORIZED => fault(&faults::AU_401_REASON_MISSING),
        StatusCode::NOT_ACCEPTABLE => fault(&faults::CN_406_REASON_MISSING),
        StatusCode::NOT_FOUND => fault(&faults::ER_404_REASON),
        _ => false,
    };
    if without_reason {
        status.reason = None;
    }
    if code == StatusCode::UNPROCESSABLE_ENTITY && fault(&faults::ER_422_REASON) {
        status.reason = Some("BadRequest".to_owned());
    }
    if code == StatusCode::BAD_REQUEST && fault(&faults::ER_400_REASON) {
        status.reason = Some("Invalid".to_owned());
    }
    if code == StatusCode::UNSUPPORTED_MEDIA_TYPE && fault(&faults::CN_415_NAMES_NOTHING) {
        status.message = Some("unsupported media type".to_owned());
    }
    if code == StatusCode::UNAUTHORIZED && fault(&faults::AU_401_WITH_DETAILS) {
        let details = status.details.get_or_insert_default();
        details.kind = Some("projects".to_owned());
    }
    if code == StatusCode::FORBIDDEN && fault(&faults::AU_403_WITHOUT_DETAILS) {
        status.details = None;
    }
    if code == StatusCode::FORBIDDEN
        && fault(&faults::AU_403_OTHER_KIND)
        && let Some(details) = &mut status.details
    {
        details.kind = Some(ProjectImportVirtualCluster::KIND.to_owned());
    }
    if fault(&faults::ER_KIND_MISSING) {
        status.kind = None;
        status.api_version = None;
    }
    if fault(&faults::ER_MESSAGE_MISSING) {
        status.message = None;
    }
    if fault(&faults::ER_STATUS_WORD) {
        status.status = Some("Error".to_owned());
    }
    if fault(&faults::ER_CODE_MISSING) {
        status.code = None;
    }
    if fault(&faults::ER_CODE_OF_500) {
        status.code = Some(500);
    }
    if let Some(details) = &mut status.details {
        self::details(code, details);
    }
}

fn details(code: StatusCode, details: &mut StatusDetails) {
    let kind = details.kind.as_deref();
    let is_project = code == StatusCode::NOT_FOUND && kind == Some("projects");
    if is_project && fault(&faults::ER_404_PROJECT_KIND) {
        details.kind = Some(ProjectImportVirtualCluster::KIND.to_owned());
    } else if is_project && fault(&faults::ER_404_PROJECT_NAME) {
        details.name = None;
    } else if code == StatusCode::NOT_FOUND
        && kind.is_none()
        && fault(&faults::ER_404_ROUTE_DETAILS)
    {
        details.kind = Some("projects".to_owned());
        details.name = Some("unknown".to_owned());
    } else if kind == Some(ProjectImportVirtualCluster::KIND) && fault(&faults::ER_422_OTHER_KIND) {
        details.kind = Some("projects".to_owned());
    } else if kind == Some("CreateOptions") && fault(&faults::ER_QUERY_KIND) {
        details.kind = Some(ProjectImportVirtualCluster::KIND.to_owned());
    }
    if let Some(causes) = &mut details.causes {
        self::causes(causes);
    }
    if fault(&faults::ER_CAUSES_MISSING) {
        details.causes = None;
    }
}

fn causes(causes: &mut Vec<StatusCause>) {
    let is_body = |cause: &StatusCause| {
        let field = cause.field.as_deref().unwrap_or_default();
        field.starts_with("sourceVirtualCluster")
    };
    if fault(&faults::ER_LAST_FIELD_ONLY) && causes.iter().all(is_body)
        || fault(&faults::QP_LAST_ERROR_ONLY) && !causes.iter().any(is_body)
    {
        causes.drain(..causes.len().saturating_sub(1));
    }
    for cause in causes {
        let field = cause.field.clone().unwrap_or_default();
        if fault(&faults::ER_CAUSE_MESSAGE_MISSING) {
            cause.message = None;
        }
        if fault(&faults::ER_FIELD_NAMES_OF_GO) {
            cause.field = Some(format!("spec.{field}"));
        }
        if fault(&faults::ER_FIELD_LAST_WORD) {
            cause.field = field.rsplit('.').next().map(str::to_owned);
        }
        if fault(&faults::QP_DRYRUN_CAUSE_REASON) && field == "dryRun" {
            cause.reason = Some("FieldValueInvalid".to_owned());
        }
    }
}
