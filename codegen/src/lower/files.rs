//! The files of a description, and what `$ref`s between them mean.

use serde_json::Value;

use crate::Tolerance;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::pointer::{self, Pointer};
use crate::source::Source;

/// The files, the one that was asked for first.
#[derive(Debug)]
pub(crate) struct Files(Vec<Document>, Tolerance);

impl Files {
    /// Reads the files; reports what is no YAML or JSON.
    pub(crate) fn read<'s>(
        sources: impl Iterator<Item = &'s Source>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (mut files, mut found) = (Vec::new(), Vec::new());
        for source in sources {
            match Document::read(source) {
                Ok(document) => files.push(document),
                Err(mistakes) => found.extend(mistakes),
            }
        }
        if found.is_empty() {
            Ok(Self(files, Tolerance::default()))
        } else {
            Err(found)
        }
    }

    /// One document that refers to no others.
    pub(crate) fn only(document: Document) -> Self {
        Self(vec![document], Tolerance::default())
    }

    /// The same files, read with more tolerance.
    pub(crate) fn tolerating(self, tolerance: Tolerance) -> Self {
        Self(self.0, tolerance)
    }

    /// What is no error in these files.
    pub(super) const fn tolerance(&self) -> Tolerance {
        self.1
    }

    /// The documents, in order.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &Document> {
        self.0.iter()
    }

    /// The document that was asked for; there is always one.
    pub(crate) fn root(&self) -> &Document {
        self.document(0)
    }

    /// A document. Indices come from this type alone.
    pub(super) fn document(&self, file: usize) -> &Document {
        &self.0[file]
    }

    /// The file and the place that a `$ref` in a file leads to, whether or not there is something.
    pub(crate) fn target(&self, from: usize, reference: &str) -> Option<(usize, Pointer)> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = self.find(from, path)?;
        let at = match super::reference::decoded(fragment).strip_prefix('/') {
            Some(rest) => Pointer::root().join_escaped(rest),
            None => Pointer::root(),
        };
        Some((file, at))
    }

    /// The value at a pointer, which is escaped.
    pub(super) fn component(&self, file: usize, at: &str) -> Option<&Value> {
        pointer::walk(at, self.0.get(file)?.value())
    }

    /// A value.
    pub(crate) fn value(&self, file: usize, at: &Pointer) -> Option<&Value> {
        at.find(self.0.get(file)?.value())
    }

    /// The file that the part of a `$ref` before `#` names, as seen from another file.
    pub(super) fn find(&self, from: usize, path: &str) -> Option<usize> {
        if path.is_empty() {
            return Some(from);
        }
        let wanted = resolve(self.0[from].source().name(), path);
        self.0
            .iter()
            .position(|file| file.source().name() == wanted)
    }
}

/// A path relative to the folder of another, without `.` and `..`.
pub(crate) fn resolve(from: &str, path: &str) -> String {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
        parts.push("");
    }
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The files that a document refers to, by the names they have from where the caller stands.
pub(crate) fn references(document: &Document) -> Vec<String> {
    let mut names = Vec::new();
    collect(document.value(), document.source().name(), &mut names);
    names.sort();
    names.dedup();
    names
}

fn collect(value: &Value, from: &str, names: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, from, names)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                let path = reference.split('#').next().unwrap_or_default();
                if !path.is_empty() && !path.contains("://") {
                    names.push(resolve(from, path));
                }
            }
            members
                .values()
                .for_each(|member| collect(member, from, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_relative_to_the_file_they_stand_in() {
        assert_eq!(resolve("spec/api.yaml", "pets.yaml"), "spec/pets.yaml");
        assert_eq!(resolve("spec/a/api.yaml", "../pets.yaml"), "spec/pets.yaml");
        assert_eq!(resolve("api.yaml", "./x/pets.yaml"), "x/pets.yaml");
        assert_eq!(resolve("../api.yaml", "../x.yaml"), "../../x.yaml");
    }
}
