//! What a service answers to a plain HTTP client besides its calls: pages under one path, to be read and nothing else.
//!
//! Owns how a page goes out and what a refusal looks like without gRPC. Pages are made by whoever gave the part; admission,
//! deadline and counting are those of every call, in `call`.

use std::{future::Future, pin::Pin};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use tonic::Code;

use super::answer::Answer;
use error::Error;
use error::{self, Kind};

type Making = Pin<Box<dyn Future<Output = Result<Page, Error>> + Send>>;

/// The pages of a service.
pub struct Plain {
    prefix: &'static str,
    page: Box<dyn Fn(String) -> Making + Send + Sync>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whether it is what was asked for, or says why not.
    pub status: StatusCode,
    /// Its media type.
    pub kind: &'static str,
    /// Who may keep it for how long: the value of `cache-control`.
    pub keep: &'static str,
    /// Its bytes.
    pub body: Bytes,
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

    /// What of `path` names a page, if it is one of these.
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

impl Page {
    /// A page that says why there is none. Not to be kept: what is not there may come.
    pub fn refusal(status: StatusCode, why: &str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            keep: "no-cache",
            body: format!("{why}\n").into(),
        }
    }

    /// The page for an error.
    pub(super) fn of(error: &Error) -> Self {
        let status = match error.kind() {
            Kind::Exhausted | Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Deadline => StatusCode::GATEWAY_TIMEOUT,
            _ => {
                tracing::error!(cause = error::cause(error), "internal error");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::refusal(status, error.message())
    }

    /// What it is counted as.
    pub(super) fn code(&self) -> Code {
        match self.status {
            StatusCode::OK => Code::Ok,
            StatusCode::NOT_FOUND => Code::NotFound,
            StatusCode::BAD_REQUEST => Code::InvalidArgument,
            StatusCode::METHOD_NOT_ALLOWED => Code::Unimplemented,
            StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
            StatusCode::GATEWAY_TIMEOUT => Code::DeadlineExceeded,
            _ => Code::Internal,
        }
    }

    /// As it goes out; to HEAD, all but the bytes.
    pub(super) fn into_response(self, method: &Method) -> Response<Answer> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.keep));
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        let body = if *method == Method::HEAD {
            Answer::nothing()
        } else {
            Answer::text(self.body)
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }
}
