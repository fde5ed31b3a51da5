//! The object of an import as it is sent back: as it came, with the server's entry about who has set its fields.

use generated::types::ProjectImportVirtualCluster;
use serde_json::Error;

use crate::json_text::{self, Outlined};
use crate::managed_fields::{self, Writer};

/// The object with the server's entry.
pub(crate) fn whole(
    mut object: ProjectImportVirtualCluster,
    writer: Writer<'_>,
) -> ProjectImportVirtualCluster {
    let entry = managed_fields::entry(&object, writer);
    let metadata = object.metadata.get_or_insert_default();
    // what a client sent was taken away where metadata is admitted
    metadata.managed_fields.get_or_insert_default().push(entry);
    object
}

/// The same as JSON without blanks, for an object that has metadata and no entry.
pub(crate) fn text(
    object: &ProjectImportVirtualCluster,
    writer: Writer<'_>,
) -> Result<String, Error> {
    let Outlined {
        mut text,
        outline,
        end,
    } = json_text::outlined(object, "metadata")?;
    if let Some(end) = end {
        let member = managed_fields::member(object, outline, writer)?;
        text.insert_str(end, &member);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn the_text_is_that_of_the_whole() {
        for object in [
            json!({"metadata": {}, "upgradeToPro": true}),
            json!({"metadata": {"name": "n", "labels": {"a\"": "}"}, "finalizers": ["f/g"]}, "sourceVirtualCluster": {"name": "n"}}),
            json!({"kind": "ProjectImportVirtualCluster", "metadata": {"creationTimestamp": null}}),
        ] {
            let object: ProjectImportVirtualCluster = from_value(object).unwrap();
            let writer = Writer {
                manager: "m\"",
                api_version: "g/v",
                subresource: "s",
            };
            let text = text(&object, writer).unwrap();
            // a second may end between the two
            let without_time = |text: &str| {
                let mut value: Value = serde_json::from_str(text).unwrap();
                let time = value["metadata"]["managedFields"][0]["time"].take();
                assert!(time.is_string(), "{value}");
                value.to_string()
            };
            let expected = serde_json::to_string(&whole(object, writer)).unwrap();
            assert_eq!(without_time(&text), without_time(&expected));
            assert_eq!(text.len(), expected.len());
        }
    }
}
