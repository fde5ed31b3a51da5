//! A session with a live target, which is recorded.

use std::cell::RefCell;

use super::{Session, Step};
use crate::fixtures::{Lease, Source};
use crate::http::{Client, Exchange, Request, clear_text};
use crate::verdict::Stop;

/// Sends through a client and takes sources from a lease.
#[derive(Debug)]
pub struct Live<'a> {
    client: &'a Client,
    lease: Lease<'a>,
    steps: RefCell<Vec<Step>>,
}

impl<'a> Live<'a> {
    /// A session that has not begun.
    pub fn new(client: &'a Client, lease: Lease<'a>) -> Self {
        Self {
            client,
            lease,
            steps: RefCell::new(Vec::new()),
        }
    }

    fn record(&self, exchange: &Exchange) {
        let step = Step::Exchange(Box::new(exchange.clone()));
        self.steps.borrow_mut().push(step);
    }
}

impl Session for Live<'_> {
    fn send(&self, requests: &[Request]) -> Vec<Exchange> {
        let client = self.client;
        let exchanges: Vec<Exchange> = match requests {
            [request] => vec![client.send(request)],
            requests => std::thread::scope(|scope| {
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
        let exchange = clear_text(url, request);
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
        self.steps.into_inner()
    }
}
