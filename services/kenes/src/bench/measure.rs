//! The rounds: which operation, at how many in flight, in which order, and what is read from the servers around it.

mod steps;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use kenes_proto::consultation::{
    GetCommentRequest, ListCommentsRequest, comment::Verification,
    comment_service_client::CommentServiceClient,
};
use kenes_proto::record::{
    FetchCheckpointRequest, ProveInclusionRequest, record_service_client::RecordServiceClient,
};
use tonic::Status;

use super::{
    Operation, Options, Outcome, corpus,
    corpus::{Comments, Dice, ORGANIZATIONS},
    disk, echo,
    load::{self, Channels, Load, Until},
    log::Size,
    process::{self, Server, Usage},
    report::{Report, Sample},
    seed,
};

/// Callers that read: one, and as many as a busy page brings.
const READERS: [usize; 2] = [1, 16];
/// Callers that fill: as many as the service takes at once.
const FILLERS: usize = 256;
/// Comments before the first measurement, so that every standing is cached and every page has something on it.
const WARM: u64 = 4 * ORGANIZATIONS;
/// Pages of 1,000 that are walked to find the tokens of deep pages and names to get.
const WALK: usize = 1_000;

/// The servers, and what the load knows of them.
#[derive(Debug)]
pub(super) struct Bench {
    options: Options,
    folder: PathBuf,
    echo: Target,
    app: Target,
    registry: Server,
    consultation: Target,
    /// How the consultation service was started.
    arguments: Vec<String>,
    comments: u64,
    /// Seeds of callers: no two callers of a run say the same.
    seeds: AtomicU64,
    tally: Arc<Tally>,
}

#[derive(Debug)]
struct Target {
    server: Server,
    channels: Channels,
}

/// What the answers said.
#[derive(Debug, Default)]
struct Tally {
    unverified: AtomicU64,
    refusals: Mutex<BTreeMap<String, u64>>,
}

/// Where the comments that are there can be found.
#[derive(Debug, Default)]
struct Sights {
    names: Vec<String>,
    tokens: Vec<String>,
}

impl Target {
    async fn start(arguments: &[&str], log: &Path) -> Outcome<Self> {
        let server = Server::start(arguments, log).await?;
        let channels = Channels::connect(&server.address).await?;
        Ok(Self { server, channels })
    }
}

impl Bench {
    /// Starts the servers and writes what must be there before the first comment.
    pub(super) async fn start(options: &Options, folder: &Path) -> Outcome<Self> {
        let log = |name: &str| folder.join(format!("{name}.log"));
        let path = |name: &str| folder.join(name).display().to_string();
        let echo = Target::start(&["bench", "echo"], &log("echo")).await?;
        let app = Target::start(&["bench", "echo", "--app"], &log("echo-app")).await?;
        let database = path("registry.db");
        let registry = Target::start(
            &[
                "registry",
                "serve",
                "--database",
                &database,
                "--metrics-address",
                "off",
                "--log-level",
                "warn",
            ],
            &log("registry"),
        )
        .await?;
        seed::registry(&registry.channels).await?;
        let database = options
            .database
            .clone()
            .unwrap_or_else(|| path("consultation.db"));
        let asks = format!("http://{}", registry.server.address);
        let arguments = [
            "consultation",
            "serve",
            "--database",
            &database,
            "--log-dir",
            &path("log"),
            "--registry",
            &asks,
            "--metrics-address",
            "off",
            "--log-level",
            "warn",
        ];
        std::fs::create_dir_all(folder.join("log"))?;
        let consultation = Target::start(&arguments, &log("consultation")).await?;
        seed::consultations(consultation.channels.of(0)).await?;
        let mut bench = Self {
            options: options.clone(),
            folder: folder.to_path_buf(),
            echo,
            app,
            registry: registry.server,
            consultation,
            arguments: arguments.map(str::to_owned).to_vec(),
            comments: 0,
            seeds: AtomicU64::new(uuid::Uuid::new_v4().as_u64_pair().0),
            tally: Arc::default(),
        };
        bench.comments = bench.count().await?;
        Ok(bench)
    }

