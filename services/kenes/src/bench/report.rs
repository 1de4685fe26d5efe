//! What was measured, gathered over the rounds, as a table for people and as one JSON object for programs.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value, json};

use super::histogram::Histogram;

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

/// All rounds of one operation at one number in flight.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) operation: &'static str,
    pub(super) in_flight: usize,
    pub(super) samples: Vec<Sample>,
    /// The rate as a share of the echo's in the same round at the same number in flight.
    pub(super) ratios: Vec<f64>,
}

/// Everything that was measured.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
}

/// The smallest, the middle and the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        let upper = values[values.len() / 2];
        let lower = values[(values.len() - 1) / 2];
        Some(Self {
            min,
            median: f64::midpoint(lower, upper),
            max,
        })
    }
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

    /// The table.
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

    /// The same as JSON, one object a row.
    pub(super) fn json(&self, engine: &str) -> Vec<Value> {
        self.rows.iter().map(|row| row.json(engine)).collect()
    }
}

impl Row {
    fn times(&self) -> Histogram {
        self.samples
            .iter()
            .fold(Histogram::default(), |mut all, sample| {
                all.merge(&sample.times);
                all
            })
    }

    fn spread(&self, of: impl Fn(&Sample) -> f64) -> Spread {
        Spread::of(self.samples.iter().map(of)).unwrap_or(Spread {
            min: 0.0,
            median: 0.0,
            max: 0.0,
        })
    }

    /// Microseconds a call of the threads whose name begins so.
    fn cpu(&self, prefix: &str) -> f64 {
        let of_these = |s: &Sample| {
            let these = s.cpu.iter().filter(|(name, _)| name.starts_with(prefix));
            // An empty sum of floats is -0.
            these.fold(0.0, |sum, (_, us)| sum + us)
        };
        self.spread(of_these).median
    }

    fn line(&self) -> String {
        let (times, rate) = (self.times(), self.spread(|s| s.per_second));
        let ratio = Spread::of(self.ratios.iter().copied()).map_or_else(String::new, |r| {
            format!("{:.2} ({:.2}-{:.2})", r.median, r.min, r.max)
        });
        let (cpu, threads) = match self.cpu("") {
            0.0 => (String::new(), String::new()),
            all => {
                let store = self.cpu("store-");
                (
                    format!("{all:.1}"),
                    format!("{:.1} / {store:.1}", (all - store).max(0.0)),
                )
            }
        };
        let rss = self.spread(|s| s.rss_mb).max;
        format!(
            "{:<15} {:>5} {:>23} {:>8.3} {:>8.3} {cpu:>7} {threads:>17} {:>5} {ratio:>17} {:>5.0}%",
            self.operation,
            self.in_flight,
            format!("{:.0} ({:.0}-{:.0})", rate.median, rate.min, rate.max),
            times.quantile(0.5) / 1000.0,
            times.quantile(0.99) / 1000.0,
            if rss > 0.0 {
                format!("{rss:.0}")
            } else {
                String::new()
            },
            self.spread(|s| s.others).median * 100.0,
        )
    }

    fn json(&self, engine: &str) -> Value {
        let (times, rate) = (self.times(), self.spread(|s| s.per_second));
        let ratio = Spread::of(self.ratios.iter().copied());
        let names: BTreeMap<&String, f64> = self
            .samples
            .iter()
            .flat_map(|s| s.cpu.keys())
            .map(|name| {
                (
                    name,
                    self.spread(|s| s.cpu.get(name).copied().unwrap_or_default())
                        .median,
                )
            })
            .collect();
        json!({
            "engine": engine,
            "operation": self.operation,
            "in_flight": self.in_flight,
            "per_second": rate.median,
            "min": rate.min,
            "max": rate.max,
            "p50_us": times.quantile(0.5),
            "p99_us": times.quantile(0.99),
            "ratio_to_echo": ratio.map(|r| r.median),
            "ratio_to_echo_min": ratio.map(|r| r.min),
            "ratio_to_echo_max": ratio.map(|r| r.max),
            "cpu_us_per_call": self.cpu(""),
            "cpu_us_per_call_by_thread": names,
            "rss_mb": self.spread(|s| s.rss_mb).max,
            "peak_mb": self.spread(|s| s.peak_mb).max,
            "others_share": self.spread(|s| s.others).median,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
}
