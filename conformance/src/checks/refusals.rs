//! What holds of every refusal, whatever is wrong with the request: shown with near misses of all constraints.

use generated::requirements::{
    CN_REQ_YAML, ER_422_CAUSES, ER_422_FIELD_PATH, ER_CODE_EQUALS_HTTP, ER_NO_PARTIAL,
    ER_REASON_MAP, ER_STATUS_KIND,
};
use generated::runtime::Requirement;
use generated::runtime::near_miss::{Edit as Mistake, NearMiss, Site};
use proptest::strategy::{SBoxedStrategy, Strategy};
use serde_json::Value;

use super::content::as_yaml;
use super::errors::causes_of;
use super::repeated::is_taken;
use super::{instances, near_misses};
use crate::check::{Check, CheckKind};
use crate::fixtures::Source;
use crate::http::{Exchange, Request};
use crate::probe::{Answers, Edit, Failure, InTurn, Missed, Probe, refused_control};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "refusals/status",
        title: "Any refusal is a Status whose code and reason fit the HTTP status.",
        kind: CheckKind::Property,
        requirements: &[&ER_STATUS_KIND, &ER_CODE_EQUALS_HTTP, &ER_REASON_MAP],
        run: |probe| {
            let mistakes = mistakes(probe);
            probe.answers_any(&ER_STATUS_KIND, &mistakes, made, |exchange, _| {
                status(exchange)
            })?;
            probe.answers_any(&ER_CODE_EQUALS_HTTP, &mistakes, made, |exchange, _| {
                code(exchange)
            })?;
            probe.answers_any(&ER_REASON_MAP, &mistakes, made, |exchange, _| {
                reason(exchange)
            })
        },
    },
    Check {
        id: "refusals/causes",
        title: "Any 422 about the source has causes, and one of them names the field that is wrong.",
        kind: CheckKind::Property,
        requirements: &[&ER_422_CAUSES, &ER_422_FIELD_PATH],
        run: causes,
    },
    Check {
        id: "refusals/nothing-left",
        title: "After any refusal of a source the plain import of it is accepted.",
        kind: CheckKind::Property,
        requirements: &[&ER_NO_PARTIAL],
        run: nothing_left,
    },
    Check {
        id: "refusals/yaml",
        title: "What is refused in JSON is refused in YAML.",
        kind: CheckKind::Property,
        requirements: &[&CN_REQ_YAML],
        run: yaml,
    },
];

