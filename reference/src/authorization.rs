//! Whether the user may do this. Decided before routing, so that nobody learns what exists without a right to see it.

use crate::attributes::Attributes;
use crate::inventory::{Inventory, Right};
use crate::status::{Refusal, Subject};

/// Paths outside of any resource that every user may read: health, version and discovery.
const OPEN_PATHS: [&str; 5] = ["/healthz", "/livez", "/readyz", "/version", "/apis"];

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
        Attributes::Resource(it) => {
            let resource = it.full_resource();
            if rights
                .iter()
                .any(|right| right.covers(it.verb, &resource, it.name, it.namespace))
            {
                return Ok(());
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

fn is_unlimited(right: &Right) -> bool {
    right.covers("*", "*", "*", "*")
}
