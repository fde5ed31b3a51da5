//! A plan as text for a terminal.

use std::fmt::Write as _;

use super::{Plan, Share};

/// The plan as text: a line for each check, then what it comes to.
pub fn write(plan: &Plan) -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    let _ = writeln!(
        text,
        "{:>8} {:>8} {:>8}  check",
        "requests", "at most", "imports"
    );
    let named = plan.checks.iter().map(|check| (check.id, &check.share));
    for (id, share) in [("(preflight)", &plan.preflight)].into_iter().chain(named) {
        let Share {
            requests, ceiling, ..
        } = share;
        let _ = writeln!(
            text,
            "{requests:>8} {ceiling:>8} {:>8}  {id}",
            share.imports()
        );
    }
    let Plan {
        target,
        requests,
        ceiling,
        imports,
        ..
    } = plan;
    let _ = writeln!(
        text,
        "\n{target}, seed {}, {} random cases of each property; nothing has been sent",
        plan.seed, plan.cases
    );
    let _ = writeln!(
        text,
        "requests  {requests}, at most {ceiling} if answers differ and violations are repeated and made smaller"
    );
    if plan.dry_run {
        let _ = writeln!(
            text,
            "imports   none takes effect: all are dry runs, and what is no dry run is not sent"
        );
        let _ = writeln!(text, "sources   one, which stays as it is");
        return text;
    }
    let instances = plan.checks.iter().flat_map(|check| &check.share.instances);
    let unnamed = instances.filter(|name| *name == "<source>").count();
    let _ = writeln!(
        text,
        "imports   {imports} are accepted; what is wrongly accepted comes on top"
    );
    let _ = writeln!(
        text,
        "instances conformance-<run>-<number of the check>-<n>, <run> being 8 letters of each run; {unnamed} have the name of \
         their source instead"
    );
    let _ = writeln!(
        text,
        "cleanup   {} more requests, two for each instance, where discovery offers to delete virtualclusterinstances",
        plan.cleanup_requests
    );
    let _ = writeln!(
        text,
        "sources   {}; {} where instances are removed and their virtual clusters stay",
        plan.sources, plan.sources_with_cleanup
    );
    text
}
