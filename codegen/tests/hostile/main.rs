//! Text that was made to hurt: the generator answers soon, with files or with mistakes, and never panics.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod answer;
mod documents;
mod mutations;
mod texts;

use codegen::Source;

use answer::answer;

/// The first mistake in a document of one file.
fn mistake(name: &str, text: &str) -> String {
    let mut mistakes = answer(&Source::new(name, text), &[]).expect_err("this must be refused");
    mistakes.swap_remove(0)
}
