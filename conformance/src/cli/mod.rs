//! The command line that vendors' CI depends on, and its exit statuses.

mod status;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diff::diff;
use crate::doctor::diagnose;
use crate::replay::replay;
use crate::report::{Paint, Progress};
use crate::run::{self, Settings};
use crate::verdict::Profile;
use crate::verify::verify;
use crate::versions::versions;
use crate::{explain, init, interrupt, plan, report};

/// Checks a server that implements the import endpoint of the vCluster Platform against its spec.
#[derive(Debug, Parser)]
#[command(name = "conformance", version, after_help = status::RUN, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the checks (also without the word)
    #[command(after_help = status::RUN)]
    Run(RunArgs),
    /// Writes a configuration file out of questions or flags, once it has been tried
    #[command(after_help = status::INIT)]
    Init(Box<init::Flags>),
    /// Looks at everything that can go wrong before a run, without changing anything
    #[command(after_help = status::DOCTOR)]
    Doctor {
        #[command(flatten)]
        server: Server,
        /// Folder that a run would leave its reports in
        #[arg(long, value_name = "DIR")]
        report: Option<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Says what a run would send, without sending anything to the target
    Plan(RunArgs),
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
    /// Draws every verdict of a report again from the transcript beside it, offline
    #[command(after_help = status::VERIFY)]
    Verify {
        /// The report.json of a run with --report
        report: PathBuf,
    },
    /// Carries out one check again and says whether what it found broken still is
    #[command(after_help = status::REPLAY)]
    Replay {
        /// A file of the folder reproducers/ that a run with --report left
        file: PathBuf,
        #[command(flatten)]
        server: Server,
    },
    /// Compares two servers: the same requests to both, and the spec beside them
    #[command(after_help = status::DIFF)]
    Diff {
        /// Configuration file of one server, or the word embedded
        #[arg(long, value_name = "CONFIG")]
        left: String,
        /// Configuration file of the other, or the word embedded
        #[arg(long, value_name = "CONFIG")]
        right: String,
        #[command(flatten)]
        scope: Scope,
        /// How to print
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Says which platform releases a server conforms to, and what breaks each of the others first
    #[command(after_help = status::VERSIONS)]
    Versions {
        #[command(flatten)]
        server: Server,
        #[command(flatten)]
        scope: Scope,
        /// How to print
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
}

#[derive(Debug, Args)]
struct RunArgs {
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    scope: Scope,
    /// Does not rehearse the run, so that no plan limits it
    #[arg(long)]
    no_plan: bool,
    /// Folder for report.json, its other forms, transcript.jsonl and reproducers/
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

/// Which server is meant, and what is known of it.
#[derive(Debug, Clone, Args)]
struct Server {
    /// URL of the server, up to and with /kubernetes/management
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "CONFORMANCE_CONFIG")]
    config: Option<PathBuf>,
}

/// What is looked at, and how closely.
#[derive(Debug, Args)]
struct Scope {
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
        Some(Command::Plan(args)) => plan(&args),
        Some(Command::Init(flags)) => match init::init(&flags) {
            Ok(text) => print(&text),
            Err(error) => failed(&error, error.exit_status()),
        },
        Some(Command::Doctor {
            server,
            report,
            format,
        }) => doctor(server, report.as_deref(), format),
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
        Some(Command::Verify { report }) => verified(&report),
        Some(Command::Replay { file, server }) => match replay(&file, server.target, server.config)
        {
            Ok(replay) => {
                print(&replay.to_string());
                ExitCode::from(replay.state.exit_status())
            }
            Err(error) => usage(&error.to_string()),
        },
        Some(Command::Diff {
            left,
            right,
            scope,
            format,
        }) => match diff(&left, &right, &scope.settings(Server::unnamed())) {
            Ok(diff) => shown(format, diff.to_string(), &diff, diff.exit_status()),
            Err(error) => usage(&error.to_string()),
        },
        Some(Command::Versions {
            server,
            scope,
            format,
        }) => match versions(&scope.settings(server)) {
            Ok(versions) => {
                let text = versions.to_string();
                shown(format, text, &versions, versions.exit_status())
            }
            Err(error) => usage(&error.to_string()),
        },
    }
}

