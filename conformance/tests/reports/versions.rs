//! Which suite, spec and report schema a verdict is of stands in every form of a report.

use std::path::Path;

use crate::server::report_on;

#[test]
fn every_form_has_the_three_versions() {
    let folder = tempfile::tempdir().unwrap();
    let report = report_on(
        b"{}".to_vec(),
        &["source/name-required"],
        Some(folder.path()),
    );
    let (suite, spec, schema) = (
        &report.suite.version,
        &report.spec.version,
        &report.schema_version,
    );
    for version in [suite, spec, schema] {
        let numbers: Vec<Option<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
        assert!(
            numbers.len() == 3 && numbers.iter().all(Option::is_some),
            "{version}"
        );
    }
    let sentence = format!("conformance {suite}, spec {spec}, report schema {schema}");
    let property =
        |name: &str, value: &str| format!("<property name=\"{name}\" value=\"{value}\"/>");
    for (file, shown) in [
        ("report.html", vec![sentence.clone()]),
        ("summary.md", vec![sentence]),
        (
            "report.json",
            vec![
                format!("\"schemaVersion\": \"{schema}\""),
                format!(
                    "\"suite\": {{\n    \"name\": \"conformance\",\n    \"version\": \"{suite}\""
                ),
                format!("\"spec\": {{\n    \"version\": \"{spec}\""),
            ],
        ),
        (
            "junit.xml",
            vec![
                property("suite-version", suite),
                property("spec-version", spec),
                property("report-schema-version", schema),
            ],
        ),
    ] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        for shown in shown {
            assert!(text.contains(&shown), "{file} lacks {shown}");
        }
    }
}

/// The heading of the newest release that the changelog has is what is built here.
#[test]
fn the_changelog_has_the_versions_of_this_build() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CHANGELOG.md");
    let changelog = std::fs::read_to_string(path).unwrap();
    let heading = changelog
        .lines()
        .find(|line| line.starts_with("## Suite "))
        .unwrap();
    let expected = format!(
        "## Suite {}, spec {}, report schema {}",
        env!("CARGO_PKG_VERSION"),
        generated::spec::VERSION,
        conformance::report::SCHEMA_VERSION
    );
    assert_eq!(heading, expected);
}
