//! Any text as an OpenAPI document: files or mistakes that can be shown, and never a panic.

#![no_main]

use codegen::Source;
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/hostile/answer.rs"]
mod answer;

fuzz_target!(|text: &str| {
    for name in ["a.yaml", "a.json"] {
        // Either outcome will do; that it is one is asserted there.
        let _ = answer::answer(&Source::new(name, text), &[]);
    }
});
