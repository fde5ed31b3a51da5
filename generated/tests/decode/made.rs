//! Text made from the schema: every valid value is read, and every near miss is refused in its place.

use generated::runtime::decode::{Mode, Syntax, decode};
use generated::strategies;
use generated::types::ProjectImportVirtualCluster;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// How many values are looked at.
const VALUES: usize = 200;

fn drawn<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

#[test]
fn every_valid_document_is_read_in_both_syntaxes() {
    let mut runner = TestRunner::deterministic();
    let documents = strategies::project_import_virtual_cluster().documents();
    for _ in 0..VALUES {
        let document = drawn(&documents, &mut runner);
        let expected: ProjectImportVirtualCluster =
            serde_json::from_value(document.clone()).unwrap();
        let text = document.to_string();
        for syntax in [Syntax::Json, Syntax::Yaml] {
            let read = decode::<ProjectImportVirtualCluster>(text.as_bytes(), syntax, Mode::Strict)
                .unwrap();
            assert_eq!(read.value, expected, "{text}");
        }
    }
}

#[test]
fn every_near_miss_is_refused_where_it_is() {
    let mut runner = TestRunner::deterministic();
    let documents = strategies::project_import_virtual_cluster().documents();
    for near_miss in strategies::near_misses() {
        for case in &near_miss.cases {
            for _ in 0..4 {
                let edit = drawn(case, &mut runner);
                // YAML takes DEL for unprintable, JSON does not
                let text = edit
                    .applied(drawn(&documents, &mut runner))
                    .to_string()
                    .replace('\u{7f}', "\\u007f");
                for syntax in [Syntax::Json, Syntax::Yaml] {
                    let outcome = decode::<ProjectImportVirtualCluster>(
                        text.as_bytes(),
                        syntax,
                        Mode::Strict,
                    );
                    let problems = outcome.expect_err(&text).problems;
                    // An object that is not there lacks its members, too.
                    let elsewhere = problems
                        .iter()
                        .find(|problem| !problem.path.starts_with(&edit.path));
                    assert_eq!(elsewhere, None, "{}: {text}", edit.case);
                    let cited = near_miss.site.requirement;
                    let found = problems
                        .iter()
                        .any(|problem| problem.path == edit.path && problem.requirement == cited);
                    assert!(
                        found,
                        "{} at {}: {problems:?}: {text}",
                        edit.case, edit.path
                    );
                }
            }
        }
    }
}
