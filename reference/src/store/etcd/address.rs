//! Where etcd is, as one URL.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What the URLs of etcd begin with: without TLS, and with it.
const SCHEMES: [(&str, bool); 2] = [("etcd://", false), ("etcds://", true)];

/// Below this the keys are when the URL does not say.
const USUAL_PREFIX: &str = "import-reference";

/// The members of an etcd cluster, and the prefix of the keys that are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtcdAddress {
    pub(super) members: Vec<String>,
    pub(super) prefix: String,
    pub(super) is_secure: bool,
}

/// A URL that does not say where etcd is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{url:?} does not say where etcd is: {why}; write etcd://HOST:PORT[,HOST:PORT...]/PREFIX, or etcds:// for TLS"
)]
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
        let (rest, is_secure) = SCHEMES
            .iter()
            .find_map(|(scheme, is_secure)| Some((url.strip_prefix(scheme)?, *is_secure)))
            .ok_or_else(|| error("it does not begin with etcd:// or etcds://"))?;
        if rest.contains('@') {
            // Everybody on the machine can read a command line, and the URL is printed at the start.
            let why = "a user is given by --etcd-user, and the password by --etcd-password-file";
            return Err(EtcdAddressError {
                url: without_user(url),
                why,
            });
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
            is_secure,
        })
    }
}

/// The URL without what stands before the last `@`, which may be a password.
fn without_user(url: &str) -> String {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let rest = url.rsplit_once('@').map_or(url, |(_, rest)| rest);
    format!("{scheme}://…@{rest}")
}

impl fmt::Display for EtcdAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(plain, _), (secure, _)] = SCHEMES;
        let scheme = if self.is_secure { secure } else { plain };
        write!(f, "{scheme}{}{}", self.members.join(","), self.prefix)
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
            ("etcds://a:1", "etcds://a:1/import-reference"),
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
            "etcds:/a:1/p",
            "http://a:1/p",
        ] {
            let error = url.parse::<EtcdAddress>().unwrap_err().to_string();
            assert!(
                error.contains(url) && error.contains("write etcd://"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_said_again() {
        let error = "etcds://importer:p@ssw0rd@a:1/p".parse::<EtcdAddress>();
        let error = error.unwrap_err().to_string();
        assert!(error.contains("--etcd-password-file"), "{error}");
        assert!(error.contains("etcds://…@a:1/p"), "{error}");
        assert!(!error.contains("ssw0rd"), "{error}");
    }
}
