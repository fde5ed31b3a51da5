//! `/openapi/v2` and `/openapi/v3`: the API's own description, as it was generated from the spec (`di.openapi`).

use generated::openapi::Description;
use generated::types::ProjectImportVirtualCluster;
use hyper::header::{ACCEPT, IF_NONE_MATCH};
use hyper::{HeaderMap, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::behaviour::{self, variant, variants};
use crate::response::{Answer, Document};
use crate::status::Refusal;

const JSON: &str = "application/json";

/// The documents of a platform release, with a digest of each for clients that keep them.
#[derive(Debug)]
pub(crate) struct Served {
    v2: Text,
    index: Text,
    group: Text,
}

#[derive(Debug)]
struct Text {
    text: String,
    /// SHA-256 in upper-case hexadecimal digits.
    digest: String,
}

impl Served {
    /// The documents of a description.
    pub(crate) fn new(description: Option<Description>) -> Self {
        let text = |text: &str| Text::new(behaviour::description::text(text));
        let group = text(description.map_or("{}", |it| it.v3));
        let path = group_path();
        // Relative to the server, not to the prefix: clients take the host and put this behind it.
        let url = format!(
            "{}/openapi/v3/{path}?hash={}",
            generated::spec::PATH_PREFIX,
            group.digest
        );
        let index = json!({"paths": {path: {"serverRelativeURL": url}}});
        Self {
            v2: text(description.map_or("{}", |it| it.v2)),
            index: Text::new(index.to_string()),
            group,
        }
    }

    /// The document at a path, if there is one.
    ///
    /// # Errors
    /// 406 for clients that only take a binary form of it; they ask again for JSON.
    pub(crate) fn answer(
        &self,
        path: &str,
        headers: &HeaderMap,
    ) -> Option<Result<Answer, Refusal>> {
        if variant(&variants::NO_DESCRIPTION) {
            return path
                .starts_with("/openapi/")
                .then(|| Err(Refusal::no_such_path()));
        }
        let path = path.trim_end_matches('/');
        let text = match path.strip_prefix("/openapi/")? {
            "v2" => &self.v2,
            "v3" => &self.index,
            other if other.strip_prefix("v3/") == Some(&group_path()) => &self.group,
            _ => return None,
        };
        Some(text.answer(headers))
    }
}

/// Every path that is served.
pub(crate) fn paths() -> [String; 3] {
    [
        "v2".to_owned(),
        "v3".to_owned(),
        format!("v3/{}", group_path()),
    ]
    .map(|path| format!("/openapi/{path}"))
}

fn group_path() -> String {
    format!("apis/{}", ProjectImportVirtualCluster::API_VERSION)
}

impl Text {
    fn new(text: String) -> Self {
        let digest = format!("{:X}", Sha256::digest(&text));
        Self { text, digest }
    }

    fn answer(&self, headers: &HeaderMap) -> Result<Answer, Refusal> {
        if !accepts_json(headers) {
            let message = format!("406 Not Acceptable: the description is written as {JSON}\n");
            return Err(Refusal::text(StatusCode::NOT_ACCEPTABLE, message));
        }
        let tag = format!("\"{}\"", self.digest);
        let known = headers
            .get(IF_NONE_MATCH)
            .is_some_and(|known| known.as_bytes() == tag.as_bytes());
        let document = Document {
            media_type: JSON,
            text: if known {
                String::new()
            } else {
                self.text.clone()
            },
            headers: vec![("ETag", tag), ("Vary", "Accept".to_owned())],
        };
        let answer = Answer::document(document);
        Ok(if known {
            Answer {
                code: StatusCode::NOT_MODIFIED,
                ..answer
            }
        } else {
            answer
        })
    }
}

/// Unlike for objects, a wildcard of either part is understood here.
fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    accept.trim().is_empty()
        || accept.split(',').any(|range| {
            let media_type = range.split(';').next().unwrap_or_default().trim();
            matches!(media_type, "*" | "*/*" | "application/*" | JSON)
        })
}
