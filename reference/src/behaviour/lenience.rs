//! Faults of the decoder: what it reads although it should not, and what it does not read although it should.

use std::borrow::Cow;

use generated::runtime::Kind;
use generated::runtime::decode::{Document, Node, Place};
use generated::types::ProjectImportVirtualCluster;

use super::{fault, faults, variant, variants};
use crate::negotiation::Format;
use crate::status::Refusal;

/// The text that is decoded.
///
/// # Errors
/// Why it is not decoded at all.
pub(crate) fn text(bytes: &[u8], format: Format) -> Result<Cow<'_, [u8]>, String> {
    if !super::deviates() {
        return Ok(Cow::Borrowed(bytes));
    }
    match format {
        Format::Json => json(bytes),
        Format::Yaml => yaml(bytes),
    }
}

fn json(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let parsed = || serde_json::from_slice::<serde_json::Value>(bytes);
    let object = || Ok(Cow::Borrowed(b"{}".as_slice()));
    if bytes.is_empty() && fault(&faults::DEC_EMPTY_AS_OBJECT) {
        return object();
    }
    if fault(&faults::DEC_VALUES_AS_OBJECT) && parsed().is_ok_and(|it| !it.is_object()) {
        return object();
    }
    if fault(&faults::DEC_BRACE_MENDED) && parsed().is_err() {
        let mut mended = bytes.to_vec();
        mended.push(b'}');
        return Ok(Cow::Owned(mended));
    }
    if fault(&faults::DEC_TRAILING_IGNORED) {
        let mut documents = serde_json::Deserializer::from_slice(bytes).into_iter();
        if let Some(Ok(serde::de::IgnoredAny)) = documents.next() {
            let first = bytes.get(..documents.byte_offset()).unwrap_or(bytes);
            return Ok(Cow::Borrowed(first));
        }
    }
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, Cow::Owned(_)) && fault(&faults::DEC_UTF8_REFUSED) {
        return Err("invalid UTF-8".to_owned());
    }
    if variant(&variants::BYTE_ORDER_MARK) && bytes.starts_with(b"\xEF\xBB\xBF") {
        return Ok(Cow::Borrowed(bytes.get(3..).unwrap_or_default()));
    }
    if fault(&faults::SRC_KEYS_ANY_CASE) {
        let lower = text
            .replace("\"Name\"", "\"name\"")
            .replace("\"importname\"", "\"importName\"");
        return Ok(Cow::Owned(lower.into_bytes()));
    }
    if fault(&faults::OPT_NULL_ON) {
        let on = text.replace("\"upgradeToPro\":null", "\"upgradeToPro\":true");
        return Ok(Cow::Owned(on.into_bytes()));
    }
    if fault(&faults::DEC_DEPTH_UNLIMITED) && text.contains(&"[".repeat(5000)) {
        return Ok(Cow::Owned(
            text.replace(['[', ']'], "")
                .replace(":,", ":0,")
                .replace(":}", ":0}")
                .into_bytes(),
        ));
    }
    Ok(Cow::Borrowed(bytes))
}

fn yaml(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let text = String::from_utf8_lossy(bytes);
    if fault(&faults::CN_YAML_AS_JSON) && !bytes.starts_with(b"{")
        || fault(&faults::CN_JSON_AS_YAML_REFUSED) && bytes.starts_with(b"{")
    {
        return Err("this is not what it is declared as".to_owned());
    }
    if bytes.is_empty() && variant(&variants::EMPTY_YAML_REFUSED) {
        return Err("there is no document".to_owned());
    }
    if fault(&faults::DEC_TABS_AS_SPACES) {
        return Ok(Cow::Owned(text.replace('\t', "  ").into_bytes()));
    }
    if fault(&faults::DEC_LAST_DOCUMENT) {
        let last = text.rsplit("\n---\n").next().unwrap_or_default();
        return Ok(Cow::Owned(last.as_bytes().to_vec()));
    }
    if matches!(text, Cow::Owned(_)) && fault(&faults::DEC_LATIN_1_YAML) {
        return Ok(Cow::Owned(text.into_owned().into_bytes()));
    }
    Ok(Cow::Borrowed(bytes))
}

/// Whether the document has what the decoder cannot take.
pub(crate) fn refuses(document: &Document<'_>) -> Option<String> {
    let is_null = |member: &str| matches!(document.member(member), Some(Node::Null));
    if (is_null("upgradeToPro") || is_null("skipHelmDeploy")) && fault(&faults::OPT_NULL_REFUSED) {
        return Some("null is no boolean".to_owned());
    }
    if is_null("metadata") && fault(&faults::META_NULL_REFUSED) {
        return Some("null is no object".to_owned());
    }
    let null_inside = |member: &str| match document.member(member) {
        Some(Node::Map(members)) => members
            .iter()
            .any(|member| matches!(document.get(member.value), Node::Null)),
        _ => false,
    };
    if null_inside("sourceVirtualCluster") && fault(&faults::SRC_NULL_REFUSED) {
        return Some("null is no text".to_owned());
    }
    None
}

