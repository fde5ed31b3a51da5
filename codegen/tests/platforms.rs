//! Platform releases: a member that came later is missing from the modules of earlier releases, and nothing else is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use codegen::File;
use support::{assert_one, edit, generated, mistakes, small};

const RELEASES: &str = "openapi: 3.0.3\nx-platforms: [\"1.0\", \"1.1\", \"2.0\"]";

fn with_releases(members: &[(&str, &str)]) -> Vec<File> {
    let mut sources = small();
    edit(&mut sources.openapi, "openapi: 3.0.3", RELEASES);
    for (old, new) in members {
        edit(&mut sources.openapi, old, new);
    }
    generated(&sources)
}

fn paths(files: &[File]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    &files
        .iter()
        .find(|file| file.path == path)
        .expect(path)
        .text
}

#[test]
fn a_document_without_releases_has_no_modules_for_them() {
    let files = generated(&small());
    assert!(!paths(&files).contains(&"platforms.rs"));
}

#[test]
fn releases_with_one_contract_share_one_module() {
    let files = with_releases(&[]);
    let paths = paths(&files);
    assert!(paths.contains(&"v1_0.rs"), "{paths:?}");
    assert!(
        !paths
            .iter()
            .any(|path| path.starts_with("v1_1") || path.starts_with("v2_0"))
    );
    assert_eq!(
        text(&files, "platforms.rs")
            .matches("operations::ALL")
            .count(),
        3
    );
}

#[test]
fn only_what_differs_and_what_leads_to_it_is_written_again() {
    let files = with_releases(&[(
        "regular: {type: boolean,",
        "regular: {type: boolean, x-since: \"2.0\",",
    )]);
    let paths = paths(&files);
    for path in [
        "v1_0/types/customer.rs",
        "v1_0/types/order.rs",
        "v1_0/shapes/customer.rs",
        "v2_0.rs",
    ] {
        assert!(paths.contains(&path), "{path}: {paths:?}");
    }
    assert!(!text(&files, "v1_0/types/customer.rs").contains("regular"));
    assert!(text(&files, "types/customer.rs").contains("regular"));
    let root = text(&files, "v1_0/types/mod.rs");
    assert!(root.contains("pub use crate::types::"), "{root}");
    let operations = text(&files, "v1_0/operations.rs");
    assert!(
        operations.contains("..crate::operations::CREATE_ORDER")
            && operations.contains("Some(&shapes::ORDER)")
            && !operations.contains("path_parameters"),
        "{operations}"
    );
}

#[test]
fn mistakes_about_releases_are_told() {
    let found = mistakes(|sources| {
        edit(
            &mut sources.openapi,
            "openapi: 3.0.3",
            "openapi: 3.0.3\nx-platforms: [\"1.1\", \"1.0\"]",
        );
    });
    assert_one(
        &found,
        "openapi.yaml:2:14: [invalid-rule] x-platforms lists platform releases in rising order",
        "write it like [\"3.3\", \"3.4\"], each in quotes",
    );
    let found = mistakes(|sources| {
        edit(&mut sources.openapi, "openapi: 3.0.3", RELEASES);
        edit(
            &mut sources.openapi,
            "regular: {type: boolean,",
            "regular: {type: boolean, x-since: \"1.0\",",
        );
    });
    let line = found[0].to_string();
    assert!(
        line.contains("x-since names a release of x-platforms after the first"),
        "{line}"
    );
    let found = mistakes(|sources| {
        edit(
            &mut sources.openapi,
            "regular: {type: boolean,",
            "regular: {type: boolean, x-since: \"1.0\",",
        );
    });
    assert_eq!(found.len(), 1, "{found:?}");
}
