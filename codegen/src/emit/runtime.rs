//! The hand-written runtime, copied.

use super::File;
use crate::render::HEADER;

/// Every file of `codegen/src/runtime`, as it was when this crate was built.
const FILES: &[(&str, &str)] = &[
    ("datetime.rs", include_str!("../runtime/datetime.rs")),
    (
        "decode/alias.rs",
        include_str!("../runtime/decode/alias.rs"),
    ),
    (
        "decode/encoding.rs",
        include_str!("../runtime/decode/encoding.rs"),
    ),
    (
        "decode/fault.rs",
        include_str!("../runtime/decode/fault.rs"),
    ),
    ("decode/json.rs", include_str!("../runtime/decode/json.rs")),
    (
        "decode/json_string.rs",
        include_str!("../runtime/decode/json_string.rs"),
    ),
    (
        "decode/locate.rs",
        include_str!("../runtime/decode/locate.rs"),
    ),
    (
        "decode/missing.rs",
        include_str!("../runtime/decode/missing.rs"),
    ),
    ("decode/mod.rs", include_str!("../runtime/decode/mod.rs")),
    ("decode/node.rs", include_str!("../runtime/decode/node.rs")),
    (
        "decode/position.rs",
        include_str!("../runtime/decode/position.rs"),
    ),
    (
        "decode/problem.rs",
        include_str!("../runtime/decode/problem.rs"),
    ),
    (
        "decode/scalar.rs",
        include_str!("../runtime/decode/scalar.rs"),
    ),
    ("decode/scan.rs", include_str!("../runtime/decode/scan.rs")),
    ("decode/slow.rs", include_str!("../runtime/decode/slow.rs")),
    (
        "decode/unreadable.rs",
        include_str!("../runtime/decode/unreadable.rs"),
    ),
    ("decode/walk.rs", include_str!("../runtime/decode/walk.rs")),
    ("decode/yaml.rs", include_str!("../runtime/decode/yaml.rs")),
    ("example.rs", include_str!("../runtime/example.rs")),
    ("format.rs", include_str!("../runtime/format.rs")),
    (
        "int_or_string.rs",
        include_str!("../runtime/int_or_string.rs"),
    ),
    ("mod.rs", include_str!("../runtime/mod.rs")),
    (
        "near_miss/mod.rs",
        include_str!("../runtime/near_miss/mod.rs"),
    ),
    (
        "near_miss/text.rs",
        include_str!("../runtime/near_miss/text.rs"),
    ),
    (
        "near_miss/value.rs",
        include_str!("../runtime/near_miss/value.rs"),
    ),
    (
        "near_miss/walk.rs",
        include_str!("../runtime/near_miss/walk.rs"),
    ),
    ("null.rs", include_str!("../runtime/null.rs")),
    ("object.rs", include_str!("../runtime/object.rs")),
    ("omit.rs", include_str!("../runtime/omit.rs")),
    ("operation.rs", include_str!("../runtime/operation.rs")),
    ("path.rs", include_str!("../runtime/path.rs")),
    ("platform.rs", include_str!("../runtime/platform.rs")),
    ("present.rs", include_str!("../runtime/present.rs")),
    ("request.rs", include_str!("../runtime/request.rs")),
    ("requirement.rs", include_str!("../runtime/requirement.rs")),
    ("rule.rs", include_str!("../runtime/rule.rs")),
    ("rule/digest.rs", include_str!("../runtime/rule/digest.rs")),
    (
        "rule/entries.rs",
        include_str!("../runtime/rule/entries.rs"),
    ),
    (
        "rule/enumeration.rs",
        include_str!("../runtime/rule/enumeration.rs"),
    ),
    ("rule/items.rs", include_str!("../runtime/rule/items.rs")),
    ("rule/json.rs", include_str!("../runtime/rule/json.rs")),
    ("rule/length.rs", include_str!("../runtime/rule/length.rs")),
    (
        "rule/members.rs",
        include_str!("../runtime/rule/members.rs"),
    ),
    (
        "rule/message.rs",
        include_str!("../runtime/rule/message.rs"),
    ),
    (
        "rule/multiple.rs",
        include_str!("../runtime/rule/multiple.rs"),
    ),
    (
        "rule/pattern.rs",
        include_str!("../runtime/rule/pattern.rs"),
    ),
    (
        "rule/properties.rs",
        include_str!("../runtime/rule/properties.rs"),
    ),
    ("rule/range.rs", include_str!("../runtime/rule/range.rs")),
    ("rule/text.rs", include_str!("../runtime/rule/text.rs")),
    ("rule/unique.rs", include_str!("../runtime/rule/unique.rs")),
    ("scan.rs", include_str!("../runtime/scan.rs")),
    ("scan/name.rs", include_str!("../runtime/scan/name.rs")),
    ("schema.rs", include_str!("../runtime/schema.rs")),
    ("shape.rs", include_str!("../runtime/shape.rs")),
    (
        "strategy/mod.rs",
        include_str!("../runtime/strategy/mod.rs"),
    ),
    (
        "strategy/draw.rs",
        include_str!("../runtime/strategy/draw.rs"),
    ),
    (
        "strategy/shrink.rs",
        include_str!("../runtime/strategy/shrink.rs"),
    ),
    (
        "strategy/text.rs",
        include_str!("../runtime/strategy/text.rs"),
    ),
    (
        "strategy/value.rs",
        include_str!("../runtime/strategy/value.rs"),
    ),
    (
        "shape/inspect.rs",
        include_str!("../runtime/shape/inspect.rs"),
    ),
    ("shape/judge.rs", include_str!("../runtime/shape/judge.rs")),
    (
        "shape/keyword.rs",
        include_str!("../runtime/shape/keyword.rs"),
    ),
    (
        "near_miss/bounds.rs",
        include_str!("../runtime/near_miss/bounds.rs"),
    ),
    (
        "near_miss/breaks.rs",
        include_str!("../runtime/near_miss/breaks.rs"),
    ),
    (
        "near_miss/typed.rs",
        include_str!("../runtime/near_miss/typed.rs"),
    ),
    (
        "strategy/characters.rs",
        include_str!("../runtime/strategy/characters.rs"),
    ),
    (
        "strategy/limits.rs",
        include_str!("../runtime/strategy/limits.rs"),
    ),
    (
        "strategy/typed.rs",
        include_str!("../runtime/strategy/typed.rs"),
    ),
    (
        "decode/report.rs",
        include_str!("../runtime/decode/report.rs"),
    ),
    ("shape/admit.rs", include_str!("../runtime/shape/admit.rs")),
    ("union.rs", include_str!("../runtime/union.rs")),
    ("uri.rs", include_str!("../runtime/uri.rs")),
    ("violation.rs", include_str!("../runtime/violation.rs")),
    ("word.rs", include_str!("../runtime/word.rs")),
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
    use std::path::Path;

    use super::{FILES, files};

    #[test]
    fn the_runtime_may_stand_anywhere_in_a_crate() {
        for file in files() {
            assert!(!file.text.contains("crate::"), "{}", file.path);
        }
    }

    #[test]
    fn no_file_of_the_runtime_is_forgotten() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/runtime"));
        let present = below(root, root);
        let copied: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(present, copied);
    }

    fn below(folder: &Path, root: &Path) -> BTreeSet<String> {
        let paths = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        paths
            .flat_map(|path| {
                if path.is_dir() {
                    return below(&path, root);
                }
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                BTreeSet::from([name.replace('\\', "/")])
            })
            .collect()
    }
}
