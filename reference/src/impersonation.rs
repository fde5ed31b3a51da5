//! In whose name: the `Impersonate-` headers of a user who may act for others.

use hyper::{HeaderMap, StatusCode};

use crate::behaviour::{variant, variants};
use crate::inventory::Inventory;
use crate::status::{Refusal, Subject};

/// The user whose rights count; `user` when nobody is impersonated.
///
/// Nobody needs to exist to be impersonated: a name without rights may do nothing.
///
/// # Errors
/// 403 when `user` may not impersonate, 500 when the headers name a group or more, but no user.
pub(crate) fn resolve<'a>(
    headers: &'a HeaderMap,
    user: &'a str,
    path: &str,
    inventory: &Inventory,
) -> Result<&'a str, Refusal> {
    let mut names = headers.keys();
    if !names.any(|name| name.as_str().starts_with("impersonate-"))
        || variant(&variants::IMPERSONATION_UNKNOWN)
    {
        return Ok(user);
    }
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let impersonated = header("impersonate-user");
    let groups: Vec<&str> = headers
        .get_all("impersonate-group")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let extra = headers
        .keys()
        .any(|name| name.as_str().starts_with("impersonate-extra-"));
    if impersonated.is_empty() {
        if groups.is_empty() && !extra && header("impersonate-uid").is_empty() {
            return Ok(user);
        }
        // As Go prints references to objects that have a kind and a name alone.
        let requested: Vec<String> = groups
            .iter()
            .map(|group| format!("{{Group  {group}    }}"))
            .collect();
        let message = format!(
            "Internal Server Error: {path:?}: requested [{}] without impersonating a user\n",
            requested.join(" ")
        );
        return Err(Refusal::text(StatusCode::INTERNAL_SERVER_ERROR, message));
    }
    let subjects = std::iter::once(("users", impersonated))
        .chain(groups.iter().map(|group| ("groups", *group)));
    for (kind, name) in subjects {
        if !may_impersonate(inventory, user, kind, name) {
            let why = format!(
                "User {user:?} cannot impersonate resource {kind:?} in API group \"\" at the cluster scope"
            );
            return Err(Refusal::forbidden(
                Subject {
                    group: "",
                    kind,
                    name,
                },
                &why,
            ));
        }
    }
    Ok(impersonated)
}

fn may_impersonate(inventory: &Inventory, user: &str, kind: &str, name: &str) -> bool {
    inventory.user(user).is_some_and(|user| {
        user.rights
            .iter()
            .any(|right| right.covers("impersonate", kind, name, ""))
    })
}
