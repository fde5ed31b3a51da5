//! The members of the cluster, and what to do about those that do not answer.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, iter};

use etcd_client::{Client, ConnectOptions, Error, GetOptions, GetResponse, Txn, TxnResponse};
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};

use super::access::Access;
use super::address::EtcdAddress;
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
    all: Vec<Member>,
    current: AtomicUsize,
    /// Name and password.
    user: Option<(String, String)>,
}

struct Member {
    client: Client,
    /// Whether the user has signed in, which is done before the first request: the member may be down at the start.
    signed_in: OnceCell<()>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Silence {
    /// Etcd has refused it.
    Refused(String),
    /// It was never sent.
    Unsent(String),
    /// It was sent, and may have been done.
    Lost(String),
    /// The revision is not known any more.
    Compacted,
}

impl Members {
    /// Makes the connections, lazily.
    pub(super) async fn connect(address: &EtcdAddress, access: Access) -> Result<Self, Error> {
        let mut options = ConnectOptions::new()
            .with_connect_timeout(ATTEMPT)
            .with_keep_alive(KEEP_ALIVE, KEEP_ALIVE)
            .with_keep_alive_while_idle(true)
            // A member forgets who has signed in when it is started again.
            .with_auto_token_refresh(access.user.is_some())
            // A member that has lost the others says so instead of waiting for them.
            .with_require_leader(true);
        if let Some(tls) = access.tls {
            options = options.with_tls(tls);
        }
        let mut all = Vec::new();
        for member in &address.members {
            all.push(Member {
                client: Client::connect([member], Some(options.clone())).await?,
                signed_in: OnceCell::new(),
            });
        }
        Ok(Self {
            all,
            current: AtomicUsize::new(0),
            user: access.user,
        })
    }

    /// How many there are, dead or alive.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The number of the member to ask.
    pub(super) fn current(&self) -> usize {
        self.current.load(Ordering::Relaxed) % self.all.len()
    }

    /// The connection to a member, once the user has signed in there.
    pub(super) async fn client(&self, number: usize) -> Result<Client, Error> {
        let member = self.member(number);
        if let Some(user) = &self.user {
            let sign_in = || async {
                // What a client knows of its user, its clones know as well.
                member.client.clone().update_user(Some(user.clone())).await
            };
            member.signed_in.get_or_try_init(sign_in).await?;
        }
        Ok(member.client.clone())
    }

    /// Signs in again; whether that succeeds is seen by what is asked next.
    pub(super) async fn sign_in_again(&self, number: usize) {
        if self.user.is_some() {
            let _ = self.member(number).client.refresh_token().await;
        }
    }

    fn member(&self, number: usize) -> &Member {
        // The number is less than the length: it is a remainder of it. There is a member: an address has one.
        &self.all[number % self.all.len()]
    }

    /// Asks another member from now on, unless somebody else has seen to that.
    pub(super) fn leave(&self, number: usize) {
        let next = (number + 1) % self.all.len();
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
            let number = self.current();
            let within = ATTEMPT.min(patience);
            let why = match self.attempt(number, within, &request).await {
                Ok(response) => {
                    let is_repeated = is_sent;
                    return Ok(Answer {
                        response,
                        is_repeated,
                    });
                }
                Err(Failure::Final(silence)) => return Err(silence),
                Err(Failure::NotSent(why)) => why,
                Err(Failure::Sent(why)) => {
                    is_sent = true;
                    why
                }
            };
            self.leave(number);
            if Instant::now() + pause > end {
                let why = format!("etcd does not answer: {why}");
                return Err(if is_sent {
                    Silence::Lost(why)
                } else {
                    Silence::Unsent(why)
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Asks one member once.
    async fn attempt<T>(
        &self,
        number: usize,
        within: Duration,
        request: impl Fn(Client) -> Request<T>,
    ) -> Result<T, Failure> {
        let late = || "no answer in time".to_owned();
        let client = match timeout(within, self.client(number)).await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => {
                return Err(match judge(&error) {
                    Failure::Sent(why) => Failure::NotSent(why),
                    failure => failure,
                });
            }
            Err(_) => return Err(Failure::NotSent(late())),
        };
        match timeout(within, request(client)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) if is_outdated(&error) => {
                self.sign_in_again(number).await;
                Err(Failure::NotSent(why(&error)))
            }
            Ok(Err(error)) => Err(judge(&error)),
            Err(_) => Err(Failure::Sent(late())),
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
            Self::Refused(why) | Self::Unsent(why) | Self::Lost(why) => {
                StoreError::Unavailable(why)
            }
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

/// Why one member has not answered.
enum Failure {
    Final(Silence),
    NotSent(String),
    Sent(String),
}

/// gRPC's numbers of the errors that another member would give as well.
const FINAL: [i32; 6] = [3, 7, 8, 9, 12, 16];

/// gRPC's number for a revision that is compacted or not yet there.
const OUT_OF_RANGE: i32 = 11;

fn judge(error: &Error) -> Failure {
    let Error::GRpcStatus(status) = error else {
        return Failure::Sent(why(error));
    };
    let code = i32::from(status.code());
    if code == OUT_OF_RANGE && status.message().contains("compacted") {
        return Failure::Final(Silence::Compacted);
    }
    if code == OUT_OF_RANGE || FINAL.contains(&code) {
        return Failure::Final(Silence::Refused(format!(
            "etcd refuses: {}",
            status.message()
        )));
    }
    let is_refused = |error: &(dyn StdError + 'static)| {
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    if causes(status).any(is_refused) {
        return Failure::NotSent(why(error));
    }
    Failure::Sent(why(error))
}

/// Whether users or roles were changed after the user has signed in.
fn is_outdated(error: &Error) -> bool {
    matches!(error, Error::GRpcStatus(status) if status.message().contains("revision of auth store is old"))
}

/// What an error says, and its first cause where the error only says that there is one.
fn why(error: &Error) -> String {
    let Error::GRpcStatus(status) = error else {
        return error.to_string();
    };
    let said = status.message().to_owned();
    match causes(status).last().map(ToString::to_string) {
        Some(first) if !said.contains(&first) => format!("{said}: {first}"),
        _ => said,
    }
}

/// The causes of an error, the nearest first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(error.source(), |error| (*error).source())
}