fn verified(report: &Path) -> ExitCode {
    match verify(report) {
        Ok(verification) => {
            print(&verification.to_string());
            ExitCode::from(u8::from(!verification.differences.is_empty()))
        }
        Err(error) => failed(&error, error.exit_status()),
    }
}

impl From<&RunArgs> for Settings {
    fn from(args: &RunArgs) -> Self {
        Self {
            report: args.report.clone(),
            plan: !args.no_plan,
            baseline: args.baseline.clone(),
            update_baseline: args.update_baseline,
            ..args.scope.settings(args.server.clone())
        }
    }
}

impl Server {
    /// None, where servers are named otherwise.
    fn unnamed() -> Self {
        Self {
            target: None,
            config: None,
        }
    }
}

impl Scope {
    fn settings(&self, server: Server) -> Settings {
        Settings {
            target: server.target,
            config: server.config,
            profiles: self.profile.clone(),
            checks: self.check.clone(),
            strict: self.strict,
            seed: self.seed,
            cases: self.cases,
            ..Settings::default()
        }
    }
}

/// The settings that `CONFORMANCE_…` variables give, for runs without a command line.
pub fn settings_from_environment() -> Result<Settings, clap::Error> {
    Cli::try_parse_from(["conformance"]).map(|cli| Settings::from(&cli.run))
}

fn start(args: &RunArgs) -> ExitCode {
    let interrupt = match interrupt::flag() {
        Ok(interrupt) => interrupt,
        Err(error) => return usage(&format!("Ctrl-C cannot be handled: {error}")),
    };
    let settings = Settings {
        interrupt,
        ..Settings::from(args)
    };
    let progress = Progress::watched();
    let outcome = run::run_showing(&settings, &progress);
    // the bar goes away before anything is said
    drop(progress);
    let report = match outcome {
        Ok(report) => report,
        Err(error) => return usage(&error.to_string()),
    };
    let plain = std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal();
    let text = report::human(
        &report,
        if plain { Paint::Plain } else { Paint::Ansi },
        args.report.as_deref(),
    );
    shown(args.format, text, &report, report.exit_status)
}

/// Prints what was found, as text or as JSON, and ends with its exit status.
fn shown(format: Format, text: String, found: &impl serde::Serialize, exit_status: u8) -> ExitCode {
    let text = match format {
        Format::Human => text,
        Format::Json => match serde_json::to_string_pretty(found) {
            Ok(json) => format!("{json}\n"),
            Err(error) => return failed(&format!("the report cannot be printed: {error}"), 4),
        },
    };
    print(&text);
    ExitCode::from(exit_status)
}

fn doctor(server: Server, report: Option<&Path>, format: Format) -> ExitCode {
    let settings = Settings {
        target: server.target,
        config: server.config,
        ..Settings::default()
    };
    let loaded = settings.load();
    if loaded.as_ref().is_ok_and(|loaded| !loaded.is_partial()) {
        return usage(
            "name a server with --config or --target; conformance init writes a configuration",
        );
    }
    let diagnosis = diagnose(loaded, report);
    shown(
        format,
        diagnosis.to_string(),
        &diagnosis,
        diagnosis.exit_status(),
    )
}

fn plan(args: &RunArgs) -> ExitCode {
    let plan = match run::plan(&Settings::from(args)) {
        Ok(plan) => plan,
        Err(error) => {
            let status = if error.is_fault_of_the_suite() { 4 } else { 2 };
            return failed(&error, status);
        }
    };
    shown(args.format, plan::human(&plan), &plan, 0)
}

fn usage(error: &str) -> ExitCode {
    failed(&error, 2)
}

fn failed(error: &dyn std::fmt::Display, exit_status: u8) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(exit_status)
}

/// Prints to standard output. A reader that went away, as `head` does, is no error of ours.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}
