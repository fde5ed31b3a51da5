//! Code as one short line, by which a mutant is known.

use quote::ToTokens;
use syn::Type;

/// Longer code is cut.
const LENGTH: usize = 72;

/// An expression, a pattern or a statement.
pub(super) fn of(code: &impl ToTokens) -> String {
    let spaced = code.to_token_stream().to_string();
    let mut text = String::new();
    let mut characters = spaced.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        let joins = matches!(text.chars().last(), Some('.' | '(' | '[' | '&' | '!' | ':'))
            || matches!(next, '.' | ',' | ';' | '?' | ')' | ']' | '(' | ':');
        if character.is_whitespace() && (joins || text.ends_with(' ')) {
            continue;
        }
        text.push(if character.is_whitespace() {
            ' '
        } else {
            character
        });
    }
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The name of a type, without its generics.
pub(super) fn of_type(of: &Type) -> String {
    match of {
        Type::Path(it) => it
            .path
            .segments
            .last()
            .map_or_else(String::new, |segment| segment.ident.to_string()),
        other => self::of(other),
    }
}
