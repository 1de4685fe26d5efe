//! What is counted about calls, and the table of the methods they are counted under.
//!
//! A caller cannot make the set of metrics grow: a path that is not a method of ours is counted as `unknown`.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use ::metrics::{Counter, Gauge, Histogram, Label};
use prost_reflect::DescriptorPool;
use tonic::Code;

use crate::{metrics::metrics, reflection};

/// How a method talks; it decides which limits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Unary,
    /// Many messages in, one out.
    Upload,
    /// One message in, many out.
    Stream,
    /// Many messages both ways.
    Dialogue,
}

impl Shape {
    /// Returns what it is called in metrics.
    fn name(self) -> &'static str {
        match self {
            Self::Unary => "unary",
            Self::Upload => "client_stream",
            Self::Stream => "server_stream",
            Self::Dialogue => "bidi_stream",
        }
    }
}

/// A method, and what is counted about it.
pub(super) struct Method {
    /// As in a request: `/package.Service/Method`.
    pub(super) path: Arc<str>,
    pub(super) shape: Shape,
    /// Health and reflection: they must answer when all else is shed.
    pub(super) exempt: bool,
    /// Whether a call needs a caller: its request has `validate_only`, as that of every write.
    pub(super) writes: bool,
    labels: [Label; 3],
    /// Made when it is first needed, as `seconds` is: a series that nobody used would say nothing.
    handled: [OnceLock<Counter>; CODES.len()],
    seconds: OnceLock<Histogram>,
}

impl Method {
    fn new(service: &str, name: &str, shape: Shape, exempt: bool, writes: bool) -> Arc<Self> {
        Arc::new(Self {
            path: format!("/{service}/{name}").into(),
            shape,
            exempt,
            writes,
            labels: [
                Label::new("grpc_type", shape.name()),
                Label::new("grpc_service", service.to_owned()),
                Label::new("grpc_method", name.to_owned()),
            ],
            handled: [const { OnceLock::new() }; CODES.len()],
            seconds: OnceLock::new(),
        })
    }

    fn count(&self, code: Code, took: Duration) {
        let (cell, name) = (&self.handled[code as usize], CODES[code as usize]);
        let handled = || {
            let mut labels = self.labels.to_vec();
            labels.push(Label::new("grpc_code", name));
            ::metrics::counter!("kenes_grpc_server_handled_total", labels)
        };
        cell.get_or_init(handled).increment(1);
        let seconds =
            || ::metrics::histogram!("kenes_grpc_server_handling_seconds", self.labels.to_vec());
        self.seconds.get_or_init(seconds).record(took);
    }
}

/// Every method that is served.
pub(super) struct Methods {
    known: HashMap<Arc<str>, Arc<Method>>,
    unknown: Arc<Method>,
    /// All that is answered to plain HTTP clients: counted as `page` of the service `http`.
    pub(super) plain: Arc<Method>,
    in_flight: Gauge,
}

impl Methods {
    /// The methods of the services `names` of the contract, and of health and reflection.
    pub(super) fn of(names: &[&'static str]) -> Self {
        // First of all: a counter made before the recorder counts nothing.
        metrics();
        let mut known = HashMap::new();
        let mut add = |names: &[&str], exempt: bool| {
            let services = reflection::pools()
                .into_iter()
                .flat_map(DescriptorPool::services);
            for service in services.filter(|s| names.contains(&s.full_name())) {
                for method in service.methods() {
                    let shape = match (method.is_client_streaming(), method.is_server_streaming()) {
                        (true, true) => Shape::Dialogue,
                        (false, true) => Shape::Stream,
                        (true, false) => Shape::Upload,
                        (false, false) => Shape::Unary,
                    };
                    let writes = method.input().get_field_by_name("validate_only").is_some();
                    let (service, name) = (service.full_name(), method.name());
                    let method = Method::new(service, name, shape, exempt, writes);
                    known.insert(method.path.clone(), method);
                }
            }
        };
        add(names, false);
        add(&reflection::OWN, true);
        Self {
            known,
            unknown: Method::new("unknown", "unknown", Shape::Unary, false, false),
            plain: Method::new("http", "page", Shape::Unary, false, false),
            in_flight: ::metrics::gauge!("kenes_grpc_server_in_flight"),
        }
    }

    /// Returns the method that `path` names.
    pub(super) fn find(&self, path: &str) -> &Arc<Method> {
        self.known.get(path).unwrap_or(&self.unknown)
    }

    /// A call of `method` begins. Returns what counts it.
    pub(super) fn begin(&self, method: &Arc<Method>) -> Measure {
        self.in_flight.increment(1);
        Measure {
            method: method.clone(),
            in_flight: self.in_flight.clone(),
            begun: Instant::now(),
            open: true,
        }
    }
}

/// One call being counted. Dropped before its end, it was cancelled by the caller.
pub(super) struct Measure {
    method: Arc<Method>,
    in_flight: Gauge,
    begun: Instant,
    open: bool,
}

impl Measure {
    /// The call ended with `code`. Only the first end counts.
    pub(super) fn end(&mut self, code: Code) {
        if std::mem::take(&mut self.open) {
            let took = self.begun.elapsed();
            self.in_flight.decrement(1);
            self.method.count(code, took);
            tracing::debug!(
                method = &*self.method.path,
                code = CODES[code as usize],
                ?took,
                "call"
            );
        }
    }
}

impl Drop for Measure {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// The names of the codes, by number.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

#[cfg(test)]
mod tests;