    /// Writes comments until there are so many, and always as many as warm the caches.
    pub(super) async fn fill(&mut self, wanted: u64) -> Outcome<()> {
        // One organization after the other: each one's standing is asked for once and then cached.
        let next = Arc::new(AtomicU64::new(0));
        let warm = load::run(16, Until::Calls(WARM), |n| {
            let (mut comments, next) = (self.callers(), Arc::clone(&next));
            let (channel, tally) = (self.consultation.channels.of(n), Arc::clone(&self.tally));
            move || {
                let request = comments.of(next.fetch_add(1, Ordering::Relaxed) % ORGANIZATIONS);
                let (mut client, tally) = (
                    CommentServiceClient::new(channel.clone()),
                    Arc::clone(&tally),
                );
                async move { tally.look(client.create_comment(request).await?.get_ref()) }
            }
        });
        self.settle("warming up", warm.await?)?;
        self.comments += WARM;

        let missing = wanted.saturating_sub(self.comments);
        if missing > 0 {
            let bar = ProgressBar::new(missing).with_style(
                ProgressStyle::with_template(
                    "filling {bar:30} {human_pos}/{human_len} {per_sec} {eta}",
                )
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            let load = self
                .create(FILLERS, Until::Calls(missing), Some(&bar))
                .await?;
            bar.finish_and_clear();
            eprintln!("filled {missing} comments at {:.0} a second", load.rate());
            self.settle("filling", load)?;
            self.comments += missing;
        }
        Ok(())
    }

    /// How many comments are there.
    pub(super) fn comments(&self) -> u64 {
        self.comments
    }

    /// All rounds.
    pub(super) async fn rounds(&mut self) -> Outcome<Report> {
        let sights = Arc::new(self.walk().await?);
        let mut report = Report::default();
        for _ in 0..self.options.rounds {
            self.round(&mut report, &sights).await?;
        }
        report
            .rows
            .sort_by_key(|row| (order(row.operation), row.in_flight));
        Ok(report)
    }

    async fn round(&mut self, report: &mut Report, sights: &Arc<Sights>) -> Outcome<()> {
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
        let app = self.options.wants(Operation::EchoKit);
        let mut levels = if writes || app {
            self.options.in_flight.clone()
        } else {
            Vec::new()
        };
        levels.extend(&reads);
        levels.sort_unstable();
        levels.dedup();
        for n in levels {
            let until = Until::Time(time);
            let sample = self
                .watched(Some(&self.echo), self.echo(&self.echo, n, until))
                .await?;
            let ceiling = Some(sample.per_second);
            report.add("echo", n, sample, ceiling);
            if self.options.in_flight.contains(&n) {
                if app {
                    let sample = self
                        .watched(Some(&self.app), self.echo(&self.app, n, until))
                        .await?;
                    report.add("echo_kit", n, sample, ceiling);
                }
                if writes {
                    let sample = self
                        .watched(Some(&self.consultation), self.create(n, until, None))
                        .await?;
                    self.comments += sample.times.total();
                    report.add("create_comment", n, sample, ceiling);
                }
            }
            if reads.contains(&n) {
                self.read(report, n, ceiling, sights).await?;
            }
        }
        Ok(())
    }

    async fn read(
        &self,
        report: &mut Report,
        n: usize,
        ceiling: Option<f64>,
        sights: &Arc<Sights>,
    ) -> Outcome<()> {
        let until = Until::Time(Duration::from_secs_f64(self.options.seconds));
        if self.options.wants(Operation::List) {
            for (name, deep) in [("list_first", false), ("list_deep", true)] {
                let load = self.list(n, until, deep, sights);
                report.add(
                    name,
                    n,
                    self.watched(Some(&self.consultation), load).await?,
                    ceiling,
                );
            }
        }
        if self.options.wants(Operation::Get) {
            let load = self.get(n, until, sights);
            report.add(
                "get_comment",
                n,
                self.watched(Some(&self.consultation), load).await?,
                ceiling,
            );
        }
        if self.options.wants(Operation::Prove) {
            let load = self.prove(n, until);
            report.add(
                "prove_inclusion",
                n,
                self.watched(Some(&self.consultation), load).await?,
                ceiling,
            );
        }
        Ok(())
    }

    fn levels_of_reads(&self) -> Vec<usize> {
        let reads = [Operation::List, Operation::Get, Operation::Prove];
        let wanted = reads.iter().any(|it| self.options.wants(*it));
        if wanted { READERS.to_vec() } else { Vec::new() }
    }

    /// What is worth saying besides the table.
    pub(super) async fn remarks(&self) -> Outcome<Vec<String>> {
        let mut remarks = vec![format!(
            "{} on {} cores; {} comments; {} rounds of {} s; latencies of all rounds together; CPU is the server's alone.",
            self.options.engine(),
            std::thread::available_parallelism().map_or(1, usize::from),
            self.count().await?,
            self.options.rounds,
            self.options.seconds,
        )];
        let unverified = self.tally.unverified.load(Ordering::Relaxed);
        if unverified > 0 {
            remarks.push(format!(
                "{unverified} comments were not VERIFIED at once: the registry did not keep up."
            ));
        }
        let refusals = self
            .tally
            .refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        remarks.extend(
            refusals
                .iter()
                .map(|(text, count)| format!("refused {count} times: {text}")),
        );
        Ok(remarks)
    }

    /// What the log costs, when the service has stopped: its size, and the seconds of a start. `None` on PostgreSQL.
    pub(super) async fn log(self) -> Outcome<Option<(Size, f64)>> {
        if !self.options.wants(Operation::Log) || self.options.database.is_some() {
            return Ok(None);
        }
        let file = self.folder.join("consultation.db");
        drop(self.consultation);
        let size = Size::of(&file).await?;
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let start = super::log::start(&arguments, &self.folder.join("consultation.log")).await?;
        Ok(Some((size, start)))
    }
}

impl Tally {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the end of a call that may have failed"
    )]
    fn look(&self, comment: &kenes_proto::consultation::Comment) -> Result<(), Status> {
        if comment.verification() != Verification::Verified {
            self.unverified.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn pick(from: &[String], dice: &mut Dice) -> String {
    match from.len() {
        0 => String::new(),
        n => from[usize::try_from(dice.below(n as u64)).unwrap_or(0)].clone(),
    }
}

/// Ceilings first.
fn order(operation: &str) -> usize {
    let operations = [
        "fdatasync_4k",
        "fdatasync_64k",
        "echo",
        "echo_kit",
        "create_comment",
        "list_first",
        "list_deep",
        "get_comment",
        "prove_inclusion",
    ];
    operations
        .iter()
        .position(|o| *o == operation)
        .unwrap_or(operations.len())
}
