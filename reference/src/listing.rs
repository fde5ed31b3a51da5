//! What a list asks for: how many, from where on, which.

use generated::types::ListMeta;

use crate::query::Query;
use crate::selector::Selector;
use crate::status::Refusal;
use crate::store::{Key, Revision};

/// The options of a list.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Which objects.
    pub(crate) selector: Selector,
    /// At most that many.
    pub(crate) limit: Option<usize>,
    /// Only those after this one.
    pub(crate) after: Option<Key>,
}

impl Listing {
    /// Reads the options of a list.
    ///
    /// # Errors
    /// 400 when one cannot be read.
    pub(crate) fn read(query: &Query) -> Result<Self, Refusal> {
        let limit = match query.first("limit") {
            "" | "0" => None,
            text => Some(text.parse().map_err(|_| {
                Refusal::bad_request(format!("limit {text:?} is no whole number of objects"))
            })?),
        };
        let after = match query.first("continue") {
            "" => None,
            token => Some(key(token).ok_or_else(|| {
                Refusal::bad_request(
                    "continue key is not valid: list from the beginning".to_owned(),
                )
            })?),
        };
        Ok(Self {
            selector: Selector::read(query)?,
            limit,
            after,
        })
    }
}

/// The metadata of a list that ends with `last`; nothing when it is complete.
///
/// A list that is continued shows what there is then, not what there was when it began.
pub(crate) fn metadata(revision: Revision, last: Option<&Key>) -> ListMeta {
    ListMeta {
        resource_version: Some(revision.to_string()),
        continue_: last.map(|key| format!("{}/{}", key.namespace, key.name)),
        ..ListMeta::default()
    }
}

fn key(token: &str) -> Option<Key> {
    let (namespace, name) = token.split_once('/')?;
    (!name.is_empty()).then(|| Key {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    })
}
