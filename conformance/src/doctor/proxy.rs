//! The variables that send requests through a proxy.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::chart::Chart;

/// What the client looks at.
pub const VARIABLES: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// The proxy that requests to `url` go through; `None` where they go straight.
pub(super) fn look_at(chart: &mut Chart, url: &Url) -> Option<Url> {
    let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let set: Vec<&str> = VARIABLES.iter().filter(is_set).copied().collect();
    let says = |part: &str| set.iter().any(|name| name.eq_ignore_ascii_case(part));
    let names = set.join(", ");
    let host = url.host_str().unwrap_or_default();
    let proxy = intercepting(url);
    let own = format!("{}_proxy", url.scheme());
    if let Some(proxy) = &proxy {
        let (proxy_host, port) = (
            proxy.host_str().unwrap_or_default(),
            proxy.port_or_known_default(),
        );
        let through = format!(
            "requests to {host} go through {}://{proxy_host}:{} ({names})",
            proxy.scheme(),
            port.unwrap_or_default()
        );
        if is_near(url) {
            let advice = format!(
                "add {host} to NO_PROXY: a proxy does not reach what is near to this machine"
            );
            chart.warning("proxy", through, advice);
        } else {
            chart.ok("proxy", through);
        }
    } else if (says(&own) || says("all_proxy")) && !says("no_proxy") {
        let found = format!("{names} is set and names no proxy that can be used");
        chart.warning(
            "proxy",
            found,
            "write it like http://proxy.example.com:3128, or unset it",
        );
    } else if set.is_empty() {
        chart.ok("proxy", "no proxy variable is set");
    } else {
        chart.ok("proxy", format!("{names} set, and none applies to {host}"));
    }
    proxy
}

/// As the client decides it.
fn intercepting(url: &Url) -> Option<Url> {
    let proxy = Matcher::from_system().intercept(&url.as_str().parse().ok()?)?;
    proxy.uri().to_string().parse().ok()
}

/// Whether the target is this machine or in a private network, where proxies seldom lead.
pub(super) fn is_near(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_matches(['[', ']']);
    match bare.parse() {
        Ok(std::net::IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(std::net::IpAddr::V6(address)) => address.is_loopback() || address.is_unique_local(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}
