//! The command line that vendors' CI depends on, and its exit statuses.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::{Paint, Progress};
use crate::run::{self, Settings};
use crate::verdict::Profile;
use crate::{explain, report};

const EXIT_STATUSES: &str = "\
Exit status:
  0  conformant
  1  violations
  2  wrong usage or configuration
  3  nothing can be said: target unreachable or unusable, fixtures missing
  4  a fault of the suite itself

Without --target and --config the embedded reference server is checked.
Every key of the configuration file is also an environment variable: target.ca-file is CONFORMANCE_TARGET_CA_FILE.";

/// Checks a server that implements the import endpoint of the vCluster Platform against its spec.
#[derive(Debug, Parser)]
#[command(name = "conformance", version, after_help = EXIT_STATUSES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the checks (also without the word)
    #[command(after_help = EXIT_STATUSES)]
    Run(RunArgs),
    /// Lists every check and the requirements it covers
    List {
        /// How to print
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Explains a requirement, a check, or a word that the suite uses, in full
    Explain {
        /// Id of a requirement or a check, a verdict, a profile, an exit status, or a key of the configuration
        #[arg(required = true)]
        id: Vec<String>,
    },
}

#[derive(Debug, Args)]
struct RunArgs {
    /// URL of the server, up to and with /kubernetes/management
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "CONFORMANCE_CONFIG")]
    config: Option<PathBuf>,
    /// Profile to check; may repeat
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        env = "CONFORMANCE_PROFILE",
        value_delimiter = ','
    )]
    profile: Vec<Profile>,
    /// Checks to run, by check or requirement id, with * and ?; may repeat
    #[arg(long, value_name = "GLOB")]
    check: Vec<String>,
    /// Makes SHOULD binding
    #[arg(long, env = "CONFORMANCE_STRICT")]
    strict: bool,
    /// Seed of the random cases
    #[arg(long, value_name = "N", env = "CONFORMANCE_SEED")]
    seed: Option<u64>,
    /// Random cases of each property
    #[arg(long, value_name = "N", env = "CONFORMANCE_CASES")]
    cases: Option<u32>,
    /// Folder for report.json, junit.xml, report.html, summary.md, badge.json and badge.svg
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// File with known violations (TOML): they do not fail the run, new ones and stale entries do
    #[arg(long, value_name = "FILE", env = "CONFORMANCE_BASELINE")]
    baseline: Option<PathBuf>,
    /// Brings that file in line with this run
    #[arg(long)]
    update_baseline: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON
    Json,
}

/// Reads the command line, does what it says, and returns the exit status.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => start(&cli.run),
        Some(Command::Run(args)) => start(&args),
        Some(Command::List {
            format: Format::Human,
        }) => print(&explain::list()),
        Some(Command::List {
            format: Format::Json,
        }) => print(&format!("{:#}\n", explain::list_json())),
        Some(Command::Explain { id }) => match explain::explain(&id.join(" ")) {
            Ok(text) => print(&text),
            Err(error) => usage(&error.to_string()),
        },
    }
}

impl From<&RunArgs> for Settings {
    fn from(args: &RunArgs) -> Self {
        Self {
            target: args.target.clone(),
            config: args.config.clone(),
            profiles: args.profile.clone(),
            checks: args.check.clone(),
            strict: args.strict,
            seed: args.seed,
            cases: args.cases,
            report: args.report.clone(),
            baseline: args.baseline.clone(),
            update_baseline: args.update_baseline,
        }
    }
}

/// The settings that `CONFORMANCE_…` variables give, for runs without a command line.
pub fn settings_from_environment() -> Result<Settings, clap::Error> {
    Cli::try_parse_from(["conformance"]).map(|cli| Settings::from(&cli.run))
}

fn start(args: &RunArgs) -> ExitCode {
    let progress = Progress::watched();
    let outcome = run::run_showing(&Settings::from(args), &progress);
    // the bar goes away before anything is said
    drop(progress);
    let report = match outcome {
        Ok(report) => report,
        Err(error) => return usage(&error.to_string()),
    };
    let text = match args.format {
        Format::Human => {
            let plain = std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal();
            report::human(&report, if plain { Paint::Plain } else { Paint::Ansi })
        }
        Format::Json => match serde_json::to_string_pretty(&report) {
            Ok(json) => format!("{json}\n"),
            Err(error) => {
                eprintln!("error: the report cannot be printed: {error}");
                return ExitCode::from(4);
            }
        },
    };
    print(&text);
    ExitCode::from(report.exit_status)
}

fn usage(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}

/// Prints to standard output. A reader that went away, as `head` does, is no error of ours.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}
