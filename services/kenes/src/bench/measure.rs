//! A run: filled first, then measured in rounds; which operation, at how many in flight, in which order.

mod fill;
mod found;
mod loads;
mod watched;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{
    Operation, Options, Outcome, disk,
    load::Until,
    log::{self, Size},
    report::Report,
    servers::Servers,
    tally::Tally,
};
use found::Found;
use loads::LANES;

/// Callers that read: one, and as many as a busy page brings.
const READERS: [usize; 2] = [1, 16];
/// A run: the servers, and what the load knows of them.
#[derive(Debug)]
pub(super) struct Bench {
    options: Options,
    folder: PathBuf,
    servers: Servers,
    comments: u64,
    /// Seeds of callers: no two callers of a run say the same.
    seeds: AtomicU64,
    tally: Arc<Tally>,
    /// How large SQLite's write-ahead log was at most, in bytes.
    wal: Arc<AtomicU64>,
}

/// How often the size of the write-ahead log is looked at.
const LOOK: Duration = Duration::from_millis(20);

impl Bench {
    /// Starts the servers.
    pub(super) async fn start(options: &Options, folder: &Path) -> Outcome<Self> {
        let mut bench = Self {
            options: options.clone(),
            folder: folder.to_path_buf(),
            servers: Servers::start(options, folder).await?,
            comments: 0,
            seeds: AtomicU64::new(uuid::Uuid::new_v4().as_u64_pair().0),
            tally: Arc::default(),
            wal: Arc::default(),
        };
        let (file, largest) = (folder.join("consultation.db-wal"), Arc::clone(&bench.wal));
        tokio::spawn(async move {
            loop {
                let size = std::fs::metadata(&file).map_or(0, |file| file.len());
                largest.fetch_max(size, Ordering::Relaxed);
                tokio::time::sleep(LOOK).await;
            }
        });
        bench.comments = bench.count().await?;
        Ok(bench)
    }

    /// Returns how many comments are there.
    pub(super) fn comments(&self) -> u64 {
        self.comments
    }

    /// Returns all rounds.
    pub(super) async fn rounds(&mut self) -> Outcome<Report> {
        let found = Arc::new(self.walk().await?);
        self.servers.consultation.server.rested().await?;
        let mut report = Report::default();
        for _ in 0..self.options.rounds {
            self.round(&mut report, &found).await?;
        }
        report.sort();
        Ok(report)
    }

    async fn round(&mut self, report: &mut Report, found: &Arc<Found>) -> Outcome<()> {
        let time = Duration::from_secs_f64(self.options.seconds);
        if self.options.wants(Operation::Fdatasync) {
            for (name, size) in [("fdatasync_4k", 4 << 10), ("fdatasync_64k", 64 << 10)] {
                let folder = self.folder.clone();
                let sample = self.watched(None, async move {
                    tokio::task::spawn_blocking(move || disk::append(&folder, size, time / 4))
                        .await?
                });
                report.add(name, 1, sample.await?, None);
            }
        }
        let (writes, reads) = (
            self.options.wants(Operation::Create),
            self.levels_of_reads(),
        );
        let own = self.options.wants(Operation::OwnEcho);
        let mut levels = if writes || own {
            self.options.in_flight.clone()
        } else {
            Vec::new()
        };
        levels.extend(&reads);
        levels.sort_unstable();
        levels.dedup();
        let mut peak: f64 = 0.0;
        for n in levels {
            let until = Until::Time(time);
            let sample = self
                .watched(
                    Some(&self.servers.echo),
                    self.echo(&self.servers.echo, n, until),
                )
                .await?;
            let ceiling = Some(sample.per_second);
            report.add("echo", n, sample, ceiling);
            if self.options.in_flight.contains(&n) {
                if own {
                    let sample = self
                        .watched(
                            Some(&self.servers.own_echo),
                            self.echo(&self.servers.own_echo, n, until),
                        )
                        .await?;
                    report.add("own_echo", n, sample, ceiling);
                }
                if writes {
                    let sample = self
                        .watched(
                            Some(&self.servers.consultation),
                            self.create(n, until, None),
                        )
                        .await?;
                    self.comments += sample.times.total();
                    peak = peak.max(sample.per_second);
                    report.add("create_comment", n, sample, ceiling);
                }
            }
            if reads.contains(&n) {
                self.read(report, n, ceiling, found).await?;
            }
        }
        if writes && peak > 0.0 {
            let target = Some(&self.servers.consultation);
            let sample = self
                .watched(target, self.create_at(peak / 2.0, time))
                .await?;
            self.comments += sample.times.total();
            report.add("create_at_half", LANES, sample, None);
        }
        Ok(())
    }

