//! `cargo xtask bench codegen`: spec text in, formatted Rust out, beside the generators people use today.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::checked::Checked;
use super::clock::{Contender, Figure, interleaved};
use super::documents::{definitions, openapi};
use super::generator::{Generator, lines};
use super::lane;

/// How many schemas the made-up documents have. Time per schema should not grow from one to the next.
const SIZES: [usize; 3] = [50, 500, 5000];

/// Measures the made-up documents, or the given ones; with `check`, also what a compiler takes for our output and for
/// typify's.
pub(super) fn run(files: &[PathBuf], rounds: usize, check: bool) -> Result<String, String> {
    println!(
        "generation, text in to formatted Rust out; CPU time, median of {rounds} interleaved rounds"
    );
    println!(
        "{:<28} {:>9} {:<12} {:>10} {:>7} {:>9} {:>6}",
        "document", "schemas", "generator", "ms", "ratio", "lines", "MB"
    );
    if files.is_empty() {
        for size in SIZES {
            // the largest document takes the rivals long enough for few rounds to say enough
            let rounds = if size >= 5000 { rounds.min(3) } else { rounds };
            measure(&made_up(size), &openapi(size), rounds)?;
        }
    }
    let mut documents = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let document =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        measure(&name(file), &document, rounds)?;
        documents.push((name(file), document));
    }
    if check {
        if documents.is_empty() {
            documents.push((made_up(CHECKED), openapi(CHECKED)));
        }
        println!(
            "cargo check of it, nothing known from before; CPU time, median of {rounds} interleaved rounds"
        );
        for (name, document) in &documents {
            // One that a rival cannot do says nothing about the next.
            if let Err(why) = checked(name, document, rounds) {
                println!("{name:<28} fails: {why}");
            }
        }
    }
    let legend = "ratio: CPU time as a multiple of typify's, which writes the types of components alone; ours are those of operations too\nMB: the most memory of a run";
    Ok(legend.to_owned())
}

/// How many schemas the made-up document has whose output is checked.
const CHECKED: usize = 500;

/// What a made-up document is called.
fn made_up(size: usize) -> String {
    format!("made up, {size}")
}

/// `cargo check` of what is written for one document.
fn checked(name: &str, document: &Value, rounds: usize) -> Result<(), String> {
    let texts = Texts::of(document)?;
    let generators = [Generator::Typify, Generator::Builders, Generator::Codegen];
    let mut outputs = Vec::new();
    for generator in generators {
        let files = generator.write(texts.of_generator(generator).0)?;
        outputs.push(Checked::new(
            texts.folder.path().join(generator.name()),
            &files,
        )?);
    }
    for _ in 0..rounds.max(1) {
        for output in &mut outputs {
            output.check()?;
        }
    }
    let times: Vec<f64> = outputs
        .iter()
        .map(|output| output.median().as_secs_f64())
        .collect();
    for (generator, time) in generators.iter().zip(&times) {
        println!(
            "{name:<28} {:<12} {time:>8.2} s, {:.2} times typify's",
            generator.name(),
            time / times[0]
        );
    }
    Ok(())
}

/// A document as the generators read it: as OpenAPI and as JSON Schema, as text and as a file.
struct Texts {
    folder: TempDir,
    openapi: (String, PathBuf),
    definitions: (String, PathBuf),
}

impl Texts {
    fn of(document: &Value) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("cannot write the document: {error}");
        let folder = tempfile::tempdir().map_err(told)?;
        let file = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, &text).map_err(told)?;
            Ok::<_, String>((text, path))
        };
        let openapi = file("openapi.json", document.to_string())?;
        let definitions = file("definitions.json", definitions(document))?;
        Ok(Self {
            folder,
            openapi,
            definitions,
        })
    }

    fn of_generator(&self, generator: Generator) -> (&str, &Path) {
        let (text, path) = match generator {
            Generator::Typify | Generator::Builders => &self.definitions,
            _ => &self.openapi,
        };
        (text, path)
    }
}

fn name(file: &Path) -> String {
    file.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn measure(name: &str, document: &Value, rounds: usize) -> Result<(), String> {
    let texts = Texts::of(document)?;
    let schemas = document["components"]["schemas"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    let contenders = Generator::ALL.map(|generator| {
        let text = texts.of_generator(generator).0;
        Contender {
            name: generator.name(),
            run: Box::new(move || Ok(lines(&generator.write(text)?))),
        }
    });
    let figures = interleaved(&contenders, rounds);
    let base = figures
        .iter()
        .find(|figure| figure.name == "typify")
        .and_then(|figure| figure.outcome.as_ref().ok());
    let base = base.map(|(time, _)| time.as_secs_f64());
    for (figure, generator) in figures.iter().zip(Generator::ALL) {
        let Figure {
            name: contender,
            outcome,
        } = figure;
        match outcome {
            Ok((time, lines)) => {
                let ratio = base.map_or_else(
                    || "-".to_owned(),
                    |base| format!("{:.2}", time.as_secs_f64() / base),
                );
                let milliseconds = time.as_secs_f64() * 1000.0;
                let peak = lane::peak(generator, texts.of_generator(generator).1)
                    .map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}"));
                println!(
                    "{name:<28} {schemas:>9} {contender:<12} {milliseconds:>10.1} {ratio:>7} {lines:>9} {peak:>6}"
                );
            }
            Err(why) => println!(
                "{name:<28} {schemas:>9} {contender:<12} fails: {}",
                why.lines().next().unwrap_or_default()
            ),
        }
    }
    Ok(())
}
