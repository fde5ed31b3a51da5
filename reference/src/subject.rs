//! What a refusal is about.

use generated::types::StatusDetails;

/// The object that a refusal is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// API group.
    pub(crate) group: &'a str,
    /// Resource or kind.
    pub(crate) kind: &'a str,
    /// Name; may be empty.
    pub(crate) name: &'a str,
}

impl Subject<'_> {
    /// The details that name it.
    pub(crate) fn details(self) -> StatusDetails {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        StatusDetails {
            name: text(self.name),
            group: text(self.group),
            kind: text(self.kind),
            ..StatusDetails::default()
        }
    }

    /// Resource and group, such as `projects.management.loft.sh`.
    pub(crate) fn qualified(self) -> String {
        if self.group.is_empty() {
            self.kind.to_owned()
        } else {
            format!("{}.{}", self.kind, self.group)
        }
    }
}
