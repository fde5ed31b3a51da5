//! Tokens in one text and one list, to be looked at from both ends without copies.
//!
//! A stream of `proc_macro2` gives its tokens away or copies them; an item is looked at many times before it is text.

use std::fmt::Write;
use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The tokens of an item, or of several.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    text: String,
    list: Vec<Token>,
}

/// A token. Operators of several characters are one, and so is a lifetime, which is a word.
#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    text: Range<usize>,
    /// Of a delimiter: the place of the other one.
    partner: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, a keyword or a lifetime.
    Word,
    /// Punctuation.
    Operator,
    /// A number, a text, a character.
    Literal,
    /// An opening parenthesis, bracket or brace.
    Open(Delimiter),
    /// A closing one.
    Close,
}

impl From<TokenStream> for Tokens {
    fn from(stream: TokenStream) -> Self {
        let mut tokens = Self::default();
        tokens.take(stream);
        tokens
    }
}

impl Tokens {
    /// Several items, each for itself.
    pub(crate) fn each(items: impl IntoIterator<Item = TokenStream>) -> Vec<Self> {
        items.into_iter().map(Self::from).collect()
    }

    fn take(&mut self, stream: TokenStream) {
        let mut joint = false;
        for tree in stream {
            let start = self.text.len();
            let was_joint = std::mem::take(&mut joint);
            let kind = match tree {
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // The last owner of a stream gets its tokens without copies.
                    drop(group);
                    self.group(delimiter, inner);
                    continue;
                }
                TokenTree::Ident(word) => {
                    // Writing to a text cannot fail, here and below.
                    let _ = write!(self.text, "{word}");
                    Kind::Word
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(self.text, "{literal}");
                    Kind::Literal
                }
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    joint = punct.spacing() == Spacing::Joint;
                    Kind::Operator
                }
            };
            let end = self.text.len();
            match self.list.last_mut() {
                Some(last) if was_joint && last.text.end == start => {
                    last.text.end = end;
                    last.kind = kind;
                }
                _ => self.push(kind, start..end, 0),
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.take(inner),
        };
        let first = self.list.len();
        self.delimiter(Kind::Open(delimiter), open, 0);
        self.take(inner);
        let last = self.list.len();
        self.delimiter(Kind::Close, close, first);
        self.list[first].partner = last;
    }

    fn delimiter(&mut self, kind: Kind, text: &str, partner: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.push(kind, start..self.text.len(), partner);
    }

    fn push(&mut self, kind: Kind, text: Range<usize>, partner: usize) {
        self.list.push(Token {
            kind,
            text,
            partner,
        });
    }

    /// All of them in one line, with spaces between them.
    pub(super) fn line(&self) -> String {
        let texts = (0..self.len()).map(|at| self.text(at));
        texts.fold(String::with_capacity(self.text.len() * 2), |line, text| {
            line + " " + text
        })
    }

    /// How many there are; delimiters count.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// What the token is; there is always one where this is asked.
    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.list[at].kind
    }

    /// The text of the token.
    pub(crate) fn text(&self, at: usize) -> &str {
        &self.text[self.list[at].text.clone()]
    }

    /// Of a delimiter: the place of the other one.
    pub(super) fn partner(&self, at: usize) -> usize {
        self.list[at].partner
    }

    /// The place after the token, or after the group that it opens.
    pub(super) fn after(&self, at: usize) -> usize {
        match self.kind(at) {
            Kind::Open(_) => self.partner(at) + 1,
            _ => at + 1,
        }
    }

    /// Whether that operator or word stands there.
    pub(crate) fn is(&self, at: usize, text: &str) -> bool {
        self.list.get(at).is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Operator) && self.text(at) == text
        })
    }

    /// Whether a group of that kind begins there.
    pub(super) fn opens(&self, at: usize, delimiter: Delimiter) -> bool {
        self.list
            .get(at)
            .is_some_and(|token| token.kind == Kind::Open(delimiter))
    }

    /// The first token of the range, groups left out, that is asked for.
    pub(super) fn find(
        &self,
        range: Range<usize>,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            if wanted(at) {
                return Some(at);
            }
            at = self.after(at);
        }
        None
    }

    /// What stands between the commas of a range, those inside of groups and of `<>` left out.
    pub(super) fn split(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let (mut parts, mut depth) = (Vec::new(), 0_usize);
        let (mut start, mut at) = (range.start, range.start);
        while at < range.end {
            if self.kind(at) == Kind::Operator {
                match self.text(at) {
                    "<" => depth += 1,
                    ">" => depth = depth.saturating_sub(1),
                    ">>" => depth = depth.saturating_sub(2),
                    "," if depth == 0 => {
                        parts.push(start..at);
                        start = at + 1;
                    }
                    _ => {}
                }
            }
            at = self.after(at);
        }
        if start < range.end {
            parts.push(start..range.end);
        }
        parts
    }
}
