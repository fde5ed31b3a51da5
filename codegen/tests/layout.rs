//! What is written is laid out as rustfmt would do it: formatting changes nothing in the files that documents have many
//! of, so that they are read by people as they were printed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;

use codegen::{File, Layout, Source};

/// The documents of the goldens, whose output was formatted by rustfmt before it was stored.
fn written(goldens: &Path, name: &str) -> Vec<File> {
    let source = |name: &str| {
        let text = fs::read_to_string(goldens.join("spec").join(name)).unwrap();
        Source::new(name, &text)
    };
    let document = source(&format!("{name}.yaml"));
    let others: Vec<Source> = codegen::references(&document)
        .unwrap()
        .iter()
        .map(|other| source(other))
        .collect();
    let layout = Layout {
        root: format!("crate::{name}"),
        runtime: Some("crate::runtime".to_owned()),
        file: "mod.rs".to_owned(),
        shapes: true,
    };
    let generated = codegen::generate_document(&document, &others, &layout).unwrap();
    generated.files
}

#[test]
fn rustfmt_changes_nothing_in_types_and_shapes() {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens");
    let (mut compared, mut changed) = (0, Vec::new());
    for entry in fs::read_dir(goldens.join("src")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap();
        if name == "runtime" || !folder.is_dir() {
            continue;
        }
        for file in written(&goldens, name) {
            // Re-exports are sorted by rustfmt, in an order of versions.
            let (folder_of, name_of) = file.path.split_once('/').unwrap_or_default();
            if matches!(folder_of, "types" | "shapes") && name_of != "mod.rs" {
                let formatted = fs::read_to_string(folder.join(&file.path)).unwrap();
                compared += 1;
                if formatted != file.text {
                    changed.push(format!("{name}/{}", file.path));
                }
            }
        }
    }
    assert!(compared > 150, "{compared}");
    assert_eq!(changed, Vec::<String>::new());
}
