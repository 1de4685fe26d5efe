//! A load, watched: what it cost the server, and what others took of the machine meanwhile.

use std::time::Instant;

use super::Bench;
use crate::bench::{
    Outcome,
    load::Load,
    process::{self, Usage},
    report::Sample,
    servers::Target,
};

impl Bench {
    /// Runs a load and reads what it cost the server, and what others took of the machine meanwhile.
    pub(super) async fn watched(
        &self,
        target: Option<&Target>,
        load: impl Future<Output = Outcome<Load>>,
    ) -> Outcome<Sample> {
        let all = self.servers.all();
        let usage = || target.map_or_else(|| Ok(Usage::default()), |target| target.server.usage());
        let (before, machine, own) = (usage()?, process::machine_busy(), process::own_busy(&all));
        let begun = Instant::now();
        let load = load.await?;
        let took = begun.elapsed().as_secs_f64();
        let after = usage()?;
        let cores = std::thread::available_parallelism()
            .map_or(1.0, |n| f64::from(u32::try_from(n.get()).unwrap_or(1)));
        let others = (process::machine_busy() - machine) - (process::own_busy(&all) - own);
        self.tally.note(&load);
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 calls")]
        let calls = load.times.total().max(1) as f64;
        Ok(Sample {
            per_second: load.rate(),
            cpu: after
                .since(&before)
                .into_iter()
                .map(|(name, micros)| (name, micros / calls))
                .collect(),
            times: load.times,
            rss_mb: after.rss_mb,
            peak_mb: after.peak_mb,
            others: (others / (took * cores)).clamp(0.0, 1.0),
        })
    }
}
