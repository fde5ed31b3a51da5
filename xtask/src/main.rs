//! The workspace's own commands. `cargo xtask` alone lists them.

mod bench;
mod contracts;
mod coverage;
mod document;
mod faults;
mod generate;
mod goldens;
mod mutants;
mod package;
mod spec;
mod survey;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The workspace's own commands.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Arguments {
    /// The workspace to work in.
    #[arg(long, global = true, hide = true)]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes generated/src from spec/, or modules for any OpenAPI 3.0 document.
    Gen {
        /// Writes nothing; fails with a diff when generated/src is stale.
        #[arg(long, conflicts_with = "spec")]
        check: bool,
        /// An OpenAPI 3.0 document, in YAML or JSON.
        #[arg(long, requires = "out")]
        spec: Option<PathBuf>,
        /// The folder to write to, with `--spec`. It may hold nothing but what an earlier run wrote.
        #[arg(long, requires = "spec")]
        out: Option<PathBuf>,
        /// The path of the modules inside an existing crate, such as `crate::pets`; without it, a crate is written.
        #[arg(long, requires = "spec")]
        module: Option<String>,
        /// Leaves out what the features `decode` and `proptest` of the output need; types and validators remain.
        #[arg(long, requires = "spec")]
        types_only: bool,
        /// Leaves out, with a warning, patterns that Rust has no counterpart for (look-around, back-references).
        #[arg(long, requires = "spec")]
        allow_unenforced: bool,
    },
    /// Tries the generator on every OpenAPI 3.0 document below a folder, and prints a table.
    Survey {
        /// The folder.
        folder: PathBuf,
        /// Compiles what is generated, too.
        #[arg(long)]
        check: bool,
        /// As for `gen`.
        #[arg(long)]
        allow_unenforced: bool,
    },
    /// Measures speed, as ratios in one run on the same work.
    Bench {
        #[command(subcommand)]
        what: bench::Subject,
    },
    /// Runs the suite against its embedded server, and writes into the readme how much of the catalogue it looked at.
    Coverage(coverage::Scope),
    /// Tries the conformance suite on every fault of spec/faults.yaml, and writes conformance/KILL-MATRIX.md.
    Faults(faults::Extent),
    /// Writes codegen/goldens/src from codegen/goldens/spec.
    Goldens {
        /// Writes nothing; fails with a diff when a golden is stale.
        #[arg(long)]
        check: bool,
    },
    /// Tries the tests of the generated validators and of the decoder on every small mistake in them.
    Mutants(mutants::Extent),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = arguments.root.unwrap_or_else(workspace);
    let told = |error: generate::Error| error.to_string();
    let done = match arguments.command {
        Command::Gen {
            spec: Some(spec),
            out: Some(out),
            module,
            types_only,
            allow_unenforced,
            ..
        } => {
            let tolerance = tolerance(allow_unenforced);
            document::run(&root, &spec, &out, (module, types_only), tolerance).map_err(told)
        }
        Command::Survey {
            folder,
            check,
            allow_unenforced,
        } => {
            let target = check.then(|| root.join("target/survey"));
            survey::run(&folder, tolerance(allow_unenforced), target.as_deref())
        }
        Command::Gen { check, .. } => generate::run(&root, check).map_err(told),
        Command::Goldens { check } => goldens::run(&root, check).map_err(told),
        Command::Coverage(scope) => coverage::run(&root, &scope).map_err(|error| error.to_string()),
        Command::Bench { what } => bench::run(&what),
        Command::Mutants(extent) => mutants::run(&root, &extent).map_err(|error| error.to_string()),
        Command::Faults(extent) => faults::run(&root, &extent),
    };
    match done {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

const fn tolerance(allow_unenforced: bool) -> codegen::Tolerance {
    codegen::Tolerance {
        unenforced_patterns: allow_unenforced,
    }
}

/// The workspace this program was built in.
fn workspace() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or(package.clone(), PathBuf::from)
}
