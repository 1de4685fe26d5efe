//! One operation at one number in flight, gathered over the rounds: a line of the table, an object of the JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Histogram, Sample, spread::Spread};

/// All rounds of one operation at one number in flight.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) operation: &'static str,
    pub(super) in_flight: usize,
    pub(super) samples: Vec<Sample>,
    /// The rate as a share of the echo's in the same round at the same number in flight.
    pub(super) ratios: Vec<f64>,
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

    /// Returns the line of the table.
    pub(super) fn line(&self) -> String {
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

    /// Returns the object of the JSON.
    pub(super) fn json(&self, engine: &str) -> Value {
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
