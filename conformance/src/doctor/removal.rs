//! Whether what a run imports can be removed after it.

use generated::operations::{DELETE_VIRTUAL_CLUSTER_INSTANCE, READ_VIRTUAL_CLUSTER_INSTANCE};

use super::chart::Chart;
use crate::checks::namespace_of;
use crate::cleanup::{INSTANCES, discovery, offers};
use crate::config::{Cleanup, Config, Mode};
use crate::http::{Client, Request};

/// A name that no instance has.
const NOBODY: &str = "conformance-doctor-asks-for-nobody";

/// Looks at discovery, and asks to read and remove an instance that does not exist.
pub(super) fn look_at(chart: &mut Chart, client: &Client, config: &Config) {
    let discovered = client.send(&discovery());
    if offers(&discovered, "projects/importvirtualcluster", &["create"]) {
        chart.ok("discovery", "offers projects/importvirtualcluster");
    } else {
        let found = format!(
            "does not offer projects/importvirtualcluster: {}",
            discovered.summary()
        );
        let advice =
            "a run goes on without it; let the allowed key read /apis/management.loft.sh/v1";
        chart.warning("discovery", found, advice);
    }
    match (config.fixtures.mode, config.fixtures.cleanup) {
        (Mode::DryRun, _) => chart.ok("cleanup", "nothing is made (fixtures.mode is dry-run)"),
        (_, Cleanup::Never) => chart.ok(
            "cleanup",
            "what is imported stays (fixtures.cleanup is never)",
        ),
        _ if !offers(&discovered, INSTANCES, &["get", "delete"]) => stays(
            chart,
            "discovery does not offer to read and delete virtualclusterinstances",
        ),
        _ => look_at_rights(chart, client, &config.fixtures.project),
    }
}

fn look_at_rights(chart: &mut Chart, client: &Client, project: &str) {
    let namespace = namespace_of(project);
    for operation in [
        &READ_VIRTUAL_CLUSTER_INSTANCE,
        &DELETE_VIRTUAL_CLUSTER_INSTANCE,
    ] {
        let request = Request::new(operation.method, &operation.path(&[&namespace, NOBODY]));
        let request = match operation.method {
            "GET" => request,
            _ => request.as_dry_run(),
        };
        let exchange = client.send(&request);
        if exchange.status() != Some(404) {
            let summary = exchange.summary();
            let found = format!(
                "{} of an instance that does not exist in {namespace} is answered {summary}, and not 404",
                operation.method
            );
            return stays(chart, &found);
        }
    }
    chart.ok("cleanup", "instances can be read and removed");
}

fn stays(chart: &mut Chart, why: &str) {
    let advice = "let the allowed key get and delete virtualclusterinstances there, or provide sources enough (see \
                  conformance plan) and remove conformance-* instances by hand";
    chart.warning("cleanup", format!("what is imported stays: {why}"), advice);
}
