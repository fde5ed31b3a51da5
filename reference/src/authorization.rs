//! Whether the user may do this. Decided before routing, so that nobody learns what exists without a right to see it.

use crate::attributes::Attributes;
use crate::behaviour::{fault, faults};
use crate::import::GROUP;
use crate::inventory::{Inventory, Right};
use crate::status::{Refusal, Subject};
use crate::store::Source;

/// Paths outside of any resource that every user may read: health, version, discovery and description.
const OPEN_PATHS: [&str; 7] = [
    "/healthz", "/livez", "/readyz", "/version", "/api", "/apis", "/openapi",
];

/// Checks the rights of a user.
///
/// # Errors
/// 403 when no right covers the request.
pub(crate) fn check(
    inventory: &Inventory,
    user: &str,
    attributes: &Attributes<'_>,
) -> Result<(), Refusal> {
    let rights = inventory
        .user(user)
        .map(|user| user.rights.as_slice())
        .unwrap_or_default();
    match attributes {
        Attributes::Resource(_) if fault(&faults::AU_DENIED_ADMITTED) => Ok(()),
        Attributes::Resource(it) => {
            let resource = it.full_resource();
            if rights
                .iter()
                .any(|right| right.covers(it.verb, &resource, it.name, it.namespace))
            {
                return Ok(());
            }
            if fault(&faults::AU_DENIED_404) {
                return Err(Refusal::no_such_route());
            }
            let scope = match it.namespace {
                "" => "at the cluster scope".to_owned(),
                namespace => format!("in the namespace {namespace:?}"),
            };
            let why = format!(
                "User {user:?} cannot {} resource {resource:?} in API group {:?} {scope}",
                it.verb, it.group
            );
            Err(Refusal::forbidden(
                Subject {
                    group: it.group,
                    kind: it.resource,
                    name: it.name,
                },
                &why,
            ))
        }
        Attributes::Path { verb, path } => {
            let open = *path == "/"
                || OPEN_PATHS.iter().any(|open| {
                    path.strip_prefix(open)
                        .is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'/', ..]))
                });
            if (open && matches!(verb.as_str(), "get" | "head")) || rights.iter().any(is_unlimited)
            {
                return Ok(());
            }
            let why = format!("User {user:?} cannot {verb} path {path:?}");
            Err(Refusal::forbidden(
                Subject {
                    group: "",
                    kind: "",
                    name: "",
                },
                &why,
            ))
        }
    }
}

/// Checks that a user may use the cluster that a virtual cluster runs on (`au.source-permission`): the verb `use` on
/// `clusters`, for all of the cluster or for some of its namespaces.
///
/// # Errors
/// 403 when no right covers it.
pub(crate) fn check_use(inventory: &Inventory, user: &str, source: &Source) -> Result<(), Refusal> {
    let rights = inventory.user(user).map(|user| user.rights.as_slice());
    let mut rights = rights.unwrap_or_default().iter();
    if fault(&faults::AU_DRY_RUN_UNCHECKED) || fault(&faults::AU_DENIED_ADMITTED) {
        return Ok(());
    }
    if rights.any(|right| right.covers("use", "clusters", &source.cluster, &source.namespace)) {
        return Ok(());
    }
    let subject = Subject {
        group: GROUP,
        kind: "clusters",
        name: &source.cluster,
    };
    let why = format!(
        "User {user:?} cannot use resource \"clusters\" in API group {GROUP:?} in the namespace {:?}",
        source.namespace
    );
    Err(Refusal::forbidden(subject, &why))
}

fn is_unlimited(right: &Right) -> bool {
    right.covers("*", "*", "*", "*")
}
