//! What an import brings about: a VirtualClusterInstance of the project.

use generated::operations::{
    IMPORT_VIRTUAL_CLUSTER, LIST_VIRTUAL_CLUSTER_INSTANCES, READ_VIRTUAL_CLUSTER_INSTANCE,
};
use generated::requirements::{
    IM_ASYNC_READY, IM_CLUSTER_REF, IM_CREATES_INSTANCE, IM_DUPLICATE_SOURCE,
    IM_INSTANCE_NAMESPACE, IM_LISTED, IM_SKIP_HELM_ANNOTATION, META_LABELS_NO_PROPAGATION,
    META_NAME_NO_EFFECT, SRC_OWNER_DEFAULT,
};
use generated::runtime::Requirement;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "instances/created",
        title: "An accepted import makes an instance in the project's namespace that refers to the source.",
        kind: CheckKind::Example,
        requirements: &[
            &IM_CREATES_INSTANCE,
            &IM_INSTANCE_NAMESPACE,
            &IM_CLUSTER_REF,
            &IM_ASYNC_READY,
            &SRC_OWNER_DEFAULT,
            &META_NAME_NO_EFFECT,
        ],
        run: created,
    },
    Check {
        id: "instances/second-project",
        title: "An import into another project makes its instance there and nowhere else.",
        kind: CheckKind::Example,
        requirements: &[&IM_INSTANCE_NAMESPACE],
        run: second_project,
    },
    Check {
        id: "instances/listed",
        title: "The new instance is listed under the project.",
        kind: CheckKind::Example,
        requirements: &[&IM_LISTED],
        run: listed,
    },
    Check {
        id: "instances/duplicate-source",
        title: "A virtual cluster that has an instance is not imported again under another name.",
        kind: CheckKind::Example,
        requirements: &[&IM_DUPLICATE_SOURCE],
        run: |probe| {
            probe.need_effect()?;
            let first = probe.accepted()?;
            let again = probe.import(&first.source).edited(|object| {
                let name = format!("{}-again", first.source.import_name);
                set(object, "/sourceVirtualCluster/importName", json!(name));
            });
            let exchange = probe.send(&again)?;
            let refused = matches!(exchange.status(), Some(409 | 422));
            let expected = "a refusal with 409 or 422";
            probe.record(
                &IM_DUPLICATE_SOURCE,
                "another name",
                refused,
                expected,
                &exchange,
                Some(first.exchange),
            );
            Ok(())
        },
    },
    Check {
        id: "instances/labels",
        title: "Whether labels and annotations of a request reach the instance.",
        kind: CheckKind::Example,
        requirements: &[&META_LABELS_NO_PROPAGATION],
        run: labels,
    },
    Check {
        id: "instances/skip-helm",
        title: "Whether skipHelmDeploy shows as an annotation of the instance.",
        kind: CheckKind::Example,
        requirements: &[&IM_SKIP_HELM_ANNOTATION],
        run: |probe| {
            let edit = Edit::set("skipHelmDeploy", "/skipHelmDeploy", json!(true));
            let instance = instance_of(probe, &IM_SKIP_HELM_ANNOTATION, &edit)?;
            let value = &instance["metadata"]["annotations"]["loft.sh/skip-helm-deploy"];
            let seen =
                format!("the annotation loft.sh/skip-helm-deploy of the instance is {value}");
            probe.note(&IM_SKIP_HELM_ANNOTATION, edit.case(), seen);
            Ok(())
        },
    },
];

/// The namespace of a project's instances in platform 3.x (requirement im.instance-namespace).
pub(crate) fn namespace_of(project: &str) -> String {
    format!("loft-p-{project}")
}

/// Reads the instance of that name in the configured project.
pub(super) fn read(probe: &Probe<'_>, name: &str) -> Result<Exchange, Stop> {
    probe.need_effect()?;
    let path = READ_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace_of(probe.project()), name]);
    let exchange = probe.send(&Request::new(READ_VIRTUAL_CLUSTER_INSTANCE.method, &path))?;
    match exchange.status() {
        Some(401 | 403) => Err(Stop::NotDeclared(
            "a credentials.allowed that may read VirtualClusterInstances",
        )),
        _ => Ok(exchange),
    }
}

fn created(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let unrelated = format!("conformance-{}-unrelated", probe.run());
    let edit = Edit::set(
        "an unrelated metadata.name",
        "/metadata/name",
        json!(unrelated),
    );
    // a server may refuse a name that is not the project's (meta.name.no-match)
    let accepted = probe.import_with_or_plain(&edit)?;
    let (source, control) = (accepted.source, Some(accepted.exchange));
    let exchange = read(probe, &source.import_name)?;
    let found = exchange.is_success();
    let expected = format!("an instance named {}", source.import_name);
    probe.record(
        &IM_CREATES_INSTANCE,
        "read",
        found,
        &expected,
        &exchange,
        control.clone(),
    );
    let object = exchange.object();
    let namespace = namespace_of(probe.project());
    let placed = found && object["metadata"]["namespace"] == namespace.as_str();
    let expected = format!("an instance in namespace {namespace}");
    probe.record(
        &IM_INSTANCE_NAMESPACE,
        "read",
        placed,
        &expected,
        &exchange,
        control.clone(),
    );
    let effect = read(probe, &unrelated)?;
    let expected = "no instance named after metadata.name";
    probe.record(
        &META_NAME_NO_EFFECT,
        "metadata.name",
        !effect.is_success(),
        expected,
        &effect,
        control.clone(),
    );
    if !found {
        return Err(Stop::Fixture("the instance cannot be read".to_owned()));
    }
    let reference = &object["spec"]["clusterRef"];
    let same = reference["cluster"] == source.cluster.as_str()
        && reference["namespace"] == source.namespace.as_str()
        && reference["virtualCluster"] == source.name.as_str();
    let expected = "spec.clusterRef with the three members of the source";
    probe.record(
        &IM_CLUSTER_REF,
        "clusterRef",
        same,
        expected,
        &exchange,
        control.clone(),
    );
    let phase = object["status"]["phase"].as_str().unwrap_or_default();
    let known = ["", "Ready", "Sleeping", "Failed", "Pending"].contains(&phase);
    let expected = "no phase, or Ready, Sleeping, Failed or Pending";
    probe.record(
        &IM_ASYNC_READY,
        "phase",
        known,
        expected,
        &exchange,
        control.clone(),
    );
    let owner = &object["spec"]["owner"];
    let named = ["user", "team"]
        .iter()
        .any(|member| owner[member].as_str().is_some_and(|name| !name.is_empty()));
    probe.record(
        &SRC_OWNER_DEFAULT,
        "owner",
        named,
        "spec.owner with a user or a team",
        &exchange,
        control,
    );
    Ok(())
}

