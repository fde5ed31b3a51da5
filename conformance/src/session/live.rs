//! A session with a live target, which is recorded.

use std::cell::RefCell;
use std::time::Duration;

use super::{Budget, Held, Session, Step, may_change};
use crate::cleanup::{Cleaner, Import};
use crate::config::Mode;
use crate::fixtures::{Lease, Source};
use crate::http::{Client, Exchange, Request, TransportError, clear_text};
use crate::verdict::Stop;

/// Sends through a client and takes sources from a lease. What it has imported is removed at its end.
#[derive(Debug)]
pub struct Live<'a> {
    client: &'a Client,
    lease: Lease<'a>,
    cleaner: &'a Cleaner,
    budget: &'a Budget,
    clear_text: fn(&str, &Request) -> Exchange,
    steps: RefCell<Vec<Step>>,
}

impl<'a> Live<'a> {
    /// A session that has not begun.
    pub fn new(
        client: &'a Client,
        lease: Lease<'a>,
        cleaner: &'a Cleaner,
        budget: &'a Budget,
    ) -> Self {
        Self {
            client,
            lease,
            cleaner,
            budget,
            clear_text,
            steps: RefCell::new(Vec::new()),
        }
    }

    /// The same session, in which nobody answers in clear text. That goes to an address and not through the client, and
    /// where the client's target stands for another the address is the other's.
    #[must_use]
    pub fn without_clear_text(mut self) -> Self {
        self.clear_text = |_, request| Exchange {
            request: request.clone(),
            outcome: Err(TransportError {
                kind: "cannot connect".into(),
                detail: "nothing is sent in clear text in a rehearsal".to_owned(),
            }),
            elapsed: Duration::ZERO,
        };
        self
    }

    fn record(&self, exchange: &Exchange) {
        let step = Step::Exchange(Box::new(exchange.clone()));
        self.steps.borrow_mut().push(step);
    }

    /// Why requests are not sent, if they are not. Of several either all are sent or none.
    fn held(&self, requests: &[Request]) -> Option<Held> {
        if self.lease.mode() == Mode::DryRun && requests.iter().any(may_change) {
            return Some(Held::DryRun);
        }
        (!self.budget.take(requests.len())).then_some(Held::Ceiling)
    }

    /// Removes what was imported, and says which sources are used up.
    fn clean_up(&self) {
        let sources = self.lease.sources();
        let steps = self.steps.borrow();
        let imports = steps
            .iter()
            .filter_map(|step| match step {
                Step::Exchange(exchange) => Import::of(exchange, &sources),
                Step::Source(_) => None,
            })
            .collect();
        for source in self.cleaner.clean(self.client, imports) {
            self.lease.use_up(&source);
        }
    }
}

impl Session for Live<'_> {
    fn send(&self, requests: &[Request]) -> Vec<Exchange> {
        let client = self.client;
        let exchanges: Vec<Exchange> = match (self.held(requests), requests) {
            (Some(held), requests) => requests
                .iter()
                .map(|request| held.exchange(request))
                .collect(),
            (None, [request]) => vec![client.send(request)],
            (None, requests) => std::thread::scope(|scope| {
                // all are on their way before the first is waited for
                let sent: Vec<_> = requests
                    .iter()
                    .map(|request| scope.spawn(move || client.send(request)))
                    .collect();
                sent.into_iter()
                    .map(|thread| {
                        thread
                            .join()
                            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                    })
                    .collect()
            }),
        };
        for exchange in &exchanges {
            self.record(exchange);
        }
        exchanges
    }

    fn send_clear_text(&self, url: &str, request: &Request) -> Exchange {
        let exchange = if self.budget.take(1) {
            (self.clear_text)(url, request)
        } else {
            Held::Ceiling.exchange(request)
        };
        self.record(&exchange);
        exchange
    }

    fn source(&self) -> Result<Source, Stop> {
        let source = self.lease.source();
        let step = Step::Source(source.as_ref().ok().cloned());
        self.steps.borrow_mut().push(step);
        source
    }

    fn end(self: Box<Self>) -> Vec<Step> {
        self.clean_up();
        self.steps.into_inner()
    }
}
