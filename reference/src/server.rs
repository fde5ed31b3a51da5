//! Starting and stopping the server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use thiserror::Error;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::access_key::{AccessKeys, Issued};
use crate::connection;
use crate::inventory::{Inventory, InventoryError};
use crate::pipeline::Platform;
use crate::store::{Storage, StorageError};
use crate::tls::{self, Tls};

/// How long requests that are being answered may take after the server was told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

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
    /// Where instances are kept.
    pub storage: Storage,
}

impl Default for Options {
    /// A free port on this machine, TLS, the built-in inventory, the newest platform release, and a store in memory.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: Tls::default(),
            inventory: Inventory::builtin(),
            platform: generated::platforms::NEWEST,
            storage: Storage::default(),
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
    /// No certificate can be made.
    #[error("cannot make a certificate: {0}; serve plain HTTP instead")]
    Certificate(String),
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
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server on threads of its own, and returns when it listens.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let Options {
            listen,
            tls,
            inventory,
            platform,
            storage,
        } = options;
        let (keys, issued) = AccessKeys::issue(&inventory)?;
        let identity = match tls {
            Tls::SelfSigned => Some(tls::self_signed(listen.ip().to_string())?),
            Tls::Off => None,
        };
        let refuse = |error| StartError::Listen {
            address: listen,
            error,
        };
        let listener = TcpListener::bind(listen).map_err(refuse)?;
        listener.set_nonblocking(true).map_err(refuse)?;
        let address = listener.local_addr().map_err(refuse)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name("reference")
            .build()
            .map_err(StartError::Threads)?;
        let acceptor = identity
            .as_ref()
            .map(|identity| TlsAcceptor::from(Arc::clone(&identity.config)));
        let store = storage.open(&runtime)?;
        let platform = Arc::new(Platform::new(inventory, keys, platform, store));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("reference".to_owned())
            .spawn(move || run(&runtime, listener, acceptor, platform, stopped))
            .map_err(StartError::Threads)?;
        Ok(Self {
            address,
            certificate_pem: identity.map(|identity| identity.certificate_pem),
            issued,
            stop: Some(stop),
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

    /// The access key of a user of the inventory.
    pub fn access_key(&self, user: &str) -> Option<&str> {
        self.issued
            .iter()
            .find(|issued| issued.user == user)
            .map(|issued| issued.key.as_str())
    }

    /// The users of the inventory, in its order.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.issued.iter().map(|issued| issued.user.as_str())
    }

    /// Stops listening, finishes the requests that are being answered, and waits until that is done.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An error means that the server has stopped by itself, which is as well.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(
    runtime: &Runtime,
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    platform: Arc<Platform>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
            accept(&listener, acceptor, platform, stopped).await;
        }
    });
}

async fn accept(
    listener: &tokio::net::TcpListener,
    acceptor: Option<TlsAcceptor>,
    platform: Arc<Platform>,
    mut stopped: oneshot::Receiver<()>,
) {
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (acceptor, platform) = (acceptor.clone(), Arc::clone(&platform));
                    tokio::spawn(connection::serve(stream, acceptor, platform, connections.watcher()));
                }
                // Out of file descriptors, most likely: others must close before the next can come.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            _ = &mut stopped => break,
        }
    }
    // What is not finished then is cut off when the runtime is dropped.
    let _ = tokio::time::timeout(LAST_REQUESTS, connections.shutdown()).await;
}
