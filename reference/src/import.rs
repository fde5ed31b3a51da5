//! The import itself: from a request that was read to an instance.

use generated::runtime::{CauseReason, Constraint, EnforcedBy, Requirement, Validate, Violation};
use generated::types::{
    ObjectMeta, ProjectImportVirtualCluster, ProjectImportVirtualClusterSource, UserOrTeam,
    VirtualClusterClusterRef, VirtualClusterInstance, VirtualClusterInstanceSpec,
    VirtualClusterInstanceStatus,
};

use crate::authorization;
use crate::behaviour::{fault, faults, handling, variant, variants};
use crate::instances::{Instances, New};
use crate::inventory::switches::{self, Setting};
use crate::inventory::{Inventory, Project};
use crate::status::{Cause, Refusal, Subject};
use crate::store::{Key, Source};

/// The API group of everything here.
pub(crate) const GROUP: &str = ProjectImportVirtualCluster::GROUP;

/// What marks an instance whose Helm release the platform leaves alone (`im.skip-helm.annotation`).
const SKIP_HELM_DEPLOY: &str = "loft.sh/skip-helm-deploy";

/// An import that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Import<'a> {
    /// The project of the path.
    pub(crate) project: &'a str,
    /// The object of the body.
    pub(crate) object: &'a ProjectImportVirtualCluster,
    /// Who asks.
    pub(crate) user: &'a str,
    /// Whether nothing is to be stored.
    pub(crate) dry_run: bool,
}

/// An import that nothing is known against but what is stored.
#[derive(Debug)]
pub(crate) struct Granted {
    /// What is to be stored; nothing where a fault or a variant makes nothing.
    new: Option<New>,
    dry_run: bool,
    /// What is answered when it is stored: sentences for `Warning` headers.
    answer: Result<Vec<String>, Refusal>,
}

impl Granted {
    /// Stores the instance; returns sentences for `Warning` headers.
    ///
    /// # Errors
    /// 409 for a taken name or a second import.
    pub(crate) async fn store(self, instances: &Instances) -> Result<Vec<String>, Refusal> {
        if let Some(new) = self.new {
            instances.create(new, self.dry_run).await?;
        }
        self.answer
    }
}

/// Checks an import of a virtual cluster, and makes the instance that it is to become.
///
/// # Errors
/// In this order: 404 for the project; 422 with every invalid field; 403 when the user may not use the cluster, whether
/// it exists or not; 404 for the cluster; 422 when the project may not use it; 503 when its agent does not answer; 404
/// for the virtual cluster.
pub(crate) fn grant(inventory: &Inventory, import: Import<'_>) -> Result<Granted, Refusal> {
    let made = fault(&faults::ER_PROJECT_MADE).then(|| Project {
        name: import.project.to_owned(),
        allowed_clusters: vec!["*".to_owned()],
    });
    let project = inventory
        .project(import.project)
        .or(made.as_ref())
        .ok_or_else(|| not_found("projects", import.project))?;
    if let Some(result) = handling::without_source(import.object) {
        return Ok(Granted {
            new: None,
            dry_run: import.dry_run,
            answer: result.map(|()| Vec::new()),
        });
    }
    let mut checked = check_fields(inventory, import.object);
    if !fault(&faults::ER_STORED_BEFORE_CHECKS) {
        checked = Ok(checked?);
    }
    let given = &import.object.source_virtual_cluster;
    let mut source = Source {
        cluster: text(given.cluster.as_ref()),
        namespace: text(given.namespace.as_ref()),
        name: text(given.name.as_ref()),
    };
    handling::source(&mut source, inventory);
    if inventory.switches.of(&switches::SOURCE_PERMISSION) == Setting::Check {
        authorization::check_use(inventory, import.user, &source)?;
    }
    if checked.is_ok() && !handling::is_taken_on_trust(&source, inventory) {
        check_source(inventory, project, import.object, &source)?;
    }
    let metadata = import.object.metadata.as_ref();
    let metadata_name = metadata
        .and_then(|metadata| metadata.name.as_ref())
        .filter(|_| inventory.switches.of(&switches::METADATA_NAME) == Setting::InstanceName);
    let mut names = [given.import_name.as_ref(), metadata_name];
    if fault(&faults::META_NAME_USED) {
        names = [
            metadata.and_then(|metadata| metadata.name.as_ref()),
            names[0],
        ];
    }
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    let key = Key {
        namespace: project.namespace(),
        name: match name {
            None if fault(&faults::SRC_IMPORT_NAME_GENERATED) => {
                format!("{}-imported", source.name)
            }
            name => name.unwrap_or(&source.name).clone(),
        },
    };
    let mut instance = instance(inventory, import, &source);
    handling::instance(&mut instance);
    let source = match inventory.switches.of(&switches::DUPLICATE_SOURCE) {
        Setting::Accept => shared(source, &key),
        _ => source,
    };
    let new = if fault(&faults::IM_NOTHING_STORED) {
        None
    } else {
        Some(New::of(instance, key, source)?)
    };
    Ok(Granted {
        new,
        dry_run: import.dry_run,
        answer: checked,
    })
}

