//! Whether the keys, the projects and the sources are what the configuration says.

use super::chart::Chart;
use crate::config::{Config, Sources};
use crate::fixtures::{Fixtures, Source};
use crate::http::{Client, Credential, Exchange, Request};
use crate::preflight::{self, Obstacle};

/// Looks at what the configuration says of a target.
pub(super) struct Access<'a> {
    client: &'a Client,
    config: &'a Config,
    /// The first source and the last, each with a name that no instance has.
    sources: Vec<Source>,
}

impl<'a> Access<'a> {
    pub(super) fn new(client: &'a Client, config: &'a Config) -> Self {
        let run: String = uuid::Uuid::new_v4()
            .simple()
            .to_string()
            .chars()
            .take(8)
            .collect();
        let fixtures = Fixtures::new(config.fixtures.clone(), run.clone(), 0);
        let mut sources = fixtures.ends();
        for (index, source) in sources.iter_mut().enumerate() {
            source.import_name = format!("conformance-{run}-doctor-{}", index + 1);
        }
        Self {
            client,
            config,
            sources,
        }
    }

    /// Looks at keys, projects and sources, and says whether the allowed key is of use.
    pub(super) fn look_at(&self, chart: &mut Chart) -> bool {
        let fixtures = &self.config.fixtures;
        match self.knock(&fixtures.project) {
            None => {
                chart.ok("prefix", "the API is there");
                chart.ok("allowed key", "is accepted");
                chart.ok("project", format!("{} takes imports", fixtures.project));
            }
            Some((obstacle, found)) => return hindered(chart, obstacle, &found),
        }
        match &fixtures.second_project {
            None => chart.skip(
                "second project",
                "none is configured (fixtures.second-project)",
            ),
            Some(project) => match self.knock(project) {
                None => chart.ok("second project", format!("{project} takes imports")),
                Some((_, found)) => {
                    let advice =
                        "let the allowed key import into it, or take fixtures.second-project out";
                    chart.problem("second project", found, advice);
                }
            },
        }
        self.look_at_sources(chart);
        self.look_at_denied(chart);
        self.look_at_nobody(chart);
        true
    }

    /// Asks for an import that every server of this API refuses.
    fn knock(&self, project: &str) -> Option<(Obstacle, String)> {
        let request = Request::import(project, &serde_json::json!({})).as_dry_run();
        let exchange = self.client.send(&request);
        if exchange.outcome.is_err() {
            return Some((Obstacle::Place, exchange.summary()));
        }
        let met = preflight::obstacle(self.client.url(), project, &exchange)?;
        Some((met.0, met.1.to_string()))
    }

    fn look_at_sources(&self, chart: &mut Chart) {
        if matches!(self.config.fixtures.sources, Sources::Hooks(_)) {
            let why = "a command makes the virtual clusters, which would change the target; conformance --check \
                       response/created tries it";
            chart.skip("cluster", why);
            return chart.skip("sources", why);
        }
        for source in &self.sources {
            let Source {
                name,
                namespace,
                cluster,
                ..
            } = source;
            let place = format!("{name} in namespace {namespace} of cluster {cluster}");
            let request = Request::import(&self.config.fixtures.project, &source.object());
            let exchange = self.client.send(&request.as_dry_run());
            if !exchange.is_success() {
                let found = format!("{place}: {}", exchange.summary());
                if is_about_cluster(&exchange) {
                    let advice = "connect that cluster, allow it in the project, or correct fixtures.cluster";
                    chart.problem("cluster", found, advice);
                    return chart.skip("sources", "not looked at, for the problem above");
                }
                let advice = "create that virtual cluster, or correct fixtures.sources (a pattern's count is of those \
                              that exist), fixtures.namespace and fixtures.cluster";
                return chart.problem("sources", found, advice);
            }
            if let Some(foreign) = preflight::foreign(self.client.url(), &exchange) {
                return chart.problem("sources", foreign, "set target.url to the API itself");
            }
            let read = preflight::instance_of(&self.config.fixtures.project, source);
            if let Some(made) = preflight::made(self.client.url(), &self.client.send(&read)) {
                return chart.problem(
                    "sources",
                    made,
                    "a server that must not be changed cannot be checked before that is mended",
                );
            }
        }
        let names: Vec<&str> = self
            .sources
            .iter()
            .map(|source| source.name.as_str())
            .collect();
        let cluster = &self.config.fixtures.cluster;
        chart.ok("cluster", format!("{cluster} is connected"));
        chart.ok(
            "sources",
            format!("{} could be imported (dry run)", names.join(" and ")),
        );
    }

