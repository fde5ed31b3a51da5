//! What can be wrong with an inventory.

use thiserror::Error;

/// An inventory that cannot be used.
#[derive(Debug, Error)]
pub enum InventoryError {
    /// It is not what an inventory looks like.
    #[error("the inventory cannot be read: {0}; `reference/inventory.yaml` is an example of one")]
    Unreadable(#[from] serde_yaml::Error),
    /// Two things of one kind have the same name.
    #[error("the inventory has two {kind} named {name:?}; rename or remove one")]
    Repeated {
        /// What they are.
        kind: &'static str,
        /// Their name.
        name: String,
    },
    /// A project's name leaves no room for the prefix of its namespace.
    #[error(
        "the project name {0:?} is too long; at most 56 bytes, since its namespace is loft-p- and the name"
    )]
    ProjectName(String),
    /// An environment variable with a key is not set.
    #[error(
        "user {user:?} takes the access key from ${variable}, which is not set or empty; set it"
    )]
    NoKey {
        /// The user.
        user: String,
        /// The variable.
        variable: String,
    },
}
