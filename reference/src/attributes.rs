//! What a request asks for, in the terms that rights are given in: verb, group, resource, name.

use std::borrow::Cow;

use hyper::Method;

use crate::query::Query;

/// The attributes of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Attributes<'a> {
    /// A request about a resource.
    Resource(ResourceAttributes<'a>),
    /// Any other request, such as for the version.
    Path {
        /// The method in lower case.
        verb: String,
        /// The path.
        path: &'a str,
    },
}

/// The attributes of a request about a resource.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ResourceAttributes<'a> {
    /// `create`, `get`, ...; empty for methods that Kubernetes knows no verb for.
    pub(crate) verb: &'static str,
    /// API group.
    pub(crate) group: &'a str,
    /// Namespace; empty where there is none.
    pub(crate) namespace: &'a str,
    /// Resource without its sub-resource.
    pub(crate) resource: &'a str,
    /// Sub-resource, or empty.
    pub(crate) subresource: &'a str,
    /// Name of the object, or empty.
    pub(crate) name: &'a str,
}

impl<'a> Attributes<'a> {
    /// The attributes of a request; `path` is decoded and has no prefix.
    pub(crate) fn of(method: &Method, path: &'a str, query: &Query) -> Self {
        resource(method, path, query).map_or_else(
            || Self::Path {
                verb: method.as_str().to_ascii_lowercase(),
                path,
            },
            Self::Resource,
        )
    }
}

impl<'a> ResourceAttributes<'a> {
    /// Resource and sub-resource, as rights name them.
    pub(crate) fn full_resource(&self) -> Cow<'a, str> {
        match self.subresource {
            "" => Cow::Borrowed(self.resource),
            subresource => Cow::Owned([self.resource, "/", subresource].concat()),
        }
    }
}

fn resource<'a>(method: &Method, path: &'a str, query: &Query) -> Option<ResourceAttributes<'a>> {
    let mut parts = path.trim_matches('/').split('/').peekable();
    let group = match parts.next()? {
        "apis" => parts.next()?,
        "api" => "",
        _ => return None,
    };
    let _version = parts.next()?;
    parts.peek()?;
    let mut verb = match method.as_str() {
        "POST" => "create",
        "GET" | "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
    if let Some(special) = ["watch", "proxy"]
        .into_iter()
        .find(|word| parts.peek() == Some(word))
    {
        verb = special;
        parts.next();
    }
    let mut rest: Vec<&str> = parts.collect();
    let mut namespace = "";
    if let ["namespaces", name, following @ ..] = rest.as_slice() {
        namespace = name;
        if !following.is_empty() && !matches!(following, ["status" | "finalize", ..]) {
            rest = following.to_vec();
        }
    }
    let part = |index: usize| rest.get(index).copied().unwrap_or_default();
    let name = part(1);
    if name.is_empty() {
        verb = match verb {
            "get" if matches!(query.first("watch"), "" | "false" | "0") => "list",
            "get" => "watch",
            "delete" => "deletecollection",
            other => other,
        };
    }
    Some(ResourceAttributes {
        verb,
        group,
        namespace,
        resource: part(0),
        subresource: part(2),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &Method, path: &str) -> String {
        match Attributes::of(method, path, &Query::default()) {
            Attributes::Resource(it) => {
                format!(
                    "{} {} {} ns={} name={}",
                    it.verb,
                    it.group,
                    it.full_resource(),
                    it.namespace,
                    it.name
                )
            }
            Attributes::Path { verb, path } => format!("{verb} {path}"),
        }
    }

    #[test]
    fn paths_are_read_as_kubernetes_reads_them() {
        let foo = Method::from_bytes(b"FOO").unwrap();
        for (method, path, expected) in [
            (
                &Method::POST,
                "/apis/g/v1/projects/p/importx",
                "create g projects/importx ns= name=p",
            ),
            (
                &Method::GET,
                "/apis/g/v1/projects/p/importx/",
                "get g projects/importx ns= name=p",
            ),
            (&Method::GET, "/apis/g/v1/things", "list g things ns= name="),
            (
                &Method::DELETE,
                "/apis/g/v1/things",
                "deletecollection g things ns= name=",
            ),
            (
                &Method::GET,
                "/apis/g/v1/namespaces/n/things/t",
                "get g things ns=n name=t",
            ),
            (
                &Method::GET,
                "/apis/g/v1/namespaces/n",
                "get g namespaces ns=n name=n",
            ),
            (&Method::POST, "/api/v1/pods", "create  pods ns= name="),
            (&foo, "/apis/g/v1/things/t", " g things ns= name=t"),
            (&Method::GET, "/apis/g/v1", "get /apis/g/v1"),
            (&Method::POST, "/nosuch", "post /nosuch"),
        ] {
            assert_eq!(of(method, path), expected, "{method} {path}");
        }
    }
}
