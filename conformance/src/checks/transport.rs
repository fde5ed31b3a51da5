//! Over what the API is served.

use generated::requirements::EP_TLS_REQUIRED;

use crate::check::{Check, CheckKind};
use crate::probe::Probe;
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[Check {
    id: "endpoint/tls",
    title: "The port that speaks TLS serves nothing in clear text.",
    kind: CheckKind::Example,
    requirements: &[&EP_TLS_REQUIRED],
    run: tls,
}];

fn tls(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let Some(address) = probe.url().strip_prefix("https://") else {
        return Err(Stop::NotDeclared("a target.url that begins with https"));
    };
    let accepted = probe.accepted()?;
    let request = probe.import(&probe.source()?);
    let exchange = probe.try_send_clear_text(&format!("http://{address}"), &request);
    // No key goes over the wire in clear text, so it is not success that shows an API behind the port, but its refusal.
    let refused = !matches!(exchange.status(), Some(200..=299 | 401 | 403..=405));
    let control = Some(accepted.exchange);
    probe.record(
        &EP_TLS_REQUIRED,
        "clear text on the TLS port",
        refused,
        "no answer of the API",
        &exchange,
        control,
    );
    Ok(())
}
