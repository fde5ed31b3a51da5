//! `cargo xtask mutants`: whether the tests of the generated validators and of the decoder see each small mistake.

mod build;
mod explanation;
mod point;
mod scratch;
mod switch;
mod table;
mod trial;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use explanation::Explanations;
use table::Outcome;
use trial::Fate;

use crate::tree;

/// Why some mutants survive.
const EXPLANATIONS: &str = "generated/mutants.toml";

/// What became of all.
const TABLE: &str = "generated/MUTANTS.md";

/// Why nothing can be said, or what is wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file or folder cannot be read or written.
    #[error("error: {0}")]
    Tree(#[from] tree::Error),
    /// A source is no Rust.
    #[error("error: {file} cannot be parsed: {source}; run: cargo check")]
    Unparsed { file: String, source: syn::Error },
    /// A manifest is no TOML.
    #[error("error: {file} cannot be parsed: {source}")]
    Manifest {
        file: String,
        source: toml::de::Error,
    },
    /// The copy with the mutants does not compile.
    #[error(
        "{0}\nerror: the mutants do not compile; what makes them is in xtask/src/mutants/switch"
    )]
    Uncompiled(String),
    /// A program cannot be run.
    #[error("error: cannot run {}: {source}", program.display())]
    Unstarted {
        program: PathBuf,
        source: std::io::Error,
    },
    /// There is no place for notes about what tests reach.
    #[error("error: cannot make a folder in {}: {source}", std::env::temp_dir().display())]
    Notes { source: std::io::Error },
    /// A test fails although no mutant is on.
    #[error("{output}\nerror: the test {test} fails although no mutant is on; run: cargo test")]
    Red { test: String, output: String },
    /// Mutants survive that nobody explains, or explanations explain nothing.
    #[error("{0}")]
    Survivors(String),
    /// The table is of another state.
    #[error("error: {TABLE} is stale; run: cargo xtask mutants")]
    Stale,
}

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Extent {
    /// Writes nothing; fails when the table is stale, too.
    #[arg(long)]
    check: bool,
    /// Only mutants with this text in their line (file, function, change); then nothing is written.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How many programs run at a time; as many as there are processors, unless it is said.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

/// Tries every mutant, writes the table, and returns its numbers.
pub(crate) fn run(root: &Path, extent: &Extent) -> Result<String, Error> {
    let explanations = tree::read_file(&root.join(EXPLANATIONS))?;
    let explanations: Explanations =
        toml::from_str(&explanations).map_err(|source| Error::Manifest {
            file: EXPLANATIONS.to_owned(),
            source,
        })?;
    let scratch = scratch::make(root)?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("mutants");
    tree::replace(&folder, &scratch.files)?;
    let programs = build::tests(&folder, &target)?;

    let points = &scratch.points;
    let wanted = |line: &str| {
        extent
            .only
            .as_ref()
            .is_none_or(|text| line.contains(text.as_str()))
    };
    let chosen: Vec<usize> = (0..points.len())
        .filter(|index| wanted(&points[*index].to_string()))
        .collect();
    let cores = || thread::available_parallelism().ok();
    let jobs = extent.jobs.or_else(cores).unwrap_or(NonZero::<usize>::MIN);
    // What is explained is asked of every test where the table is written, and of the shorter ones where it is held
    // against the code.
    let known = |index: usize| extent.check && explanations.names(&points[index]);
    let fates = trial::fates(&programs, jobs.get(), &chosen, known)?;
    let survivors: Vec<usize> = chosen
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| **fate != Fate::Killed)
        .map(|(index, _)| *index)
        .collect();
    let whole = extent.only.is_none();
    let judgement = explanations.judge(points, &survivors, whole);
    let chosen: Vec<_> = chosen.iter().map(|index| points[*index].clone()).collect();
    let outcome = Outcome {
        points: if whole { points } else { &chosen },
        fates: &fates,
        explained: if whole { &judgement.explained } else { &[] },
        frozen: scratch.frozen,
    };
    let summary = outcome.summary();
    if !judgement.problems.is_empty() {
        let count = judgement.problems.len();
        return Err(Error::Survivors(format!(
            "{}\n{summary}\nerror: {count} to mend: test what the mutant breaks, or say why none can in {EXPLANATIONS}",
            judgement.problems.join("\n"),
        )));
    }
    if whole {
        let (file, text) = (root.join(TABLE), outcome.text());
        if !extent.check {
            tree::write(&file, &text)?;
        } else if tree::read_file(&file)? != text {
            return Err(Error::Stale);
        }
    }
    Ok(summary)
}
