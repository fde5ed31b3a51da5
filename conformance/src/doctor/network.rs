//! From a URL to a connection.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use reqwest::Url;

use super::chart::Chart;
use super::proxy;
use crate::config::TargetConfig;

/// Limit for one connection; the client's own is no longer.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// The way to the target.
pub(super) struct Route {
    /// The target's URL.
    pub(super) url: Url,
    /// An address that takes connections: the target's, or that of a proxy.
    pub(super) address: SocketAddr,
    /// Whether a proxy stands between.
    pub(super) is_proxied: bool,
}

/// Looks for the way to the target; `None` where there is none.
pub(super) fn reach(chart: &mut Chart, target: &TargetConfig) -> Option<Route> {
    // the configuration has been read as a URL with a host
    let url: Url = target.url.parse().ok()?;
    let proxy = proxy::look_at(chart, &url);
    let next = proxy.as_ref().unwrap_or(&url);
    let host = next.host_str()?.trim_matches(['[', ']']).to_owned();
    let port = next.port_or_known_default()?;
    let addresses = resolve(chart, &host, port, proxy.is_some())?;
    let limit = target.timeout.min(CONNECT_LIMIT);
    let address = connect(chart, &addresses, limit)?;
    Some(Route {
        url,
        address,
        is_proxied: proxy.is_some(),
    })
}

fn resolve(chart: &mut Chart, host: &str, port: u16, is_proxy: bool) -> Option<Vec<SocketAddr>> {
    let (whose, key) = if is_proxy {
        ("the proxy ", "the proxy variable")
    } else {
        ("", "target.url")
    };
    let found = (host, port)
        .to_socket_addrs()
        .map(Iterator::collect::<Vec<_>>);
    match found {
        Ok(addresses) if !addresses.is_empty() => {
            let list: Vec<String> = addresses
                .iter()
                .map(|address| address.ip().to_string())
                .collect();
            chart.ok("DNS", format!("{whose}{host} is {}", list.join(", ")));
            return Some(addresses);
        }
        Ok(_) => chart.problem(
            "DNS",
            format!("{whose}{host} has no address"),
            spelling(key),
        ),
        Err(error) => chart.problem("DNS", format!("{whose}{host}: {error}"), spelling(key)),
    }
    None
}

fn spelling(key: &str) -> String {
    format!(
        "look at the spelling in {key}, and at /etc/resolv.conf and a VPN where the name is an internal one"
    )
}

fn connect(chart: &mut Chart, addresses: &[SocketAddr], limit: Duration) -> Option<SocketAddr> {
    let mut failures = Vec::new();
    for address in addresses {
        match TcpStream::connect_timeout(address, limit) {
            Ok(_) if failures.is_empty() => {
                chart.ok("TCP", format!("{address} takes connections"));
                return Some(*address);
            }
            Ok(_) => {
                let found = format!(
                    "{address} takes connections, but not {}",
                    failures.join("; ")
                );
                let advice = "let the name stand only for addresses that answer: each run tries the others as well";
                chart.warning("TCP", found, advice);
                return Some(*address);
            }
            Err(error) => failures.push(format!("{address} ({error})")),
        }
    }
    let found = format!("no connection to {}", failures.join("; "));
    let advice = "start the server, look at the port in target.url, and at firewalls between";
    chart.problem("TCP", found, advice);
    None
}
