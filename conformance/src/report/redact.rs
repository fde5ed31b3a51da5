//! Takes access keys out of everything that is written down.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::config::Credentials;

/// What stands for the key that may import.
pub const ALLOWED: &str = "$ACCESS_KEY";
/// What stands for the key that may not.
pub const DENIED: &str = "$DENIED_KEY";

/// Keys shorter than this are not looked for in base64: what is left of them there is too short to be told from other
/// text.
const BASE64_LEAST: usize = 8;

/// Replaces every access key of a run by its placeholder.
#[derive(Debug, Clone)]
pub struct Redactor {
    keys: Vec<Key>,
}

#[derive(Debug, Clone)]
struct Key {
    placeholder: &'static str,
    /// Each way to write the key, and the placeholder written the same way.
    forms: Vec<(String, String)>,
}

impl Key {
    fn new(key: &str, placeholder: &'static str) -> Self {
        let mut forms: Vec<(String, String)> = Vec::new();
        for (written, stands) in written(key).into_iter().zip(written(placeholder)) {
            if !written.is_empty() && !forms.iter().any(|(known, _)| *known == written) {
                forms.push((written, stands));
            }
        }
        Self { placeholder, forms }
    }
}

impl Redactor {
    /// A redactor for the keys of a run.
    pub fn new(credentials: &Credentials) -> Self {
        let mut keys = vec![(credentials.allowed.reveal(), ALLOWED)];
        if let Some(denied) = &credentials.denied {
            keys.push((denied.reveal(), DENIED));
        }
        // the longer first, so that a key that contains another goes as a whole
        keys.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        let keys = keys
            .into_iter()
            .map(|(key, placeholder)| Key::new(key, placeholder))
            .collect();
        Self { keys }
    }

    /// A redactor for a run that never had a key.
    pub fn none() -> Self {
        Self { keys: Vec::new() }
    }

    /// `text` without keys, also where they are percent-encoded, in base64 or escaped as in JSON.
    pub fn text(&self, text: &str) -> String {
        self.replaced(text, |key, _| key.placeholder)
    }

    /// `text` without keys, with the placeholder written in the same way as the key was: what does not find the key in
    /// `text` does not find the placeholder either.
    pub fn in_form(&self, text: &str) -> String {
        self.replaced(text, |_, stands| stands)
    }

    fn replaced<'s>(
        &'s self,
        text: &str,
        by: impl Fn(&'s Key, &'s str) -> &'s str + Copy,
    ) -> String {
        let plain = |text: &str| {
            let mut text = text.to_owned();
            for key in &self.keys {
                for (form, stands) in &key.forms {
                    if text.contains(form) {
                        text = text.replace(form, by(key, stands));
                    }
                }
            }
            text
        };
        let escaped = escaped(text, &plain);
        plain(escaped.as_deref().unwrap_or(text))
    }

    /// Bytes without keys, as [`Self::in_form`].
    pub fn bytes_in_form(&self, bytes: &[u8]) -> Vec<u8> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.in_form(text).into_bytes();
        }
        let mut bytes = bytes.to_vec();
        for (form, stands) in self.keys.iter().flat_map(|key| &key.forms) {
            bytes = replaced(&bytes, form.as_bytes(), stands.as_bytes());
        }
        bytes
    }

    /// The first `limit` bytes of `bytes` or so as text without keys, and how many there are where that is not all.
    ///
    /// What is cut off is not searched for keys, since it may be long; a key across the cut goes with it.
    pub fn cut(&self, bytes: &[u8], limit: usize) -> String {
        let forms = self.keys.iter().flat_map(|key| &key.forms);
        let longest = forms.map(|(form, _)| form.len()).max();
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
}

/// The ways in which a key may be written, always as many and in the same order.
fn written(key: &str) -> Vec<String> {
    let json = serde_json::to_string(key).unwrap_or_default();
    let mut forms = vec![
        key.to_owned(),
        percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC).to_string(),
        crate::http::encode(key),
        json.trim_matches('"').to_owned(),
    ];
    for alphabet in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        forms.extend((0..3).map(|before| within_base64(alphabet, key, before)));
    }
    forms
}

/// The letters that stand for `key` alone in the base64 of a text in which some bytes, `before` of them beyond a
/// multiple of three, come first.
fn within_base64(alphabet: &GeneralPurpose, key: &str, before: usize) -> String {
    if key.len() < BASE64_LEAST {
        return String::new();
    }
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(key.as_bytes());
    let letters = alphabet.encode(&bytes);
    // a letter holds six bits; those that the key shares with its neighbours are left out
    let (first, last) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
    letters.get(first..last).unwrap_or_default().to_owned()
}

/// A JSON document in which a key stands in escapes such as `\u0061`, without that key; `None` where there is none.
fn escaped(text: &str, plain: &impl Fn(&str) -> String) -> Option<String> {
    if !text.contains("\\u") {
        return None;
    }
    let mut document: Value = serde_json::from_str(text).ok()?;
    without_keys(&mut document, plain).then(|| document.to_string())
}

/// Takes keys out of every text; returns whether there were any.
fn without_keys(value: &mut Value, plain: &impl Fn(&str) -> String) -> bool {
    match value {
        Value::String(text) => {
            let safe = plain(text);
            let found = safe != *text;
            *text = safe;
            found
        }
        Value::Array(items) => {
            let found = items.iter_mut().map(|item| without_keys(item, plain));
            found.fold(false, |any, found| any | found)
        }
        Value::Object(members) => {
            let mut found = false;
            for (name, mut member) in std::mem::take(members) {
                found |= without_keys(&mut member, plain);
                let safe = plain(&name);
                found |= safe != name;
                members.insert(safe, member);
            }
            found
        }
        _ => false,
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    result.extend_from_slice(rest);
    result
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
    fn a_key_inside_base64_goes_wherever_it_begins() {
        let redactor = Redactor::new(&Credentials {
            allowed: Secret::new("key-that-must-not-appear"),
            denied: None,
        });
        for before in ["", "u", "us", "use", "user:"] {
            for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
                let text = alphabet.encode(format!("{before}key-that-must-not-appear?>~"));
                let safe = redactor.text(&text);
                assert!(safe.contains("$ACCESS_KEY"), "{text} {safe}");
                assert!(redactor.in_form(&text) != text);
            }
        }
    }

    #[test]
    fn a_key_in_escapes_goes() {
        let redactor = Redactor::new(&Credentials {
            allowed: Secret::new("secret"),
            denied: None,
        });
        let text = r#"{"a":["\u0073ecret"],"s\u0065cret":1}"#;
        assert_eq!(
            redactor.text(text),
            r#"{"a":["$ACCESS_KEY"],"$ACCESS_KEY":1}"#
        );
        let other = r#"{"a": "\u0073ome"}"#;
        assert_eq!(redactor.in_form(other), other);
    }

    #[test]
    fn a_placeholder_takes_the_form_of_its_key() {
        let redactor = Redactor::new(&Credentials {
            allowed: Secret::new("a/b"),
            denied: None,
        });
        assert_eq!(redactor.in_form("a/b a%2Fb"), "$ACCESS_KEY %24ACCESS%5FKEY");
        let bytes = redactor.bytes_in_form(b"\xff a/b\0a/b");
        assert_eq!(bytes, b"\xff $ACCESS_KEY\0$ACCESS_KEY");
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
