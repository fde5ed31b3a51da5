//! The members of the cluster, and what to do about those that do not answer.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use etcd_client::{Client, ConnectOptions, Error, GetOptions, GetResponse, Txn, TxnResponse};
use tokio::time::{Instant, sleep, timeout};

use crate::store::StoreError;

/// How long one member may take to answer. A change is on the disks of most members by then, or most do not answer.
const ATTEMPT: Duration = Duration::from_secs(2);

/// How long all members together may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The first pause between two attempts; each is twice as long as the one before, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(5);

const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// How often a connection is tried, so that a member that is gone without a word is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(1);

/// The largest answer that is taken from etcd: a chunk of instances.
const ANSWER_LIMIT: usize = 256 << 20;

/// A connection to each member; requests go to one of them until it fails.
pub(super) struct Members {
    clients: Vec<Client>,
    current: AtomicUsize,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Silence {
    /// Etcd has refused, or nothing was ever sent: it was not done.
    Refused(String),
    /// It was sent, and may have been done.
    Lost(String),
    /// The revision is not known any more.
    Compacted,
}

impl Members {
    /// Makes the connections, lazily.
    pub(super) async fn connect(members: &[String]) -> Result<Self, Error> {
        let options = ConnectOptions::new()
            .with_connect_timeout(ATTEMPT)
            .with_keep_alive(KEEP_ALIVE, KEEP_ALIVE)
            .with_keep_alive_while_idle(true)
            // A member that has lost the others says so instead of waiting for them.
            .with_require_leader(true);
        let mut clients = Vec::new();
        for member in members {
            clients.push(Client::connect([member], Some(options.clone())).await?);
        }
        Ok(Self {
            clients,
            current: AtomicUsize::new(0),
        })
    }

    /// The member to ask, and its number.
    pub(super) fn current(&self) -> (usize, Client) {
        let number = self.current.load(Ordering::Relaxed) % self.clients.len();
        // The number is less than the length: it is a remainder of it.
        (number, self.clients[number].clone())
    }

    /// Asks another member from now on, unless somebody else has seen to that.
    pub(super) fn leave(&self, number: usize) {
        let next = (number + 1) % self.clients.len();
        let _ = self
            .current
            .compare_exchange(number, next, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Reads; the options say what beside the key.
    pub(super) async fn get(
        &self,
        key: &str,
        options: &GetOptions,
    ) -> Result<GetResponse, Silence> {
        self.get_within(PATIENCE, key, options).await
    }

    /// [`Members::get`], with that much time.
    pub(super) async fn get_within(
        &self,
        patience: Duration,
        key: &str,
        options: &GetOptions,
    ) -> Result<GetResponse, Silence> {
        let answer = self.ask(patience, |client| {
            let mut client = client.kv_client().max_decoding_message_size(ANSWER_LIMIT);
            let (key, options) = (key.to_owned(), options.clone());
            Box::pin(async move { client.get(key, Some(options)).await })
        });
        answer.await.map(|answer| answer.response)
    }

    /// Does a transaction, which must bear being done twice.
    pub(super) async fn transact(&self, transaction: &Txn) -> Result<Answer<TxnResponse>, Silence> {
        let answer = self.ask(PATIENCE, |mut client| {
            let transaction = transaction.clone();
            Box::pin(async move { client.txn(transaction).await })
        });
        answer.await
    }

    /// Asks one member after the other until one answers.
    async fn ask<T>(
        &self,
        patience: Duration,
        request: impl Fn(Client) -> Request<T>,
    ) -> Result<Answer<T>, Silence> {
        let end = Instant::now() + patience;
        let mut pause = PAUSE;
        let mut is_sent = false;
        loop {
            let (number, client) = self.current();
            let why = match timeout(ATTEMPT.min(patience), request(client)).await {
                Ok(Ok(response)) => {
                    let is_repeated = is_sent;
                    return Ok(Answer {
                        response,
                        is_repeated,
                    });
                }
                Ok(Err(error)) => match judge(&error) {
                    Verdict::Final(silence) => return Err(silence),
                    Verdict::NotSent => error.to_string(),
                    Verdict::Sent => {
                        is_sent = true;
                        error.to_string()
                    }
                },
                Err(_) => {
                    is_sent = true;
                    "no answer in time".to_owned()
                }
            };
            self.leave(number);
            if Instant::now() + pause > end {
                let why = format!("etcd does not answer: {why}");
                return Err(if is_sent {
                    Silence::Lost(why)
                } else {
                    Silence::Refused(why)
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// A request on its way.
type Request<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What a member has answered.
pub(super) struct Answer<T> {
    pub(super) response: T,
    /// Whether the same was asked before, and may have been done then.
    pub(super) is_repeated: bool,
}

impl Silence {
    /// What it means to who only reads.
    pub(super) fn of_reading(self) -> StoreError {
        match self {
            Self::Refused(why) | Self::Lost(why) => StoreError::Unavailable(why),
            Self::Compacted => StoreError::Expired { oldest: 0 },
        }
    }

    /// What it means to who changes something.
    pub(super) fn of_writing(self) -> StoreError {
        match self {
            Self::Lost(why) => StoreError::Undecided(why),
            other => other.of_reading(),
        }
    }
}

enum Verdict {
    Final(Silence),
    NotSent,
    Sent,
}

/// gRPC's numbers of the errors that another member would give as well.
const FINAL: [i32; 6] = [3, 7, 8, 9, 12, 16];

/// gRPC's number for a revision that is compacted or not yet there.
const OUT_OF_RANGE: i32 = 11;

fn judge(error: &Error) -> Verdict {
    let Error::GRpcStatus(status) = error else {
        return Verdict::Sent;
    };
    let code = i32::from(status.code());
    if code == OUT_OF_RANGE && status.message().contains("compacted") {
        return Verdict::Final(Silence::Compacted);
    }
    if code == OUT_OF_RANGE || FINAL.contains(&code) {
        return Verdict::Final(Silence::Refused(format!(
            "etcd refuses: {}",
            status.message()
        )));
    }
    let mut cause: Option<&dyn std::error::Error> = Some(status);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>()
            && error.kind() == std::io::ErrorKind::ConnectionRefused
        {
            return Verdict::NotSent;
        }
        cause = error.source();
    }
    Verdict::Sent
}
