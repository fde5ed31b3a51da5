//! What a runner of GitHub Actions does with `action.yml`, as far as that file needs it: steps with their conditions,
//! variables, outputs and summaries; actions of others are only noted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

/// A job that uses the action, before it runs.
pub(crate) struct Job {
    /// The checked out repository of a vendor, and the runner's other folders.
    folder: tempfile::TempDir,
    inputs: BTreeMap<String, String>,
}

/// What came of it.
pub(crate) struct Outcome {
    /// Exit status of the step that failed, or 0.
    pub status: i32,
    /// What all steps printed.
    pub log: String,
    /// The page of the job.
    pub summary: String,
    /// The outputs of the action.
    pub outputs: BTreeMap<String, String>,
    /// The actions of others that were used, with their `path`.
    pub used: BTreeMap<String, String>,
    _folder: tempfile::TempDir,
}

/// The root of this repository.
pub(crate) fn kit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A YAML file of this repository.
pub(crate) fn yaml(name: &str) -> Value {
    let text = std::fs::read_to_string(kit().join(name)).expect("the file is there");
    serde_yaml::from_str(&text).expect("YAML")
}

/// A program that finds itself in an environment with a PATH and nothing else of this one's; `stubs` come first in it.
pub(crate) fn command(program: &str, stubs: &Path, folder: &Path) -> Command {
    let path = std::env::var("PATH").expect("there is a PATH");
    let mut command = Command::new(program);
    command.env_clear().current_dir(folder);
    command.env("PATH", format!("{}:{path}", stubs.display()));
    // rustc is found through rustup, which looks there
    for name in ["HOME", "RUSTUP_HOME", "CARGO_HOME"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

impl Job {
    /// A job in whose checkout `conformance.toml` stands.
    pub(crate) fn new(config: &str, inputs: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["workspace", "temp", "stubs"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        std::fs::write(folder.path().join("workspace/conformance.toml"), config).expect("written");
        let action = yaml("action.yml");
        let defaults = action["inputs"].as_mapping().expect("inputs");
        let mut all: BTreeMap<_, _> = defaults
            .iter()
            .map(|(name, input)| (string(name), string(&input["default"])))
            .collect();
        for (name, value) in inputs {
            let known = all.insert((*name).to_owned(), (*value).to_owned());
            assert!(known.is_some(), "{name} is no input");
        }
        Self {
            folder,
            inputs: all,
        }
    }

    /// Where programs can be put that the steps find before all others.
    pub(crate) fn stubs(&self) -> PathBuf {
        self.folder.path().join("stubs")
    }

    pub(crate) fn run(self) -> Outcome {
        let action = yaml("action.yml");
        let (mut log, mut summary, mut used) = (String::new(), String::new(), BTreeMap::new());
        let mut status = 0;
        let mut known = BTreeMap::from([
            ("runner.os".to_owned(), "Linux".to_owned()),
            ("runner.arch".to_owned(), "X64".to_owned()),
            (
                "runner.temp".to_owned(),
                self.place("temp").display().to_string(),
            ),
        ]);
        for (name, value) in &self.inputs {
            known.insert(format!("inputs.{name}"), value.clone());
        }
        for step in action["runs"]["steps"].as_sequence().expect("steps") {
            if !step["if"].is_null() && !holds(&string(&step["if"]), &known) {
                continue;
            }
            if step["run"].is_null() {
                let action = string(&step["uses"]);
                let (name, _) = action.split_once('@').expect("a version");
                used.insert(
                    name.to_owned(),
                    filled(&string(&step["with"]["path"]), &known),
                );
                continue;
            }
            let (ended, printed) = self.step(step, &known, &mut summary);
            log.push_str(&printed);
            let outputs = std::fs::read_to_string(self.place("output")).expect("outputs");
            for (name, value) in outputs.lines().filter_map(|line| line.split_once('=')) {
                known.insert(
                    format!("steps.{}.outputs.{name}", string(&step["id"])),
                    value.to_owned(),
                );
            }
            status = ended;
            if status != 0 {
                break;
            }
        }
        let outputs = action["outputs"].as_mapping().expect("outputs").iter();
        let outputs =
            outputs.map(|(name, output)| (string(name), filled(&string(&output["value"]), &known)));
        Outcome {
            status,
            log,
            summary,
            outputs: outputs.collect(),
            used,
            _folder: self.folder,
        }
    }

    /// Runs a step: its exit status and what it printed. Its summary is added to the others.
    fn step(
        &self,
        step: &Value,
        known: &BTreeMap<String, String>,
        summary: &mut String,
    ) -> (i32, String) {
        assert_eq!(string(&step["shell"]), "bash");
        for name in ["output", "summary"] {
            std::fs::write(self.place(name), "").expect("written");
        }
        std::fs::write(self.place("script"), filled(&string(&step["run"]), known))
            .expect("written");
        let mut command = command("bash", &self.stubs(), &self.place("workspace"));
        command
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail"])
            .arg(self.place("script"));
        command.envs([("CI", "true"), ("GITHUB_ACTIONS", "true")]);
        command.env("GITHUB_ACTION_PATH", kit());
        command.env("GITHUB_WORKSPACE", self.place("workspace"));
        command.env("GITHUB_OUTPUT", self.place("output"));
        command.env("GITHUB_STEP_SUMMARY", self.place("summary"));
        command.env("RUNNER_TEMP", self.place("temp"));
        for (name, value) in step["env"].as_mapping().into_iter().flatten() {
            command.env(string(name), filled(&string(value), known));
        }
        let output = command.output().expect("bash starts");
        summary.push_str(&std::fs::read_to_string(self.place("summary")).expect("a summary"));
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let printed = text(&output.stdout) + &text(&output.stderr);
        (output.status.code().expect("an exit status"), printed)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

pub(crate) fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text with every `${{ NAME }}` replaced; what no step has set is empty.
fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut parts = text.split("${{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").expect("an expression ends");
        let name = name.trim();
        let place = name.starts_with("inputs.") || name.starts_with("runner.");
        assert!(!place || known.contains_key(name), "{name} is not known");
        filled.push_str(known.get(name).map_or("", String::as_str));
        filled.push_str(rest);
    }
    filled
}

/// Whether `${{ NAME == '…' && NAME != '…' }}` holds.
fn holds(condition: &str, known: &BTreeMap<String, String>) -> bool {
    let condition = condition.trim_start_matches("${{").trim_end_matches("}}");
    condition.split("&&").all(|part| {
        let [name, sign, value] = part.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{part}: not of the form NAME == 'VALUE'");
        };
        let same = filled(&format!("${{{{ {name} }}}}"), known) == value.trim_matches('\'');
        match sign {
            "==" => same,
            "!=" => !same,
            _ => panic!("{sign} is not known"),
        }
    })
}
