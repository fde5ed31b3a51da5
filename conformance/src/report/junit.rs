//! `junit.xml`: one suite per area, one case per check. Its form is `conformance/schema/junit.xsd`.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::visible::{line, visible};
use super::{CheckReport, Report};
use crate::verdict::Verdict;

/// Attributes are for lists of failures on a page; the whole stands in the text.
const ATTRIBUTE_LIMIT: usize = 1_000;

/// One case: what JUnit calls its outcome, and what is written below it.
struct Case<'r> {
    check: &'r CheckReport,
    outcome: Outcome,
    output: String,
}

enum Outcome {
    Passed,
    Skipped {
        kind: &'static str,
        message: String,
    },
    Failure {
        message: String,
        text: String,
    },
    Error {
        kind: &'static str,
        message: String,
        text: String,
    },
}

/// The header of a suite or of all suites.
#[derive(Default)]
struct Header {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    milliseconds: u64,
}

/// The report as JUnit XML. Characters that XML forbids are shown as others.
pub fn write(report: &Report) -> io::Result<String> {
    let mut areas: Vec<(&str, Vec<Case<'_>>)> = Vec::new();
    for check in &report.checks {
        let area = check.id.split('/').next().unwrap_or_default();
        let case = case(report, check);
        match areas.iter_mut().find(|(name, _)| *name == area) {
            Some((_, cases)) => cases.push(case),
            None => areas.push((area, vec![case])),
        }
    }
    let mut all = Header::of(areas.iter().flat_map(|(_, cases)| cases));
    all.milliseconds = report.duration_milliseconds;
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = writer
        .create_element("testsuites")
        .with_attribute(("name", "conformance"));
    for (name, value) in all.attributes() {
        root = root.with_attribute((name, value.as_str()));
    }
    root.write_inner_content(|writer| {
        for (area, cases) in &areas {
            suite(writer, report, area, cases)?;
        }
        Ok(())
    })?;
    let mut text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    text.push('\n');
    Ok(text)
}

fn suite(
    writer: &mut Writer<Vec<u8>>,
    report: &Report,
    area: &str,
    cases: &[Case<'_>],
) -> io::Result<()> {
    let header = Header::of(cases);
    let mut element = writer
        .create_element("testsuite")
        .with_attribute(("name", area));
    for (name, value) in header.attributes() {
        element = element.with_attribute((name, value.as_str()));
    }
    let skipped = header.skipped.to_string();
    let element = element
        .with_attribute(("skipped", skipped.as_str()))
        .with_attribute(("timestamp", report.started_at.as_str()));
    element.write_inner_content(|writer| {
        versions(writer, report)?;
        for case in cases {
            case.write(writer, area)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What judged, and by what: JUnit has properties for suites alone, so each suite repeats them.
fn versions(writer: &mut Writer<Vec<u8>>, report: &Report) -> io::Result<()> {
    writer
        .create_element("properties")
        .write_inner_content(|writer| {
            for (name, value) in [
                ("suite-version", report.suite.version.as_str()),
                ("spec-version", &report.spec.version),
                ("report-schema-version", &report.schema_version),
                ("platform", &report.spec.platform),
            ] {
                let value = line(value, ATTRIBUTE_LIMIT);
                writer
                    .create_element("property")
                    .with_attribute(("name", name))
                    .with_attribute(("value", value.as_str()))
                    .write_empty()?;
            }
            Ok(())
        })?;
    Ok(())
}

impl Header {
    fn of<'c>(cases: impl IntoIterator<Item = &'c Case<'c>>) -> Self {
        let mut header = Self::default();
        for case in cases {
            header.tests += 1;
            header.milliseconds += case.check.duration_milliseconds;
            match case.outcome {
                Outcome::Passed => {}
                Outcome::Skipped { .. } => header.skipped += 1,
                Outcome::Failure { .. } => header.failures += 1,
                Outcome::Error { .. } => header.errors += 1,
            }
        }
        header
    }

    fn attributes(&self) -> [(&'static str, String); 4] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("time", seconds(self.milliseconds)),
        ]
    }
}

impl Case<'_> {
    fn write(&self, writer: &mut Writer<Vec<u8>>, area: &str) -> io::Result<()> {
        let time = seconds(self.check.duration_milliseconds);
        let element = writer
            .create_element("testcase")
            .with_attribute(("name", self.check.id.as_str()))
            .with_attribute(("classname", format!("conformance.{area}").as_str()))
            .with_attribute(("time", time.as_str()));
        if matches!(self.outcome, Outcome::Passed) && self.output.is_empty() {
            element.write_empty()?;
            return Ok(());
        }
        element.write_inner_content(|writer| {
            let (tag, kind, message, text) = match &self.outcome {
                Outcome::Passed => ("", "", "", ""),
                Outcome::Skipped { kind, message } => ("skipped", *kind, message.as_str(), ""),
                Outcome::Failure { message, text } => {
                    ("failure", "violation", message.as_str(), text.as_str())
                }
                Outcome::Error {
                    kind,
                    message,
                    text,
                } => ("error", *kind, message.as_str(), text.as_str()),
            };
            if !tag.is_empty() {
                let message = line(message, ATTRIBUTE_LIMIT);
                let mut element = writer
                    .create_element(tag)
                    .with_attribute(("message", message.as_str()));
                if !kind.is_empty() {
                    element = element.with_attribute(("type", kind));
                }
                element.write_text_content(BytesText::new(&visible(text)))?;
            }
            if !self.output.is_empty() {
                let output = visible(&self.output);
                writer
                    .create_element("system-out")
                    .write_text_content(BytesText::new(&output))?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn case<'r>(report: &Report, check: &'r CheckReport) -> Case<'r> {
    let binding = |id: &str| {
        report
            .requirements
            .iter()
            .any(|requirement| requirement.id == id && requirement.is_binding(report.strict))
    };
    let violated = |id: &str| {
        check
            .requirements
            .iter()
            .any(|checked| checked.id == id && checked.verdict == Verdict::Violates)
    };
    let mut broken: Vec<&str> = check
        .reproducers
        .iter()
        .map(|reproducer| reproducer.requirement.as_str())
        .filter(|id| binding(id) && violated(id))
        .collect();
    broken.sort_unstable();
    broken.dedup();
    let details = || {
        let details: Vec<String> = check
            .reproducers
            .iter()
            .map(super::Reproducer::in_short)
            .collect();
        details.join("\n")
    };
    let reason = check.reason.clone().unwrap_or_default();
    let mut output: Vec<String> = check
        .notes
        .iter()
        .map(|note| format!("{} ({}): {}", note.requirement, note.case, note.note))
        .collect();
    let outcome = match check.verdict {
        Verdict::Violates if !broken.is_empty() => Outcome::Failure {
            message: format!("violates {}", broken.join(", ")),
            text: details(),
        },
        Verdict::InconclusiveFixture | Verdict::InconclusiveTarget | Verdict::Flaky => {
            Outcome::Error {
                kind: check.verdict.as_str(),
                message: reason,
                text: details(),
            }
        }
        Verdict::NotDeclared => Outcome::Skipped {
            kind: check.verdict.as_str(),
            message: reason,
        },
        Verdict::Known => {
            output.push(details());
            Outcome::Skipped {
                kind: check.verdict.as_str(),
                message: "a known violation, which the baseline accepts".to_owned(),
            }
        }
        Verdict::Conforms | Verdict::Informational | Verdict::Violates => {
            if !check.reproducers.is_empty() {
                output.push(format!("warning: {}", details()));
            }
            Outcome::Passed
        }
    };
    Case {
        check,
        outcome,
        output: output.join("\n"),
    }
}

/// Seconds with three decimals, as JUnit has them.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}
