//! What is counted about calls, and the table of the methods they are counted under.
//!
//! Owns the metric names and the recorder of the process. A caller cannot make the set of metrics grow: a path that is
//! not a method of ours is counted as `unknown`.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use metrics::{Counter, Gauge, Histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use prost_reflect::DescriptorPool;
use tonic::Code;

const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Histograms hold every sample until they are drained, scraped or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// The metrics of the process; the recorder is installed by the first call.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let builder = PrometheusBuilder::new();
        let recorder = builder
            .set_buckets(&BUCKETS)
            .expect("the list of buckets is not empty")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder was installed before: /metrics stays empty");
        }
        metrics::describe_counter!(
            "grpc_server_handled_total",
            "Calls that ended, by method and code."
        );
        metrics::describe_histogram!(
            "grpc_server_handling_seconds",
            "Time from the head of a call to its end."
        );
        metrics::describe_gauge!(
            "grpc_server_in_flight",
            "Calls that have begun and not ended."
        );
        metrics::describe_gauge!("grpc_server_connections", "Open connections.");
        metrics::describe_counter!(
            "grpc_server_connections_refused_total",
            "Connections closed at the limit."
        );
        handle
    };
    HANDLE.get_or_init(install).clone()
}

/// Keeps the histograms small, for ever.
pub(super) async fn upkeep() {
    let handle = metrics();
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tick.tick().await;
        handle.run_upkeep();
    }
}

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
            seconds: metrics::histogram!("grpc_server_handling_seconds", "method" => path.clone()),
            handled: [const { OnceLock::new() }; CODES.len()],
            path,
            shape,
            exempt,
        })
    }

    fn count(&self, code: Code, took: Duration) {
        let (cell, name) = (&self.handled[code as usize], CODES[code as usize]);
        let path = &self.path;
        cell.get_or_init(|| metrics::counter!("grpc_server_handled_total", "method" => path.clone(), "code" => name))
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
            in_flight: metrics::gauge!("grpc_server_in_flight"),
        }
    }

    /// The method that `path` names.
    pub(super) fn find(&self, path: &str) -> &Arc<Method> {
        self.known.get(path).unwrap_or(&self.unknown)
    }

    /// A call of `method` begins.
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
mod tests {
    use super::*;

    #[test]
    fn only_methods_of_ours_are_labels() {
        let methods = Methods::of(&["kenes.registry.v1.OrganizationService"]);
        let own = methods.find("/kenes.registry.v1.OrganizationService/GetOrganization");
        assert!(own.shape == Shape::Unary && !own.exempt);
        assert_eq!(
            &*methods
                .find("/kenes.registry.v1.OrganizationService/Random123")
                .path,
            "unknown"
        );
        let watch = methods.find("/grpc.health.v1.Health/Watch");
        assert!(watch.shape == Shape::Stream && watch.exempt);
        // A service of the contract that this process does not serve.
        let none = Methods::of(&[]);
        assert_eq!(
            &*none
                .find("/kenes.registry.v1.OrganizationService/GetOrganization")
                .path,
            "unknown"
        );
    }

    #[test]
    fn the_names_stand_at_their_numbers() {
        assert_eq!(CODES[Code::Unauthenticated as usize], "UNAUTHENTICATED");
        assert_eq!(
            CODES[Code::ResourceExhausted as usize],
            "RESOURCE_EXHAUSTED"
        );
        assert_eq!(CODES[Code::Internal as usize], "INTERNAL");
    }

    #[test]
    fn a_call_counts_once_and_a_dropped_one_as_cancelled() {
        let methods = Methods::of(&[]);
        let method = methods.find("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        let mut call = methods.begin(method);
        call.end(Code::DataLoss);
        call.end(Code::Ok);
        drop(call);
        drop(methods.begin(method));
        let text = metrics().render();
        let label = "method=\"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo\"";
        assert!(
            text.contains(&format!(
                "grpc_server_handled_total{{{label},code=\"DATA_LOSS\"}} 1"
            )),
            "{text}"
        );
        assert!(
            text.contains(&format!(
                "grpc_server_handled_total{{{label},code=\"CANCELLED\"}} 1"
            )),
            "{text}"
        );
        assert!(!text.contains(&format!("{label},code=\"OK\"")), "{text}");
    }
}
