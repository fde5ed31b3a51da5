//! What a request to remove an object asks for: whether it is meant, and which object it is about.

use generated::types::{DeleteOptions, ObjectMeta, Preconditions, ProjectImportVirtualCluster};

use crate::body::{self, Expected, Read};
use crate::negotiation::Format;
use crate::options;
use crate::query::Query;
use crate::status::{Refusal, Subject};

/// Kind of the body. It belongs to every group.
const KIND: &str = "DeleteOptions";

/// The groups and versions that a body may say it is of.
const VERSIONS: [(&str, &str); 3] = [
    ("", "v1"),
    ("meta.k8s.io", "v1"),
    (
        ProjectImportVirtualCluster::GROUP,
        ProjectImportVirtualCluster::VERSION,
    ),
];

/// The options of a deletion.
#[derive(Debug, Default)]
pub(crate) struct Deletion {
    /// Whether nothing is to be removed.
    pub(crate) dry_run: bool,
    preconditions: Preconditions,
}

impl Deletion {
    /// Reads the options from the body, or from the query when there is no body.
    ///
    /// # Errors
    /// 400 when the body cannot be read, 422 for values that are not allowed.
    pub(crate) fn read(query: &Query, format: Format, bytes: &[u8]) -> Result<Self, Refusal> {
        let options = if bytes.is_empty() {
            DeleteOptions {
                dry_run: Some(query.all("dryRun").map(str::to_owned).collect()),
                ..DeleteOptions::default()
            }
        } else {
            decode(format, bytes)?
        };
        let dry_run = options.dry_run.unwrap_or_default();
        let policy = options.propagation_policy.unwrap_or_default();
        options::check_deletion(&dry_run, &policy)?;
        Ok(Self {
            dry_run: !dry_run.is_empty(),
            preconditions: options.preconditions.unwrap_or_default(),
        })
    }

    /// Whether it is about one object alone, and not about whatever has the name.
    pub(crate) fn is_conditional(&self) -> bool {
        let Preconditions {
            uid,
            resource_version,
        } = &self.preconditions;
        [uid, resource_version]
            .into_iter()
            .any(|wanted| given(wanted.as_deref()).is_some())
    }

    /// Whether that object is the one that is to be removed.
    ///
    /// # Errors
    /// 409 when it is another one of the same name, or has changed.
    pub(crate) fn check(&self, metadata: &ObjectMeta, subject: Subject<'_>) -> Result<(), Refusal> {
        let conditions = [
            (
                "UID",
                &self.preconditions.uid,
                &metadata.uid,
                "The object might have been deleted and then recreated",
            ),
            (
                "ResourceVersion",
                &self.preconditions.resource_version,
                &metadata.resource_version,
                "The object might have been modified",
            ),
        ];
        for (what, wanted, found, why) in conditions {
            let Some(wanted) = given(wanted.as_deref()) else {
                continue;
            };
            let found = found.as_deref().unwrap_or_default();
            if wanted != found {
                let why = format!(
                    "the {what} in the precondition ({wanted}) does not match the {what} in record ({found}). {why}"
                );
                return Err(Refusal::conflict(subject, &why));
            }
        }
        Ok(())
    }
}

/// A condition; empty ones are none.
fn given(wanted: Option<&str>) -> Option<&str> {
    wanted.filter(|wanted| !wanted.is_empty())
}

fn decode(format: Format, bytes: &[u8]) -> Result<DeleteOptions, Refusal> {
    let read = |(group, version)| {
        let expected = Expected {
            group,
            version,
            kind: KIND,
            shape: DeleteOptions::shape(),
        };
        body::read(bytes, format, expected)
    };
    let mut refused = String::new();
    for version in VERSIONS {
        match read(version) {
            Ok(Read { object, .. }) => return Ok(object),
            Err(message) => refused = message,
        }
    }
    Err(Refusal::bad_request(refused))
}
