//! The importable virtual clusters of a target: each is used up by one accepted import.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::config::FixtureConfig;

/// A virtual cluster that can be imported, and the instance name to import it under.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Hands out sources; safe to share between threads.
#[derive(Debug)]
pub struct Fixtures {
    config: FixtureConfig,
    run: String,
    start: u32,
    stride: u32,
    taken: AtomicU32,
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

    /// What the target was said to have.
    pub fn config(&self) -> &FixtureConfig {
        &self.config
    }

    /// The word that stands in every name this run makes up.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// How many sources were handed out.
    pub fn taken(&self) -> u32 {
        self.taken
            .load(Ordering::Relaxed)
            .min(self.config.source_count)
    }

    /// The next source; `None` when all were handed out.
    pub fn next(&self) -> Option<Source> {
        let index = self.taken.fetch_add(1, Ordering::Relaxed);
        if index >= self.config.source_count {
            self.taken
                .store(self.config.source_count, Ordering::Relaxed);
            return None;
        }
        let place = u64::from(self.start) + u64::from(index) * u64::from(self.stride);
        let number = place % u64::from(self.config.source_count) + 1;
        Some(Source {
            name: self
                .config
                .source_pattern
                .replace("{n}", &number.to_string()),
            namespace: self.config.namespace.clone(),
            cluster: self.config.cluster.clone(),
            import_name: format!("conformance-{}-{}", self.run, index + 1),
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
            let names: BTreeSet<String> = std::iter::from_fn(|| fixtures.next())
                .map(|source| source.name)
                .collect();
            assert_eq!(
                names.len(),
                count as usize,
                "count {count}, random {random}"
            );
            assert!(names.contains("vc-1") && names.contains(&format!("vc-{count}")));
            assert_eq!(fixtures.next(), None);
            assert_eq!(fixtures.taken(), count);
        }
    }
}
