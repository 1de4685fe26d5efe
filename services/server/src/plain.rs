//! Whoever comes without gRPC: told apart from a call, shown the pages of a service under one path, or told what this port is.
//!
//! Owns what a call is by its head. Pages are made by whoever gave them; their admission, deadline and counting are those of every
//! call, in `call`.

use std::{future::Future, pin::Pin};

use bytes::Bytes;
use error::Error;
use http::{HeaderValue, Method, Request, Response, StatusCode, Version, header};

use crate::{
    answer::Answer,
    page::{Page, TEXT},
};

type Making = Pin<Box<dyn Future<Output = Result<Page, Error>> + Send>>;

/// The pages of a service.
pub struct Plain {
    prefix: &'static str,
    page: Box<dyn Fn(String) -> Making + Send + Sync>,
}

impl Plain {
    /// Pages under `prefix`, `/record/`, each made by `page` from the rest of its path.
    pub fn new<F, P>(prefix: &'static str, page: F) -> Self
    where
        F: Fn(String) -> P + Send + Sync + 'static,
        P: Future<Output = Result<Page, Error>> + Send + 'static,
    {
        Self {
            prefix,
            page: Box::new(move |path| Box::pin(page(path))),
        }
    }

    /// Returns what of `path` names a page, if it is one of these.
    pub(super) fn part<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.prefix)
    }

    /// Makes the page for a request of this method.
    pub(super) fn answer(&self, method: &Method, part: &str) -> Making {
        if matches!(*method, Method::GET | Method::HEAD) {
            return (self.page)(part.to_owned());
        }
        let only = Page::refusal(StatusCode::METHOD_NOT_ALLOWED, "here is only GET and HEAD");
        Box::pin(std::future::ready(Ok(only)))
    }
}

/// Returns the HTTP status for a request that is no gRPC call.
pub(super) fn stray<B>(request: &Request<B>) -> Option<StatusCode> {
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
    } else if request.method() != Method::POST {
        Some(StatusCode::METHOD_NOT_ALLOWED)
    } else {
        None
    }
}

/// Tells someone with a browser or a plain HTTP client what this port is.
pub(super) fn point_the_way(hint: Bytes, status: StatusCode) -> Response<Answer> {
    let mut response = Response::new(Answer::text(hint));
    *response.status_mut() = status;
    let text = HeaderValue::from_static(TEXT);
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(stray(kind, Version::HTTP_2, Method::POST), None, "{kind}");
        }
        for kind in [
            "",
            "application/json",
            "application/grpc-web+proto",
            "application/grpc+json",
            "application/grpcx",
        ] {
            assert_eq!(
                stray(kind, Version::HTTP_2, Method::POST),
                Some(415),
                "{kind}"
            );
        }
        assert_eq!(
            stray("application/grpc", Version::HTTP_11, Method::POST),
            Some(505)
        );
        assert_eq!(
            stray("application/grpc", Version::HTTP_2, Method::GET),
            Some(405)
        );
    }
}
