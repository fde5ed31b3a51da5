//! Faults and variants in what is answered to an import, and in the headers of every answer.

use generated::types::{ManagedFieldsEntry, ObjectMeta, ProjectImportVirtualCluster};
use hyper::HeaderMap;
use hyper::StatusCode;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{fault, faults, variant, variants};
use crate::negotiation::Choice;
use crate::options::Options;
use crate::pipeline::found;
use crate::response::{Answer, AnswerBody};
use crate::status::Refusal;

/// The object of an answer, before it is written.
fn object(object: &mut ProjectImportVirtualCluster, options: &Options) {
    if fault(&faults::RS_OTHER_KIND) {
        object.kind = Some("VirtualClusterInstance".to_owned());
    }
    if fault(&faults::RS_OTHER_VERSION) {
        object.api_version = Some("storage.loft.sh/v1".to_owned());
    }
    if fault(&faults::OPT_PRO_ON) {
        object.upgrade_to_pro.get_or_insert(true);
    }
    if fault(&faults::OPT_HELM_ON) {
        object.skip_helm_deploy.get_or_insert(true);
    }
    let source = &mut object.source_virtual_cluster;
    if fault(&faults::RS_SOURCE_SWAPPED) {
        std::mem::swap(&mut source.name, &mut source.namespace);
    }
    if fault(&faults::RS_IMPORT_NAME_DROPPED) {
        source.import_name = None;
    }
    let dry_run = options.dry_run && fault(&faults::QP_DRYRUN_WITHOUT_SOURCE);
    if dry_run || fault(&faults::RS_SOURCE_DROPPED) {
        source.name = None;
        source.cluster = None;
    }
    if variant(&variants::IMPORT_NAME_FILLED_IN) && source.import_name.is_none() {
        source.import_name.clone_from(&source.name);
    }
    metadata(object.metadata.get_or_insert_default());
}

fn metadata(metadata: &mut ObjectMeta) {
    if fault(&faults::META_NAME_GENERATED) || variant(&variants::NAME_GENERATED) {
        let generated = metadata
            .generate_name
            .clone()
            .map(|prefix| prefix + "x7k2p");
        metadata.name = metadata.name.take().or(generated);
    }
    if variant(&variants::NO_MANAGED_FIELDS) {
        metadata.managed_fields = None;
    }
    if variant(&variants::UID_ASSIGNED) {
        metadata.uid = Some(Uuid::new_v4().to_string());
    }
    if variant(&variants::CREATION_TIME_ASSIGNED) {
        metadata.creation_timestamp = crate::clock::now();
    }
    if variant(&variants::RESOURCE_VERSION_ASSIGNED) {
        metadata.resource_version = Some("7".to_owned());
    }
}

/// The server's own entry of `managedFields`.
fn managed_fields(entry: &mut ManagedFieldsEntry, user_agent: &str) {
    if fault(&faults::META_MANAGED_FIELDS_MISSING) {
        entry.fields_v1 = None;
    }
    if fault(&faults::META_MANAGED_VERSION) {
        entry.api_version = Some("v1".to_owned());
    }
    if fault(&faults::META_MANAGED_MANAGER) {
        entry.manager = Some("server".to_owned());
    }
    if fault(&faults::META_MANAGED_AGENT_WHOLE) {
        entry.manager = Some(user_agent.to_owned());
    }
    if fault(&faults::META_MANAGED_SUBRESOURCE) {
        entry.subresource = None;
    }
    if variant(&variants::MANAGED_BY_APPLY) {
        entry.operation = Some("Apply".to_owned());
    }
}

/// The status of an answer to an import.
pub(crate) fn code(options: &Options) -> StatusCode {
    if fault(&faults::RS_CREATED_AS_200) || options.dry_run && fault(&faults::QP_DRYRUN_ANSWERS_200)
    {
        StatusCode::OK
    } else if fault(&faults::RS_CREATED_AS_202) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::CREATED
    }
}

