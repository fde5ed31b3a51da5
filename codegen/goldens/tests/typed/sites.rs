//! The constraints of each golden that have near misses or boundaries, as reviewed: `sites/<golden>.txt`, one (type,
//! path, keyword) a line. A constraint that loses either shows up here.
//!
//! `UPDATE_GENERATED=1 cargo test -p codegen-goldens --test typed` writes them again.

use std::path::PathBuf;

use super::each::LISTED;

/// Compares the sites of a golden with the reviewed ones.
pub(crate) fn compare(golden: &str, sites: &str) {
    let path = folder("tests/typed/sites").join(format!("{golden}.txt"));
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(folder("tests/typed/sites")).unwrap();
        std::fs::write(&path, sites).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(sites, reviewed, "{}", path.display());
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn no_type_of_a_golden_is_forgotten() {
    let mut goldens = 0;
    for entry in std::fs::read_dir(folder("src")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(path.join("strategies.rs")) else {
            continue;
        };
        let golden = path.file_name().unwrap().to_str().unwrap();
        let (_, listed) = LISTED
            .iter()
            .find(|(name, _)| *name == golden)
            .unwrap_or_else(|| panic!("{golden} is not listed"));
        let written: Vec<&str> = text
            .split("pub fn ")
            .skip(1)
            .filter_map(|function| function.split('(').next())
            .collect();
        assert_eq!(written, *listed, "{golden}");
        goldens += 1;
    }
    assert_eq!(goldens, LISTED.len());
}
