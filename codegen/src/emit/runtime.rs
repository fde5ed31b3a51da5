//! The hand-written runtime, copied.

use super::File;
use crate::render::HEADER;

/// Every file of `codegen/src/runtime`, as it was when this crate was built.
const FILES: [(&str, &str); 24] = [
    ("datetime.rs", include_str!("../runtime/datetime.rs")),
    ("example.rs", include_str!("../runtime/example.rs")),
    ("format.rs", include_str!("../runtime/format.rs")),
    (
        "int_or_string.rs",
        include_str!("../runtime/int_or_string.rs"),
    ),
    ("mod.rs", include_str!("../runtime/mod.rs")),
    ("null.rs", include_str!("../runtime/null.rs")),
    ("object.rs", include_str!("../runtime/object.rs")),
    ("omit.rs", include_str!("../runtime/omit.rs")),
    ("operation.rs", include_str!("../runtime/operation.rs")),
    ("path.rs", include_str!("../runtime/path.rs")),
    ("present.rs", include_str!("../runtime/present.rs")),
    ("request.rs", include_str!("../runtime/request.rs")),
    ("requirement.rs", include_str!("../runtime/requirement.rs")),
    ("rule.rs", include_str!("../runtime/rule.rs")),
    (
        "rule/enumeration.rs",
        include_str!("../runtime/rule/enumeration.rs"),
    ),
    ("rule/length.rs", include_str!("../runtime/rule/length.rs")),
    (
        "rule/pattern.rs",
        include_str!("../runtime/rule/pattern.rs"),
    ),
    (
        "rule/properties.rs",
        include_str!("../runtime/rule/properties.rs"),
    ),
    ("rule/range.rs", include_str!("../runtime/rule/range.rs")),
    ("rule/unique.rs", include_str!("../runtime/rule/unique.rs")),
    ("scan.rs", include_str!("../runtime/scan.rs")),
    ("shape.rs", include_str!("../runtime/shape.rs")),
    ("union.rs", include_str!("../runtime/union.rs")),
    ("violation.rs", include_str!("../runtime/violation.rs")),
];

/// The runtime of the generated crate. Tests stay behind: they run where the files are written by hand.
pub(super) fn files() -> Vec<File> {
    FILES
        .iter()
        .map(|(name, text)| {
            let code = text.split("\n#[cfg(test)]\n").next().unwrap_or(text);
            let origin = format!("// Source: codegen/src/runtime/{name}");
            File {
                path: format!("runtime/{name}"),
                text: format!("{HEADER}\n{origin}\n\n{}\n", code.trim_end()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FILES;

    #[test]
    fn no_file_of_the_runtime_is_forgotten() {
        let names = |folder: &str| -> BTreeSet<String> {
            let folder = format!("{}/src/runtime/{folder}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        };
        let (files, folders): (BTreeSet<String>, BTreeSet<String>) =
            names("").into_iter().partition(|name| name.contains('.'));
        let mut nested = Vec::new();
        for folder in &folders {
            nested.extend(names(folder).iter().map(|name| format!("{folder}/{name}")));
        }
        let present: BTreeSet<String> = files.into_iter().chain(nested).collect();
        let copied: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(present, copied);
    }
}
