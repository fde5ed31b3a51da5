//! `report.html` in a browser: it filters, finds and opens, and nothing that a server said becomes part of it.

use std::path::PathBuf;

use conformance::report::{PlanReport, Report, html};
use conformance::verdict::Verdict;
use proptest::prelude::*;

use crate::browser::{Loaded, load};
use crate::{hostile, server};

/// A page on disk, as long as this lives.
struct Page {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Page {
    fn of(report: &Report) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        std::fs::write(&path, html(report)).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn at(&self, address: &str) -> Option<Loaded> {
        let loaded = load(&self.path, address)?;
        assert!(loaded.console.is_empty(), "{address}: {:?}", loaded.console);
        Some(loaded)
    }
}

fn real() -> Report {
    server::report_on(b"{}".to_vec(), &["source/*", "errors/*"], None)
}

#[test]
fn it_filters_and_finds_by_its_address() {
    let report = real();
    let page = Page::of(&report);
    let violated: Vec<&str> = report
        .requirements
        .iter()
        .filter(|requirement| requirement.verdict == Verdict::Violates)
        .map(|requirement| requirement.id.as_str())
        .collect();
    let (all, some) = (report.requirements.len(), violated.len());
    assert!(some > 0 && some < all, "{some} of {all}");
    let Some(loaded) = page.at("?verdict=violates") else {
        return;
    };
    assert_eq!(loaded.requirements().len(), all);
    assert_eq!(loaded.shown().len(), some);
    assert!(
        loaded
            .shown()
            .iter()
            .all(|tag| tag.contains("data-verdict=\"violates\""))
    );
    assert!(
        loaded
            .dom
            .contains(&format!("{some} of {all} requirements</output>"))
    );

    let loaded = page
        .at("?q=SRC.NAME.required&profile=core&level=MUST")
        .expect("still there");
    assert!(
        loaded
            .shown()
            .iter()
            .any(|tag| tag.contains("id=\"src.name.required\"")),
        "{:?}",
        loaded.shown()
    );
    assert!(loaded.shown().len() < all / 2, "{:?}", loaded.shown());

    let loaded = page
        .at("?q=nothing-is-called-like-this")
        .expect("still there");
    assert_eq!(loaded.shown().len(), 0);
    assert!(
        loaded.dom.contains("<p class=\"none\">"),
        "the page says that nothing fits"
    );
}

#[test]
fn a_link_opens_what_it_leads_to_even_when_it_is_filtered_out() {
    let report = real();
    let closed = report
        .requirements
        .iter()
        .find(|requirement| requirement.verdict != Verdict::Violates)
        .expect("not everything is broken");
    let Some(loaded) = Page::of(&report).at(&format!("?verdict=violates#{}", closed.id)) else {
        return;
    };
    let tags = loaded.shown();
    let tag = tags
        .iter()
        .find(|tag| tag.contains(&format!("id=\"{}\"", closed.id)))
        .expect("it is shown");
    assert!(tag.contains(" open"), "{tag}");
}

#[test]
fn nothing_of_a_server_becomes_part_of_the_page() {
    let texts = hostile::TEXTS.concat();
    let (plain, odd) = (
        Page::of(&hostile::report("")),
        Page::of(&hostile::report(&texts)),
    );
    let (Some(plain), Some(odd)) = (plain.at(""), odd.at("")) else {
        return;
    };
    assert!(odd.dom.contains("document.title="), "it is shown");
    for element in ["<script", "<img", "<style", "<details", "<h1", "<title"] {
        assert_eq!(
            plain.dom.matches(element).count(),
            odd.dom.matches(element).count(),
            "{element}"
        );
    }
    assert!(
        odd.dom.contains("· import conformance</title>"),
        "no script of theirs ran"
    );
}

#[test]
fn the_policy_of_the_page_stops_every_other_script() {
    let report = hostile::report("");
    let page = Page::of(&report);
    let text = std::fs::read_to_string(&page.path).unwrap();
    let broken = text.replacen(
        "</main>",
        "</main><script>document.title = 'out'</script>",
        1,
    );
    std::fs::write(&page.path, broken).unwrap();
    let Some(loaded) = load(&page.path, "") else {
        return;
    };
    assert!(
        loaded
            .console
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{:?}",
        loaded.console
    );
    assert!(!loaded.dom.contains("<title>out</title>"));
}

#[test]
fn it_says_what_was_done_to_the_server() {
    let mut report = real();
    report.plan = Some(PlanReport {
        requests: report.requests - 1,
        ..PlanReport::default()
    });
    assert!(report.fixtures.created > 0);
    let page = html(&report);
    for said in report.sentences().iter().chain([&report.requests_sent()]) {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn it_needs_nothing_else() {
    let page = html(&real());
    for source in ["src=", "@import", "url(", "<link rel=\"stylesheet"] {
        assert!(!page.contains(source), "{source}");
    }
    let styles = page.matches("<style").count() + page.matches("<script").count();
    assert_eq!(
        styles, 2,
        "one style and one script, which the policy names"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tags_are_the_same_whatever_a_server_says(text in hostile::text()) {
        let tags = |page: &str| {
            let mut tags: Vec<String> = page
                .split('<')
                .skip(1)
                .map(|part| part.split(['>', ' ']).next().unwrap_or_default().to_owned())
                // of a request, each line that differs from the accepted one is an element
                .filter(|tag| !matches!(tag.as_str(), "ins" | "/ins" | "del" | "/del"))
                .collect();
            tags.sort_unstable();
            tags
        };
        let page = html(&hostile::report(&text));
        prop_assert_eq!(tags(&html(&hostile::report("x"))), tags(&page));
        prop_assert!(!page.chars().any(|character| character.is_control() && character != '\n' && character != '\t'));
    }
}
