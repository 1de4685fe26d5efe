//! The way of one call, the same for all: named, counted, bounded, guarded, and never refused without a reason.
//!
//! Owns the order of the steps. Each step's own rules are in its own file.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::SocketAddr,
    pin::pin,
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use error::Error;
use http::{Request, Response, StatusCode, request::Parts};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tonic::{body::Body, codegen::StdError, service::Routes};
use tower::Service as _;
use tracing::Instrument;

use crate::{
    Line, Settings,
    admission::{Admission, Places},
    answer::{Answer, Call, guarded},
    authentication::{Tokens, authenticate},
    deadline, fault,
    measure::{Method, Methods, Shape},
    metadata,
    page::Page,
    plain::{Plain, point_the_way, stray},
    received::received,
    request_id::{REQUEST_ID, RequestId},
};

/// Everything that calls share.
pub(super) struct Calls {
    routes: Routes,
    methods: Methods,
    domain: &'static str,
    plain: Option<Plain>,
    admission: Admission,
    tokens: Option<Tokens>,
    max_deadline: Duration,
    max_upload: Duration,
    max_message: Duration,
    max_stall: Duration,
    hint: Bytes,
}

impl Calls {
    pub(super) fn new(
        routes: Routes,
        names: &[&'static str],
        domain: &'static str,
        (plain, tokens): (Option<Plain>, Option<Tokens>),
        address: SocketAddr,
        settings: &Settings,
    ) -> Self {
        Self {
            routes,
            methods: Methods::of(names),
            domain,
            plain,
            admission: Admission::new(settings),
            tokens,
            max_deadline: settings.max_deadline,
            max_upload: settings.max_upload,
            max_message: settings.max_message,
            max_stall: settings.max_stall,
            hint: format!(
                "{domain} is a gRPC service over HTTP/2; try: grpcurl -plaintext {address} list\n"
            )
            .into(),
        }
    }

    /// Answers `request`, whatever it is.
    pub(super) async fn answer<B>(&self, mut request: Request<B>) -> Response<Answer>
    where
        B: http_body::Body<Data = Bytes, Error: Into<StdError>> + Send + Unpin + 'static,
    {
        if let Some(status) = stray(&request) {
            return match &self.plain {
                Some(plain) => self.show(plain, request.into_parts().0, status).await,
                None => point_the_way(self.hint.clone(), status),
            };
        }
        let id = RequestId::of(request.headers());
        let method = self.methods.find(request.uri().path());
        let mut measure = self.methods.begin(method);
        let span = tracing::info_span!(
            "call",
            method = &*method.path,
            request_id = id.as_str(),
            token = tracing::field::Empty,
        );
        request.extensions_mut().insert(id.clone());

        let line = request.extensions().get::<Line>().cloned();
        let line = line.unwrap_or_else(|| Line::new(self.max_stall));
        let busy = line.begin();
        let carried = self.carry(request, method, &line);
        let carried = carried.instrument(span.clone()).await;
        let (response, until, places) = carried.unwrap_or_else(|error| {
            let status = error.into_status(self.domain);
            (status.into_http::<Body>(), None, Vec::new())
        });

        let (mut parts, body) = response.into_parts();
        parts.headers.insert(REQUEST_ID, id.0);
        let outcome =
            span.in_scope(|| fault::settle(&mut parts.headers, &parts.extensions, self.domain));
        if let Some(code) = outcome {
            span.in_scope(|| measure.end(code));
        }
        let until = until.map(|until| Box::pin(sleep_until(until)));
        Response::from_parts(
            parts,
            Answer::of(
                body,
                Call {
                    measure,
                    span,
                    domain: self.domain,
                    until,
                    _places: places,
                    line,
                    unread: None,
                    _busy: busy,
                },
            ),
        )
    }

    /// Takes the call to the service, if there is time and room for it, once its message is there. Returns the answer, when a stream
    /// must be over, and its places.
    async fn carry<B>(
        &self,
        mut request: Request<B>,
        method: &Method,
        line: &Line,
    ) -> Result<(Response<Body>, Option<Instant>, Places), Error>
    where
        B: http_body::Body<Data = Bytes, Error: Into<StdError>> + Send + Unpin + 'static,
    {
        metadata::check(request.headers())?;
        let asked = deadline::asked(request.headers())?;
        let most = if method.shape == Shape::Upload {
            self.max_upload
        } else {
            self.max_deadline
        };
        let begun = Instant::now();
        let until = begun + asked.map_or(most, |asked| asked.min(most));
        if let Some(tokens) = &self.tokens {
            // Before a byte of the message is read.
            let known = authenticate(tokens, method, &mut request);
            let Ok(known) = timeout_at(until, known).await else {
                return Err(Error::deadline());
            };
            known?;
        }
        let (head, body) = request.into_parts();
        // A clone costs a count: what the routes share is behind it.
        let mut routes = self.routes.clone();
        let (call, places) = match method.shape {
            Shape::Unary | Shape::Stream => {
                let patience = self
                    .max_message
                    .min(until.saturating_duration_since(Instant::now()));
                let message = received(body, line, patience).await?;
                let places = self.admission.admit(method, line)?;
                (routes.call(Request::from_parts(head, message)), places)
            }
            Shape::Upload | Shape::Dialogue => {
                let places = self.admission.admit(method, line)?;
                (routes.call(Request::from_parts(head, body)), places)
            }
        };
        let call = unbroken(call);
        let Ok(response) = timeout_at(until, call).await else {
            return Err(Error::deadline());
        };
        let response = response?.unwrap_or_else(|never: Infallible| match never {});

        if matches!(method.shape, Shape::Stream | Shape::Dialogue) {
            // A stream lasts as long as its caller wants; that may be past any clock.
            let until = asked.and_then(|asked| begun.checked_add(asked));
            return Ok((response, until, places));
        }
        Ok((response, None, Vec::new()))
    }

    /// Answers a plain HTTP client with a page, under the limits of a call; one that asks for none gets the hint.
    async fn show(&self, plain: &Plain, head: Parts, status: StatusCode) -> Response<Answer> {
        let path = head.uri.path();
        let Some(part) = plain.part(path) else {
            return point_the_way(self.hint.clone(), status);
        };
        let id = RequestId::of(&head.headers);
        let method = &self.methods.plain;
        let mut measure = self.methods.begin(method);
        let span = tracing::info_span!("page", path, request_id = id.as_str());
        let making = plain.answer(&head.method, part);
        let page = self.make(method, making).instrument(span.clone()).await;
        let page = page.unwrap_or_else(|error| span.in_scope(|| Page::of(&error)));
        span.in_scope(|| measure.end(page.code()));
        let mut response = page.into_response(&head.method);
        response.headers_mut().insert(REQUEST_ID, id.0);
        response
    }

    /// Makes a page, if there is time and room for it.
    async fn make(
        &self,
        method: &Method,
        making: impl Future<Output = Result<Page, Error>>,
    ) -> Result<Page, Error> {
        let line = Line::new(self.max_stall);
        let _places = self.admission.admit(method, &line)?;
        let making = timeout(self.max_deadline, unbroken(making));
        making.await.unwrap_or_else(|_| Err(Error::deadline()))?
    }
}

/// Returns what `work` comes to, or the error of its panic.
async fn unbroken<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let mut work = pin!(work);
    poll_fn(|cx| match guarded(|| work.as_mut().poll(cx)) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}
