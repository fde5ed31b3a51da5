//! The query string as Go reads it: a pair that cannot be decoded is dropped, the others stand.

use percent_encoding::percent_decode_str;

/// The decoded pairs of a query string.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads the part of a URL after its question mark.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = text
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.contains(';'))
            .filter_map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((unescape(name)?, unescape(value)?))
            });
        Self {
            pairs: pairs.collect(),
        }
    }

    /// Every name, as often as it is given.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(name, _)| name.as_str())
    }

    /// The first value under that name; empty when there is none.
    pub(crate) fn first(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value under that name.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

fn unescape(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    is_well_formed(&spaced).then(|| percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

/// Whether every percent sign begins an escape.
pub(crate) fn is_well_formed(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        matches!(rest.as_bytes(), [first, second, ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_cannot_be_decoded_are_dropped() {
        let query = Query::parse("a=1&b=%zz&c=x;y&a=2&d+e=%41&=&f");
        assert_eq!(query.first("a"), "1");
        assert_eq!(query.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(query.all("b").count() + query.all("c").count(), 0);
        assert_eq!(query.first("d e"), "A");
        assert_eq!(query.all("f").collect::<Vec<_>>(), [""]);
    }
}