/// Whether a value of a wrong type counts as none.
pub(crate) fn is_dropped(expected: Kind, found: &Node, place: Place<'_>) -> bool {
    if !super::deviates() {
        return false;
    }
    let path = place.path.without_key().to_string();
    let is_text = matches!(found, Node::Text(_));
    let is_number = matches!(found, Node::Number(_));
    let is_list = matches!(found, Node::List(_));
    match path.as_str() {
        "kind" => fault(&faults::TM_KIND_NUMBER),
        "apiVersion" => fault(&faults::TM_VERSION_BOOLEAN),
        "sourceVirtualCluster" => is_list && fault(&faults::SRC_LIST_AS_OBJECT),
        "sourceVirtualCluster.owner" => fault(&faults::SRC_OWNER_TEXT_DROPPED),
        "sourceVirtualCluster.owner.user" => fault(&faults::SRC_OWNER_USER_NUMBER),
        "upgradeToPro" => {
            is_text && fault(&faults::OPT_PRO_TEXT) || is_number && fault(&faults::OPT_PRO_NUMBER)
        }
        "skipHelmDeploy" => is_text && fault(&faults::OPT_HELM_TEXT),
        "metadata" => is_list && fault(&faults::META_LIST_AS_OBJECT),
        "metadata.generation" => {
            is_text && fault(&faults::META_GENERATION_TEXT)
                || is_number && fault(&faults::META_GENERATION_FLOAT)
        }
        "metadata.creationTimestamp" => fault(&faults::META_CREATED_UNCHECKED),
        "metadata.deletionTimestamp" => fault(&faults::META_DELETED_UNCHECKED),
        "metadata.deletionGracePeriodSeconds" => fault(&faults::META_GRACE_TEXT),
        "metadata.labels" if is_list => fault(&faults::META_LABELS_LIST),
        "metadata.labels" => fault(&faults::META_LABEL_NUMBER),
        "metadata.annotations" if is_list => fault(&faults::META_ANNOTATIONS_LIST),
        "metadata.annotations" => fault(&faults::META_ANNOTATION_NUMBER),
        "metadata.finalizers" => fault(&faults::META_FINALIZERS_TEXT),
        _ if path.starts_with("metadata.finalizers[") => fault(&faults::META_FINALIZER_NUMBER),
        _ if path.ends_with("].controller") => fault(&faults::META_CONTROLLER_TEXT),
        _ if path.ends_with("].blockOwnerDeletion") => fault(&faults::META_BLOCK_NUMBER),
        _ if path.ends_with("].time") => fault(&faults::META_MANAGED_TIME),
        _ if path.starts_with("metadata.") && matches!(expected, Kind::Text) => {
            is_number && fault(&faults::DEC_METADATA_NUMBERS)
        }
        _ if path.starts_with("sourceVirtualCluster.") && matches!(expected, Kind::Text) => {
            is_number && fault(&faults::SRC_NUMBERS_AS_TEXTS)
                || is_list && fault(&faults::SRC_LISTS_AS_TEXTS)
                || matches!(found, Node::Boolean(_)) && fault(&faults::SRC_BOOLEANS_AS_TEXTS)
        }
        _ => false,
    }
}

/// What is complained about, of everything that there is to complain about.
pub(crate) fn complaints(complaints: &mut Vec<String>) {
    if !super::deviates() {
        return;
    }
    complaints.retain(|complaint| {
        let unknown = complaint.starts_with("unknown");
        let lost = unknown && fault(&faults::DEC_UNKNOWN_UNREPORTED)
            || !unknown && fault(&faults::DEC_DUPLICATES_UNREPORTED)
            || complaint.contains("\"sourceVirtualCluster.")
                && unknown
                && fault(&faults::SRC_UNKNOWN_UNREPORTED)
            || complaint.contains("\"metadata.")
                && unknown
                && fault(&faults::META_UNKNOWN_UNREPORTED);
        !lost
    });
    if fault(&faults::DEC_FIRST_UNKNOWN_ONLY) {
        complaints.truncate(1);
    }
    if fault(&faults::SRC_UNKNOWN_WITHOUT_PATH) {
        for complaint in complaints {
            if let Some((what, path)) = complaint.split_once('"') {
                let name = path.rsplit('.').next().unwrap_or_default();
                *complaint = format!("{what}\"{name}");
            }
        }
    }
}

/// Why a body that cannot be read is refused.
pub(crate) fn refusal(message: String) -> Refusal {
    if fault(&faults::DEC_MALFORMED_500) && message.contains("json parse error") {
        return Refusal::internal_error(&message);
    }
    Refusal::bad_request(message)
}

/// Refuses an object that was read and should be accepted.
///
/// # Errors
/// 400 or 422.
pub(crate) fn object(object: &ProjectImportVirtualCluster) -> Result<(), Refusal> {
    if !super::deviates() {
        return Ok(());
    }
    let refuse = |what: &str| Err(Refusal::bad_request(format!("{what} is refused")));
    let source = &object.source_virtual_cluster;
    let metadata = object.metadata.as_ref();
    let is_empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
    if source.import_name.is_none() && fault(&faults::SRC_IMPORT_NAME_REQUIRED) {
        return refuse("an import without importName");
    }
    if source.import_name.as_deref() == Some("") && fault(&faults::SRC_IMPORT_NAME_EMPTY_REFUSED) {
        return refuse("an empty importName");
    }
    if metadata.is_none() && fault(&faults::META_REQUIRED) {
        return refuse("an object without metadata");
    }
    let namespace = metadata.and_then(|metadata| metadata.namespace.as_ref());
    if namespace.is_some() && fault(&faults::META_NAMESPACE_REFUSED) {
        return refuse("metadata.namespace");
    }
    let version = metadata.and_then(|metadata| metadata.resource_version.as_ref());
    if version.is_some() && variant(&variants::RESOURCE_VERSION_REFUSED) {
        return refuse("metadata.resourceVersion");
    }
    if is_empty(&object.kind) && variant(&variants::KIND_DEMANDED) {
        return refuse("an object without kind");
    }
    if is_empty(&object.api_version) && variant(&variants::API_VERSION_DEMANDED) {
        return refuse("an object without apiVersion");
    }
    Ok(())
}
