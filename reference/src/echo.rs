//! The object of an import as it is sent back: as it came, with the server's entry about who has set its fields.

use std::sync::Arc;

use generated::types::{FieldsV1, ProjectImportVirtualCluster};
use serde_json::Error;

use crate::json_text::{self, Given};
use crate::managed_fields::Entry;

/// An object with the only entry of its managed fields.
///
/// The set of fields stays JSON: most answers are, and nobody looks at it.
#[derive(Debug)]
pub(crate) struct Echo {
    object: ProjectImportVirtualCluster,
    fields: Arc<str>,
}

impl Echo {
    /// Takes the object without anything in its set of fields.
    pub(crate) fn new(mut object: ProjectImportVirtualCluster, entry: Entry) -> Self {
        let Entry { entry, fields } = entry;
        let metadata = object.metadata.get_or_insert_default();
        // what a client sent was taken away where metadata is admitted
        metadata.managed_fields.get_or_insert_default().push(entry);
        Self { object, fields }
    }

    /// The object without its set of fields.
    pub(crate) fn object(&self) -> &ProjectImportVirtualCluster {
        &self.object
    }

    /// The object.
    pub(crate) fn into_whole(mut self) -> ProjectImportVirtualCluster {
        // Written from an object by this server, so it is one.
        let fields: FieldsV1 = serde_json::from_str(&self.fields).unwrap_or_default();
        let metadata = self.object.metadata.get_or_insert_default();
        for entry in metadata.managed_fields.iter_mut().flatten() {
            entry.fields_v1 = entry.fields_v1.take().map(|_| fields.clone());
        }
        self.object
    }

    /// The object as JSON without blanks.
    pub(crate) fn text(&self) -> Result<String, Error> {
        let given = Given {
            member: "fieldsV1",
            json: &self.fields,
        };
        json_text::with_given(&self.object, given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managed_fields;

    #[test]
    fn the_text_is_that_of_the_whole() {
        let object = ProjectImportVirtualCluster {
            upgrade_to_pro: Some(true),
            ..Default::default()
        };
        let entry = managed_fields::entry(&object, "m".to_owned(), "g/v", "s");
        let echo = Echo::new(object, entry);
        let text = echo.text().unwrap();
        assert!(text.contains("f:upgradeToPro"), "{text}");
        let whole = echo.into_whole();
        assert_eq!(text, serde_json::to_string(&whole).unwrap());
    }
}
