//! The way of a request through the server: every check, in the order of the observed build (`er.order`).

mod objects;

use std::convert::Infallible;
use std::sync::Arc;

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::runtime::{Operation, Platform as Release};
use generated::types::ProjectImportVirtualCluster;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderValue, USER_AGENT};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::Semaphore;

pub(crate) use self::objects::found;
use self::objects::{Asked, unwritable};
use crate::access_key::AccessKeys;
use crate::admission::{Admission, Admitted};
use crate::attributes::Attributes;
use crate::behaviour::{self, admission, detour, fault, faults, lenience};
use crate::body::{self, Expected, Patience, Read, Rest};
use crate::discovery::Discovery;
use crate::echo;
use crate::exchange::{Answering, Exchange};
use crate::import::{self, Granted, Import};
use crate::instances::Instances;
use crate::inventory::Inventory;
use crate::limits::Limits;
use crate::managed_fields::Writer;
use crate::metrics::Metrics;
use crate::negotiation::{self, Choice, Format};
use crate::options::{self, Options};
use crate::query::Query;
use crate::response::{Answer, AnswerBody, Document, Form, ResponseBody};
use crate::route::Route;
use crate::status::Refusal;
use crate::store::Store;
use crate::{
    authentication, authorization, compression, deadline, heavy, impersonation, managed_fields,
    media_type, metadata, metrics, projects, protocol, route, validation,
};

/// How many changing requests are worked on at once; more are answered 429.
const IN_FLIGHT: usize = 200;

