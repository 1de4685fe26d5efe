//! Rounds are gathered, and compared with the echo of their own round.

use std::time::Duration;

use serde_json::json;

use super::*;

fn sample(per_second: f64) -> Sample {
    let mut times = Histogram::default();
    times.record(Duration::from_micros(100));
    let cpu = [
        ("tokio-rt-worker".to_owned(), 20.0),
        ("store-writer".to_owned(), 40.0),
    ];
    Sample {
        per_second,
        times,
        cpu: cpu.into(),
        rss_mb: 30.0,
        peak_mb: 31.0,
        others: 0.1,
    }
}

#[test]
fn rounds_are_gathered_and_compared_with_the_echo_of_their_own_round() {
    let mut report = Report::default();
    for (rate, echo) in [(100.0, 1000.0), (300.0, 1000.0), (200.0, 400.0)] {
        report.add("create_comment", 64, sample(rate), Some(echo));
    }
    let rows = report.json("sqlite");
    let row = &rows[0];
    for key in [
        "engine",
        "operation",
        "in_flight",
        "per_second",
        "p50_us",
        "p99_us",
        "ratio_to_echo",
    ] {
        assert!(!row[key].is_null(), "{key}");
    }
    assert_eq!(
        (&row["per_second"], &row["max"]),
        (&json!(200.0), &json!(300.0))
    );
    assert_eq!(
        (&row["ratio_to_echo"], &row["ratio_to_echo_min"]),
        (&json!(0.3), &json!(0.1))
    );
    assert_eq!(row["cpu_us_per_call"], json!(60.0));
    assert!(report.table().contains("20.0 / 40.0"), "{}", report.table());
}

#[test]
fn what_has_no_echo_has_no_ratio() {
    let mut report = Report::default();
    report.add("fdatasync_4k", 1, sample(1.0), None);
    assert!(report.json("sqlite")[0]["ratio_to_echo"].is_null());
}
