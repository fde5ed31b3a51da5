//! The way of a request through the server: every check, in the order of the observed build (`er.order`).

use std::convert::Infallible;
use std::sync::Arc;

use generated::operations::{
    DELETE_VIRTUAL_CLUSTER_INSTANCE, IMPORT_VIRTUAL_CLUSTER, LIST_ALL_VIRTUAL_CLUSTER_INSTANCES,
    LIST_PROJECTS, LIST_VIRTUAL_CLUSTER_INSTANCES, READ_PROJECT, READ_VIRTUAL_CLUSTER_INSTANCE,
};
use generated::runtime::{Operation, Platform as Release};
use generated::types::ProjectImportVirtualCluster;
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_LENGTH, USER_AGENT};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::access_key::AccessKeys;
use crate::attributes::Attributes;
use crate::body::{self, Expected, Patience};
use crate::deletion::Deletion;
use crate::discovery::Discovery;
use crate::exchange::{Answering, Exchange};
use crate::import::{self, Import};
use crate::instances::Instances;
use crate::inventory::Inventory;
use crate::limits::Limits;
use crate::listing::Listing;
use crate::metrics::Metrics;
use crate::negotiation::{self, Choice, Format};
use crate::options::{self, FieldValidation};
use crate::query::Query;
use crate::response::{Answer, AnswerBody, Document, Form, ResponseBody};
use crate::route::Route;
use crate::status::Refusal;
use crate::stop::Stop;
use crate::store::{Key, Store};
use crate::watch::Watch;
use crate::{
    authentication, authorization, compression, deadline, impersonation, managed_fields,
    media_type, metadata, metrics, projects, protocol, route,
};

/// How many changing requests are worked on at once; more are answered 429.
const IN_FLIGHT: usize = 200;

/// Everything that requests share.
#[derive(Debug)]
pub(crate) struct Platform {
    inventory: Inventory,
    keys: AccessKeys,
    instances: Instances,
    in_flight: Semaphore,
    discovery: Discovery,
    watches: Arc<Semaphore>,
    limits: Arc<Limits>,
    metrics: Arc<Metrics>,
    expected: Expected,
}

impl Platform {
    pub(crate) fn new(
        inventory: Inventory,
        keys: AccessKeys,
        release: &'static Release,
        limits: &Arc<Limits>,
        metrics: &Arc<Metrics>,
        store: Box<dyn Store>,
    ) -> Self {
        let watches = usize::try_from(limits.max_watches).unwrap_or(Semaphore::MAX_PERMITS);
        let newest = ProjectImportVirtualCluster::shape();
        let request = release
            .operation(&IMPORT_VIRTUAL_CLUSTER)
            .and_then(|operation| operation.request);
        Self {
            discovery: Discovery::new(release),
            expected: Expected {
                group: ProjectImportVirtualCluster::GROUP,
                version: ProjectImportVirtualCluster::VERSION,
                kind: ProjectImportVirtualCluster::KIND,
                // members that came with later releases are unknown fields to an earlier one
                shape: request.unwrap_or(newest),
            },
            inventory,
            keys,
            instances: Instances::new(store, Arc::clone(metrics)),
            in_flight: Semaphore::new(IN_FLIGHT),
            watches: Arc::new(Semaphore::new(watches.min(Semaphore::MAX_PERMITS))),
            limits: Arc::clone(limits),
            metrics: Arc::clone(metrics),
        }
    }

    /// Answers one request.
    pub(crate) async fn serve(
        self: Arc<Self>,
        request: Request<Incoming>,
        mut exchange: Exchange,
        stop: Stop,
    ) -> Result<Response<Answering>, Infallible> {
        let (parts, body) = request.into_parts();
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let form = Form::of(&parts.headers, &query);
        let result = self.decide(&parts, &query, body, &mut exchange).await;
        let response = compression::apply(&parts.headers, form.write(result)).await;
        let response = match parts.method {
            Method::HEAD => without_body(response),
            _ => response,
        };
        Ok(exchange.answer(response, &stop))
    }

