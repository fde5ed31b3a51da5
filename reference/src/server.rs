//! Starting and stopping the server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::access_key::{AccessKeys, Issued};
use crate::activity::UnreadHeads;
use crate::behaviour::Behaviour;
use crate::connection::Host;
use crate::inventory::{Inventory, InventoryError};
use crate::kubeconfig::{Kubeconfig, KubeconfigError};
use crate::limits::Limits;
use crate::log;
use crate::metrics::Metrics;
use crate::pipeline::Platform;
use crate::stop::{self, Stopper};
use crate::store::{Storage, StorageError};
use crate::tls::{Tls, TlsError};
use crate::workers::Workers;

/// How many connections wait to be accepted; those that find no room there are lost for a second.
const BACKLOG: u32 = 4096;

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How connections are secured.
    pub tls: Tls,
    /// What the server knows.
    pub inventory: Inventory,
    /// The platform release that it serves.
    pub platform: &'static generated::runtime::Platform,
    /// What one peer may take from it.
    pub limits: Limits,
    /// Where instances are kept.
    pub storage: Storage,
    /// On how many threads connections are served; one for each core when nothing is said.
    pub threads: Option<NonZeroUsize>,
    /// What it does otherwise, for the conformance suite to be tried on.
    pub behaviour: Behaviour,
}

impl Default for Options {
    /// A free port on this machine, TLS, the built-in inventory, the newest platform release, and a store in memory.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: Tls::default(),
            inventory: Inventory::builtin(),
            platform: generated::platforms::NEWEST,
            limits: Limits::default(),
            storage: Storage::default(),
            threads: None,
            behaviour: Behaviour::default(),
        }
    }
}

/// Why a server does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another address")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no thread.
    #[error("cannot start the server's threads: {0}")]
    Threads(io::Error),
    /// There is no certificate to serve with.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The inventory cannot be used.
    #[error(transparent)]
    Inventory(#[from] InventoryError),
    /// The store cannot be opened.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    certificate_pem: Option<String>,
    issued: Vec<Issued>,
    stopper: Stopper,
    thread: Option<JoinHandle<Stopped>>,
}

/// How a server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stopped {
    /// Connections whose last request did not finish in [`Limits::stop_time`].
    pub cut_off: usize,
}

impl Server {
    /// Starts a server on threads of its own, and returns when it listens.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let Options {
            listen,
            tls,
            mut inventory,
            platform,
            limits,
            storage,
            threads,
            behaviour,
        } = options;
        let (keys, issued) = AccessKeys::issue(&inventory)?;
        inventory.forget_keys();
        let identity = behaviour.during(|| tls.identity(listen.ip().to_string()))?;
        let refuse = |error| StartError::Listen {
            address: listen,
            error,
        };
        // Accepts connections, and does what the store does beside them.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Threads)?;
        let workers = Workers::start(threads).map_err(StartError::Threads)?;
        let listener = {
            let _entered = runtime.enter();
            listener(listen).map_err(refuse)?
        };
        let address = listener.local_addr().map_err(refuse)?;
        let acceptor = identity
            .as_ref()
            .map(|identity| TlsAcceptor::from(Arc::clone(&identity.config)));
        let (limits, metrics) = (Arc::new(limits), Arc::new(Metrics::default()));
        let store = storage.open(&runtime)?;
        let platform =
            behaviour.during(|| Platform::new(inventory, keys, platform, &limits, &metrics, store));
        let (stopper, stop) = stop::pair();
        let host = Host {
            platform: Arc::new(platform),
            acceptor,
            limits,
            metrics,
            heads: UnreadHeads::default(),
            stop,
            behaviour,
        };
        let thread = std::thread::Builder::new()
            .name("reference".to_owned())
            .spawn(move || {
                let end = runtime.block_on(accept(listener, &workers, host));
                // What is not finished then is cut off.
                drop(workers);
                end
            })
            .map_err(StartError::Threads)?;
        Ok(Self {
            address,
            certificate_pem: identity.map(|identity| identity.certificate_pem),
            issued,
            stopper,
            thread: Some(thread),
        })
    }

    /// Scheme, address and port, such as `https://127.0.0.1:8443`. The API is served below
    /// [`generated::spec::PATH_PREFIX`].
    pub fn url(&self) -> String {
        let scheme = if self.certificate_pem.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate to trust; nothing for plain HTTP.
    pub fn certificate_pem(&self) -> Option<&str> {
        self.certificate_pem.as_deref()
    }

    /// The access key of a user of the inventory; nothing when the inventory has only its digest.
    pub fn access_key(&self, user: &str) -> Option<&str> {
        self.issued
            .iter()
            .find(|issued| issued.user == user)?
            .key
            .as_deref()
    }

    /// Whether the access key of a user was made at start, so that nobody knows it yet.
    pub fn made_access_key(&self, user: &str) -> bool {
        let mut issued = self.issued.iter();
        issued.any(|issued| issued.user == user && issued.made)
    }

    /// The users of the inventory, in its order.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.issued.iter().map(|issued| issued.user.as_str())
    }

    /// Leaves a kubeconfig for one of the users in a file, which is replaced in one step and readable by its owner alone.
    pub fn write_kubeconfig(&self, path: &Path, user: &str) -> Result<(), KubeconfigError> {
        let Some(issued) = self.issued.iter().find(|issued| issued.user == user) else {
            return Err(KubeconfigError::UnknownUser {
                user: user.to_owned(),
                known: self.users().collect::<Vec<_>>().join(", "),
            });
        };
        let Some(key) = issued.key.as_deref() else {
            return Err(KubeconfigError::DigestOnly(user.to_owned()));
        };
        let kubeconfig = Kubeconfig {
            address: self.address,
            certificate_pem: self.certificate_pem(),
            user,
            key,
        };
        kubeconfig.write(path)
    }

    /// Stops listening, finishes the requests that are being answered, ends watches, and waits until that is done.
    pub fn shutdown(mut self) -> Stopped {
        self.stop()
    }

    fn stop(&mut self) -> Stopped {
        self.stopper.stop();
        let thread = self.thread.take();
        // A thread that panicked has cut off everything, and says so itself.
        thread
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Listens, on a runtime.
fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A server may start where another has just ended.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn accept(listener: TcpListener, workers: &Workers, host: Host) -> Stopped {
    let (limits, mut stop) = (Arc::clone(&host.limits), host.stop.clone());
    let most = usize::try_from(limits.max_connections).unwrap_or(Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
    log::server("listening");
    tokio::select! {
        () = admit(&listener, &places, workers, host) => {}
        () = stop.wait() => {}
    }
    drop(listener);
    log::server("stopping");
    let all = places.acquire_many(limits.max_connections);
    let finished = tokio::time::timeout(limits.stop_time, all).await.is_ok();
    let cut_off = if finished {
        0
    } else {
        most - places.available_permits()
    };
    log::server("stopped");
    Stopped { cut_off }
}

/// Accepts connections for as long as there are places.
async fn admit(listener: &TcpListener, places: &Arc<Semaphore>, workers: &Workers, host: Host) {
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Err(error) = workers.serve(stream, host.clone(), place) {
                    log::trouble("cannot serve a connection", &error);
                }
            }
            // Out of file descriptors, most likely: others must close before the next can come.
            Err(error) => {
                log::trouble("cannot accept a connection", &error);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
