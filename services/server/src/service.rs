//! What is served: the services generated from the contract, their names, and pages for plain HTTP.

use std::{convert::Infallible, mem, sync::Arc};

use kenes_proto::methods::{self, Limited, ServesAll};
use tonic::{body::Body, server::NamedService, service::Routes};

use identity::Verifier;

use crate::{authentication::Tokens, plain::Plain, unary::Unary};

/// What is served.
pub struct Service {
    /// The services of the contract, each with its own message limits.
    pub routes: Routes,
    /// Their full names (`NamedService::NAME`): for health, reflection and metrics.
    pub names: Vec<&'static str>,
    /// Who decides, in every error: `registry.kenes`.
    pub domain: &'static str,
    /// What is answered to a plain HTTP client, if anything.
    pub plain: Option<Plain>,
    /// How its callers are known. Where there is nothing, each is whoever it says in the metadata.
    pub tokens: Option<Tokens>,
}

impl Service {
    /// A service that has nothing to serve yet.
    pub fn new(domain: &'static str) -> Self {
        Self {
            routes: Routes::default(),
            names: Vec::new(),
            domain,
            plain: None,
            tokens: None,
        }
    }

    /// Knows its callers by access tokens, and by nothing else; `now` says the time in seconds since 1970.
    #[must_use]
    pub fn known_by(
        self,
        verifier: Arc<Verifier>,
        now: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            tokens: Some(Tokens::new(verifier, now)),
            ..self
        }
    }

    /// Adds one whose methods are all unary, for requests of at most `largest` bytes: also compressed with gzip, and then so large
    /// when they are inflated. A caller who accepts gzip is answered in it.
    #[must_use]
    pub fn answered_by<S, A>(mut self, api: &Arc<A>, largest: usize) -> Self
    where
        S: methods::Service,
        A: ServesAll<S>,
    {
        let unary = Unary::of::<S, A>(api, largest);
        let routes = self.routes.axum_router_mut();
        let path = format!("/{}/{{method}}", S::NAME);
        *routes = mem::take(routes).route_service(&path, unary);
        self.names.push(S::NAME);
        self
    }

    /// Adds one with streams, for requests of at most `largest` bytes.
    #[must_use]
    pub fn with<S>(self, service: S, largest: usize) -> Self
    where
        S: Limited
            + tower::Service<
                http::Request<Body>,
                Response = http::Response<Body>,
                Error = Infallible,
                Future: Send + 'static,
            > + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.with_unlimited(service.limited(largest))
    }

    /// Adds one without a limit of ours: a test, a measurement.
    #[must_use]
    pub fn with_unlimited<S>(mut self, service: S) -> Self
    where
        S: tower::Service<
                http::Request<Body>,
                Response = http::Response<Body>,
                Error = Infallible,
                Future: Send + 'static,
            > + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.routes = self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }
}
