//! Which store a server uses.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;
use tokio::runtime::Runtime;

use super::durable::{DirectoryError, Durable};
#[cfg(feature = "etcd")]
use super::etcd::{Etcd, EtcdAccess, EtcdAddress, EtcdAddressError, EtcdError};
use super::{Memory, Store};

/// What the URLs of etcd begin with.
const ETCD: [&str; 2] = ["etcd://", "etcds://"];

/// Where a server keeps its instances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// In memory; they end with the server.
    #[default]
    Memory,
    /// In a directory of this machine, which one server at a time may use.
    Directory(PathBuf),
    /// In etcd, which any number of servers may use at once: where it is, and what it is reached with.
    #[cfg(feature = "etcd")]
    Etcd(EtcdAddress, EtcdAccess),
}

/// Why a store cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The directory cannot be used.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Etcd cannot be used.
    #[cfg(feature = "etcd")]
    #[error(transparent)]
    Etcd(#[from] EtcdError),
    /// The URL of etcd cannot be read.
    #[cfg(feature = "etcd")]
    #[error(transparent)]
    Address(#[from] EtcdAddressError),
    /// The server was built without etcd.
    #[cfg(not(feature = "etcd"))]
    #[error("this server was built without etcd; build it with `--features etcd`")]
    NoEtcd,
    /// It is no URL of a store.
    #[error("{0:?} is no store; write etcd://HOST:PORT[,HOST:PORT...]/PREFIX, or etcds:// for TLS")]
    Url(String),
}

impl Storage {
    /// Opens the store; what it does in the background is done by `runtime`.
    #[cfg_attr(
        not(feature = "etcd"),
        expect(unused_variables, reason = "only etcd does anything in the background")
    )]
    pub(crate) fn open(&self, runtime: &Runtime) -> Result<Box<dyn Store>, StorageError> {
        Ok(match self {
            Self::Memory => Box::new(Memory::default()),
            Self::Directory(path) => Box::new(Durable::open(path)?),
            #[cfg(feature = "etcd")]
            Self::Etcd(address, access) => Box::new(runtime.block_on(Etcd::open(address, access))?),
        })
    }
}

impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("in memory, until the server stops"),
            Self::Directory(path) => write!(f, "in the directory {}", path.display()),
            #[cfg(feature = "etcd")]
            Self::Etcd(address, _) => write!(f, "in {address}"),
        }
    }
}

impl FromStr for Storage {
    type Err = StorageError;

    /// Reads the URL of a store; etcd is reached without certificates and users.
    fn from_str(url: &str) -> Result<Self, StorageError> {
        if !ETCD.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(StorageError::Url(url.to_owned()));
        }
        #[cfg(feature = "etcd")]
        return Ok(Self::Etcd(url.parse()?, EtcdAccess::default()));
        #[cfg(not(feature = "etcd"))]
        Err(StorageError::NoEtcd)
    }
}
