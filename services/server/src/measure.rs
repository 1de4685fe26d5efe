//! What is counted about calls, and the table of the methods they are counted under.
//!
//! A caller cannot make the set of metrics grow: a path that is not a method of ours is counted as `unknown`.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use ::metrics::{Counter, Gauge, Histogram};
use prost_reflect::DescriptorPool;
use tonic::Code;

use crate::metrics::metrics;

/// How a method talks; it decides which limits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Unary,
    /// Many messages in, one out.
    Upload,
    /// Many messages out.
    Stream,
}

/// A method, and what is counted about it.
pub(super) struct Method {
    /// As in a request: `/package.Service/Method`.
    pub(super) path: Arc<str>,
    pub(super) shape: Shape,
    /// Health and reflection: they must answer when all else is shed.
    pub(super) exempt: bool,
    handled: [OnceLock<Counter>; CODES.len()],
    seconds: Histogram,
}

impl Method {
    fn new(path: &str, shape: Shape, exempt: bool) -> Arc<Self> {
        let path: Arc<str> = path.into();
        Arc::new(Self {
            seconds: ::metrics::histogram!("grpc_server_handling_seconds", "method" => path.clone()),
            handled: [const { OnceLock::new() }; CODES.len()],
            path,
            shape,
            exempt,
        })
    }

    fn count(&self, code: Code, took: Duration) {
        let (cell, name) = (&self.handled[code as usize], CODES[code as usize]);
        let path = &self.path;
        cell.get_or_init(|| ::metrics::counter!("grpc_server_handled_total", "method" => path.clone(), "code" => name))
            .increment(1);
        self.seconds.record(took);
    }
}

/// Every method that is served.
pub(super) struct Methods {
    known: HashMap<Arc<str>, Arc<Method>>,
    unknown: Arc<Method>,
    /// All that is answered to plain HTTP clients.
    pub(super) plain: Arc<Method>,
    in_flight: Gauge,
}

impl Methods {
    /// The methods of the services `names` of the contract, and of health and reflection.
    pub(super) fn of(names: &[&'static str]) -> Self {
        // First of all: a counter made before the recorder counts nothing.
        metrics();
        let mut known = HashMap::new();
        let mut add = |pool: &DescriptorPool, wanted: Option<&[&str]>| {
            for service in pool
                .services()
                .filter(|s| wanted.is_none_or(|names| names.contains(&s.full_name())))
            {
                for method in service.methods() {
                    let shape = match (method.is_client_streaming(), method.is_server_streaming()) {
                        (_, true) => Shape::Stream,
                        (true, false) => Shape::Upload,
                        (false, false) => Shape::Unary,
                    };
                    let path = format!("/{}/{}", service.full_name(), method.name());
                    let method = Method::new(&path, shape, wanted.is_none());
                    known.insert(method.path.clone(), method);
                }
            }
        };
        add(&kenes_proto::POOL, Some(names));
        for encoded in [
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ] {
            add(
                &DescriptorPool::decode(encoded).expect("published by the crate that made it"),
                None,
            );
        }
        let unknown = Method::new("unknown", Shape::Unary, false);
        Self {
            known,
            unknown,
            plain: Method::new("plain HTTP", Shape::Unary, false),
            in_flight: ::metrics::gauge!("grpc_server_in_flight"),
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
