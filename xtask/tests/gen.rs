//! `cargo xtask gen` on scratch copies of the spec, and `--check` on this workspace.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// A folder with a copy of this workspace's spec.
fn scratch() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    for folder in ["spec", "spec/examples"] {
        fs::create_dir_all(scratch.path().join(folder)).unwrap();
        for entry in fs::read_dir(workspace().join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                fs::copy(
                    entry.path(),
                    scratch.path().join(folder).join(entry.file_name()),
                )
                .unwrap();
            }
        }
    }
    scratch
}

fn xtask(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder, by path.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    found
}

#[test]
fn the_checked_in_files_are_what_the_spec_makes() {
    let output = xtask(&workspace(), &["gen", "--check"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_missing_folder_is_written_and_written_alike() {
    let scratch = scratch();
    let output = xtask(scratch.path(), &["gen"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let first = files(&scratch.path().join("generated"));
    assert!(first.len() > 20);

    fs::remove_dir_all(scratch.path().join("generated")).unwrap();
    xtask(scratch.path(), &["gen"]);
    assert_eq!(files(&scratch.path().join("generated")), first);

    let again = xtask(scratch.path(), &["gen"]);
    let summary = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(summary.contains(" 0 written, 0 removed"), "{summary}");
}

#[test]
fn stale_files_are_shown_by_check_and_put_right_by_gen() {
    let scratch = scratch();
    xtask(scratch.path(), &["gen"]);
    let fresh = files(scratch.path());
    let source = scratch.path().join("generated/src");
    let edited = fs::read_to_string(source.join("spec.rs"))
        .unwrap()
        .replace("PLATFORM", "PLATTFORM");
    fs::write(source.join("spec.rs"), edited).unwrap();
    fs::remove_file(source.join("types/status.rs")).unwrap();
    fs::create_dir(source.join("old")).unwrap();
    fs::write(source.join("old/left_over.rs"), "// nobody needs this\n").unwrap();
    let stale = files(scratch.path());

    let output = xtask(scratch.path(), &["gen", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    let report = stderr(&output);
    for line in [
        "-pub const PLATTFORM: &str = ",
        "+pub const PLATFORM: &str = ",
        "+++ generated/src/types/status.rs",
        "--- generated/src/old/left_over.rs",
        "-// nobody needs this",
        "run: cargo xtask gen",
    ] {
        assert!(report.contains(line), "{line} is missing in\n{report}");
    }
    assert_eq!(files(scratch.path()), stale, "--check writes nothing");

    let output = xtask(scratch.path(), &["gen"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(files(scratch.path()), fresh);
    assert!(!source.join("old").exists());
}

#[test]
fn a_mistake_is_told_with_its_place_and_nothing_is_written() {
    let scratch = scratch();
    xtask(scratch.path(), &["gen"]);
    let path = scratch.path().join("spec/openapi.yaml");
    let spoilt = fs::read_to_string(&path)
        .unwrap()
        .replacen("maxLength: 53", "maxLenght: 53", 1);
    let line = spoilt
        .lines()
        .position(|line| line.contains("maxLenght"))
        .unwrap()
        + 1;
    fs::write(&path, spoilt).unwrap();
    let before = files(scratch.path());
    for arguments in [&["gen"][..], &["gen", "--check"]] {
        let output = xtask(scratch.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        let report = stderr(&output);
        assert!(
            report.contains(&format!("spec/openapi.yaml:{line}:")),
            "{report}"
        );
        assert!(report.contains("did you mean `maxLength`?"), "{report}");
        assert!(
            report.contains("1 mistake in the spec; nothing was written"),
            "{report}"
        );
    }
    assert_eq!(files(scratch.path()), before);
}

#[test]
fn a_missing_file_is_named() {
    let scratch = scratch();
    fs::remove_file(scratch.path().join("spec/requirements.yaml")).unwrap();
    let output = xtask(scratch.path(), &["gen"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("requirements.yaml"),
        "{}",
        stderr(&output)
    );
    assert!(!scratch.path().join("generated").exists());
}

#[test]
fn the_goldens_are_up_to_date() {
    let output = xtask(&workspace(), &["goldens", "--check"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn types_alone_have_no_shapes_and_no_test_data() {
    let out = tempfile::tempdir().unwrap();
    let spec = workspace().join("codegen/goldens/spec/strings.yaml");
    let (spec, folder) = (spec.to_str().unwrap(), out.path().to_str().unwrap());
    let arguments = ["gen", "--spec", spec, "--out", folder];
    let whole = xtask(&workspace(), &arguments);
    assert!(whole.status.success(), "{}", stderr(&whole));
    assert!(out.path().join("shapes/account.rs").exists());
    let alone = xtask(&workspace(), &[&arguments[..], &["--types-only"]].concat());
    assert!(alone.status.success(), "{}", stderr(&alone));
    for name in ["shapes/mod.rs", "strategies.rs"] {
        assert!(!out.path().join(name).exists(), "{name}");
    }
    let root = fs::read_to_string(out.path().join("lib.rs")).unwrap();
    assert!(!root.contains("shapes"), "{root}");
    assert!(out.path().join("types/account.rs").exists());
}

#[test]
fn any_document_becomes_a_crate_with_its_files_and_warnings() {
    let out = tempfile::tempdir().unwrap();
    let spec = workspace().join("codegen/goldens/spec/references.yaml");
    let arguments = [
        "gen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.path().to_str().unwrap(),
    ];
    let output = xtask(&workspace(), &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(told.contains("decode = [\"dep:granit-parser\"]"), "{told}");
    let written = files(out.path());
    for name in ["lib.rs", "types/money.rs", "runtime/rule/length.rs"] {
        assert!(
            written.contains_key(&out.path().join(name)),
            "{name} is missing"
        );
    }
    // a second run finds its own files; somebody else's are left alone, and so is everything beside them
    assert!(xtask(&workspace(), &arguments).status.success());
    let foreign = out.path().join("mine.rs");
    fs::write(&foreign, "fn mine() {}").unwrap();
    fs::remove_file(out.path().join("lib.rs")).unwrap();
    let output = xtask(&workspace(), &arguments);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("mine.rs was not written by the generator"));
    assert!(foreign.exists() && !out.path().join("lib.rs").exists());
}

#[test]
fn what_a_document_gets_wrong_is_shown_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.yaml");
    let text = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                A: {type: string, pattern: '(?=a)b'}\n    B: {$ref: 'other.yaml#/C'}\n    D: {type: strnig}\n";
    fs::write(&spec, text).unwrap();
    let out = folder.path().join("out");
    let arguments = [
        "gen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let output = xtask(&workspace(), &arguments);
    assert!(!output.status.success());
    let message = stderr(&output);
    for part in [
        "[pattern]",
        ":6:23",
        "[dangling-reference]",
        ":7:15",
        "[syntax]",
        ":8:9",
        "3 mistakes",
    ] {
        assert!(message.contains(part), "{part} is missing in\n{message}");
    }
    assert!(!out.exists(), "nothing is written");
}
