//! `annotations.txt` has no more lines than a job shows, and nothing of a server's becomes a command in it.

use conformance::report::annotations;
use proptest::prelude::*;

use crate::hostile;

/// Kind and title of each command, once its form is right: nothing in it would end it or begin another.
fn commands(text: &str) -> Vec<(String, String)> {
    text.split_terminator('\n')
        .map(|line| {
            let parts = line.strip_prefix("::").expect("a command").split_once("::");
            let (head, message) = parts.expect("a message");
            let (kind, title) = head.split_once(" title=").expect("a title");
            let plain = |text: &str| {
                let escapes = ["%25", "%0A", "%0D", "%3A", "%2C"];
                let rest = escapes
                    .iter()
                    .fold(text.to_owned(), |text, escape| text.replace(escape, ""));
                !rest.contains(['%', '\r', '\n'])
            };
            assert!(
                plain(message) && plain(title) && !title.contains([':', ',']),
                "{line}"
            );
            (kind.to_owned(), title.to_owned())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_server_says_is_no_command(text in hostile::text()) {
        let plain = commands(&annotations(&hostile::report("")));
        prop_assert_eq!(plain, commands(&annotations(&hostile::report(&text))));
    }
}

#[test]
fn a_violation_is_named_by_its_requirement() {
    let text = annotations(&hostile::report("100%\nof it"));
    let titles = commands(&text);
    assert!(
        titles.contains(&("error".to_owned(), "src.name.required".to_owned())),
        "{text}"
    );
    assert!(text.contains("%0Aexpected: 100%25⏎of it%0A"), "{text}");
}

#[test]
fn no_more_are_written_than_a_job_shows() {
    let mut report = hostile::report("");
    let one = report
        .requirements
        .iter()
        .find(|one| one.id == "src.name.required");
    let one = one.expect("it is looked at").clone();
    for number in 0..30 {
        let mut another = one.clone();
        another.id = format!("{}-{number}", one.id);
        report.requirements.push(another);
    }
    let text = annotations(&report);
    let errors = commands(&text)
        .into_iter()
        .filter(|(kind, _)| kind == "error");
    assert_eq!(errors.count(), 10, "{text}");
    assert!(text.contains(" more; report.html"), "{text}");
}
