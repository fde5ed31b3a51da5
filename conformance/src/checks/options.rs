//! upgradeToPro and skipHelmDeploy.

use generated::requirements::{
    OPT_CONFLICT, OPT_FALSE_OMITTED, OPT_HELM_BOOLEAN, OPT_HELM_DEFAULT, OPT_HELM_UNKNOWN_BEFORE,
    OPT_NULL, OPT_PRO_BOOLEAN, OPT_PRO_DEFAULT, OPT_PRO_OPTIONAL, OPT_PRO_UNKNOWN_BEFORE,
};
use generated::runtime::Requirement;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::http::Request;
use crate::probe::{Edit, Probe, Refused, set};
use crate::verdict::Stop;

const PRO: &str = "/upgradeToPro";
const HELM: &str = "/skipHelmDeploy";

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "options/boolean",
        title: "The options are booleans; nothing else is taken for one.",
        kind: CheckKind::Example,
        requirements: &[&OPT_PRO_BOOLEAN, &OPT_HELM_BOOLEAN],
        run: |probe| {
            boolean(probe, &OPT_PRO_BOOLEAN, PRO)?;
            boolean(probe, &OPT_HELM_BOOLEAN, HELM)
        },
    },
    Check {
        id: "options/default",
        title: "An absent option is accepted and means false.",
        kind: CheckKind::Example,
        requirements: &[&OPT_PRO_OPTIONAL, &OPT_PRO_DEFAULT, &OPT_HELM_DEFAULT],
        run: default,
    },
    Check {
        id: "options/pro-unknown-before",
        title: "Before platform 3.3, upgradeToPro is an unknown field.",
        kind: CheckKind::Example,
        requirements: &[&OPT_PRO_UNKNOWN_BEFORE],
        run: |probe| unknown_before(probe, &OPT_PRO_UNKNOWN_BEFORE, PRO, &json!(true)),
    },
    Check {
        id: "options/helm-unknown-before",
        title: "Before platform 3.4, skipHelmDeploy is an unknown field.",
        kind: CheckKind::Example,
        requirements: &[&OPT_HELM_UNKNOWN_BEFORE],
        run: |probe| unknown_before(probe, &OPT_HELM_UNKNOWN_BEFORE, HELM, &json!(true)),
    },
    Check {
        id: "options/null",
        title: "null for an option is the same as false.",
        kind: CheckKind::Example,
        requirements: &[&OPT_NULL],
        run: |probe| {
            for (case, pointer) in [("upgradeToPro null", PRO), ("skipHelmDeploy null", HELM)] {
                let edit = Edit::set(case, pointer, Value::Null);
                if let Some(accepted) = probe.accepts(&OPT_NULL, &edit)? {
                    let exchange = &accepted.exchange;
                    let off = exchange.object().pointer(pointer) != Some(&Value::Bool(true));
                    probe.holds(
                        &OPT_NULL,
                        case,
                        off,
                        "an answer that does not say true",
                        exchange,
                    );
                }
            }
            Ok(())
        },
    },
    Check {
        id: "options/false-omitted",
        title: "An option that is false is left out of the answer.",
        kind: CheckKind::Example,
        requirements: &[&OPT_FALSE_OMITTED],
        run: |probe| {
            let exchange = probe
                .import_with(
                    &OPT_FALSE_OMITTED,
                    &Edit::json("both false", |object| {
                        set(object, PRO, json!(false));
                        set(object, HELM, json!(false));
                    }),
                )?
                .exchange;
            let object = exchange.object();
            let omitted = object.pointer(PRO).is_none() && object.pointer(HELM).is_none();
            probe.holds(
                &OPT_FALSE_OMITTED,
                "both false",
                omitted,
                "an answer without the two options",
                &exchange,
            );
            Ok(())
        },
    },
    Check {
        id: "options/conflict",
        title: "Asking for the upgrade and for leaving the Helm release alone is refused or warned about.",
        kind: CheckKind::Example,
        requirements: &[&OPT_CONFLICT],
        run: conflict,
    },
];

/// A member that came with a later release is accepted with a warning, as any unknown field is.
pub(super) fn unknown_before(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    pointer: &'static str,
    value: &Value,
) -> Result<(), Stop> {
    let name = pointer.trim_start_matches('/').replace('/', ".");
    let edit = Edit::set("given", pointer, value.clone());
    if let Some(accepted) = probe.accepts(requirement, &edit)? {
        let exchange = accepted.exchange;
        let named = exchange.warnings().iter().any(|text| text.contains(&name));
        let expected = format!("a Warning that names {name}");
        probe.holds(requirement, "warning", named, &expected, &exchange);
    }
    Ok(())
}

fn boolean(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    pointer: &'static str,
) -> Result<(), Stop> {
    let edits = [json!("true"), json!(1), json!({}), json!([])]
        .map(|value| Edit::set(format!("{pointer} {value}"), pointer, value));
    probe.refuses(requirement, &[400], &edits).map(drop)
}

fn default(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let Some(accepted) = probe.accepts(&OPT_PRO_OPTIONAL, &Edit::remove("absent", PRO))? else {
        return Err(Stop::Fixture(
            "no import without upgradeToPro was accepted".to_owned(),
        ));
    };
    let exchange = accepted.exchange;
    for (requirement, pointer) in [(&OPT_PRO_DEFAULT, PRO), (&OPT_HELM_DEFAULT, HELM)] {
        let value = exchange.object().pointer(pointer).cloned();
        let off = matches!(value, None | Some(Value::Null | Value::Bool(false)));
        probe.holds(
            requirement,
            "absent",
            off,
            "an answer in which it is absent or false",
            &exchange,
        );
    }
    Ok(())
}

fn conflict(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let both = |request: Request| {
        request.edited(|object| {
            set(object, PRO, json!(true));
            set(object, HELM, json!(true));
        })
    };
    let (holds, exchange, control) = match probe.attempt(both)? {
        Ok(accepted) => {
            let warned = !accepted.exchange.warnings().is_empty();
            (warned, accepted.exchange, probe.accepted()?.exchange)
        }
        Err(Refused { exchange, control }) => (
            matches!(exchange.status(), Some(400 | 422)),
            exchange,
            control,
        ),
    };
    let expected = "a refusal with 400 or 422, or a Warning header";
    probe.record(
        &OPT_CONFLICT,
        "both true",
        holds,
        expected,
        &exchange,
        Some(control),
    );
    Ok(())
}
