//! A workspace of its own with every mutant in it: copies of the crates that hold generated code, and of their tests.

use std::path::Path;

use toml::{Table, Value};

use super::Error;
use super::point::Point;
use super::switch::{Constants, Switcher};
use crate::tree::{self, Tree};

/// Where the runtime is written and tested; each crate of generated code has a copy.
const RUNTIME: &str = "codegen/src/runtime";

/// The crates of generated code.
const CRATES: [&str; 2] = ["generated", "codegen/goldens"];

/// What of the runtime makes test data or describes the API, and judges nothing.
const NO_JUDGES: [&str; 8] = [
    "near_miss/",
    "strategy/",
    "example.rs",
    "operation.rs",
    "platform.rs",
    "request.rs",
    "requirement.rs",
    "schema.rs",
];

/// What counts allocations would count those of the notes about what is reached.
const NO_TEST: &str = "generated/tests/allocations.rs";

/// The program's own part of every copy.
const MUTANT: &str = include_str!("mutant.rs");

/// The sources with all mutants in them.
#[derive(Debug)]
pub(super) struct Scratch {
    /// The files of the workspace.
    pub(super) files: Tree,
    /// The mutants by number, counted from 1.
    pub(super) points: Vec<Point>,
    /// Places that are computed while compiling.
    pub(super) frozen: usize,
}

/// Reads the workspace below `root` and makes one with every mutant of it.
pub(super) fn make(root: &Path) -> Result<Scratch, Error> {
    let mut sources = Tree::new();
    for place in [RUNTIME, "spec", "generated", "codegen/goldens"] {
        for (name, text) in tree::read(&root.join(place))? {
            sources.insert(format!("{place}/{name}"), text);
        }
    }
    let manifest = tree::read_file(&root.join("Cargo.toml"))?;
    let lock = tree::read_file(&root.join("Cargo.lock"))?;

    let mut constants = Constants::default();
    let mut parsed = Vec::new();
    for (name, text) in sources.iter().filter(|(name, _)| is_code(name)) {
        let file = syn::parse_file(text).map_err(|source| Error::Unparsed {
            file: name.clone(),
            source,
        })?;
        constants.read(&file);
        parsed.push((name, file));
    }
    let mut switcher = Switcher::new(&constants);
    let mut files = Tree::new();
    for (name, mut file) in parsed {
        if judges(name) {
            switcher.switch(name, &mut file);
            place(name, &prettyplease::unparse(&file), &mut files);
        } else {
            place(name, &sources[name], &mut files);
        }
    }
    for (name, text) in &sources {
        if name.ends_with("Cargo.toml") {
            files.insert(name.clone(), package(name, text)?);
        } else if name != NO_TEST && !name.contains("/src/") && !name.contains("/benches/") {
            files.insert(name.clone(), text.clone());
        }
    }
    files.insert("Cargo.toml".to_owned(), workspace(&manifest)?);
    files.insert("Cargo.lock".to_owned(), lock);
    let own = "[package]\nname = \"mutant\"\nedition.workspace = true\n";
    files.insert("mutant/Cargo.toml".to_owned(), own.to_owned());
    files.insert("mutant/src/lib.rs".to_owned(), MUTANT.to_owned());
    Ok(Scratch {
        files,
        points: switcher.points,
        frozen: switcher.frozen,
    })
}

/// Whether a file is looked at for what is constant: code of the copies. Their own runtime is taken from where it is
/// written, with its tests.
fn is_code(name: &str) -> bool {
    let is_copy = CRATES
        .iter()
        .any(|it| name.starts_with(&format!("{it}/src/runtime/")));
    Path::new(name).extension().is_some_and(|end| end == "rs") && name.contains("/src/") && !is_copy
}

/// Whether a file has validators, or belongs to what they call, or to the decoder.
fn judges(name: &str) -> bool {
    match name.strip_prefix(&format!("{RUNTIME}/")) {
        Some(file) => !NO_JUDGES.iter().any(|other| file.starts_with(other)),
        None => name.contains("/types/"),
    }
}

/// Puts a file where the copies have it.
fn place(name: &str, text: &str, files: &mut Tree) {
    match name.strip_prefix(&format!("{RUNTIME}/")) {
        Some(file) => {
            for copy in CRATES {
                files.insert(format!("{copy}/src/runtime/{file}"), text.to_owned());
            }
        }
        None => {
            files.insert(name.to_owned(), text.to_owned());
        }
    }
}

fn read(name: &str, text: &str) -> Result<Table, Error> {
    text.parse().map_err(|source| Error::Manifest {
        file: name.to_owned(),
        source,
    })
}

/// The manifest of a copy: everything is on, and the tests of the runtime run once.
fn package(name: &str, text: &str) -> Result<String, Error> {
    let mut manifest = read(name, text)?;
    manifest.remove("bench");
    let features = table(&mut manifest, "features");
    let all: Vec<Value> = features.keys().cloned().map(Value::from).collect();
    features.insert("default".to_owned(), all.into());
    table(&mut manifest, "dependencies").insert("mutant".to_owned(), workspaces_own());
    if !name.starts_with("generated") {
        table(&mut manifest, "lib").insert("test".to_owned(), false.into());
    }
    Ok(manifest.to_string())
}

/// The manifest of the workspace: other members, and nothing said of code that nobody wrote.
fn workspace(text: &str) -> Result<String, Error> {
    let mut manifest = read("Cargo.toml", text)?;
    let workspace = table(&mut manifest, "workspace");
    let members: Vec<Value> = ["mutant"]
        .into_iter()
        .chain(CRATES)
        .map(Value::from)
        .collect();
    workspace.insert("members".to_owned(), members.into());
    let mut own = Table::new();
    own.insert("path".to_owned(), "mutant".into());
    table(workspace, "dependencies").insert("mutant".to_owned(), own.into());
    let mut rust = Table::new();
    for lint in [
        "warnings",
        "arithmetic_overflow",
        "unconditional_panic",
        "overflowing_literals",
    ] {
        rust.insert(lint.to_owned(), "allow".into());
    }
    let mut lints = Table::new();
    lints.insert("rust".to_owned(), rust.into());
    workspace.insert("lints".to_owned(), lints.into());
    // It is asked millions of times.
    let mut fast = Table::new();
    fast.insert("opt-level".to_owned(), 3.into());
    let profiles = table(&mut manifest, "profile");
    let dev = table(profiles, "dev");
    table(dev, "package").insert("mutant".to_owned(), fast.into());
    Ok(manifest.to_string())
}

fn workspaces_own() -> Value {
    let mut own = Table::new();
    own.insert("workspace".to_owned(), true.into());
    own.into()
}

/// The table of that name, made where it is missing.
fn table<'t>(of: &'t mut Table, name: &str) -> &'t mut Table {
    if !of.get(name).is_some_and(Value::is_table) {
        of.insert(name.to_owned(), Table::new().into());
    }
    match of.get_mut(name) {
        Some(Value::Table(table)) => table,
        _ => unreachable!("it has just been put there"),
    }
}
