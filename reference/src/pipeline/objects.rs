//! Everything that is done with projects and instances but importing: reading, listing, watching, deleting.

use generated::operations::{
    DELETE_VIRTUAL_CLUSTER_INSTANCE, LIST_ALL_VIRTUAL_CLUSTER_INSTANCES, LIST_PROJECTS,
    LIST_VIRTUAL_CLUSTER_INSTANCES, READ_PROJECT, READ_VIRTUAL_CLUSTER_INSTANCE,
};
use generated::runtime::Operation;
use hyper::StatusCode;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Platform, is};
use crate::body::{self, Patience};
use crate::deletion::Deletion;
use crate::exchange::Exchange;
use crate::listing::Listing;
use crate::negotiation::{Choice, Format};
use crate::query::Query;
use crate::response::Answer;
use crate::status::Refusal;
use crate::store::Key;
use crate::watch::Watch;
use crate::{heavy, media_type, projects};

/// A request that is allowed, and about an operation of the spec.
pub(super) struct Asked<'a> {
    pub(super) parts: &'a Parts,
    pub(super) query: &'a Query,
    pub(super) operation: &'static Operation,
    /// The values of the path's parameters.
    pub(super) parameters: &'a [String],
    pub(super) choice: Choice,
    pub(super) patience: Patience,
}

impl Asked<'_> {
    fn is(&self, operation: &Operation) -> bool {
        is(self.operation, operation)
    }

    /// A parameter of the path by its place; every operation has those that it is asked for.
    pub(super) fn parameter(&self, index: usize) -> &str {
        let parameter = self.parameters.get(index);
        parameter.map(String::as_str).unwrap_or_default()
    }

    fn instance(&self) -> Key {
        Key {
            namespace: self.parameter(0).to_owned(),
            name: self.parameter(1).to_owned(),
        }
    }
}

impl Platform {
    /// Reads, lists, watches or deletes.
    pub(super) async fn objects(
        &self,
        asked: &Asked<'_>,
        body: &mut Incoming,
        exchange: &mut Exchange,
    ) -> Result<Answer, Refusal> {
        let choice = asked.choice;
        if asked.is(&READ_PROJECT) {
            found(
                &projects::read(&self.inventory, asked.parameter(0))?,
                choice,
            )
        } else if asked.is(&LIST_PROJECTS) {
            if let Some(watch) = Watch::read(asked.query)? {
                exchange.watch(&self.watches)?;
                return Ok(Answer::events(projects::watch(&self.inventory, &watch)));
            }
            let listing = Listing::read(asked.query)?;
            found(&projects::list(&self.inventory, &listing), choice)
        } else if asked.is(&READ_VIRTUAL_CLUSTER_INSTANCE) {
            found(&self.instances.read(asked.instance()).await?, choice)
        } else if asked.is(&DELETE_VIRTUAL_CLUSTER_INSTANCE) {
            let deletion = deletion(asked, body).await?;
            let deleted = self.instances.delete(asked.instance(), &deletion).await?;
            found(&deleted, choice)
        } else if asked.is(&LIST_VIRTUAL_CLUSTER_INSTANCES)
            || asked.is(&LIST_ALL_VIRTUAL_CLUSTER_INSTANCES)
        {
            let namespace = asked.parameters.first().map(String::as_str);
            if let Some(watch) = Watch::read(asked.query)? {
                exchange.watch(&self.watches)?;
                let events = self.instances.watch(namespace, &watch).await?;
                return Ok(Answer::events(events));
            }
            let listing = Listing::read(asked.query)?;
            let list = self.instances.list(namespace, &listing).await?;
            heavy::when(list.items.len() > heavy::MANY, move || found(&list, choice)).await
        } else {
            // An operation that the spec has and this server lacks.
            Err(Refusal::no_such_route())
        }
    }
}

/// The options of a deletion. A body may be absent, and needs no media type then.
async fn deletion(asked: &Asked<'_>, body: &mut Incoming) -> Result<Deletion, Refusal> {
    let bytes = body::receive(body, asked.patience).await?;
    let is_large = bytes.len() >= heavy::LARGE;
    let format = if bytes.is_empty() {
        Format::default()
    } else {
        media_type::of(&asked.parts.headers, asked.operation)?
    };
    let query = asked.query.clone();
    let read = move || Deletion::read(&query, format, &bytes);
    heavy::when(is_large, read).await
}

/// An object as an answer.
pub(crate) fn found(object: &impl Serialize, choice: Choice) -> Result<Answer, Refusal> {
    let value = serde_json::to_value(object).map_err(|error| unwritable(&error))?;
    let value = if choice.metadata_only {
        metadata_only(&value)
    } else {
        value
    };
    Ok(Answer::of(value, choice))
}

/// What is said when an answer cannot be written.
pub(super) fn unwritable(error: &serde_json::Error) -> Refusal {
    let message = format!("the answer cannot be written: {error}");
    Refusal::text(StatusCode::INTERNAL_SERVER_ERROR, message)
}

fn metadata_only(object: &Value) -> Value {
    let metadata = object.get("metadata").cloned().unwrap_or_default();
    json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})
}