/// The instance that an edited import made.
fn instance_of(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    edit: &Edit<'_>,
) -> Result<Value, Stop> {
    let accepted = probe.import_with(requirement, edit)?;
    let exchange = read(probe, &accepted.source.import_name)?;
    if exchange.is_success() {
        Ok(exchange.object())
    } else {
        Err(Stop::Fixture(format!(
            "the instance {} cannot be read: {}",
            accepted.source.import_name,
            exchange.summary()
        )))
    }
}

fn labels(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const NAME: &str = "conformance";
    let edit = Edit::json("a label and an annotation", |object| {
        for map in ["labels", "annotations"] {
            set(object, &format!("/metadata/{map}/{NAME}"), json!("sent"));
        }
    });
    let instance = instance_of(probe, &META_LABELS_NO_PROPAGATION, &edit)?;
    let there = |map: &str| match &instance["metadata"][map][NAME] {
        Value::Null => "is not there",
        _ => "is there",
    };
    let (label, annotation) = (there("labels"), there("annotations"));
    let seen = format!("the label {label}, the annotation {annotation}");
    probe.note(&META_LABELS_NO_PROPAGATION, edit.case(), seen);
    Ok(())
}

fn second_project(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_effect()?;
    let project = probe.second_project()?;
    let edit = Edit::new("second project", |request| {
        request.with_path(IMPORT_VIRTUAL_CLUSTER.path(&[project]))
    });
    let accepted = probe.import_with(&IM_INSTANCE_NAMESPACE, &edit)?;
    let name = &accepted.source.import_name;
    let control = Some(accepted.exchange);
    for (case, project, there) in [
        ("its own", project, true),
        ("the first", probe.project(), false),
    ] {
        let path = READ_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace_of(project), name]);
        let exchange = probe.send(&Request::new(READ_VIRTUAL_CLUSTER_INSTANCE.method, &path))?;
        if matches!(exchange.status(), Some(401 | 403)) {
            return Err(Stop::NotDeclared(
                "a credentials.allowed that may read VirtualClusterInstances",
            ));
        }
        let expected = if there {
            format!("an instance {name}")
        } else {
            format!("no instance {name}")
        };
        let holds = exchange.is_success() == there;
        probe.record(
            &IM_INSTANCE_NAMESPACE,
            case,
            holds,
            &expected,
            &exchange,
            control.clone(),
        );
    }
    Ok(())
}

/// The instances of the configured project, and the exchange they came with.
pub(super) fn list(probe: &Probe<'_>) -> Result<(Exchange, Vec<Value>), Stop> {
    probe.need_effect()?;
    let path = LIST_VIRTUAL_CLUSTER_INSTANCES.path(&[&namespace_of(probe.project())]);
    let exchange = probe.send(&Request::new(LIST_VIRTUAL_CLUSTER_INSTANCES.method, &path))?;
    if matches!(exchange.status(), Some(401 | 403)) {
        return Err(Stop::NotDeclared(
            "a credentials.allowed that may list VirtualClusterInstances",
        ));
    }
    let items = exchange.object()["items"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    Ok((exchange, items))
}

/// Whether an instance stands for that source.
pub(super) fn is_of(instance: &Value, source: &Source) -> bool {
    let reference = &instance["spec"]["clusterRef"];
    reference["virtualCluster"] == source.name.as_str()
        && reference["namespace"] == source.namespace.as_str()
        && reference["cluster"] == source.cluster.as_str()
}

/// A source that none of the listed instances stands for. An earlier run may have imported a source; only one without
/// an instance shows that a refusal makes none.
pub(super) fn free_source(probe: &Probe<'_>, instances: &[Value]) -> Result<Source, Stop> {
    loop {
        let source = probe.source()?;
        if !instances.iter().any(|instance| is_of(instance, &source)) {
            return Ok(source);
        }
    }
}

fn listed(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let accepted = probe.accepted()?;
    let (exchange, instances) = list(probe)?;
    let there = instances
        .iter()
        .any(|instance| instance["metadata"]["name"] == accepted.source.import_name.as_str());
    let expected = format!("a list with {}", accepted.source.import_name);
    probe.record(
        &IM_LISTED,
        "list",
        there,
        &expected,
        &exchange,
        Some(accepted.exchange),
    );
    Ok(())
}
