//! The recorder of the metrics of the process. Owns what is said of those that more than one part knows; each is counted where it
//! happens.

use std::{sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// The upper ends of the buckets of a histogram, in seconds.
const SECONDS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// The same where what is counted are writes in one commit.
const WRITES: [f64; 11] = [
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0,
];
/// Histograms hold every sample until they are drained, scraped or not.
const UPKEEP: Duration = Duration::from_secs(5);

const COUNTERS: [(&str, &str); 5] = [
    (
        "kenes_grpc_server_handled_total",
        "Calls that ended, by method and code.",
    ),
    (
        "kenes_server_connections_refused_total",
        "Connections closed at the limit.",
    ),
    (
        "kenes_registry_unanswered_total",
        "Questions to the registry that it did not answer in time.",
    ),
    (
        "kenes_registry_disbelieved_total",
        "Answers of the registry that cannot be true.",
    ),
    (
        "kenes_comments_resolved_total",
        "Comments whose standing was pending and is settled.",
    ),
];
const HISTOGRAMS: [(&str, &str); 4] = [
    (
        "kenes_grpc_server_handling_seconds",
        "Time from the head of a call to its end, by method.",
    ),
    (
        "kenes_store_commit_seconds",
        "Time of a commit to the database, until the disk has it.",
    ),
    (
        "kenes_store_commit_writes",
        "Writes that shared one commit (SQLite).",
    ),
    (
        "kenes_log_fsync_seconds",
        "Time of the fsync of the file with what the log signed last, one a checkpoint.",
    ),
];
const GAUGES: [(&str, &str); 14] = [
    (
        "kenes_build_info",
        "1, with the version of the program that runs.",
    ),
    (
        "kenes_grpc_server_in_flight",
        "Calls that have begun and not ended.",
    ),
    ("kenes_server_connections", "Open connections."),
    ("kenes_event_watchers", "Callers who watch events."),
    (
        "kenes_issuer_unread",
        "1 while the keys of an issuer of tokens could not be read when they were last looked at, by issuer.",
    ),
    (
        "kenes_log_entries",
        "Entries of the log: the size of its tree.",
    ),
    (
        "kenes_log_signed_entries",
        "Entries of the log that its last checkpoint covers.",
    ),
    (
        "kenes_log_signing_lag_seconds",
        "Age of the oldest entry that no checkpoint covers; 0 where there is none.",
    ),
    (
        "kenes_log_unchecked_entries",
        "Entries that the check of the whole record, which follows a start, has not read again; 0 when it is over.",
    ),
    (
        "kenes_pending_comments",
        "Comments and participations whose claim waits for the registry, by state: waiting, or stuck where it refuses to say.",
    ),
    (
        "kenes_search_unread_entries",
        "Signed entries of the log that the index of searches has not read, or not committed.",
    ),
    (
        "kenes_search_purging",
        "1 while words of redacted texts may still be in the files of the index of searches.",
    ),
    (
        "kenes_store_connections",
        "Connections to the database, by state: busy or idle.",
    ),
    (
        "kenes_store_waiting",
        "Pieces of work that wait for a connection to the database.",
    ),
];

/// Returns the metrics of the process; the recorder is installed by the first call.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let builder = PrometheusBuilder::new();
        let writes = Matcher::Full("kenes_store_commit_writes".to_owned());
        let recorder = builder
            .set_buckets(&SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(writes, &WRITES))
            .expect("the lists of buckets are not empty")
            .build_recorder();
        let handle = recorder.handle();
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder was installed before: /metrics stays empty");
        }
        for (name, help) in COUNTERS {
            ::metrics::describe_counter!(name, help);
        }
        for (name, help) in HISTOGRAMS {
            ::metrics::describe_histogram!(name, help);
        }
        for (name, help) in GAUGES {
            ::metrics::describe_gauge!(name, help);
        }
        ::metrics::gauge!("kenes_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
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
