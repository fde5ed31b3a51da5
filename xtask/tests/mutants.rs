//! `cargo xtask mutants` on a small workspace: a mutant that no test sees is reported, one that a test sees is not, and
//! an explanation holds only as long as its mutant survives.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Looks at the middle of what is allowed, and not at its end.
const WEAK: &str = "#[test]\nfn middle() {\n\
    assert!(generated::types::fits(1));\n    assert!(!generated::types::fits(9));\n}\n";

/// Looks at the end.
const SHARP: &str = "#[test]\nfn end() {\n\
    assert!(generated::types::fits(3));\n    assert!(!generated::types::fits(4));\n}\n";

const MANIFEST: &str = "[package]\nname = \"NAME\"\nedition.workspace = true\n";

fn workspace(root: &Path) {
    let goldens = MANIFEST.replace("NAME", "codegen-goldens");
    for (file, text) in [
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\n[workspace.package]\nedition = \"2024\"\n",
        ),
        ("Cargo.lock", "version = 4\n"),
        ("spec/none.yaml", "{}\n"),
        ("codegen/src/runtime/mod.rs", "pub const MOST: u8 = 3;\n"),
        ("codegen/goldens/Cargo.toml", &goldens),
        ("codegen/goldens/src/lib.rs", "pub mod runtime;\n"),
        (
            "generated/Cargo.toml",
            &MANIFEST.replace("NAME", "generated"),
        ),
        ("generated/src/lib.rs", "pub mod runtime;\npub mod types;\n"),
        (
            "generated/src/types/mod.rs",
            "use crate::runtime::MOST;\n\npub fn fits(size: u8) -> bool {\n    size <= MOST\n}\n",
        ),
        ("generated/tests/sizes.rs", WEAK),
        ("generated/mutants.toml", ""),
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Runs the command; what it printed, and whether it was content.
fn mutants(root: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .arg("mutants")
        .args(arguments)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn a_survivor_is_reported_until_a_test_sees_it_or_the_file_explains_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    workspace(root);

    let (content, said) = mutants(root, &[]);
    assert!(!content, "{said}");
    let survivors = [
        "survives: generated/src/types/mod.rs fits comparison: size <= MOST => size < MOST",
        "survives: generated/src/types/mod.rs fits number: MOST => MOST + 1",
    ];
    for survivor in survivors {
        assert!(said.contains(survivor), "{said}");
    }
    assert!(said.contains("4 mutants, 2 killed"), "{said}");
    assert!(!root.join("generated/MUTANTS.md").exists());

    let explained = "[[survivor]]\nfile = \"generated/src/types/mod.rs\"\nfunction = \"fits\"\n\
                     changes = [\"comparison: size <= MOST => size < MOST\", \"number: MOST => MOST + 1\"]\n\
                     kind = \"open\"\nwhy = \"for this test\"\n";
    fs::write(root.join("generated/mutants.toml"), explained).unwrap();
    let (content, said) = mutants(root, &[]);
    assert!(content, "{said}");
    let table = fs::read_to_string(root.join("generated/MUTANTS.md")).unwrap();
    assert!(
        table.contains("| comparison | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1 |"),
        "{table}"
    );
    assert!(mutants(root, &["--check"]).0);

    fs::write(root.join("generated/tests/sizes.rs"), SHARP).unwrap();
    let (content, said) = mutants(root, &["--check"]);
    assert!(!content, "{said}");
    assert!(
        said.contains("explains no survivor: generated/src/types/mod.rs fits: for this test"),
        "{said}"
    );

    fs::write(root.join("generated/mutants.toml"), "").unwrap();
    let (content, said) = mutants(root, &["--check"]);
    assert!(
        !content && said.contains("generated/MUTANTS.md is stale"),
        "{said}"
    );
    let (content, said) = mutants(root, &[]);
    assert!(content && said.contains("4 mutants, 4 killed"), "{said}");

    fs::write(
        root.join("generated/tests/sizes.rs"),
        "#[test]\nfn red() {\n    assert!(!generated::types::fits(1));\n}\n",
    )
    .unwrap();
    let (content, said) = mutants(root, &[]);
    assert!(
        !content && said.contains("the test red fails although no mutant is on"),
        "{said}"
    );
}