    async fn decide(
        &self,
        parts: &Parts,
        query: &Query,
        body: Incoming,
        exchange: &mut Exchange,
    ) -> Result<Answer, Refusal> {
        protocol::check(parts, &self.limits)?;
        let path = route::inside(parts.uri.path())?;
        let patience = Patience {
            whole: deadline::of(query)?,
            pause: self.limits.body_pause,
        };
        let key_owner = authentication::authenticate(&parts.headers, &self.keys)?;
        exchange.user(key_owner);
        let user = impersonation::resolve(&parts.headers, key_owner, &path, &self.inventory)?;
        let _place = self.admit(&parts.method)?;
        authorization::check(
            &self.inventory,
            &user,
            &Attributes::of(&parts.method, &path, query),
        )?;
        if path == metrics::PATH {
            exchange.route(&path);
            return match parts.method {
                Method::GET | Method::HEAD => Ok(self.measured()),
                _ => Err(Refusal::method_not_allowed()),
            };
        }
        let (operation, parameters) = match route::find(&parts.method, &path)? {
            Route::ProjectCreation => {
                exchange.route(&path);
                return Err(projects::refuse_creation(&parts.headers, body, patience).await);
            }
            Route::Discovery => {
                exchange.route(&path);
                return self.discovery.answer(&path, &parts.headers);
            }
            Route::Health(probe) => {
                exchange.route(&path);
                return probe.answer(query, self.instances.health()).await;
            }
            Route::Operation(operation, parameters) => (operation, parameters),
        };
        exchange.operation(operation);
        let choice = negotiation::choose(&parts.headers, operation)?;
        let parameter = |index: usize| {
            parameters
                .get(index)
                .map(String::as_str)
                .unwrap_or_default()
        };
        if is(operation, &IMPORT_VIRTUAL_CLUSTER) {
            let format = media_type::of(&parts.headers, operation)?;
            let bytes = body::receive(body, patience).await?;
            let request = Received {
                parts,
                query,
                format,
                bytes,
                choice,
            };
            return self.import(&request, operation, parameter(0), &user).await;
        }
        let instance = || Key {
            namespace: parameter(0).to_owned(),
            name: parameter(1).to_owned(),
        };
        if is(operation, &READ_PROJECT) {
            found(&projects::read(&self.inventory, parameter(0))?, choice)
        } else if is(operation, &LIST_PROJECTS) {
            match Watch::read(query)? {
                Some(watch) => {
                    exchange.watch(&self.watches)?;
                    Ok(Answer::events(projects::watch(&self.inventory, &watch)))
                }
                None => found(
                    &projects::list(&self.inventory, &Listing::read(query)?),
                    choice,
                ),
            }
        } else if is(operation, &READ_VIRTUAL_CLUSTER_INSTANCE) {
            found(&self.instances.read(instance()).await?, choice)
        } else if is(operation, &DELETE_VIRTUAL_CLUSTER_INSTANCE) {
            let bytes = body::receive(body, patience).await?;
            let format = if bytes.is_empty() {
                Format::default()
            } else {
                media_type::of(&parts.headers, operation)?
            };
            let deletion = Deletion::read(query, format, &bytes)?;
            found(&self.instances.delete(instance(), &deletion).await?, choice)
        } else if is(operation, &LIST_VIRTUAL_CLUSTER_INSTANCES)
            || is(operation, &LIST_ALL_VIRTUAL_CLUSTER_INSTANCES)
        {
            let namespace = parameters.first().map(String::as_str);
            if let Some(watch) = Watch::read(query)? {
                exchange.watch(&self.watches)?;
                let events = self.instances.watch(namespace, &watch).await?;
                return Ok(Answer::events(events));
            }
            let listing = Listing::read(query)?;
            found(&self.instances.list(namespace, &listing).await?, choice)
        } else {
            // An operation that the spec has and this server lacks.
            Err(Refusal::no_such_route())
        }
    }

