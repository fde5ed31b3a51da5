//! Making a JSON value smaller step by step, as long as something still holds of it.

use serde_json::{Value, json};

/// The smallest value so far that fails, and the next one to try.
#[derive(Debug)]
pub(super) struct Shrinking {
    best: Value,
    current: Value,
    /// The next step to try on `best`.
    step: usize,
    /// Whether a step helped since the first one was last tried.
    helped: bool,
}

impl Shrinking {
    /// Begins with a value.
    pub(super) fn new(value: Value) -> Self {
        Self {
            best: value.clone(),
            current: value,
            step: 0,
            helped: false,
        }
    }

    /// The value to try.
    pub(super) fn current(&self) -> &Value {
        &self.current
    }

    /// The current value fails: goes on from it to the next smaller one that is `valid`, if there is one.
    pub(super) fn simplify(&mut self, valid: impl Fn(&Value) -> bool) -> bool {
        if self.current != self.best {
            self.best.clone_from(&self.current);
            self.helped = true;
        }
        self.advance(valid)
    }

    /// The current value does not fail: goes back, and tries another one that is `valid`, if there is one.
    pub(super) fn complicate(&mut self, valid: impl Fn(&Value) -> bool) -> bool {
        if self.current == self.best {
            return false;
        }
        self.advance(valid)
    }

    fn advance(&mut self, valid: impl Fn(&Value) -> bool) -> bool {
        loop {
            let mut candidate = self.best.clone();
            let mut step = self.step;
            if !shrink(&mut candidate, &mut step) {
                if std::mem::take(&mut self.helped) {
                    self.step = 0;
                    continue;
                }
                self.current.clone_from(&self.best);
                return false;
            }
            self.step += 1;
            if candidate != self.best && valid(&candidate) {
                self.current = candidate;
                return true;
            }
        }
    }
}

/// Takes step number `step` of those that make a value smaller; says no when there are not that many. Every step makes
/// the value shorter or simpler, so that there is an end.
fn shrink(value: &mut Value, step: &mut usize) -> bool {
    match value {
        Value::Object(members) => {
            if *step < members.len() {
                let name = members.keys().nth(*step).cloned().unwrap_or_default();
                members.remove(&name);
                return true;
            }
            *step -= members.len();
            members.values_mut().any(|value| shrink(value, step))
        }
        Value::Array(items) => {
            if *step < items.len() {
                items.remove(*step);
                return true;
            }
            *step -= items.len();
            items.iter_mut().any(|item| shrink(item, step))
        }
        Value::String(text) => {
            let characters = text.chars().count();
            let shorter: [String; 4] = [
                text.chars().take(1).collect(),
                text.chars().take(characters / 2).collect(),
                text.chars().skip(characters / 2).collect(),
                text.chars().take(characters.saturating_sub(1)).collect(),
            ];
            if let Some(shorter) = shorter.get(*step) {
                if shorter.len() < text.len() {
                    text.clone_from(shorter);
                }
                return true;
            }
            *step -= shorter.len();
            false
        }
        Value::Number(number) => {
            if *step == 0 {
                if number.as_i64() != Some(1) {
                    *value = json!(1);
                }
                return true;
            }
            *step -= 1;
            false
        }
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes_away() {
        let mut shrinking = Shrinking::new(json!({
            "a": "long text", "b": [1, 2, { "x": "needle", "y": 5 }], "c": null,
        }));
        let fails = |value: &Value| value.to_string().contains("needle");
        let mut more = shrinking.simplify(|_| true);
        while more {
            more = if fails(shrinking.current()) {
                shrinking.simplify(|_| true)
            } else {
                shrinking.complicate(|_| true)
            };
        }
        assert_eq!(shrinking.current(), &json!({ "b": [{ "x": "needle" }] }));
    }

    #[test]
    fn values_that_are_not_valid_are_never_shown() {
        let mut shrinking = Shrinking::new(json!({ "a": "needed", "b": 2 }));
        let valid = |value: &Value| value.get("a").is_some();
        while shrinking.simplify(valid) {
            assert!(valid(shrinking.current()));
        }
        assert_eq!(shrinking.current(), &json!({ "a": "" }));
    }
}