/// A source that other instances may have too: to the store, which keeps sources apart, it is one of its own.
fn shared(source: Source, key: &Key) -> Source {
    Source {
        name: format!("{}/{}/{}", source.name, key.namespace, key.name),
        ..source
    }
}

/// Whether breaking a requirement is a reason to refuse. Conventions that nothing enforces on this sub-resource are none.
fn is_enforced(requirement: &Requirement) -> bool {
    match requirement.enforced_by {
        EnforcedBy::Handler | EnforcedBy::GenericLayer => true,
        EnforcedBy::NotEnforced | EnforcedBy::Client => variant(&variants::SYNTAX_ENFORCED),
    }
}

/// Refuses everything that is wrong with the fields, all at once; returns what is only warned about.
fn check_fields(
    inventory: &Inventory,
    object: &ProjectImportVirtualCluster,
) -> Result<Vec<String>, Refusal> {
    let violations = object.validate().err().unwrap_or_default();
    let setting = |violation: &Violation| {
        [&switches::TWO_OWNERS, &switches::UPGRADE_CONFLICT]
            .into_iter()
            .find(|switch| violation.requirement == Some(switch.requirement))
            .map(|switch| inventory.switches.of(switch))
    };
    let warned = violations
        .iter()
        .filter(|violation| setting(violation) == Some(Setting::Warn));
    let warnings = warned.map(|violation| violation.message.clone()).collect();
    let mut causes: Vec<Cause> = violations
        .iter()
        .filter(|violation| !matches!(setting(violation), Some(Setting::Warn | Setting::Accept)))
        .filter(|violation| violation.requirement.is_none_or(is_enforced))
        .filter(|violation| !handling::is_overlooked(violation, &object.source_virtual_cluster))
        .map(cause)
        .collect();
    let owner = object.source_virtual_cluster.owner.as_ref();
    let is_checked = inventory.switches.of(&switches::UNKNOWN_OWNER) == Setting::Refuse;
    if let Some(UserOrTeam { user, team }) =
        owner.filter(|_| is_checked && !fault(&faults::SRC_OWNER_EXCLUSIVE_UNCHECKED))
    {
        let (user, team) = (
            user.as_deref().unwrap_or_default(),
            team.as_deref().unwrap_or_default(),
        );
        let mut missing = |member: &str, name: &str| {
            let field = format!("sourceVirtualCluster.owner.{member}");
            causes.push(Cause::new(
                &field,
                CauseReason::FieldValueNotFound,
                &format!("{name:?}"),
            ));
        };
        if !user.is_empty() && inventory.user(user).is_none() {
            missing("user", user);
        }
        if !team.is_empty() && !inventory.teams.iter().any(|known| known == team) {
            missing("team", team);
        }
    }
    if causes.is_empty() {
        Ok(warnings)
    } else {
        Err(invalid(object, &causes))
    }
}

/// Refuses a virtual cluster that is not there or that the project may not have.
fn check_source(
    inventory: &Inventory,
    project: &Project,
    object: &ProjectImportVirtualCluster,
    source: &Source,
) -> Result<(), Refusal> {
    let cluster = inventory
        .cluster(&source.cluster)
        .ok_or_else(|| not_found("clusters", &source.cluster))?;
    if !project.allows(&cluster.name) {
        let what = format!(
            "project {:?} may not use cluster {:?}",
            project.name, cluster.name
        );
        let cause = Cause::new(
            "sourceVirtualCluster.cluster",
            CauseReason::FieldValueForbidden,
            &what,
        );
        return Err(invalid(object, &[cause]));
    }
    if !cluster.reachable {
        let message = format!("the agent of cluster {:?} does not answer", cluster.name);
        match inventory.switches.of(&switches::UNREACHABLE_AGENT) {
            // Nobody can look whether the virtual cluster is there.
            Setting::Accept => return Ok(()),
            Setting::InternalError => return Err(Refusal::internal_error(&message)),
            _ => return Err(Refusal::service_unavailable(message)),
        }
    }
    if cluster.has(&source.namespace, &source.name) {
        Ok(())
    } else {
        Err(not_found("virtualclusters", &source.name))
    }
}