    fn look_at_denied(&self, chart: &mut Chart) {
        if self.config.credentials.denied.is_none() {
            return chart.skip("denied key", "none is configured (credentials.denied)");
        }
        let exchange = self.some_import(Credential::Denied);
        let summary = exchange.summary();
        match exchange.status() {
            Some(403) => chart.ok("denied key", "is valid and may not import"),
            Some(401) => {
                let found = format!("is not valid: {summary}");
                chart.problem(
                    "denied key",
                    found,
                    "give a key that is valid and may not import, or none",
                );
            }
            Some(200..=299) => {
                let found = format!("may import: {summary}");
                let advice =
                    "take that right from its user, or give a key of another user, or none";
                chart.problem("denied key", found, advice);
            }
            _ => {
                let found = format!("is answered {summary}, and not 403");
                chart.warning(
                    "denied key",
                    found,
                    "see whether it is valid and may not import",
                );
            }
        }
    }

    fn look_at_nobody(&self, chart: &mut Chart) {
        let exchange = self.some_import(Credential::Absent);
        let summary = exchange.summary();
        match exchange.status() {
            Some(401 | 403) => chart.ok("no key", "no import without a key"),
            Some(200..=299) => {
                let found = format!("anybody may import: {summary}");
                chart.warning(
                    "no key",
                    found,
                    "a run will report it; see whether the server has authentication turned off",
                );
            }
            _ => {
                let found = format!("is answered {summary}, and not 401 or 403");
                chart.warning(
                    "no key",
                    found,
                    "a run will say whether that is a violation",
                );
            }
        }
    }

    /// The dry run of an import as good as there is one.
    fn some_import(&self, credential: Credential) -> Exchange {
        let object = self
            .sources
            .first()
            .map_or_else(|| serde_json::json!({}), Source::object);
        let request = Request::import(&self.config.fixtures.project, &object).as_dry_run();
        self.client.send(&request.with_credential(credential))
    }
}

/// Whether a refusal blames the cluster, and not the virtual cluster.
fn is_about_cluster(refusal: &Exchange) -> bool {
    let details = &refusal.object()["details"];
    let mut causes = details["causes"].as_array().into_iter().flatten();
    details["kind"] == "clusters"
        || causes.any(|cause| cause["field"] == "sourceVirtualCluster.cluster")
}

/// Says what the first request met; the rest is not looked at then.
fn hindered(chart: &mut Chart, obstacle: Obstacle, found: &str) -> bool {
    let (subject, advice) = match obstacle {
        Obstacle::Place => (
            "prefix",
            "let target.url be what stands before /apis; the platform serves the API below /kubernetes/management",
        ),
        Obstacle::Key => (
            "allowed key",
            "give a key that is valid, has not ended and belongs to this server; the key alone, without Bearer",
        ),
        Obstacle::Rights => (
            "allowed key",
            "let its user create projects/importvirtualcluster in that project",
        ),
        Obstacle::Project => ("project", "create it, or name another in fixtures.project"),
    };
    let known: &[_] = match obstacle {
        Obstacle::Place => &[],
        Obstacle::Key | Obstacle::Rights => &[("prefix", "the API is there")],
        Obstacle::Project => &[
            ("prefix", "the API is there"),
            ("allowed key", "is accepted"),
        ],
    };
    for (subject, found) in known {
        chart.ok(subject, found);
    }
    chart.problem(subject, found, advice);
    false
}
