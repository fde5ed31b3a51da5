//! What a success looks like.

use generated::requirements::{
    RS_AUDIT_ID, RS_CACHE_CONTROL, RS_CREATED, RS_ECHO, RS_EMPTY_OMITTED, RS_KIND,
    RS_MANAGEDFIELDS, RS_NO_LOCATION, RS_NOT_THE_INSTANCE,
};
use generated::types::ProjectImportVirtualCluster;
use serde_json::{Map, Value, json};

use crate::check::{Check, CheckKind};
use crate::http::Exchange;
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "response/created",
        title: "Success is 201.",
        kind: CheckKind::Example,
        requirements: &[&RS_CREATED],
        run: |probe| {
            let exchange = probe.accepted()?.exchange;
            probe.holds(
                &RS_CREATED,
                "plain import",
                exchange.status() == Some(201),
                "201 Created",
                &exchange,
            );
            Ok(())
        },
    },
    Check {
        id: "response/object",
        title: "The answer is the request object as the server understood it, and not the instance.",
        kind: CheckKind::Example,
        requirements: &[&RS_KIND, &RS_ECHO, &RS_NOT_THE_INSTANCE, &RS_MANAGEDFIELDS],
        run: object,
    },
    Check {
        id: "response/empty-omitted",
        title: "Empty texts, false options and an absent owner are left out of the answer.",
        kind: CheckKind::Example,
        requirements: &[&RS_EMPTY_OMITTED],
        run: |probe| {
            let exchange = probe
                .import_with(
                    &RS_EMPTY_OMITTED,
                    &Edit::json("empty", |object| {
                        set(object, "/sourceVirtualCluster/importName", json!(""));
                        set(object, "/upgradeToPro", json!(false));
                    }),
                )?
                .exchange;
            let object = exchange.object();
            // a server may fill the name in; an empty one it must leave out
            let name = object.pointer("/sourceVirtualCluster/importName");
            let omitted = name
                .is_none_or(|name| name.as_str().is_some_and(|text| !text.is_empty()))
                && object.pointer("/upgradeToPro").is_none()
                && object
                    .pointer("/sourceVirtualCluster/owner")
                    .is_none_or(|owner| !owner.is_null());
            probe.holds(
                &RS_EMPTY_OMITTED,
                "empty",
                omitted,
                "an answer without the three members",
                &exchange,
            );
            Ok(())
        },
    },
    Check {
        id: "response/headers",
        title: "Every answer has an Audit-Id and may not be cached.",
        kind: CheckKind::Example,
        requirements: &[&RS_AUDIT_ID, &RS_CACHE_CONTROL, &RS_NO_LOCATION],
        run: headers,
    },
];

fn object(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let accepted = probe.accepted()?;
    let (exchange, source) = (accepted.exchange, accepted.source);
    let object = exchange.object();
    let kind = object["kind"] == ProjectImportVirtualCluster::KIND
        && object["apiVersion"] == ProjectImportVirtualCluster::API_VERSION;
    probe.holds(
        &RS_KIND,
        "kind",
        kind,
        "kind ProjectImportVirtualCluster of management.loft.sh/v1",
        &exchange,
    );
    let sent = source.object();
    let echoed = ["name", "namespace", "cluster", "importName"]
        .iter()
        .all(|member| {
            object["sourceVirtualCluster"][member] == sent["sourceVirtualCluster"][member]
        });
    probe.holds(
        &RS_ECHO,
        "sourceVirtualCluster",
        echoed,
        "the four members as sent",
        &exchange,
    );
    let plain = object.get("spec").is_none() && object.get("status").is_none();
    probe.holds(
        &RS_NOT_THE_INSTANCE,
        "members",
        plain,
        "an answer without spec and status",
        &exchange,
    );
    let managed = object["metadata"]["managedFields"].is_array();
    probe.holds(
        &RS_MANAGEDFIELDS,
        "members",
        managed,
        "managedFields in the answer",
        &exchange,
    );
    Ok(())
}

fn headers(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let exchange = probe.accepted()?.exchange;
    let audited = exchange.header("audit-id").is_some_and(|id| !id.is_empty());
    probe.holds(
        &RS_AUDIT_ID,
        "not sent",
        audited,
        "an Audit-Id header",
        &exchange,
    );
    // one header may be given in several lines (RFC 9110, section 5.3)
    let cache = exchange.outcome.as_ref().map_or(String::new(), |answer| {
        let lines: Vec<&str> = answer.headers_named("cache-control").collect();
        lines.join(", ").to_ascii_lowercase()
    });
    let uncached = cache.contains("no-cache") && cache.contains("private");
    probe.holds(
        &RS_CACHE_CONTROL,
        "success",
        uncached,
        "Cache-Control with no-cache and private",
        &exchange,
    );
    let none = exchange.header("location").is_none();
    probe.holds(
        &RS_NO_LOCATION,
        "success",
        none,
        "no Location header",
        &exchange,
    );
    let own = "0dbd49ac-0000-4000-8000-c0f0a4ce0001";
    let exchange = probe
        .import_with(
            &RS_AUDIT_ID,
            &Edit::new("sent", |request| request.with_header("Audit-Id", own)),
        )?
        .exchange;
    let kept = exchange.header("audit-id") == Some(own);
    probe.holds(
        &RS_AUDIT_ID,
        "sent",
        kept,
        "the Audit-Id that was sent",
        &exchange,
    );
    Ok(())
}

/// The members of an answer that a server takes from the request, and does not make up.
pub(super) fn meaning(exchange: &Exchange) -> Value {
    let object = exchange.object();
    let metadata: Map<String, Value> = [
        "name",
        "labels",
        "annotations",
        "finalizers",
        "ownerReferences",
    ]
    .into_iter()
    .map(|member| (member.to_owned(), object["metadata"][member].clone()))
    .collect();
    json!({
        "kind": object["kind"],
        "apiVersion": object["apiVersion"],
        "metadata": metadata,
        "sourceVirtualCluster": object["sourceVirtualCluster"],
        "upgradeToPro": object["upgradeToPro"],
        "skipHelmDeploy": object["skipHelmDeploy"],
    })
}
