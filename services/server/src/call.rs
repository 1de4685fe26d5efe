//! The way of one call, the same for all: named, counted, bounded, guarded, and never refused without a reason.
//!
//! Owns the order of the steps and the id of a request. Each step's own rules are in its own file.

use std::{
    convert::Infallible, future::poll_fn, net::SocketAddr, pin::pin, sync::Arc, task::Poll,
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method as Verb, Request, Response, StatusCode, Version, header,
    request::Parts,
};
use kenes_proto::types::ErrorReason as Reason;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until, timeout, timeout_at},
};
use tonic::{body::Body, service::Routes};
use tower::Service as _;
use tracing::Instrument;

use super::{
    Settings,
    answer::{Answer, Call, guarded},
    deadline, fault,
    measure::{Method, Methods, Shape},
    plain::{Page, Plain},
};
use error::Error;

const REQUEST_ID: &str = "x-request-id";
/// Longer ids of callers are replaced by ours: they are copied into every line of the log.
const MAX_REQUEST_ID: usize = 64;
/// When a caller that was shed should come back.
const RETRY: Duration = Duration::from_secs(1);

/// The id of a request: the caller's if it sent a fit one, else ours. In the extensions of every request, in the
/// answer's head, and in every line of the log that the request causes.
#[derive(Clone, Debug)]
pub struct RequestId(HeaderValue);

impl RequestId {
    fn of(headers: &HeaderMap) -> Self {
        let fit = |id: &&HeaderValue| {
            (1..=MAX_REQUEST_ID).contains(&id.len())
                && id.as_bytes().iter().all(u8::is_ascii_graphic)
        };
        Self(
            headers
                .get(REQUEST_ID)
                .filter(fit)
                .cloned()
                .unwrap_or_else(Self::fresh),
        )
    }

    fn fresh() -> HeaderValue {
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let text = uuid::Uuid::new_v4().hyphenated().encode_lower(&mut text);
        HeaderValue::from_str(text).expect("hexadecimal digits and hyphens")
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Both kinds of id are printable ASCII.
        self.0.to_str().unwrap_or_default()
    }
}

/// Everything that calls share.
pub(super) struct Calls {
    routes: Routes,
    methods: Methods,
    domain: &'static str,
    plain: Option<Plain>,
    unary: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    max_deadline: Duration,
    max_upload: Duration,
    hint: Bytes,
}

impl Calls {
    pub(super) fn new(
        routes: Routes,
        names: &[&'static str],
        domain: &'static str,
        plain: Option<Plain>,
        address: SocketAddr,
        settings: &Settings,
    ) -> Self {
        Self {
            routes,
            methods: Methods::of(names),
            domain,
            plain,
            unary: Arc::new(Semaphore::new(settings.max_in_flight)),
            streams: Arc::new(Semaphore::new(settings.max_open_streams)),
            max_deadline: settings.max_deadline,
            max_upload: settings.max_upload,
            hint: format!(
                "{domain} is a gRPC service over HTTP/2; try: grpcurl -plaintext {address} list\n"
            )
            .into(),
        }
    }

    /// Answers `request`, whatever it is.
    pub(super) async fn answer<B>(&self, mut request: Request<B>) -> Response<Answer>
    where
        B: http_body::Body<Data = Bytes, Error: Into<tonic::codegen::StdError>> + Send + 'static,
    {
        if let Some(status) = stray(&request) {
            return match &self.plain {
                Some(plain) => self.show(plain, request.into_parts().0, status).await,
                None => self.point_the_way(status),
            };
        }
        let id = RequestId::of(request.headers());
        let method = self.methods.find(request.uri().path());
        let mut measure = self.methods.begin(method);
        let span = tracing::info_span!("call", method = &*method.path, request_id = id.as_str());
        request.extensions_mut().insert(id.clone());

        let carried = self.carry(request, method).instrument(span.clone()).await;
        let (response, until, place) = carried.unwrap_or_else(|error| {
            (
                error.into_status(self.domain).into_http::<Body>(),
                None,
                None,
            )
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
                    _place: place,
                },
            ),
        )
    }

