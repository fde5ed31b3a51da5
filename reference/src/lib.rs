//! The reference server: the import endpoint of the platform, done the way the spec says.
//!
//! Everything about the API's fields comes from the generated crate. Written here is what no schema says: how bodies are
//! read, in which order a request is checked, and what an import does. The way of a request is `pipeline`.
//!
//! ```no_run
//! let server = reference::Server::start(reference::Options::default())?;
//! println!("{} {:?}", server.url(), server.access_key("admin"));
//! server.shutdown();
//! # Ok::<(), reference::StartError>(())
//! ```

mod access_key;
mod activity;
mod admission;
mod aggregated;
mod aside;
mod attributes;
mod authentication;
mod authorization;
mod behaviour;
mod body;
mod cause;
mod clock;
mod compression;
mod connection;
mod deadline;
mod deletion;
mod discovery;
mod echo;
mod exchange;
mod health;
mod heavy;
mod impersonation;
mod import;
mod instances;
mod inventory;
mod json_text;
mod kubeconfig;
mod limits;
mod listing;
mod log;
mod managed_fields;
mod media_type;
mod metadata;
mod metrics;
mod negotiation;
mod openapi;
mod options;
mod peer;
mod pipeline;
mod projects;
mod protocol;
mod query;
mod quoted;
mod reading;
mod resource;
mod response;
mod route;
mod selector;
mod server;
mod status;
mod stop;
mod store;
mod subject;
mod tls;
mod validation;
mod warning;
mod watch;
mod workers;
mod yaml_text;

pub use behaviour::Behaviour;
pub use inventory::{
    Cluster, Inventory, InventoryError, Key, Project, Right, Secret, Switches, User,
    VirtualClusters,
};
pub use kubeconfig::KubeconfigError;
pub use limits::Limits;
pub use log::{LogFormat, install as install_log};
pub use server::{Options, Server, StartError, Stopped};
pub use store::{DirectoryError, Storage, StorageError};
#[cfg(feature = "etcd")]
pub use store::{EtcdAccess, EtcdAccessError, EtcdAddress, EtcdAddressError, EtcdError};
pub use tls::{Tls, TlsError};