/// The answer to an import as it is written.
///
/// # Errors
/// 500 when it cannot be written.
pub(crate) fn written(
    mut whole: ProjectImportVirtualCluster,
    choice: Choice,
    options: &Options,
    user_agent: &str,
) -> Result<Answer, Refusal> {
    let metadata = whole.metadata.get_or_insert_default();
    let entries = metadata.managed_fields.as_mut();
    if let Some(entry) = entries.and_then(|entries| entries.last_mut()) {
        managed_fields(entry, user_agent);
    }
    object(&mut whole, options);
    let mut answer = found(&whole, choice)?;
    if choice.metadata_only {
        return Ok(answer);
    }
    if let AnswerBody::Object(Value::Object(object)) = &mut answer.body {
        members(object);
    }
    Ok(answer)
}

fn members(object: &mut Map<String, Value>) {
    let entry = object
        .get_mut("metadata")
        .and_then(|metadata| metadata.pointer_mut("/managedFields/0"));
    if let Some(entry) = entry {
        // The types have no words for these.
        if fault(&faults::META_MANAGED_OPERATION) {
            entry["operation"] = json!("Create");
        }
        if fault(&faults::META_MANAGED_TYPE) {
            entry["fieldsType"] = json!("FieldsV2");
        }
    }
    if fault(&faults::OPT_FALSE_WRITTEN) {
        object.insert("upgradeToPro".to_owned(), json!(false));
        object.insert("skipHelmDeploy".to_owned(), json!(false));
    }
    if fault(&faults::RS_INSTANCE_INSIDE) {
        object.insert("spec".to_owned(), json!({"clusterRef": {}}));
        object.insert("status".to_owned(), json!({"phase": "Ready"}));
    }
    if variant(&variants::MEMBERS_ADDED) {
        object.insert("selfHref".to_owned(), json!("/somewhere"));
    }
    let source = object
        .get_mut("sourceVirtualCluster")
        .and_then(Value::as_object_mut);
    if let Some(source) = source {
        if fault(&faults::RS_EMPTY_WRITTEN) {
            source.entry("importName").or_insert(json!(""));
            source.entry("owner").or_insert(Value::Null);
        }
        if variant(&variants::MEMBERS_ADDED) {
            source.insert("displayName".to_owned(), json!("a virtual cluster"));
        }
    }
    if variant(&variants::CREATION_TIME_OMITTED)
        && let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut)
    {
        metadata.remove("creationTimestamp");
    }
    if variant(&variants::OTHER_KEY_ORDER) {
        let reversed = object.clone().into_iter().rev();
        *object = reversed.collect();
    }
}

/// The headers of an answer.
pub(crate) fn headers(code: StatusCode, headers: &mut HeaderMap) {
    if !super::deviates() {
        return;
    }
    if fault(&faults::RS_NO_AUDIT_ID) {
        headers.remove("audit-id");
    }
    if fault(&faults::RS_CACHEABLE) {
        headers.remove(CACHE_CONTROL);
    }
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_owned();
    if (fault(&faults::CN_CHARSET_ADDED) || variant(&variants::CHARSET_PARAMETER))
        && media_type.starts_with("application/")
    {
        let charset = format!("{media_type}; charset=utf-8");
        // What was a header's value with a token behind it is one, too.
        if let Ok(value) = HeaderValue::from_str(&charset) {
            headers.insert(CONTENT_TYPE, value);
        }
    }
    if media_type == "application/yaml" && fault(&faults::CN_YAML_LABELLED_JSON) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let added: &[(bool, HeaderName, &'static str)] = &[
        (
            variant(&variants::EXTRA_HEADERS),
            HeaderName::from_static("x-request-id"),
            "4711",
        ),
        (
            variant(&variants::EXTRA_HEADERS),
            HeaderName::from_static("strict-transport-security"),
            "max-age=31536000",
        ),
        (variant(&variants::CONNECTION_CLOSED), CONNECTION, "close"),
        (
            variant(&variants::WARNS_OF_ITS_AGE),
            HeaderName::from_static("warning"),
            "299 - \"deprecated\"",
        ),
        (
            code == StatusCode::METHOD_NOT_ALLOWED && variant(&variants::ALLOW_HEADER),
            ALLOW,
            "POST",
        ),
        (
            code == StatusCode::CREATED && variant(&variants::LOCATION_HEADER),
            LOCATION,
            "/somewhere",
        ),
    ];
    for (_, name, value) in added.iter().filter(|(wanted, ..)| *wanted) {
        headers.append(name, HeaderValue::from_static(value));
    }
}
