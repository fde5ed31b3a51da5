//! The difference of two requests, line by line.

use similar::{ChangeTag, TextDiff};

/// A line of a difference, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// In both.
    Same(String),
    /// In the accepted one alone.
    Removed(String),
    /// In the other alone.
    Added(String),
}

/// What became of `before` in `after`.
pub(super) fn difference(before: &str, after: &str) -> Vec<Line> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.split('\n').collect(), after.split('\n').collect());
    let diff = TextDiff::from_slices(&before, &after);
    diff.iter_all_changes()
        .map(|change| {
            let text = change.value().to_owned();
            match change.tag() {
                ChangeTag::Equal => Line::Same(text),
                ChangeTag::Delete => Line::Removed(text),
                ChangeTag::Insert => Line::Added(text),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_one_line() {
        let removed = Line::Removed("b".to_owned());
        let same = |text: &str| Line::Same(text.to_owned());
        assert_eq!(
            difference("a\nb\nc", "a\nc"),
            [same("a"), removed, same("c")]
        );
    }
}
