//! The threads that connections are served on.
//!
//! A connection stays on the thread that it was given to. Threads that take work from each other wake each other for it and
//! look into each other's queues, which took a fifth of the time of an import. What takes long is not done there: see
//! [`crate::heavy`].

use std::cell::RefCell;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::connection::{self, Host};
use crate::{heavy, log};

thread_local! {
    /// How many connections the server has that this thread belongs to.
    static ALL: RefCell<Arc<AtomicUsize>> = RefCell::default();
}

/// Whether the connection that this thread serves is the only one of its server, so that nothing else wants the time.
pub(crate) fn is_alone() -> bool {
    ALL.with_borrow(|all| all.load(Ordering::Relaxed) == 1)
}

/// All of them. Connections that are open when this is dropped are cut off.
#[derive(Debug)]
pub(crate) struct Workers(Vec<Worker>);

#[derive(Debug)]
struct Worker {
    /// Nothing once the thread is to end. No more is under way than there are places for connections.
    given: Option<UnboundedSender<Given>>,
    /// How many connections it has.
    connections: Arc<AtomicUsize>,
    /// How many all of them have.
    all: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

/// A connection for a thread to serve, which belongs to no runtime on the way there.
struct Given {
    stream: std::net::TcpStream,
    host: Host,
    place: OwnedSemaphorePermit,
    counted: Counted,
}

impl Workers {
    /// So many threads; one for each core when `threads` says nothing.
    ///
    /// # Errors
    /// When the system has no threads for them.
    pub(crate) fn start(threads: Option<NonZeroUsize>) -> io::Result<Self> {
        let threads = match threads {
            Some(threads) => threads,
            None => std::thread::available_parallelism()?,
        };
        let all = Arc::default();
        let workers = (0..threads.get()).map(|_| Worker::start(&all));
        workers.collect::<io::Result<_>>().map(Self)
    }

    /// Serves a connection, which keeps its place until it ends, on the thread that has the fewest.
    ///
    /// # Errors
    /// When the system does not let it go.
    pub(crate) fn serve(
        &self,
        stream: TcpStream,
        host: Host,
        place: OwnedSemaphorePermit,
    ) -> io::Result<()> {
        let load = |worker: &&Worker| worker.connections.load(Ordering::Relaxed);
        let Some(worker) = self.0.iter().min_by_key(load) else {
            return Ok(());
        };
        let given = Given {
            stream: stream.into_std()?,
            host,
            place,
            counted: Counted::of([&worker.connections, &worker.all]),
        };
        if let Some(sender) = &worker.given {
            // A thread that has gone takes its connections with it.
            let _ = sender.send(given);
        }
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &mut self.0 {
            worker.given = None;
        }
        for worker in &mut self.0 {
            // One that panicked has said so itself.
            let _ = worker.thread.take().map(JoinHandle::join);
        }
    }
}

impl Worker {
    fn start(all: &Arc<AtomicUsize>) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .thread_name("reference-heavy")
            .max_blocking_threads(heavy::THREADS)
            .build()?;
        let (sender, receiver) = unbounded_channel();
        let known = Arc::clone(all);
        let thread = std::thread::Builder::new()
            .name("reference-serve".to_owned())
            .spawn(move || {
                ALL.set(known);
                serve(runtime, receiver);
            })?;
        Ok(Self {
            given: Some(sender),
            connections: Arc::default(),
            all: Arc::clone(all),
            thread: Some(thread),
        })
    }
}

/// Serves what is given, until nothing will be.
fn serve(runtime: Runtime, mut receiver: UnboundedReceiver<Given>) {
    runtime.block_on(async {
        while let Some(given) = receiver.recv().await {
            let Given {
                stream,
                host,
                place,
                counted,
            } = given;
            match TcpStream::from_std(stream) {
                Ok(stream) => {
                    let behaviour = host.behaviour.clone();
                    let served = connection::serve(stream, host, place);
                    tokio::spawn(behaviour.scope(async move {
                        served.await;
                        drop(counted);
                    }));
                }
                Err(error) => log::trouble("cannot serve a connection", &error),
            }
        }
    });
    // What takes long ends by itself, and nobody waits for it any more.
    runtime.shutdown_background();
}

/// Counts a connection for as long as it is there.
struct Counted([Arc<AtomicUsize>; 2]);

impl Counted {
    fn of(counts: [&Arc<AtomicUsize>; 2]) -> Self {
        Self(counts.map(|count| {
            count.fetch_add(1, Ordering::Relaxed);
            Arc::clone(count)
        }))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        for count in &self.0 {
            count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