/// Something wrong with an object: the requirement that it breaks, and how.
type Wrong = (&'static Requirement, Mistake);

const SOURCE: &str = "/sourceVirtualCluster";

/// A near miss of each constraint that some server has to refuse, in an order that follows from the seed. Those of the
/// source, of the members beside it and of what is inside of metadata, which are many, take turns.
fn mistakes(probe: &Probe<'_>) -> InTurn<Wrong> {
    let is_member = |site: &Site| site.pointer.matches('/').count() < 2;
    let beside = move |site: &Site| is_member(site) && !site.pointer.starts_with(SOURCE);
    let inside = move |site: &Site| !is_member(site) && !site.pointer.starts_with(SOURCE);
    let mut groups =
        [of_source(probe), sites(probe, beside), sites(probe, inside)].map(Vec::into_iter);
    let mut strategies = Vec::new();
    loop {
        let before = strategies.len();
        strategies.extend(groups.iter_mut().filter_map(Iterator::next));
        if strategies.len() == before {
            return InTurn::new(strategies);
        }
    }
}

/// A near miss of each constraint of the source and its members.
fn of_source(probe: &Probe<'_>) -> Vec<SBoxedStrategy<Wrong>> {
    sites(probe, |site| site.pointer.starts_with(SOURCE))
}

/// A near miss of each constraint at the places that are asked for, in an order that follows from the seed.
fn sites(probe: &Probe<'_>, at: impl Fn(&Site) -> bool) -> Vec<SBoxedStrategy<Wrong>> {
    let of_site = |near_miss: &NearMiss| {
        let requirement = near_miss.site.requirement?;
        let edits = near_miss.edits();
        Some(edits.prop_map(move |edit| (requirement, edit)).sboxed())
    };
    let strategies: Vec<_> = near_misses::enforced(probe.platform())
        .filter(|near_miss| at(&near_miss.site))
        .filter_map(of_site)
        .collect();
    probe.shuffled(strategies)
}

fn made(request: Request, (_, mistake): &Wrong) -> Request {
    request.edited(|object| mistake.apply(object))
}

/// Whether an answer is an error.
fn is_error(exchange: &Exchange) -> bool {
    exchange.status().is_some_and(|status| status >= 400)
}

fn is_refusal(exchange: &Exchange) -> bool {
    exchange
        .status()
        .is_some_and(|status| (400..500).contains(&status))
}

fn status(exchange: &Exchange) -> Result<(), Missed> {
    let object = exchange.object();
    let message = object["message"]
        .as_str()
        .is_some_and(|text| !text.is_empty());
    let fits = object["kind"] == "Status"
        && object["apiVersion"] == "v1"
        && object["status"] == "Failure"
        && object["metadata"].is_object()
        && object["code"].is_number()
        && message;
    let expected =
        "a Status with apiVersion v1, a metadata object, status Failure, a message and a code";
    Missed::unless(fits || !is_error(exchange), "Status", expected)
}

fn code(exchange: &Exchange) -> Result<(), Missed> {
    let object = exchange.object();
    let status = exchange.status().unwrap_or_default();
    let fits = object["kind"] != "Status" || object["code"] == status;
    Missed::unless(fits, "code", &format!("code {status} in the Status"))
}

fn reason(exchange: &Exchange) -> Result<(), Missed> {
    let object = exchange.object();
    let legal: &[&str] = match exchange.status() {
        Some(400) => &["BadRequest"],
        Some(401) => &["Unauthorized"],
        Some(403) => &["Forbidden"],
        Some(404) => &["NotFound"],
        Some(409) => &["AlreadyExists", "Conflict"],
        Some(422) => &["Invalid"],
        _ => return Ok(()),
    };
    let fits = legal.iter().any(|reason| object["reason"] == *reason);
    let expected = format!("reason {}", legal.join(" or "));
    Missed::unless(fits || object["kind"] != "Status", "reason", &expected)
}

fn causes(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let nameless = Edit::remove("no name", "/sourceVirtualCluster/name");
    let (exchange, _) = probe.either(&nameless)?;
    if exchange.status() != Some(422) {
        return Err(Stop::NotDeclared(
            "422 for a missing field (this server chooses another answer)",
        ));
    }
    let mistakes = InTurn::new(of_source(probe));
    probe.at_least(mistakes.len());
    probe.answers_any(&ER_422_CAUSES, &mistakes, made, |exchange, _| {
        let causes = causes_of(exchange);
        let complete = |cause: &Value| {
            let text = |member: &str| cause[member].as_str().is_some_and(|text| !text.is_empty());
            text("reason") && text("message") && text("field")
        };
        let fits = !causes.is_empty() && causes.iter().all(complete);
        let expected = "causes with reason, message and field";
        Missed::unless(fits || exchange.status() != Some(422), "causes", expected)
    })?;
    let named = |exchange: &Exchange, wrong: &Wrong| {
        let place = place(wrong);
        let causes = causes_of(exchange);
        let mut fields = causes.iter().filter_map(|cause| cause["field"].as_str());
        let named = fields.any(|field| concerns(field, place));
        let expected = format!("a cause for {place}");
        Missed::unless(named || exchange.status() != Some(422), "field", &expected)
    };
    probe.answers_any(&ER_422_FIELD_PATH, &mistakes, made, named)
}

/// The value that a cause has to be about. Where 404 is as good an answer, a server may have looked for the virtual
/// cluster and not found it, and may say so of any member that identifies it.
fn place((requirement, mistake): &Wrong) -> &str {
    let looked_up = Answers::of(requirement).is_some_and(|answers| answers.statuses.contains(&404));
    if looked_up {
        SOURCE.trim_start_matches('/')
    } else {
        &mistake.path
    }
}

/// Whether a cause for `field` is about the value at `path`: at it, or at what is around it or inside of it, which a
/// server may choose where the whole is wrong for the sake of a part.
fn concerns(field: &str, path: &str) -> bool {
    let inside = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    !field.is_empty() && (inside(field, path) || inside(path, field))
}

fn nothing_left(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let mistakes = InTurn::new(of_source(probe));
    probe.at_least(mistakes.len());
    probe.holds_for_any(&ER_NO_PARTIAL, &mistakes, |probe, wrong| {
        let found = leaves(probe, &probe.source()?, wrong)?;
        if found.is_none() {
            return Ok(None);
        }
        // an earlier run may have imported the source; only one without an instance shows that a refusal makes none
        let (_, taken) = instances::list(probe)?;
        leaves(probe, &instances::free_source(probe, &taken)?, wrong)
    })
}

/// What a refusal leaves behind, which shows in the plain import that follows.
fn leaves(probe: &Probe<'_>, source: &Source, wrong: &Wrong) -> Result<Option<Failure>, Stop> {
    let plain = probe.import(source);
    let refused = probe.try_send(&made(plain.clone(), wrong));
    // whether it is refused is the subject of other checks
    if !is_refusal(&refused) {
        return Ok(None);
    }
    let after = probe.send(&plain)?;
    if !after.is_success() && !is_taken(&after) {
        return Err(refused_control(source, &after));
    }
    let expected = "success (2xx) for the plain import after a refusal";
    let judged = Missed::unless(after.is_success(), "import", expected);
    Ok(Failure::of(judged, after, Some(refused)))
}

fn yaml(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let mistakes = mistakes(probe);
    probe.holds_for_any(&CN_REQ_YAML, &mistakes, |probe, wrong| {
        let Some(answers) = Answers::of(wrong.0) else {
            return Ok(None);
        };
        let plain = probe.import(&probe.source()?);
        let json = probe.try_send(&made(plain.clone(), wrong));
        // whether JSON is refused is the subject of other checks
        if !is_refusal(&json) || !answers.allow(&json) {
            return Ok(None);
        }
        let yaml = probe.try_send(&as_yaml(made(plain, wrong)));
        let expected = format!("{}, as for the same object in JSON", answers.describe());
        let judged = Missed::unless(answers.allow(&yaml), "refusal", &expected);
        Ok(Failure::of(judged, yaml, Some(json)))
    })
}

#[cfg(test)]
mod tests {
    use super::concerns;

    #[test]
    fn a_cause_may_be_about_the_value_its_parent_or_a_part() {
        let path = "sourceVirtualCluster.owner";
        for field in [
            "sourceVirtualCluster",
            path,
            "sourceVirtualCluster.owner.user",
        ] {
            assert!(concerns(field, path), "{field}");
        }
        for field in [
            "",
            "source",
            "sourceVirtualCluster.own",
            "sourceVirtualCluster.name",
        ] {
            assert!(!concerns(field, path), "{field}");
        }
    }
}
