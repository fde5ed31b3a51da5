//! Arbitrary bytes, in bodies, headers, query strings and paths: each kind of nonsense has its answer, and there is one.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::{
    AU_BEARER_INVALID, AU_NO_SECRET_ECHO, CN_REQ_415, CN_RESP_406, DEC_JSON_MALFORMED,
    DEC_YAML_MALFORMED, EP_PATH_PROJECT_NAME, EP_UNKNOWN_SUBRESOURCE, ER_NO_SERVER_ERROR,
    QP_DRYRUN_INVALID, QP_FIELDVALIDATION_VALUES, QP_UNKNOWN,
};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::string::string_regex;

use super::authentication::repeats;
use super::content::as_yaml;
use crate::check::{Check, CheckKind};
use crate::http::{Credential, Exchange, Request};
use crate::probe::{Missed, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "arbitrary/malformed",
        title: "Whatever bytes are sent, the answer is a refusal, and there is an answer.",
        kind: CheckKind::Property,
        requirements: &[&DEC_JSON_MALFORMED, &DEC_YAML_MALFORMED],
        run: malformed,
    },
    Check {
        id: "arbitrary/no-server-error",
        title: "No body, header, query string and project name of random bytes makes the server fail.",
        kind: CheckKind::Property,
        requirements: &[&ER_NO_SERVER_ERROR],
        run: no_server_error,
    },
    Check {
        id: "arbitrary/media-types",
        title: "Any other media type is refused, with 415 for a body and with 406 for an answer.",
        kind: CheckKind::Property,
        requirements: &[&CN_REQ_415, &CN_RESP_406],
        run: |probe| {
            for (requirement, status, name) in [
                (&CN_REQ_415, 415, "Content-Type"),
                (&CN_RESP_406, 406, "Accept"),
            ] {
                let edit = |request: Request, text: &String| request.with_header(name, text);
                probe.refuses_any(requirement, &[status], &pattern(MEDIA_TYPE), edit)?;
            }
            Ok(())
        },
    },
    Check {
        id: "arbitrary/options",
        title: "Any other dryRun and fieldValidation is refused with 422; any other parameter is ignored.",
        kind: CheckKind::Property,
        requirements: &[&QP_DRYRUN_INVALID, &QP_FIELDVALIDATION_VALUES, &QP_UNKNOWN],
        run: options,
    },
    Check {
        id: "arbitrary/paths",
        title: "Any other sub-resource and any unknown project is answered with 404.",
        kind: CheckKind::Property,
        requirements: &[&EP_UNKNOWN_SUBRESOURCE, &EP_PATH_PROJECT_NAME],
        run: paths,
    },
    Check {
        id: "arbitrary/keys",
        title: "Any key that was never issued is refused with 401, and no answer repeats a key.",
        kind: CheckKind::Property,
        requirements: &[&AU_BEARER_INVALID, &AU_NO_SECRET_ECHO],
        run: keys,
    },
];

/// Media types that nobody has, in the form of media types.
const MEDIA_TYPE: &str = "(text|image|x-[a-z]{1,6})/x-conformance[a-z0-9.]{0,6}[a-z]";
/// Words that are no value of an option; `All`, `Warn` and the others begin with a capital letter.
const WORD: &str = "[a-z0-9_-]{1,12}";
/// The name of a parameter that the API does not have.
const PARAMETER: &str = "conformance[A-Za-z]{0,8}";
/// Names that no sub-resource has.
const SUB_RESOURCE: &str = "conformance[a-z]{0,12}";
/// Names of projects, which nobody gives one.
const PROJECT: &str = "conformance-no-[a-z0-9]{1,20}";
/// Keys that were never issued, of all characters that a bearer token may have.
const KEY: &str = "conformance-[A-Za-z0-9._~+/-]{1,30}";
/// What may stand in a header, apart from the spaces around it.
const HEADER: &str = "[!-~]([ -~]{0,30}[!-~])?";
/// What may stand in a query string, percent signs without meaning included.
const QUERY: &str = "[A-Za-z0-9%&=;+/?.-]{0,40}";

/// Headers that a client may send with any value. Those that frame the message, and those that begin an impersonation or
/// an expectation, are left out.
const HEADERS: [&str; 14] = [
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Audit-Id",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "If-None-Match",
    "Origin",
    "Range",
    "User-Agent",
    "X-Conformance",
    "X-Forwarded-For",
];

/// A strategy for texts that match one of the expressions above.
fn pattern(expression: &'static str) -> impl Strategy<Value = String> + Clone {
    // a test compiles the expressions
    string_regex(expression).map_or_else(|_| Just(String::new()).sboxed(), Strategy::sboxed)
}

fn malformed(probe: &mut Probe<'_>) -> Result<(), Stop> {
    // the beginning of an object is never an object
    let cut = |request: Request, at: &Index| {
        let body = request.body.clone().unwrap_or_default();
        let end = 1 + at.index(body.len().saturating_sub(1).max(1));
        request.with_body(&body[..end.min(body.len())])
    };
    probe.refuses_any(&DEC_JSON_MALFORMED, &[400], &any::<Index>(), cut)?;
    // most bytes are no JSON at all; the few that are have no source, which is refused for that
    let bytes = vec(any::<u8>(), 0..64);
    let json = |request: Request, bytes: &Vec<u8>| request.with_body(bytes.clone());
    probe.refuses_any(&DEC_JSON_MALFORMED, &[400, 422], &bytes, json)?;
    let yaml = |request: Request, bytes: &Vec<u8>| as_yaml(request).with_body(bytes.clone());
    probe.refuses_any(&DEC_YAML_MALFORMED, &[400, 422], &bytes, yaml)
}

/// A change of a text: where, which byte, and whether it is put in, put in the place of another, or taken away.
type Change = (Index, u8, u8);

