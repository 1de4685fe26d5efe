//! The recorder of the metrics of the process. Owns the metric names; each is counted where it happens.

use std::{sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The upper ends of the buckets of a histogram, in seconds.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Histograms hold every sample until they are drained, scraped or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// Returns the metrics of the process; the recorder is installed by the first call.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let builder = PrometheusBuilder::new();
        let recorder = builder
            .set_buckets(&BUCKETS)
            .expect("the list of buckets is not empty")
            .build_recorder();
        let handle = recorder.handle();
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder was installed before: /metrics stays empty");
        }
        ::metrics::describe_counter!(
            "grpc_server_handled_total",
            "Calls that ended, by method and code."
        );
        ::metrics::describe_histogram!(
            "grpc_server_handling_seconds",
            "Time from the head of a call to its end."
        );
        ::metrics::describe_gauge!(
            "grpc_server_in_flight",
            "Calls that have begun and not ended."
        );
        ::metrics::describe_gauge!("grpc_server_connections", "Open connections.");
        ::metrics::describe_counter!(
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