    async fn read(
        &self,
        report: &mut Report,
        n: usize,
        ceiling: Option<f64>,
        found: &Arc<Found>,
    ) -> Outcome<()> {
        let until = Until::Time(Duration::from_secs_f64(self.options.seconds));
        if self.options.wants(Operation::List) {
            for (name, deep) in [("list_first", false), ("list_deep", true)] {
                let load = self.list(n, until, deep, found);
                report.add(
                    name,
                    n,
                    self.watched(Some(&self.servers.consultation), load).await?,
                    ceiling,
                );
            }
        }
        if self.options.wants(Operation::Get) {
            let load = self.get(n, until, found);
            report.add(
                "get_comment",
                n,
                self.watched(Some(&self.servers.consultation), load).await?,
                ceiling,
            );
        }
        if self.options.wants(Operation::Trace) {
            let load = self.trace(n, until, found);
            report.add(
                "get_trace",
                n,
                self.watched(Some(&self.servers.consultation), load).await?,
                ceiling,
            );
        }
        if self.options.wants(Operation::Report) {
            let load = self.report(n, until, found);
            report.add(
                "get_consultation_report",
                n,
                self.watched(Some(&self.servers.consultation), load).await?,
                ceiling,
            );
        }
        if self.options.wants(Operation::Prove) {
            let load = self.prove(n, until);
            report.add(
                "prove_inclusion",
                n,
                self.watched(Some(&self.servers.consultation), load).await?,
                ceiling,
            );
        }
        Ok(())
    }

    fn levels_of_reads(&self) -> Vec<usize> {
        let reads = [
            Operation::List,
            Operation::Get,
            Operation::Trace,
            Operation::Report,
            Operation::Prove,
        ];
        let wanted = reads.iter().any(|operation| self.options.wants(*operation));
        if wanted { READERS.to_vec() } else { Vec::new() }
    }

    /// Returns what is worth saying besides the table.
    pub(super) async fn remarks(&self) -> Outcome<Vec<String>> {
        let mut remarks = vec![format!(
            "{} on {} cores; {} comments; {} rounds of {} s; latencies of all rounds together; CPU is the server's alone.",
            self.options.engine(),
            std::thread::available_parallelism().map_or(1, usize::from),
            self.count().await?,
            self.options.rounds,
            self.options.seconds,
        )];
        if self.options.wants(Operation::Create) {
            remarks.push(format!(
                "create_at_half: half the best rate of its round, evenly, whatever becomes of the calls before; a call's time begins \
                 when its turn comes, on {LANES} lanes."
            ));
        }
        let wal = self.wal.load(Ordering::Relaxed);
        if wal > 0 {
            remarks.push(format!(
                "the write-ahead log of SQLite: {} MB at most.",
                wal.div_ceil(1_000_000)
            ));
        }
        if let Some(delay) = self.options.delay {
            remarks.push(format!(
                "PostgreSQL hears {delay:?} later, and is heard {delay:?} later."
            ));
        }
        remarks.extend(self.tally.remarks());
        Ok(remarks)
    }

    /// Returns what the log costs, when the service has stopped: its size, and the seconds of a start. `None` on PostgreSQL.
    pub(super) async fn log(self) -> Outcome<Option<(Size, f64)>> {
        if !self.options.wants(Operation::Log) || self.options.database.is_some() {
            return Ok(None);
        }
        let file = self.folder.join("consultation.db");
        drop(self.servers.consultation);
        let size = Size::of(&file).await?;
        let arguments: Vec<&str> = self.servers.arguments.iter().map(String::as_str).collect();
        let start = log::start(&arguments, &self.folder.join("consultation.log")).await?;
        Ok(Some((size, start)))
    }
}
