//! Watches: changes as they happen, one JSON object a line.

use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::query::Query;
use crate::selector::Selector;
use crate::status::Refusal;
use crate::store::{Action, Revision};

/// How long a watch lasts when nobody says.
const USUAL: Duration = Duration::from_secs(30 * 60);

/// How long a watch lasts at most.
pub(crate) const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How many events wait for a client that does not read.
const WAITING: usize = 16;

/// The events of a watch, as they are sent.
pub(crate) type Events = mpsc::Receiver<Bytes>;

/// The options of a watch.
#[derive(Debug)]
pub(crate) struct Watch {
    /// Which objects.
    pub(crate) selector: Selector,
    /// Changes after this; when `None`, what there is comes first.
    pub(crate) since: Option<Revision>,
    lasts: Duration,
}

impl Watch {
    /// Reads the options, when a request asks for a watch instead of a list.
    ///
    /// # Errors
    /// 400 when one cannot be read.
    pub(crate) fn read(query: &Query) -> Result<Option<Self>, Refusal> {
        if matches!(query.first("watch"), "" | "false" | "0") {
            return Ok(None);
        }
        let number = |name: &str| match query.first(name) {
            "" | "0" => Ok(None),
            text => text
                .parse::<u64>()
                .map(Some)
                .map_err(|_| Refusal::bad_request(format!("{name} {text:?} is no whole number"))),
        };
        let lasts = number("timeoutSeconds")?.map_or(USUAL, Duration::from_secs);
        Ok(Some(Self {
            selector: Selector::read(query)?,
            since: number("resourceVersion")?,
            lasts: lasts.min(LONGEST),
        }))
    }

    /// Sends what `source` makes, until the time is over, the source ends, or the client goes away.
    pub(crate) fn run(&self, mut source: impl Source) -> Events {
        let (sender, receiver) = mpsc::channel(WAITING);
        let end = Instant::now() + self.lasts;
        tokio::spawn(async move {
            loop {
                let next = tokio::select! {
                    next = timeout_at(end, source.next()) => next,
                    () = sender.closed() => return,
                };
                let Ok(Some(event)) = next else { return };
                if timeout_at(end, sender.send(event)).await.is_err() {
                    return;
                }
            }
        });
        receiver
    }
}

/// Where the events of a watch come from.
pub(crate) trait Source: Send + 'static {
    /// The next event, already written; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Option<Bytes>> + Send;
}

/// An event about an object.
pub(crate) fn event(action: Action, object: &impl Serialize) -> Bytes {
    let word = match action {
        Action::Added => "ADDED",
        Action::Deleted => "DELETED",
    };
    line(word, &serde_json::to_value(object).unwrap_or_default())
}

/// The last event of a watch that cannot go on.
pub(crate) fn error(refusal: &Refusal) -> Bytes {
    line("ERROR", &refusal.status_value())
}

fn line(word: &str, object: &Value) -> Bytes {
    Bytes::from(format!("{}\n", json!({"type": word, "object": object})))
}
