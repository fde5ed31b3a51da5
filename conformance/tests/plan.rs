//! A plan is kept to: a check that has sent all it may sends nothing more, and says so.

use conformance::checks;
use conformance::run::{Opening, Settings, open, plan};
use conformance::verdict::Verdict;

#[test]
fn no_check_sends_more_than_its_ceiling() {
    let settings = Settings {
        checks: vec!["source/*".to_owned(), "repeated/*".to_owned()],
        seed: Some(1),
        cases: Some(3),
        ..Settings::default()
    };
    let selection = settings.selection().expect("there are such checks");
    let checks = selection
        .apply(checks::all())
        .expect("there are such checks");
    let Ok(Opening::Ready(mut opened)) = open(&settings) else {
        panic!("the embedded server starts")
    };
    let mut ceilings = plan(&settings).expect("it is rehearsed");
    for check in &mut ceilings.checks {
        assert!(check.share.ceiling > check.share.requests, "{}", check.id);
        // one request less than is needed, of which eight at the same time are not sent in part
        check.share.ceiling = check.share.requests - 1;
    }
    opened.suite.keep_to(ceilings.clone());
    let results = opened.suite.run(&checks, &selection, &|_| ());
    for (result, planned) in results.iter().zip(&ceilings.checks) {
        let (first, repeated) = result.requests;
        assert!(first + repeated <= planned.share.ceiling, "{}", planned.id);
        assert_eq!(
            result.verdict,
            Verdict::InconclusiveTarget,
            "{}",
            planned.id
        );
        let why = result.stop.as_ref().map(ToString::to_string);
        let why = why.unwrap_or_default();
        assert!(why.contains("as many requests as the plan allows"), "{why}");
        assert!(
            result
                .findings
                .iter()
                .all(|finding| Verdict::from(&finding.outcome) != Verdict::Violates)
        );
    }
    // with one more everything is as planned again
    for check in &mut ceilings.checks {
        check.share.ceiling += 1;
    }
    opened.suite.keep_to(ceilings.clone());
    let results = opened.suite.run(&checks, &selection, &|_| ());
    for (result, planned) in results.iter().zip(&ceilings.checks) {
        assert_eq!(
            result.requests,
            (planned.share.requests, 0),
            "{}",
            planned.id
        );
        assert!(
            !result.verdict.is_inconclusive(),
            "{}: {:?}",
            planned.id,
            result.stop
        );
    }
}
