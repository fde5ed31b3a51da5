//! What carries the requests: TLS, HTTP/2, and how long headers may be.

use generated::requirements::{EP_HTTP2, EP_TLS_REQUIRED, LM_HEADERS};

use crate::check::{Check, CheckKind};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "endpoint/tls",
        title: "The port that speaks TLS serves nothing in clear text.",
        kind: CheckKind::Example,
        requirements: &[&EP_TLS_REQUIRED],
        run: tls,
    },
    Check {
        id: "endpoint/http2",
        title: "Whether HTTP/2 is chosen where it is offered in the TLS handshake.",
        kind: CheckKind::Example,
        requirements: &[&EP_HTTP2],
        run: |probe| {
            if !probe.url().starts_with("https://") {
                return Err(Stop::NotDeclared("a target.url that begins with https"));
            }
            let exchange = probe.accepted()?.exchange;
            let chosen = exchange.outcome.as_ref().is_ok_and(|answer| answer.http2);
            probe.holds(
                &EP_HTTP2,
                "offered",
                chosen,
                "an answer over HTTP/2",
                &exchange,
            );
            Ok(())
        },
    },
    Check {
        id: "limits/headers",
        title: "What a server makes of more than 1 MiB of headers.",
        kind: CheckKind::Example,
        requirements: &[&LM_HEADERS],
        run: |probe| {
            let edit = Edit::new("1.1 MiB of headers", |mut request| {
                for number in 0..HEADERS {
                    let name = format!("X-Conformance-{number}");
                    request = request.with_header(&name, &"x".repeat(HEADER));
                }
                request.on_its_own()
            });
            let (exchange, control) = probe.either(&edit)?;
            let refused = exchange.status() == Some(431);
            let expected = "a refusal with 431";
            probe.record(
                &LM_HEADERS,
                edit.case(),
                refused,
                expected,
                &exchange,
                control,
            );
            Ok(())
        },
    },
];

/// So many headers of so many bytes are 1.1 MiB.
const HEADERS: usize = 11;
const HEADER: usize = 105_000;

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
