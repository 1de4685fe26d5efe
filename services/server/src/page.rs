//! A page for a plain HTTP client. Owns how it goes out, and what a refusal looks like without gRPC.

use bytes::Bytes;
use error::{Error, Kind};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use tonic::Code;

use crate::answer::Answer;

/// The media type of a text.
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

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

impl Page {
    /// A page that says why there is none. Not to be kept: what is not there may come.
    pub fn refusal(status: StatusCode, why: &str) -> Self {
        Self {
            status,
            kind: TEXT,
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

    /// Returns what it is counted as.
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

    /// Returns it as it goes out; to HEAD, all but the bytes.
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