/// Everything that requests share.
#[derive(Debug)]
pub(crate) struct Platform {
    inventory: Inventory,
    keys: AccessKeys,
    instances: Instances,
    in_flight: Admission,
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
                shape: request
                    .filter(|_| !fault(&faults::DEC_LATER_MEMBERS_KNOWN))
                    .unwrap_or(newest),
            },
            inventory,
            keys,
            instances: Instances::new(store, Arc::clone(metrics)),
            in_flight: Admission::of(IN_FLIGHT),
            watches: Arc::new(Semaphore::new(watches.min(Semaphore::MAX_PERMITS))),
            limits: Arc::clone(limits),
            metrics: Arc::clone(metrics),
        }
    }

    /// Answers one request.
    pub(crate) async fn serve(
        &self,
        request: Request<Incoming>,
        mut exchange: Exchange,
    ) -> Result<Response<Answering>, Infallible> {
        let (parts, mut body) = request.into_parts();
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let form = Form::of(&parts.headers, &query);
        let result = self.decide(&parts, &query, &mut body, &mut exchange).await;
        behaviour::transport::hold().await;
        let response = if result.as_ref().is_ok_and(Answer::is_large) {
            heavy::work(move || form.write(result)).await
        } else {
            form.write(result)
        };
        let response = compression::apply(&parts.headers, response).await;
        let mut response = match parts.method {
            Method::HEAD => without_body(response),
            _ => response,
        };
        if !body.is_end_stream()
            && body::leave(&parts, &mut body, response.status()).await == Rest::Unread
        {
            // said beforehand, so that the client sends nothing more where nobody will read it
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
            exchange.ignore_body();
        }
        Ok(exchange.answer(response))
    }

    async fn decide(
        &self,
        parts: &Parts,
        query: &Query,
        body: &mut Incoming,
        exchange: &mut Exchange,
    ) -> Result<Answer, Refusal> {
        protocol::check(parts, &self.limits)?;
        let path = detour::path(route::inside(parts.uri.path())?);
        let method = detour::method(parts);
        let patience = Patience {
            whole: if fault(&faults::QP_TIMEOUT_AFTER_KEY) {
                deadline::BOUND
            } else {
                deadline::of(query)?
            },
            pause: self.limits.body_pause,
        };
        detour::before_authentication(parts, &path, &self.inventory)?;
        let key_owner = authentication::authenticate(&parts.headers, &self.keys)
            .or_else(|refusal| admission::otherwise(&parts.headers, query, &self.keys, refusal))?;
        exchange.user(key_owner);
        let user = impersonation::resolve(&parts.headers, key_owner, &path, &self.inventory)?;
        behaviour::transport::admit()?;
        let _place = self.admit(&parts.method)?;
        detour::before_authorization(parts, query, &path, &self.inventory)?;
        let attributes = Attributes::of(&method, &path, query);
        if !(query.first("dryRun") == "All" && fault(&faults::AU_DRY_RUN_UNCHECKED)) {
            authorization::check(&self.inventory, user, &attributes)?;
        }
        if path == metrics::PATH {
            exchange.route(&path);
            return match parts.method {
                Method::GET | Method::HEAD => Ok(self.measured()),
                _ => Err(Refusal::method_not_allowed()),
            };
        }
        if let Some(answer) = detour::answer(&method, &path) {
            return Ok(answer);
        }
        detour::before_routing(parts, &path)?;
        let (operation, parameters) = match route::find(&method, &path)? {
            Route::ProjectCreation => {
                exchange.route(&path);
                let refused = projects::refuse_creation(&parts.headers, body, patience);
                return Err(Box::pin(refused).await);
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
        detour::before_negotiation(parts, &path)?;
        let asked = Asked {
            parts,
            query,
            operation,
            parameters: &parameters,
            choice: negotiation::choose(&parts.headers, operation)
                .map_err(|refusal| admission::telling(refusal, &parts.headers))?,
            patience,
        };
        if !is(operation, &IMPORT_VIRTUAL_CLUSTER) {
            return Box::pin(self.objects(&asked, body, exchange)).await;
        }
        detour::before_media_type(parts, query)?;
        let format = media_type::of(&parts.headers, operation)?;
        let bytes = body::receive(body, patience).await?;
        let bytes = detour::inflated(parts, bytes);
        let format = detour::format(parts, format, &bytes);
        self.import(&asked, format, bytes, user).await
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
    fn admit(&self, method: &Method) -> Result<Option<Admitted<'_>>, Refusal> {
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(None);
        }
        let admitted = self.in_flight.enter();
        admitted.map(Some).ok_or_else(Refusal::too_many_requests)
    }

    async fn import(
        &self,
        asked: &Asked<'_>,
        format: Format,
        bytes: Bytes,
        user: &str,
    ) -> Result<Answer, Refusal> {
        let expected = self.expected;
        if fault(&faults::QP_AFTER_BODY) {
            body::read_import(&bytes, format, expected).map_err(Refusal::bad_request)?;
        }
        let options = options::read(asked.query, asked.operation)?;
        let (granted, mut answer) = if bytes.len() < heavy::LARGE {
            let read = body::read_import(&bytes, format, expected);
            self.grant(asked, &options, format, read, user)?
        } else {
            let read =
                heavy::work(move || body::read_import(&bytes, format, expected).map(Box::new));
            let read = read.await.map(|read| *read);
            self.grant(asked, &options, format, read, user)?
        };
        match granted.store(&self.instances).await {
            Ok(more) => {
                answer.warnings.extend(more);
                answer
                    .warnings
                    .extend(admission::told(&asked.parts.headers));
                Ok(answer)
            }
            Err(refusal) => Err(Refusal {
                warnings: answer.warnings,
                ..refusal
            }),
        }
    }

    /// Everything about an import that waits for nothing, with the answer if it is stored. What it takes is gone before
    /// anything is waited for: a request that waits takes up room for as long as it does.
    fn grant(
        &self,
        asked: &Asked<'_>,
        options: &Options,
        format: Format,
        read: Result<Read<ProjectImportVirtualCluster>, String>,
        user: &str,
    ) -> Result<(Granted, Answer), Refusal> {
        let read = read.map_err(lenience::refusal)?;
        let mut warnings = validation::settle(read.complaints, options, self.expected)?;
        let mut object = read.object;
        lenience::object(&object)?;
        if !fault(&faults::TM_AS_SENT) {
            say(&mut object.kind, ProjectImportVirtualCluster::KIND);
            say(
                &mut object.api_version,
                ProjectImportVirtualCluster::API_VERSION,
            );
        }
        warnings.extend(metadata::admit(object.metadata.get_or_insert_default()));
        let import = Import {
            project: asked.parameter(0),
            object: &object,
            user,
            dry_run: options.dry_run,
        };
        let granted = match import::grant(&self.inventory, import) {
            Ok(granted) => granted,
            Err(refusal) => {
                return Err(Refusal {
                    warnings,
                    ..refusal
                });
            }
        };
        let choice = detour::choice(asked.choice, asked.parts, format);
        let answer = Answer {
            code: behaviour::answer::code(options),
            warnings,
            ..echoed(object, asked, choice, options)?
        };
        Ok((granted, answer))
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

/// Makes a member say that, whether it does or not.
fn say(member: &mut Option<String>, text: &str) {
    if member.as_deref() != Some(text) {
        *member = Some(text.to_owned());
    }
}

/// The object of an import as it is sent back.
fn echoed(
    object: ProjectImportVirtualCluster,
    asked: &Asked<'_>,
    choice: Choice,
    options: &Options,
) -> Result<Answer, Refusal> {
    let agent = asked.parts.headers.get(USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default();
    let writer = Writer {
        manager: &managed_fields::manager(&options.field_manager, agent),
        api_version: ProjectImportVirtualCluster::API_VERSION,
        subresource: asked.operation.path.rsplit('/').next().unwrap_or_default(),
    };
    if behaviour::deviates() {
        let whole = echo::whole(object, writer);
        return behaviour::answer::written(whole, choice, options, agent);
    }
    if choice.metadata_only {
        return found(&echo::whole(object, writer), choice);
    }
    let text = echo::text(&object, writer).map_err(|error| unwritable(&error))?;
    Ok(Answer {
        code: StatusCode::OK,
        body: AnswerBody::Written(text),
        choice,
        warnings: Vec::new(),
    })
}

fn is(one: &Operation, other: &Operation) -> bool {
    one.id == other.id
}
