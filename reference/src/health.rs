//! `/healthz`, `/livez` and `/readyz`: whether the server is well, as a whole and check by check.

use crate::query::Query;
use crate::response::{Answer, Document};

/// Where health is asked for.
pub(crate) const PATHS: [&str; 3] = ["/healthz", "/livez", "/readyz"];

/// What is checked. A server that answers at all passes both.
const CHECKS: [&str; 2] = ["ping", "log"];

/// Whether health is asked for at that path. Every method is answered there, as observed.
pub(crate) fn serves(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    PATHS.iter().any(|whole| {
        path.strip_prefix(whole).is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix('/')
                    .is_some_and(|check| CHECKS.contains(&check))
        })
    })
}

/// Every path that [`serves`].
pub(crate) fn paths() -> impl Iterator<Item = String> {
    PATHS.iter().flat_map(|path| {
        let checks = CHECKS.iter().map(move |check| format!("{path}/{check}"));
        std::iter::once((*path).to_owned()).chain(checks)
    })
}

/// `ok`, or with `?verbose` a line for each check; `?exclude` leaves a check out.
pub(crate) fn answer(path: &str, query: &Query) -> Answer {
    let path = path.trim_matches('/');
    let verbose = query.all("verbose").next().is_some() && !path.contains('/');
    let text = if verbose {
        let excluded: Vec<&str> = query.all("exclude").collect();
        let lines = CHECKS.iter().map(|check| {
            if excluded.contains(check) {
                format!("[+]{check} excluded: ok\n")
            } else {
                format!("[+]{check} ok\n")
            }
        });
        format!(
            "{}{path} check passed\n",
            lines.collect::<Vec<_>>().concat()
        )
    } else {
        "ok".to_owned()
    };
    Answer::document(Document::plain(text))
}