    /// The server's numbers.
    fn measured(&self) -> Answer {
        Answer::document(Document {
            media_type: metrics::MEDIA_TYPE,
            text: self.metrics.text(self.instances.count()),
            headers: Vec::new(),
        })
    }

    /// A place among the changing requests that are worked on, kept until the answer is there; reading needs none.
    fn admit(&self, method: &Method) -> Result<Option<SemaphorePermit<'_>>, Refusal> {
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(None);
        }
        self.in_flight
            .try_acquire()
            .map(Some)
            .map_err(|_| Refusal::too_many_requests())
    }

    async fn import(
        &self,
        request: &Received<'_>,
        operation: &Operation,
        project: &str,
        user: &str,
    ) -> Result<Answer, Refusal> {
        let options = options::read(request.query, operation)?;
        let read = body::read_import(&request.bytes, request.format, self.expected)
            .map_err(Refusal::bad_request)?;
        if options.field_validation != FieldValidation::Warn && !read.complaints.is_empty() {
            return Err(Refusal::bad_request(body::strict_error(
                &read.complaints,
                self.expected,
            )));
        }
        let mut warnings = read.complaints;
        let mut object = read.object;
        object.kind = Some(ProjectImportVirtualCluster::KIND.to_owned());
        object.api_version = Some(ProjectImportVirtualCluster::API_VERSION.to_owned());
        warnings.extend(metadata::admit(object.metadata.get_or_insert_default()));
        record_writer(&mut object, request, &options.field_manager, operation);
        let import = Import {
            project,
            object: &object,
            user,
            dry_run: options.dry_run,
        };
        let imported = import::import(&self.inventory, &self.instances, import).await;
        let more = imported.map_err(|refusal| Refusal {
            warnings: warnings.clone(),
            ..refusal
        })?;
        warnings.extend(more);
        let answer = echoed(object, request.choice)?;
        Ok(Answer {
            code: StatusCode::CREATED,
            warnings,
            ..answer
        })
    }
}

/// The answer to HEAD: the headers that GET would have, and nothing behind them.
fn without_body(response: Response<ResponseBody>) -> Response<ResponseBody> {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, ResponseBody::empty())
}

/// A request whose body has arrived.
struct Received<'a> {
    parts: &'a Parts,
    query: &'a Query,
    format: Format,
    bytes: Vec<u8>,
    choice: Choice,
}

/// Puts the server's own entry into `managedFields`.
fn record_writer(
    object: &mut ProjectImportVirtualCluster,
    request: &Received<'_>,
    given: &str,
    operation: &Operation,
) {
    let agent = request
        .parts
        .headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let manager = managed_fields::manager(given, agent);
    let subresource = operation.path.rsplit('/').next().unwrap_or_default();
    let version = ProjectImportVirtualCluster::API_VERSION;
    let entry = managed_fields::entry(&*object, manager, version, subresource);
    object.metadata.get_or_insert_default().managed_fields = Some(vec![entry]);
}

fn found(object: &impl serde::Serialize, choice: Choice) -> Result<Answer, Refusal> {
    let value = serde_json::to_value(object).map_err(|error| {
        Refusal::text(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("the answer cannot be written: {error}"),
        )
    })?;
    let value = if choice.metadata_only {
        metadata_only(&value)
    } else {
        value
    };
    Ok(Answer::of(value, choice))
}

/// The object of an import. Nothing of it is looked at any more, so it is written as it is.
fn echoed(object: ProjectImportVirtualCluster, choice: Choice) -> Result<Answer, Refusal> {
    if choice.metadata_only {
        return found(&object, choice);
    }
    Ok(Answer {
        code: StatusCode::OK,
        body: AnswerBody::Import(Box::new(object)),
        choice,
        warnings: Vec::new(),
    })
}

fn metadata_only(object: &Value) -> Value {
    let metadata = object.get("metadata").cloned().unwrap_or_default();
    json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})
}

fn is(one: &Operation, other: &Operation) -> bool {
    one.id == other.id
}
