//! Names as the tables order them.

/// So much of a name is compared without leaving the table.
const HEAD: usize = 16;

/// A name whose beginning lies in the table itself.
///
/// Among a million names a look takes some twenty comparisons. Were each of them to fetch a text from elsewhere in
/// memory, a look would take several times as long as among a thousand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// The beginning, with zeros after it.
    head: [u8; HEAD],
    /// What comes after the beginning; takes no memory of its own when there is nothing.
    tail: Box<[u8]>,
    /// Tells zeros of the name from those after it.
    length: usize,
}

impl Name {
    /// The name with that text. Names have the order of their texts.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut head = [0; HEAD];
        for (place, byte) in head.iter_mut().zip(bytes) {
            *place = *byte;
        }
        Self {
            head,
            tail: bytes.get(HEAD..).unwrap_or_default().into(),
            length: bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Name;

    proptest! {
        #[test]
        fn names_have_the_order_of_their_texts(
            prefix in "[a-z]{0,20}",
            one in "[\0a-c.-]{0,8}",
            other in "[\0a-c.-]{0,8}",
        ) {
            let (one, other) = (format!("{prefix}{one}"), format!("{prefix}{other}"));
            prop_assert_eq!(Name::new(&one).cmp(&Name::new(&other)), one.cmp(&other));
        }
    }
}
