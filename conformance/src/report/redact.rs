//! Takes access keys out of everything that is written down.

use crate::config::Credentials;

/// Replaces every access key of a run by its placeholder.
#[derive(Debug, Clone)]
pub struct Redactor {
    keys: Vec<(String, &'static str)>,
}

impl Redactor {
    /// A redactor for the keys of a run.
    pub fn new(credentials: &Credentials) -> Self {
        let mut keys = vec![(credentials.allowed.reveal().to_owned(), "$ACCESS_KEY")];
        if let Some(denied) = &credentials.denied {
            keys.push((denied.reveal().to_owned(), "$DENIED_KEY"));
        }
        // the longer first, so that a key that contains another goes as a whole
        keys.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        Self { keys }
    }

    /// A redactor for a run that never had a key.
    pub fn none() -> Self {
        Self { keys: Vec::new() }
    }

    /// `text` without keys, also where they are percent-encoded or escaped as in JSON.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (key, placeholder) in &self.keys {
            let encoded =
                percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC)
                    .to_string();
            let parameter = crate::http::encode(key);
            let json = serde_json::to_string(key).unwrap_or_default();
            for form in [key.as_str(), &encoded, &parameter, json.trim_matches('"')] {
                if !form.is_empty() {
                    text = text.replace(form, placeholder);
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    #[test]
    fn every_form_of_a_key_goes() {
        let credentials = Credentials {
            allowed: Secret::new("a/b\"c"),
            denied: Some(Secret::new("a/b\"cd")),
        };
        let redactor = Redactor::new(&credentials);
        for text in ["x a/b\"c y", "x a%2Fb%22c y", "x a/b\\\"c y"] {
            assert_eq!(redactor.text(text), "x $ACCESS_KEY y");
        }
        assert_eq!(redactor.text("a/b\"cd"), "$DENIED_KEY");
    }
}
