//! Where etcd is, as one URL.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What the URLs of etcd begin with.
const SCHEME: &str = "etcd://";

/// Below this the keys are when the URL does not say.
const USUAL_PREFIX: &str = "import-reference";

/// The members of an etcd cluster, and the prefix of the keys that are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtcdAddress {
    pub(super) members: Vec<String>,
    pub(super) prefix: String,
}

/// A URL that does not say where etcd is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{url:?} does not say where etcd is: {why}; write etcd://HOST:PORT[,HOST:PORT...]/PREFIX")]
pub struct EtcdAddressError {
    url: String,
    why: &'static str,
}

impl FromStr for EtcdAddress {
    type Err = EtcdAddressError;

    fn from_str(url: &str) -> Result<Self, EtcdAddressError> {
        let error = |why| EtcdAddressError {
            url: url.to_owned(),
            why,
        };
        let rest = url
            .strip_prefix(SCHEME)
            .ok_or_else(|| error("it does not begin with etcd://"))?;
        if rest.contains('@') {
            return Err(error("users and passwords are not supported"));
        }
        let (members, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let members: Vec<String> = members.split(',').map(str::to_owned).collect();
        let has_port = |member: &String| {
            member
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
        };
        if !members.iter().all(has_port) {
            return Err(error("each member needs a host and a port"));
        }
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() {
            USUAL_PREFIX
        } else {
            prefix
        };
        Ok(Self {
            members,
            prefix: format!("/{prefix}"),
        })
    }
}

impl fmt::Display for EtcdAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}{}", self.members.join(","), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::EtcdAddress;

    #[test]
    fn members_and_prefix_are_read() {
        for (url, written) in [
            ("etcd://a:1", "etcd://a:1/import-reference"),
            ("etcd://a:1/", "etcd://a:1/import-reference"),
            ("etcd://a:1,[::1]:2/x/y/", "etcd://a:1,[::1]:2/x/y"),
        ] {
            let address: EtcdAddress = url.parse().unwrap();
            assert_eq!(address.to_string(), written);
        }
        for url in [
            "etcd://",
            "etcd://a",
            "etcd://a:1,",
            "etcd://a:x/p",
            "etcd://:1/p",
            "etcd://u:p@a:1/p",
            "http://a:1/p",
        ] {
            let error = url.parse::<EtcdAddress>().unwrap_err().to_string();
            assert!(
                error.contains(url) && error.contains("write etcd://"),
                "{error}"
            );
        }
    }
}
