//! The importable virtual clusters of a target: each is used up by one accepted import.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::FixtureConfig;
use crate::verdict::Stop;

/// A virtual cluster that can be imported, and the instance name to import it under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the virtual cluster.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The connected cluster it runs on.
    pub cluster: String,
    /// An instance name that no other import of any run has.
    pub import_name: String,
}

/// The sources of one run; safe to share between threads.
#[derive(Debug)]
pub struct Fixtures {
    config: FixtureConfig,
    run: String,
    start: u32,
    stride: u32,
    taken: AtomicU32,
}

/// The part of the sources that one session of a check asks for.
#[derive(Debug)]
pub struct Lease<'a> {
    fixtures: &'a Fixtures,
    holder: String,
    handed_out: Cell<u32>,
}

impl Fixtures {
    /// The fixtures of one run. `run` is a short word that no other run has; names are made from it.
    pub fn new(config: FixtureConfig, run: String, random: u64) -> Self {
        let count = u64::from(config.source_count);
        // Two runs that start at the same time walk the pool from other places and in other steps, so that they
        // rarely meet; where they do, the second one sees a 409 and moves on.
        let start = u32::try_from(random % count).unwrap_or_default();
        let stride = (0..count)
            .map(|offset| 1 + (random / 7 + offset) % count)
            .find(|stride| gcd(*stride, count) == 1)
            .and_then(|stride| u32::try_from(stride).ok())
            .unwrap_or(1);
        Self {
            config,
            run,
            start,
            stride,
            taken: AtomicU32::new(0),
        }
    }

    /// Sources for one holder. `holder` is a short word that no other lease of this run has, such as `17`: the
    /// instances are named `conformance-<run>-<holder>-<n>`.
    pub fn lease(&self, holder: String) -> Lease<'_> {
        Lease {
            fixtures: self,
            holder,
            handed_out: Cell::new(0),
        }
    }

    /// How many sources were handed out.
    pub fn taken(&self) -> u32 {
        self.taken
            .load(Ordering::Relaxed)
            .min(self.config.source_count)
    }

    /// The number of the next source, from 1; `None` when all were handed out.
    fn next(&self) -> Option<u64> {
        let index = self.taken.fetch_add(1, Ordering::Relaxed);
        if index >= self.config.source_count {
            self.taken
                .store(self.config.source_count, Ordering::Relaxed);
            return None;
        }
        let place = u64::from(self.start) + u64::from(index) * u64::from(self.stride);
        Some(place % u64::from(self.config.source_count) + 1)
    }

    /// Why nothing can be said where there is no source left.
    pub fn exhausted(config: &FixtureConfig) -> Stop {
        Stop::Fixture(format!(
            "all {} sources are used up; raise fixtures.sources.count or provide fresh virtual clusters",
            config.source_count
        ))
    }
}

impl Lease<'_> {
    /// The next source.
    ///
    /// # Errors
    ///
    /// [`Stop::Fixture`] when all were handed out.
    pub fn source(&self) -> Result<Source, Stop> {
        let Fixtures { config, run, .. } = self.fixtures;
        let number = self
            .fixtures
            .next()
            .ok_or_else(|| Fixtures::exhausted(config))?;
        let nth = self.handed_out.get() + 1;
        self.handed_out.set(nth);
        Ok(Source {
            name: config.source_pattern.replace("{n}", &number.to_string()),
            namespace: config.namespace.clone(),
            cluster: config.cluster.clone(),
            import_name: format!("conformance-{run}-{}-{nth}", self.holder),
        })
    }
}

impl Source {
    /// The request object that imports this source under its own instance name.
    pub fn object(&self) -> Value {
        json!({
            "kind": generated::types::ProjectImportVirtualCluster::KIND,
            "apiVersion": generated::types::ProjectImportVirtualCluster::API_VERSION,
            "metadata": { "creationTimestamp": null },
            "sourceVirtualCluster": {
                "name": self.name,
                "namespace": self.namespace,
                "cluster": self.cluster,
                "importName": self.import_name,
            },
        })
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn fixtures(count: u32, random: u64) -> Fixtures {
        let config = FixtureConfig {
            project: "p".into(),
            second_project: None,
            cluster: "c".into(),
            namespace: "n".into(),
            source_pattern: "vc-{n}".into(),
            source_count: count,
        };
        Fixtures::new(config, "run".into(), random)
    }

    #[test]
    fn every_source_is_handed_out_exactly_once() {
        for (count, random) in [
            (1, 0),
            (1, 99),
            (2, 5),
            (12, 7),
            (400, u64::MAX),
            (401, 123_456_789),
        ] {
            let fixtures = fixtures(count, random);
            let leases = [fixtures.lease("1".into()), fixtures.lease("2".into())];
            let mut turns = leases.iter().cycle();
            let sources: Vec<Source> =
                std::iter::from_fn(|| turns.next().and_then(|lease| lease.source().ok())).collect();
            let names: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
            let import_names: BTreeSet<&str> = sources
                .iter()
                .map(|source| source.import_name.as_str())
                .collect();
            assert_eq!(import_names.len(), sources.len());
            assert_eq!(
                names.len(),
                count as usize,
                "count {count}, random {random}"
            );
            assert!(names.contains("vc-1") && names.contains(format!("vc-{count}").as_str()));
            assert!(leases[0].source().is_err());
            assert_eq!(fixtures.taken(), count);
        }
    }
}
