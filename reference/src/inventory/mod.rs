//! What the server knows before the first request: projects, clusters with virtual clusters, users, teams.

mod error;
pub(crate) mod switches;
mod user;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::behaviour::{fault, faults};

pub use error::InventoryError;
pub use switches::Switches;
pub use user::{Key, Right, Secret, User};

/// The world of a server.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Inventory {
    /// Projects that virtual clusters can be imported into.
    pub projects: Vec<Project>,
    /// Connected clusters.
    pub clusters: Vec<Cluster>,
    /// Who may use the server.
    pub users: Vec<User>,
    /// Teams that may own an instance.
    pub teams: Vec<String>,
    /// How the server answers where only this project has decided.
    pub switches: Switches,
}

/// A project.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Project {
    /// Its name, at most 56 bytes (`im.project-name-limit`).
    pub name: String,
    /// Clusters that it may use; `*` stands for all (`im.allowed-clusters`).
    #[serde(default = "everything")]
    pub allowed_clusters: Vec<String>,
}

/// A connected cluster.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Whether its agent answers. Imports from a cluster whose agent does not are refused with 503 (`er.503.agent`).
    #[serde(default = "yes")]
    pub reachable: bool,
    /// The virtual clusters on it.
    #[serde(default)]
    pub virtual_clusters: Vec<VirtualClusters>,
}

/// One virtual cluster, or many whose names are counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VirtualClusters {
    /// Namespace on the cluster.
    pub namespace: String,
    /// Name; `{n}` in it stands for the numbers from 1 to `count`.
    pub name: String,
    /// How many there are.
    #[serde(default = "one")]
    pub count: u64,
}

/// Prefix of a project's namespace in platform 3.x (`im.instance-namespace`).
const NAMESPACE_PREFIX: &str = "loft-p-";

impl Inventory {
    /// The inventory that contains everything the reference page and the examples name.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the text is part of the program, and a test reads it"
    )]
    pub fn builtin() -> Self {
        include_str!("../../inventory.yaml")
            .parse()
            .expect("the built-in inventory is valid")
    }

    /// The project of that name.
    pub(crate) fn project(&self, name: &str) -> Option<&Project> {
        self.projects.iter().find(|project| project.name == name)
    }

    /// The cluster of that name.
    pub(crate) fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.name == name)
    }

    /// The user of that name.
    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// Forgets the access keys, which nobody needs once their digests are known.
    pub(crate) fn forget_keys(&mut self) {
        for user in &mut self.users {
            user.key = None;
        }
    }

    fn check(&self) -> Result<(), InventoryError> {
        let names = [
            (
                "projects",
                self.projects
                    .iter()
                    .map(|project| &project.name)
                    .collect::<Vec<_>>(),
            ),
            (
                "clusters",
                self.clusters.iter().map(|cluster| &cluster.name).collect(),
            ),
            ("users", self.users.iter().map(|user| &user.name).collect()),
            ("teams", self.teams.iter().collect()),
        ];
        for (kind, names) in names {
            let mut seen = BTreeSet::new();
            for name in names {
                if !seen.insert(name) {
                    return Err(InventoryError::Repeated {
                        kind,
                        name: name.clone(),
                    });
                }
            }
        }
        match self
            .projects
            .iter()
            .find(|project| project.namespace().len() > 63)
        {
            Some(project) => Err(InventoryError::ProjectName(project.name.clone())),
            None => Ok(()),
        }
    }
}

impl std::str::FromStr for Inventory {
    type Err = InventoryError;

    /// Reads an inventory from YAML.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inventory: Self = serde_yaml::from_str(text)?;
        inventory.check()?;
        Ok(inventory)
    }
}

impl Project {
    /// The namespace of the project's instances.
    pub(crate) fn namespace(&self) -> String {
        Self::namespace_of(&self.name)
    }

    /// The namespace of a project of that name.
    fn namespace_of(name: &str) -> String {
        let prefix = if fault(&faults::IM_OTHER_NAMESPACE) {
            "p-"
        } else {
            NAMESPACE_PREFIX
        };
        [prefix, name].concat()
    }

    /// Whether the project may use that cluster.
    pub(crate) fn allows(&self, cluster: &str) -> bool {
        covers(&self.allowed_clusters, cluster)
    }
}

impl Cluster {
    /// Whether that virtual cluster is on this cluster.
    pub(crate) fn has(&self, namespace: &str, name: &str) -> bool {
        self.virtual_clusters
            .iter()
            .any(|entry| entry.namespace == namespace && entry.includes(name))
    }
}

impl VirtualClusters {
    fn includes(&self, name: &str) -> bool {
        let Some((before, after)) = self.name.split_once("{n}") else {
            return self.name == name;
        };
        let number = name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        // Written back, so that 007 and +7 are not 7.
        number
            .and_then(|digits| {
                digits
                    .parse::<u64>()
                    .ok()
                    .filter(|number| number.to_string() == digits)
            })
            .is_some_and(|number| (1..=self.count).contains(&number))
    }
}

fn covers(list: &[String], word: &str) -> bool {
    list.iter().any(|entry| entry == "*" || entry == word)
}

fn everything() -> Vec<String> {
    vec!["*".to_owned()]
}

const fn yes() -> bool {
    true
}

const fn one() -> u64 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_inventory_has_what_the_examples_name() {
        let inventory = Inventory::builtin();
        let cluster = inventory.cluster("connected-cluster").unwrap();
        assert!(cluster.has("vcluster-my-vcluster", "my-vcluster"));
        assert!(cluster.has("vc-pool", "vc-1") && cluster.has("vc-pool", "vc-10000"));
        for name in ["vc-0", "vc-10001", "vc-01", "vc-+1", "vc-", "vc-{n}"] {
            assert!(!cluster.has("vc-pool", name), "{name}");
        }
        assert_eq!(
            inventory.project("my-object").unwrap().namespace(),
            "loft-p-my-object"
        );
        assert!(
            !inventory
                .project("restricted")
                .unwrap()
                .allows("connected-cluster")
        );
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let unknown = "projects:\n  - name: a\n    colour: red\n"
            .parse::<Inventory>()
            .unwrap_err()
            .to_string();
        assert!(
            unknown.contains("colour") && unknown.contains("line 3"),
            "{unknown}"
        );
        let repeated = "teams: [a, a]".parse::<Inventory>().unwrap_err();
        assert!(
            matches!(repeated, InventoryError::Repeated { kind: "teams", .. }),
            "{repeated}"
        );
        let long = format!("projects: [{{name: {}}}]", "a".repeat(57));
        assert!(matches!(
            long.parse::<Inventory>(),
            Err(InventoryError::ProjectName(_))
        ));
    }
}
