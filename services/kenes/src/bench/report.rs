//! What was measured, gathered over the rounds, as a table for people and as one JSON object for programs.

mod row;
mod spread;

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::histogram::Histogram;
use row::Row;

/// The operations, in the order of the table.
const OPERATIONS: [&str; 10] = [
    "fdatasync_4k",
    "fdatasync_64k",
    "echo",
    "own_echo",
    "create_comment",
    "create_at_half",
    "list_first",
    "list_deep",
    "get_comment",
    "prove_inclusion",
];

/// One measurement of one operation in one round.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) per_second: f64,
    pub(super) times: Histogram,
    /// Microseconds of CPU of the server a call, by the name of the thread.
    pub(super) cpu: BTreeMap<String, f64>,
    pub(super) rss_mb: f64,
    pub(super) peak_mb: f64,
    /// The share of the machine that others took meanwhile.
    pub(super) others: f64,
}

/// Everything that was measured.
#[derive(Debug, Default)]
pub(super) struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds a sample, and its ratio to the echo of this round where there is one.
    pub(super) fn add(
        &mut self,
        operation: &'static str,
        in_flight: usize,
        sample: Sample,
        echo: Option<f64>,
    ) {
        let ratio = echo.map(|echo| sample.per_second / echo);
        let at = self
            .rows
            .iter()
            .position(|r| (r.operation, r.in_flight) == (operation, in_flight));
        let row = match at {
            Some(at) => &mut self.rows[at],
            None => {
                self.rows.push(Row {
                    operation,
                    in_flight,
                    samples: Vec::new(),
                    ratios: Vec::new(),
                });
                self.rows.last_mut().expect("just pushed")
            }
        };
        row.samples.push(sample);
        row.ratios.extend(ratio);
    }

    /// Puts the rows in order: ceilings first.
    pub(super) fn sort(&mut self) {
        let rank = |operation| OPERATIONS.iter().position(|known| *known == operation);
        self.rows.sort_by_key(|row| {
            (
                rank(row.operation).unwrap_or(OPERATIONS.len()),
                row.in_flight,
            )
        });
    }

    /// Returns the table.
    pub(super) fn table(&self) -> String {
        let mut text = format!(
            "{:<15} {:>5} {:>23} {:>8} {:>8} {:>7} {:>17} {:>5} {:>17} {:>6}\n",
            "operation",
            "in",
            "a second",
            "p50",
            "p99",
            "CPU",
            "runtime / store",
            "RSS",
            "ratio to echo",
            "others"
        );
        let _ = writeln!(
            text,
            "{:<15} {:>5} {:>23} {:>8} {:>8} {:>7} {:>17} {:>5} {:>17} {:>6}",
            "",
            "flight",
            "median (min-max)",
            "ms",
            "ms",
            "us/call",
            "us/call",
            "MiB",
            "median (min-max)",
            "took"
        );
        for row in &self.rows {
            let line = row.line();
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Returns the same as JSON, one object a row.
    pub(super) fn json(&self, engine: &str) -> Vec<Value> {
        self.rows.iter().map(|row| row.json(engine)).collect()
    }
}

#[cfg(test)]
mod tests;