    /// Takes the call to the service, if there is time and room for it; gives back the answer, when a stream must be
    /// over, and the place that it takes.
    async fn carry<B>(
        &self,
        request: Request<B>,
        method: &Method,
    ) -> Result<
        (
            Response<Body>,
            Option<Instant>,
            Option<OwnedSemaphorePermit>,
        ),
        Error,
    >
    where
        B: http_body::Body<Data = Bytes, Error: Into<tonic::codegen::StdError>> + Send + 'static,
    {
        let asked = deadline::asked(request.headers())?;
        let most = if method.shape == Shape::Upload {
            self.max_upload
        } else {
            self.max_deadline
        };
        let begun = Instant::now();
        let place = self.admit(method)?;

        // A clone costs a count: what the routes share is behind it.
        let call = unbroken(self.routes.clone().call(request));
        let until = begun + asked.map_or(most, |asked| asked.min(most));
        let Ok(response) = timeout_at(until, call).await else {
            return Err(Error::deadline());
        };
        let response = response?.unwrap_or_else(|never: Infallible| match never {});

        if method.shape == Shape::Stream {
            // A stream lasts as long as its caller wants; that may be past any clock.
            return Ok((
                response,
                asked.and_then(|asked| begun.checked_add(asked)),
                place,
            ));
        }
        Ok((response, None, None))
    }

    /// Answers a plain HTTP client with a page, under the limits of a call; one that asks for none gets the hint.
    async fn show(&self, plain: &Plain, head: Parts, status: StatusCode) -> Response<Answer> {
        let path = head.uri.path();
        let Some(part) = plain.part(path) else {
            return self.point_the_way(status);
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
        let _place = self.admit(method)?;
        let making = timeout(self.max_deadline, unbroken(making));
        making.await.unwrap_or_else(|_| Err(Error::deadline()))?
    }

    /// A place for the call, or `OVERLOADED` at once: a queue would only make every caller late.
    fn admit(&self, method: &Method) -> Result<Option<OwnedSemaphorePermit>, Error> {
        if method.exempt {
            return Ok(None);
        }
        let places = if method.shape == Shape::Unary {
            &self.unary
        } else {
            &self.streams
        };
        places.clone().try_acquire_owned().map(Some).map_err(|_| {
            let text = "the service has all the work in hand that it can take; nothing was done";
            Error::exhausted(Reason::Overloaded, text, RETRY)
        })
    }

    /// Tells someone with a browser or a plain HTTP client what this port is.
    fn point_the_way(&self, status: StatusCode) -> Response<Answer> {
        let mut response = Response::new(Answer::text(self.hint.clone()));
        *response.status_mut() = status;
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, text);
        response
    }
}

/// What `work` comes to, or the error of its panic.
async fn unbroken<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let mut work = pin!(work);
    poll_fn(|cx| match guarded(|| work.as_mut().poll(cx)) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// The HTTP status for a request that is no gRPC call.
fn stray<B>(request: &Request<B>) -> Option<StatusCode> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .map_or(&b""[..], HeaderValue::as_bytes);
    let grpc = kind.strip_prefix(b"application/grpc").is_some_and(|rest| {
        let rest = rest.strip_prefix(b"+proto").unwrap_or(rest);
        rest.is_empty() || rest.starts_with(b";")
    });
    if !grpc {
        Some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    } else if request.version() != Version::HTTP_2 {
        Some(StatusCode::HTTP_VERSION_NOT_SUPPORTED)
    } else if request.method() != Verb::POST {
        Some(StatusCode::METHOD_NOT_ALLOWED)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_only_if_it_is_short_and_printable() {
        let of = |value: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(
                REQUEST_ID,
                HeaderValue::from_bytes(value).expect("a header value"),
            );
            RequestId::of(&headers).as_str().to_owned()
        };
        assert_eq!(of(b"order-17/3"), "order-17/3");
        for bad in [&b""[..], b"two words", "кеңес".as_bytes(), &[b'a'; 65]] {
            let id = of(bad);
            assert_eq!(id.len(), 36, "{id}");
        }
        assert_ne!(
            RequestId::of(&HeaderMap::new()).as_str(),
            RequestId::of(&HeaderMap::new()).as_str()
        );
    }

    #[test]
    fn only_grpc_over_http2_is_a_call() {
        let stray = |kind: &str, version, verb| {
            let request = Request::builder()
                .version(version)
                .method(verb)
                .header(header::CONTENT_TYPE, kind);
            stray(&request.body(()).expect("a request")).map(|status| status.as_u16())
        };
        for kind in [
            "application/grpc",
            "application/grpc+proto",
            "application/grpc;charset=utf-8",
        ] {
            assert_eq!(stray(kind, Version::HTTP_2, Verb::POST), None, "{kind}");
        }
        for kind in [
            "",
            "application/json",
            "application/grpc-web+proto",
            "application/grpc+json",
            "application/grpcx",
        ] {
            assert_eq!(
                stray(kind, Version::HTTP_2, Verb::POST),
                Some(415),
                "{kind}"
            );
        }
        assert_eq!(
            stray("application/grpc", Version::HTTP_11, Verb::POST),
            Some(505)
        );
        assert_eq!(
            stray("application/grpc", Version::HTTP_2, Verb::GET),
            Some(405)
        );
    }
}