fn instance(inventory: &Inventory, import: Import<'_>, source: &Source) -> VirtualClusterInstance {
    let ProjectImportVirtualClusterSource { owner, .. } = &import.object.source_virtual_cluster;
    let named = |owner: &&UserOrTeam| {
        let mut names = [&owner.user, &owner.team].into_iter().flatten();
        names.any(|name| !name.is_empty())
    };
    let owner = owner.as_ref().filter(named).cloned();
    // Without an owner, whoever asks becomes the owner (`src.owner.default`).
    let requester = || UserOrTeam {
        user: Some(import.user.to_owned()),
        team: None,
    };
    let owner = match inventory.switches.of(&switches::DEFAULT_OWNER) {
        Setting::Nobody => owner,
        _ => Some(owner.unwrap_or_else(requester)),
    };
    let taken = import
        .object
        .metadata
        .as_ref()
        .filter(|_| inventory.switches.of(&switches::REQUEST_LABELS) == Setting::Copy);
    let mut instance = VirtualClusterInstance {
        kind: Some(VirtualClusterInstance::KIND.to_owned()),
        api_version: Some(VirtualClusterInstance::API_VERSION.to_owned()),
        metadata: Some(ObjectMeta {
            labels: taken.and_then(|metadata| metadata.labels.clone()),
            annotations: taken.and_then(|metadata| metadata.annotations.clone()),
            ..ObjectMeta::default()
        }),
        spec: Some(VirtualClusterInstanceSpec {
            owner,
            cluster_ref: Some(VirtualClusterClusterRef {
                cluster: Some(source.cluster.clone()),
                namespace: Some(source.namespace.clone()),
                virtual_cluster: Some(source.name.clone()),
            }),
        }),
        status: Some(VirtualClusterInstanceStatus {
            phase: Some("Ready".to_owned()),
            ..VirtualClusterInstanceStatus::default()
        }),
    };
    let is_marked = !variant(&variants::NO_SKIP_HELM_ANNOTATION);
    if is_marked && import.object.skip_helm_deploy.unwrap_or_default() {
        let metadata = instance.metadata.get_or_insert_default();
        let annotations = metadata.annotations.get_or_insert_default();
        annotations.insert(SKIP_HELM_DEPLOY.to_owned(), "true".to_owned());
    }
    instance
}

/// The cause of a violation. A cause needs a field, so one that is about the whole object names the last of the members
/// that exclude each other.
fn cause(violation: &Violation) -> Cause {
    let members = ProjectImportVirtualCluster::shape()
        .rules
        .iter()
        .find_map(|rule| match rule.constraint {
            Constraint::AtMostOneOf(members) if Some(rule.requirement) == violation.requirement => {
                members.last()
            }
            _ => None,
        });
    let field = if violation.path.is_empty() {
        members.copied().unwrap_or_default()
    } else {
        &violation.path
    };
    Cause::new(field, violation.reason, &violation.message)
}

fn invalid(object: &ProjectImportVirtualCluster, causes: &[Cause]) -> Refusal {
    if variant(&variants::REFUSES_WITH_400) {
        let lines = causes
            .iter()
            .map(|cause| format!("{}: {}", cause.field, cause.message));
        return Refusal::bad_request(lines.collect::<Vec<_>>().join(", "));
    }
    let name = object
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.name.as_deref())
        .unwrap_or_default();
    Refusal::invalid(
        Subject {
            group: GROUP,
            kind: ProjectImportVirtualCluster::KIND,
            name,
        },
        causes,
    )
}

fn not_found(kind: &str, name: &str) -> Refusal {
    let subject = Subject {
        group: GROUP,
        kind,
        name,
    };
    handling::refusal(Refusal::not_found(subject), subject)
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}
