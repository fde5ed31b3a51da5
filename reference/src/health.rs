//! `/healthz`, `/livez` and `/readyz`: whether the server is well, as a whole and check by check.

use hyper::StatusCode;

use crate::query::Query;
use crate::response::{Answer, Document};
use crate::status::Refusal;
use crate::store::StoreError;

/// Where health is asked for.
const PATHS: [&str; 3] = ["/healthz", LIVENESS, "/readyz"];

/// Where it is asked whether the server should be started anew. That repairs no store, so the store is no check of it.
const LIVENESS: &str = "/livez";

/// What every server passes that answers at all.
const PASSED: [&str; 2] = ["ping", "log"];

/// Whether instances can be made and removed: who balances the load takes another server otherwise.
const STORE: &str = "store";

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Probe {
    /// One of [`PATHS`].
    path: &'static str,
    /// One check alone.
    check: Option<&'static str>,
}

impl Probe {
    /// What is asked at that path, if it is one for health. Every method is answered there, as observed.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let asked = path.trim_end_matches('/');
        let mut known = PATHS.into_iter().flat_map(probes);
        known.find(|probe| asked == probe.to_path())
    }

    fn to_path(self) -> String {
        match self.check {
            Some(check) => format!("{}/{check}", self.path),
            None => self.path.to_owned(),
        }
    }

    /// `ok`, or with `?verbose` a line for each check; `?exclude` leaves a check out. The store is asked only if it has
    /// a part in the answer.
    ///
    /// # Errors
    /// 500 in plain text when a check fails, with what is wrong.
    pub(crate) async fn answer(
        self,
        query: &Query,
        store: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<Answer, Refusal> {
        let excluded: Vec<&str> = query.all("exclude").collect();
        let is_asked = match self.check {
            Some(check) => check == STORE,
            None => checks(self.path).any(|it| it == STORE) && !excluded.contains(&STORE),
        };
        let failure = if is_asked { store.await.err() } else { None };
        let verbose = query.all("verbose").next().is_some();
        match (self.check, failure) {
            (Some(_), Some(failure)) => Err(unwell(format!("internal server error: {failure}\n"))),
            (None, Some(failure)) => Err(unwell(self.report(&excluded, Some(&failure)))),
            (None, None) if verbose => Ok(well(self.report(&excluded, None))),
            (_, None) => Ok(well("ok".to_owned())),
        }
    }

    /// A line for each check, and one for all of them.
    fn report(self, excluded: &[&str], failure: Option<&StoreError>) -> String {
        let lines = checks(self.path).map(|check| match failure {
            _ if excluded.contains(&check) => format!("[+]{check} excluded: ok\n"),
            Some(failure) if check == STORE => format!("[-]{check} failed: {failure}\n"),
            _ => format!("[+]{check} ok\n"),
        });
        let lines = lines.collect::<Vec<_>>().concat();
        let name = self.path.trim_start_matches('/');
        let end = failure.map_or("passed", |_| "failed");
        format!("{lines}{name} check {end}\n")
    }
}

/// Every path at which health is asked for.
pub(crate) fn paths() -> impl Iterator<Item = String> {
    PATHS.into_iter().flat_map(probes).map(Probe::to_path)
}

fn probes(path: &'static str) -> impl Iterator<Item = Probe> {
    let single = checks(path).map(Some);
    std::iter::once(None)
        .chain(single)
        .map(move |check| Probe { path, check })
}

fn checks(path: &str) -> impl Iterator<Item = &'static str> + use<> {
    let store = (path != LIVENESS).then_some(STORE);
    PASSED.into_iter().chain(store)
}

fn well(text: String) -> Answer {
    Answer::document(Document::plain(text))
}

fn unwell(text: String) -> Refusal {
    Refusal::text(StatusCode::INTERNAL_SERVER_ERROR, text)
}
