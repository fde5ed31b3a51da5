//! `cargo xtask bench codegen`: spec text in, formatted Rust out, beside the generators people use today.

use std::path::{Path, PathBuf};

use serde_json::Value;
use typify::{TypeSpace, TypeSpaceSettings};

use super::clock::{Contender, Figure, interleaved};
use super::documents::{definitions, openapi};

/// How many schemas the made-up documents have. Time per schema should not grow from one to the next.
const SIZES: [usize; 3] = [50, 500, 5000];

/// Measures the made-up documents, or the given ones.
pub(super) fn run(files: &[PathBuf], rounds: usize) -> Result<String, String> {
    println!(
        "generation, text in to formatted Rust out; CPU time, median of {rounds} interleaved rounds"
    );
    println!(
        "{:<28} {:>9} {:<12} {:>10} {:>7} {:>9}",
        "document", "schemas", "generator", "ms", "ratio", "lines"
    );
    if files.is_empty() {
        for size in SIZES {
            // the largest document takes the rivals long enough for few rounds to say enough
            let rounds = if size >= 5000 { rounds.min(3) } else { rounds };
            measure(&format!("made up, {size}"), &openapi(size), rounds)?;
        }
    }
    for file in files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let document =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        measure(&name(file), &document, rounds)?;
    }
    Ok("ratio: CPU time as a multiple of typify's, which writes types alone".to_owned())
}

fn name(file: &Path) -> String {
    file.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn measure(name: &str, document: &Value, rounds: usize) -> Result<(), String> {
    let text = document.to_string();
    let schema = definitions(document);
    let schemas = document["components"]["schemas"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    let contenders = [
        Contender {
            name: "codegen",
            run: Box::new(|| ours(&text, false)),
        },
        Contender {
            name: "all of it",
            run: Box::new(|| ours(&text, true)),
        },
        Contender {
            name: "typify",
            run: Box::new(|| typify(&schema)),
        },
        Contender {
            name: "progenitor",
            run: Box::new(|| progenitor(&text)),
        },
    ];
    let figures = interleaved(&contenders, rounds);
    let base = figures
        .iter()
        .find(|figure| figure.name == "typify")
        .and_then(|figure| figure.outcome.as_ref().ok());
    let base = base.map(|(time, _)| time.as_secs_f64());
    for Figure {
        name: generator,
        outcome,
    } in &figures
    {
        match outcome {
            Ok((time, lines)) => {
                let ratio = base.map_or_else(
                    || "-".to_owned(),
                    |base| format!("{:.2}", time.as_secs_f64() / base),
                );
                let milliseconds = time.as_secs_f64() * 1000.0;
                println!(
                    "{name:<28} {schemas:>9} {generator:<12} {milliseconds:>10.1} {ratio:>7} {lines:>9}"
                );
            }
            Err(why) => println!(
                "{name:<28} {schemas:>9} {generator:<12} fails: {}",
                why.lines().next().unwrap_or_default()
            ),
        }
    }
    Ok(())
}

/// Types and validators; with `shapes`, also what decoding and test data need, which no rival writes.
fn ours(text: &str, shapes: bool) -> Result<usize, String> {
    let source = codegen::Source::new("openapi.json", text);
    let layout = codegen::Layout {
        shapes,
        ..codegen::Layout::default()
    };
    let generated = codegen::generate_document(&source, &[], &layout).map_err(|mistakes| {
        let first = mistakes
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("{} mistakes, the first: {first}", mistakes.len())
    })?;
    // the runtime is the same for every document, and no rival has one
    let own = generated
        .files
        .iter()
        .filter(|file| !file.path.starts_with("runtime"));
    Ok(own.map(|file| file.text.lines().count()).sum())
}

/// Types alone, formatted the way its own command does it.
fn typify(schema: &str) -> Result<usize, String> {
    std::panic::catch_unwind(|| {
        let root: schemars08::schema::RootSchema =
            serde_json::from_str(schema).map_err(|error| error.to_string())?;
        let mut space = TypeSpace::new(&TypeSpaceSettings::default());
        space
            .add_root_schema(root)
            .map_err(|error| error.to_string())?;
        formatted(space.to_stream())
    })
    .unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// Types and a client.
fn progenitor(text: &str) -> Result<usize, String> {
    std::panic::catch_unwind(|| {
        let document: openapiv3::OpenAPI =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut generator = progenitor_impl::Generator::default();
        let tokens = generator
            .generate_tokens(&document)
            .map_err(|error| error.to_string())?;
        formatted(tokens)
    })
    .unwrap_or_else(|_| Err("it panics".to_owned()))
}

fn formatted(tokens: proc_macro2::TokenStream) -> Result<usize, String> {
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file).lines().count())
}
