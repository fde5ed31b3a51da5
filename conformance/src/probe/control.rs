//! Plain imports: the control beside every edited one.

use super::Probe;
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::verdict::Stop;

/// How many sources in a row may turn out to be imported already before the pool counts as exhausted.
pub(super) const USED_UP_LIMIT: usize = 64;

/// An import that was accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// What was imported.
    pub source: Source,
    /// The request and the answer.
    pub exchange: Exchange,
}

/// An edited import that was refused although the plain import of the same source is accepted.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The edited request and its refusal.
    pub exchange: Exchange,
    /// The plain request and its acceptance.
    pub control: Exchange,
}

impl Probe<'_> {
    /// A plain import that was accepted.
    pub fn accepted(&self) -> Result<Accepted, Stop> {
        self.first_free(|probe, source| {
            let exchange = probe.send(&probe.import(&source))?;
            match exchange.status() {
                _ if exchange.is_success() => Ok(Some(Accepted { source, exchange })),
                Some(409) => Ok(None),
                _ => Err(refused_control(&source, &exchange)),
            }
        })
    }

    /// The accepted plain import of `source`, or of the next free one where that is already imported.
    pub fn control(&self, source: &Source) -> Result<Exchange, Stop> {
        let control = self.send(&self.import(source))?;
        match control.status() {
            _ if control.is_success() => Ok(control),
            Some(409) => Ok(self.accepted()?.exchange),
            _ => Err(refused_control(source, &control)),
        }
    }

    /// Several copies of one plain import, sent at the same time, of which not every one is a conflict.
    pub fn imports_at_once(&self, copies: usize) -> Result<Vec<Exchange>, Stop> {
        self.first_free(|probe, source| {
            let exchanges = probe.try_send_all(&vec![probe.import(&source); copies]);
            let free = exchanges
                .iter()
                .any(|exchange| exchange.status() != Some(409));
            Ok(free.then_some(exchanges))
        })
    }

    /// Tries an edited import. When it is refused, the plain import of the same source decides whether that is the
    /// server's doing (the control is accepted) or the fixture's (nothing can be said).
    pub fn attempt(
        &self,
        edit: impl Fn(Request) -> Request,
    ) -> Result<Result<Accepted, Refused>, Stop> {
        self.first_free(|probe, source| {
            let exchange = probe.try_send(&edit(probe.import(&source)));
            if exchange.is_success() {
                return Ok(Some(Ok(Accepted { source, exchange })));
            }
            let control = probe.send(&probe.import(&source))?;
            match control.status() {
                _ if control.is_success() => Ok(Some(Err(Refused { exchange, control }))),
                Some(409) => Ok(None),
                _ => Err(refused_control(&source, &control)),
            }
        })
    }

    /// Hands sources to `import` until one is not already imported, which it says by returning something.
    pub(super) fn first_free<T>(
        &self,
        import: impl Fn(&Self, Source) -> Result<Option<T>, Stop>,
    ) -> Result<T, Stop> {
        for _ in 0..USED_UP_LIMIT {
            if let Some(found) = import(self, self.source()?)? {
                return Ok(found);
            }
        }
        Err(Stop::Fixture(format!(
            "{USED_UP_LIMIT} sources in a row are already imported; provide fresh ones"
        )))
    }
}

/// Why nothing can be said where a control is refused.
pub(crate) fn refused_control(source: &Source, exchange: &Exchange) -> Stop {
    let Source {
        name,
        namespace,
        cluster,
        ..
    } = source;
    Stop::Fixture(format!(
        "the plain import of virtual cluster {name} in namespace {namespace} of cluster {cluster} was not accepted: {}",
        exchange.summary()
    ))
}
