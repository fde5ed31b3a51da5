//! Takes access keys out of everything that is written down.

use std::fmt::Write as _;

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
        for (form, placeholder) in self.forms() {
            text = text.replace(&form, placeholder);
        }
        text
    }

    /// The first `limit` bytes of `bytes` or so as text without keys, and how many there are where that is not all.
    ///
    /// What is cut off is not searched for keys, since it may be long; a key across the cut goes with it.
    pub fn cut(&self, bytes: &[u8], limit: usize) -> String {
        let longest = self.forms().map(|(form, _)| form.len()).max();
        let margin = longest.unwrap_or_default();
        if bytes.len() <= limit + margin {
            return shorten(
                self.text(&String::from_utf8_lossy(bytes)),
                limit,
                bytes.len(),
            );
        }
        let text = self.text(&String::from_utf8_lossy(&bytes[..limit + margin]));
        // a key that begins before the end of this part and does not end in it stands in these last bytes
        let whole = text.len().saturating_sub(margin);
        shorten(text, limit.min(whole), bytes.len())
    }

    /// Every form of every key with its placeholder; none of them is empty.
    fn forms(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.keys.iter().flat_map(|(key, placeholder)| {
            let encoded =
                percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC)
                    .to_string();
            let json = serde_json::to_string(key).unwrap_or_default();
            let json = json.trim_matches('"').to_owned();
            [key.clone(), encoded, crate::http::encode(key), json]
                .into_iter()
                .filter(|form| !form.is_empty())
                .map(|form| (form, *placeholder))
        })
    }
}

/// `text`, which is `bytes` long as a whole, cut where it is longer than `limit` bytes.
fn shorten(mut text: String, limit: usize, bytes: usize) -> String {
    if text.len() > limit {
        let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
        // writing to a String cannot fail
        let _ = write!(text, "... ({bytes} bytes in all)");
    }
    text
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

    #[test]
    fn no_part_of_a_key_is_left_where_a_text_is_cut() {
        let key = "key-of-some-length";
        let redactor = Redactor::new(&Credentials {
            allowed: Secret::new(key),
            denied: None,
        });
        for before in 0..40 {
            // the first two make the text shorter, so that a part of the third could come before the cut
            let text = format!("{key}{key}{}{key}{}", "x".repeat(before), "y".repeat(100));
            let cut = redactor.cut(text.as_bytes(), 30);
            assert!(cut.len() < 70 && !cut.contains("key-"), "{before}: {cut}");
            assert!(
                cut.ends_with(&format!("({} bytes in all)", text.len())),
                "{cut}"
            );
        }
        assert_eq!(redactor.cut(b"a key-of-some-length", 20), "a $ACCESS_KEY");
    }
}
