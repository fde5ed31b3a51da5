//! A golden document, and the verdicts on values of its components.

use std::collections::BTreeMap;

use codegen_goldens::runtime::Validate;
use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::bundle::Bundle;
use super::differences::{DIFFERENCES, Refuses};
use super::draw::Draw;
use super::{judge, mutate, valid};

/// How many values of a document are looked at when nothing else is asked for.
const CASES: usize = 5000;

/// What refuses a value says why; nothing is said of one that is accepted.
type Verdict = Result<(), String>;

pub(crate) struct Document {
    name: &'static str,
    bundle: Bundle,
    seen: Vec<String>,
    cases: usize,
    accepted: usize,
    /// Disagreements that a difference of the list explains.
    explained: usize,
    /// The others, by what was said, with the shortest value of each.
    unexplained: BTreeMap<String, String>,
}

impl Document {
    pub(crate) fn read(name: &'static str) -> Self {
        Self {
            name,
            bundle: Bundle::read(name),
            seen: Vec::new(),
            cases: 0,
            accepted: 0,
            explained: 0,
            unexplained: BTreeMap::new(),
        }
    }

    /// Compares verdicts on the component's share of the values.
    pub(crate) fn component<T: DeserializeOwned + Validate>(&mut self, component: &str) {
        let asked = std::env::var("AGREE_CASES").map_or(CASES, |cases| cases.parse().unwrap());
        let share = asked.div_ceil(self.bundle.components().len());
        let judge = judge::of(&self.bundle, component);
        self.examples::<T>(component, &judge);
        let schema = self
            .bundle
            .target(&self.bundle.reference(component))
            .clone();
        let mut draw = Draw::new(self.seen.len() as u64);
        for _ in 0..share {
            let mut value = valid::value(&self.bundle, &schema, 0, &mut draw);
            for _ in 0..*draw.pick(&[0, 1, 1, 2, 3]) {
                mutate::mutate(&mut value, &mut draw);
            }
            self.compare::<T>(component, &judge, &value);
        }
        self.seen.push(component.to_owned());
    }

    /// Each difference of the list still is one.
    fn examples<T: DeserializeOwned + Validate>(&self, component: &str, judge: &Validator) {
        for difference in DIFFERENCES {
            let (document, of, text) = difference.example;
            if (document, of) != (self.name, component) {
                continue;
            }
            let value = serde_json::from_str(text).unwrap();
            let (ours, theirs) = (generated::<T>(&value), judged(judge, &value));
            let told = disagreement(&ours, &theirs);
            let occurs =
                told.is_some_and(|(refuses, said)| difference.explains(refuses, said, &value));
            assert!(
                occurs,
                "no longer so: {}\n{ours:?} {theirs:?}",
                difference.reason
            );
        }
    }

    fn compare<T: DeserializeOwned + Validate>(
        &mut self,
        component: &str,
        judge: &Validator,
        value: &Value,
    ) {
        let (ours, theirs) = (generated::<T>(value), judged(judge, value));
        self.cases += 1;
        self.accepted += usize::from(theirs.is_ok());
        let Some((refuses, said)) = disagreement(&ours, &theirs) else {
            return;
        };
        if DIFFERENCES
            .iter()
            .any(|difference| difference.explains(refuses, said, value))
        {
            self.explained += 1;
            return;
        }
        let said = format!("{component}: {refuses:?} alone refuses: {said}");
        let text = value.to_string();
        let shortest = self.unexplained.entry(said).or_insert_with(|| text.clone());
        if text.len() < shortest.len() {
            *shortest = text;
        }
    }

    pub(crate) fn finish(self) {
        let mut components = self.bundle.components();
        components.retain(|component| !self.seen.iter().any(|seen| seen == component));
        assert!(
            components.is_empty(),
            "no values of {components:?} were looked at"
        );
        let Self {
            name,
            cases,
            accepted,
            explained,
            unexplained,
            ..
        } = self;
        let other = unexplained.len();
        println!(
            "{name}: {cases} values, {accepted} accepted, {explained} differ as listed, {other} otherwise"
        );
        // Values that are all right, or all wrong, would show nothing.
        assert!(accepted * 20 > cases && accepted * 20 < cases * 19);
        let lines = unexplained
            .iter()
            .take(40)
            .map(|(said, value)| format!("{said}\n    {value}"));
        assert!(other == 0, "{}", lines.collect::<Vec<String>>().join("\n"));
    }
}

/// Which one refuses alone, and what it says.
fn disagreement<'v>(ours: &'v Verdict, theirs: &'v Verdict) -> Option<(Refuses, &'v str)> {
    match (ours, theirs) {
        (Err(said), Ok(())) => Some((Refuses::Generated, said)),
        (Ok(()), Err(said)) => Some((Refuses::Jsonschema, said)),
        _ => None,
    }
}

fn generated<T: DeserializeOwned + Validate>(value: &Value) -> Verdict {
    let read: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    read.validate().map_err(|violations| {
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        lines.join("; ")
    })
}

fn judged(judge: &Validator, value: &Value) -> Verdict {
    // What is said of a value is slow to make, so that it is made of refused ones alone.
    if judge.is_valid(value) {
        return Ok(());
    }
    let lines: Vec<String> = judge
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    Err(lines.join("; "))
}
