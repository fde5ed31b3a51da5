//! Access keys: made at start, kept as digests, compared in constant time.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::inventory::{Inventory, InventoryError, Key};

/// The digest of every user's access key.
#[derive(Debug)]
pub(crate) struct AccessKeys {
    users: Vec<(String, [u8; 32])>,
}

/// A user's access key in the clear, for whoever started the server.
pub(crate) struct Issued {
    pub(crate) user: String,
    /// Nothing when the inventory has only its digest.
    pub(crate) key: Option<String>,
    /// Whether it was made at start, since the inventory has none.
    pub(crate) made: bool,
}

/// The key is left out: what is printed for a developer ends up in logs.
impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl AccessKeys {
    /// Takes the keys of the inventory and makes the ones it lacks.
    pub(crate) fn issue(inventory: &Inventory) -> Result<(Self, Vec<Issued>), InventoryError> {
        let mut users = Vec::new();
        let mut issued = Vec::new();
        for user in &inventory.users {
            let made = user.key.is_none();
            let (key, digest) = if let Some(Key::Sha256(digest)) = user.key {
                (None, digest)
            } else {
                // Two version 4 UUIDs have 244 random bits.
                let random = || format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
                let key = user.access_key()?.unwrap_or_else(random);
                let digest = digest(&key);
                (Some(key), digest)
            };
            users.push((user.name.clone(), digest));
            issued.push(Issued {
                user: user.name.clone(),
                key,
                made,
            });
        }
        Ok((Self { users }, issued))
    }

    /// The first user of the inventory.
    pub(crate) fn first(&self) -> Option<&str> {
        self.users.first().map(|(name, _)| name.as_str())
    }

    /// The user whose key that is.
    ///
    /// What is compared are digests, all of them and to the end, so that the time taken says nothing about a key.
    pub(crate) fn user(&self, key: &str) -> Option<&str> {
        let given = digest(key);
        let mut found = None;
        for (name, expected) in &self.users {
            let difference = expected
                .iter()
                .zip(given)
                .fold(0, |sum, (a, b)| sum | (a ^ b));
            if difference == 0 {
                found = Some(name.as_str());
            }
        }
        found
    }
}

fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}
