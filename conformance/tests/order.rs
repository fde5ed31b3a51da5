//! Neither the order of the checks nor how many run at a time makes a difference.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use std::collections::BTreeMap;

use conformance::check::Check;
use conformance::checks;
use conformance::run::{Opening, Settings, open};
use conformance::selection::Selection;
use conformance::verdict::Verdict;
use proptest::prelude::Just;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// The verdict on every check, carried out in this order.
fn verdicts(order: &[&'static Check]) -> BTreeMap<&'static str, Verdict> {
    let settings = Settings {
        seed: Some(1),
        cases: Some(4),
        ..Settings::default()
    };
    let Ok(Opening::Ready(opened)) = open(&settings) else {
        panic!("the embedded server starts")
    };
    let platform = opened.suite.brief().platform;
    let everything = Selection::new(platform, Vec::new(), Vec::new());
    let everything = everything.expect("nothing is excluded");
    let results = opened.suite.run(order, &everything, &|_| ());
    let faults: Vec<&String> = results.iter().flat_map(|result| &result.faults).collect();
    assert!(faults.is_empty(), "{faults:?}");
    results
        .into_iter()
        .map(|result| (result.check.id, result.verdict))
        .collect()
}

#[test]
fn any_order_gives_the_same_verdicts() {
    let usual: Vec<&'static Check> = checks::all().collect();
    let expected = verdicts(&usual);
    assert_eq!(expected.len(), usual.len());
    let shuffled = Just(usual.clone()).prop_shuffle();
    let mut runner = TestRunner::default();
    for _ in 0..5 {
        let order = shuffled
            .new_tree(&mut runner)
            .expect("no condition to meet");
        assert_eq!(verdicts(&order.current()), expected);
    }
    let backwards: Vec<&'static Check> = usual.into_iter().rev().collect();
    assert_eq!(verdicts(&backwards), expected);
}
