//! Any text as an OpenAPI document: files or mistakes that can be shown, and never a panic.

#![no_main]

use codegen::{Diagnostic, Layout, Source};
use libfuzzer_sys::fuzz_target;

/// Whatever is reported can be shown.
fn shown(diagnostic: &Diagnostic) {
    assert!(!diagnostic.render().is_empty() && !diagnostic.to_string().is_empty());
}

fuzz_target!(|text: &str| {
    for name in ["a.yaml", "a.json"] {
        let document = Source::new(name, text);
        match codegen::generate_document(&document, &[], &Layout::default()) {
            Ok(generated) => generated.warnings.iter().for_each(shown),
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "refused without a reason");
                mistakes.iter().for_each(shown);
            }
        }
    }
});
