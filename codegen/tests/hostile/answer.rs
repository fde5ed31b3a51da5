//! What holds of any document: for the tests of hostile ones, and for the fuzz target that looks for more of them.

use std::time::{Duration, Instant};

use codegen::{Diagnostic, Layout, Source};

/// How long an answer may take, in a build without optimisation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the generator says of a document: the number of its files, or its mistakes as `code: message`.
pub(crate) fn answer(document: &Source, others: &[Source]) -> Result<usize, Vec<String>> {
    let begin = Instant::now();
    let generated = codegen::generate_document(document, others, &Layout::default());
    let outcome = match generated {
        Ok(generated) => {
            generated.warnings.iter().for_each(shown);
            Ok(generated.files.len())
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty(), "refused without a reason");
            mistakes.iter().for_each(shown);
            let told =
                |mistake: &Diagnostic| format!("{}: {}", mistake.code.as_str(), mistake.message);
            Err(mistakes.iter().map(told).collect())
        }
    };
    assert!(begin.elapsed() < PATIENCE, "it took {:?}", begin.elapsed());
    outcome
}

/// Whatever is reported can be shown, and is not longer than a screen.
fn shown(diagnostic: &Diagnostic) {
    let rendered = diagnostic.render();
    assert!(!rendered.is_empty() && !diagnostic.to_string().is_empty());
    assert!(rendered.lines().count() < 60, "{rendered}");
}