fn no_server_error(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let bodies = (vec(any::<Change>(), 1..8), any::<bool>());
    let spoilt = |request: Request, (changes, yaml): &(Vec<Change>, bool)| {
        let request = if *yaml { as_yaml(request) } else { request };
        let mut body = request.body.clone().unwrap_or_default();
        for (at, byte, how) in changes {
            let at = at.index(body.len().max(1));
            match how % 3 {
                0 => body.insert(at, *byte),
                1 if at < body.len() => body[at] = *byte,
                _ if at < body.len() => _ = body.remove(at),
                _ => {}
            }
        }
        request.with_body(body)
    };
    survives(probe, &bodies, spoilt)?;
    let headers = (select(&HEADERS[..]), pattern(HEADER));
    survives(probe, &headers, |request, (name, value)| {
        request.with_header(name, value)
    })?;
    survives(probe, &pattern(QUERY), |mut request, query| {
        request.query.clone_from(query);
        request
    })?;
    let project = format!("/{}/", probe.project());
    survives(probe, &vec(any::<u8>(), 1..40), |request, name| {
        let name = percent_encode(name, NON_ALPHANUMERIC);
        let path = request.path.replacen(&project, &format!("/{name}/"), 1);
        request.with_path(path)
    })
}

/// Expects an answer without a server error to every request that `edit` makes.
fn survives<S: Strategy>(
    probe: &mut Probe<'_>,
    strategy: &S,
    edit: impl Fn(Request, &S::Value) -> Request,
) -> Result<(), Stop> {
    probe.answers_any(&ER_NO_SERVER_ERROR, strategy, edit, |exchange, _| {
        // a busy server, and a parser that does not know the word, say so themselves
        let harmless = |status: u16| status < 500 || matches!(status, 501 | 503);
        let fits = exchange.status().is_some_and(harmless);
        let expected = "an answer that is no server error (5xx)";
        Missed::unless(fits, "answer", expected)
    })
}

fn options(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let parameter = (pattern(PARAMETER), pattern(HEADER));
    let edit = |request: Request, (name, value): &(String, String)| request.with_query(name, value);
    probe.accepts_any(&QP_UNKNOWN, &parameter, edit, |_, _| Ok(()))?;
    for (requirement, name) in [
        (&QP_FIELDVALIDATION_VALUES, "fieldValidation"),
        // the last, since a target that must not be changed is not asked about it
        (&QP_DRYRUN_INVALID, "dryRun"),
    ] {
        let edit = |request: Request, word: &String| request.with_query(name, word);
        probe.refuses_any(requirement, &[422], &pattern(WORD), edit)?;
    }
    Ok(())
}

fn paths(probe: &mut Probe<'_>) -> Result<(), Stop> {
    // a caller whose rights end at its own projects is refused before the look-up
    let legal = [403, 404];
    let edit = |request: Request, name: &String| {
        let path = request.path.replacen("importvirtualcluster", name, 1);
        request.with_path(path)
    };
    let strategy = pattern(SUB_RESOURCE);
    probe.refuses_any(&EP_UNKNOWN_SUBRESOURCE, &legal, &strategy, edit)?;
    let edit =
        |request: Request, name: &String| request.with_path(IMPORT_VIRTUAL_CLUSTER.path(&[name]));
    probe.refuses_any(&EP_PATH_PROJECT_NAME, &legal, &pattern(PROJECT), edit)
}

/// Where a client puts the key, rightly or not.
const PLACES: [fn(Request, &str) -> Request; 6] = [
    |request, _| request,
    |request, _| authorized(request, "Bearer  {allowed}"),
    |request, _| authorized(request, "Token {allowed}"),
    |request, _| authorized(request, "{allowed}"),
    |request, key| without_key(request).with_query("access_token", key),
    |request, key| without_key(request).with_query("token", key),
];

/// What else is wrong with its request.
const MISTAKES: [fn(Request) -> Request; 6] = [
    |request| request,
    |request| request.with_body("{"),
    |request| request.with_header("Accept", "text/html"),
    |request| request.with_header("Content-Type", "text/plain"),
    |request| request.with_query("dryRun", "bogus"),
    |request| request.with_path(IMPORT_VIRTUAL_CLUSTER.path(&["conformance-no-such-project"])),
];

fn authorized(request: Request, header: &str) -> Request {
    request.with_credential(Credential::Header(header.to_owned()))
}

fn without_key(request: Request) -> Request {
    request.with_credential(Credential::Absent)
}

fn keys(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = |request: Request, key: &String| authorized(request, &format!("Bearer {key}"));
    probe.refuses_any(&AU_BEARER_INVALID, &[401], &pattern(KEY), edit)?;
    let unrepeated = |exchange: &Exchange, key: &str| {
        let silent = !repeats(exchange, key);
        Missed::unless(silent, "echo", "an answer without the access key")
    };
    probe.answers_any(&AU_NO_SECRET_ECHO, &pattern(KEY), edit, |exchange, key| {
        unrepeated(exchange, key)
    })?;
    let key = probe.credentials().allowed.reveal().to_owned();
    let requests = (0..PLACES.len(), 0..MISTAKES.len());
    let edit = |request: Request, (place, mistake): &(usize, usize)| {
        MISTAKES[*mistake](PLACES[*place](request, &key))
    };
    probe.answers_any(&AU_NO_SECRET_ECHO, &requests, edit, |exchange, _| {
        unrepeated(exchange, &key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expressions_compile() {
        for expression in [
            MEDIA_TYPE,
            WORD,
            PARAMETER,
            SUB_RESOURCE,
            PROJECT,
            KEY,
            HEADER,
            QUERY,
        ] {
            assert!(string_regex(expression).is_ok(), "{expression}");
        }
    }
}
