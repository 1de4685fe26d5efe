//! What the services survive, shown by doing it to them: kills, failing and full disks, flipped bits, old copies, wrong clocks,
//! watchers who do not read, lists that cost much, a database that goes away or to another server.
//!
//! Each experiment is a file of its own that begins with what must come out. Its control does the damage that its check is
//! there to see: an experiment whose control is not caught has shown nothing. The numbers are those of the test programme.
//!
//! This executable is both sides: called as `registry serve …` or `consultation serve …` it is `kenes`, so nothing else has
//! to be built or found. `cargo test` runs a short form; `tests/faults/run` the long one, all or by number.

mod check;
mod cluster;
mod dice;
mod faketime;
mod history;
mod ledger;
mod load;
mod n13_watchers;
mod n14_lists;
mod proxy;
mod r01_replicas;
mod r02_stopped;
mod r03_promotion;
mod r04_away;
mod r05_commit;
mod r06_clocks;
mod replicas;
mod server;
mod story;
mod t01_kill;
mod t01_watch;
mod t04_sync;
mod t05_full;
mod t06_flip;
mod t07_fork;
mod t10_erasure;
mod t11_clock;
mod t14_history;
mod t15_files;
mod watch;

use std::{process::ExitCode, time::Instant};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How an experiment is run.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// What all that looks random follows from.
    seed: u64,
    /// The form that stands between a commit and main, not the short one.
    long: bool,
    /// How often the damage is done, where somebody said so.
    times: Option<u64>,
}

/// An experiment: what is done, and what must come out.
struct Experiment {
    id: &'static str,
    name: &'static str,
    run: fn(Plan) -> Outcome<String>,
    /// What it is called, and does: it fails unless the experiment's own check sees the damage.
    control: (&'static str, fn(Plan) -> Outcome<String>),
}

const EXPERIMENTS: [Experiment; 18] = [
    r01_replicas::EXPERIMENT,
    r02_stopped::EXPERIMENT,
    r03_promotion::EXPERIMENT,
    r04_away::EXPERIMENT,
    r05_commit::EXPERIMENT,
    r06_clocks::EXPERIMENT,
    t01_kill::EXPERIMENT,
    t01_watch::EXPERIMENT,
    t04_sync::EXPERIMENT,
    t05_full::EXPERIMENT,
    t06_flip::EXPERIMENT,
    t07_fork::EXPERIMENT,
    t10_erasure::EXPERIMENT,
    t11_clock::EXPERIMENT,
    t14_history::EXPERIMENT,
    t15_files::EXPERIMENT,
    n13_watchers::EXPERIMENT,
    n14_lists::EXPERIMENT,
];

const USAGE: &str =
    "usage: [T1 T4 ...] [--long] [--seed N] [--times N, or --kills, --flips, --runs]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let service = |word: &String| word == "registry" || word == "consultation";
    if words.first().is_some_and(service) {
        return kenes::run();
    }
    if words.iter().any(|word| word == "--list") {
        for Experiment {
            id, name, control, ..
        } in EXPERIMENTS
        {
            println!("{id}_control_{}: test\n{id}_{name}: test", control.0);
        }
        return ExitCode::SUCCESS;
    }
    let (plan, wanted) = match parse(&words) {
        Ok(parsed) => parsed,
        Err(word) => {
            eprintln!("{word}: {USAGE}");
            return ExitCode::from(64);
        }
    };
    let (mut passed, mut failed) = (0, Vec::new());
    for Experiment {
        id,
        name,
        run,
        control,
    } in EXPERIMENTS
    {
        let is = |word: &String| word == id || name.contains(word.as_str());
        if !wanted.is_empty() && !wanted.iter().any(is) {
            continue;
        }
        // Replicas share a database, which a file of SQLite is not: CI runs these with a PostgreSQL.
        if wanted.is_empty() && id.starts_with('R') && !on_postgres() {
            continue;
        }
        let control_name = format!("{id}_control_{}", control.0);
        for (name, test) in [(control_name, control.1), (format!("{id}_{name}"), run)] {
            let begun = Instant::now();
            let outcome = test(plan);
            let spent = begun.elapsed().as_secs_f64();
            match outcome {
                Ok(said) => {
                    passed += 1;
                    println!("test {name} ... ok in {spent:.0} s: {said}");
                }
                Err(error) => {
                    println!("test {name} ... FAILED after {spent:.0} s: {error}");
                    failed.push(name);
                }
            }
        }
    }
    let (word, code) = match failed.len() {
        0 => ("ok", ExitCode::SUCCESS),
        _ => ("FAILED", ExitCode::FAILURE),
    };
    for name in &failed {
        println!("failed: {name}");
    }
    println!(
        "\ntest result: {word}. {passed} passed; {} failed; seed {}",
        failed.len(),
        plan.seed
    );
    code
}

fn on_postgres() -> bool {
    std::env::var_os("KENES_TEST_DATABASE").is_some()
}

/// What was typed: how to run, and which experiments; none is all.
fn parse(words: &[String]) -> Result<(Plan, Vec<String>), String> {
    let mut plan = Plan {
        seed: 20_260_314,
        long: false,
        times: None,
    };
    let mut wanted = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mut number = || {
            rest.next()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| word.clone())
        };
        match word.as_str() {
            "--long" => plan.long = true,
            "--seed" => plan.seed = number()?,
            "--times" | "--kills" | "--flips" | "--runs" => plan.times = Some(number()?),
            // What cargo hands to every test program.
            "--nocapture" | "--quiet" | "-q" => {}
            flag if flag.starts_with('-') => return Err(flag.to_owned()),
            _ => wanted.push(word.clone()),
        }
    }
    Ok((plan, wanted))
}

// === impl Plan

impl Plan {
    /// How often the damage is done: `short` and `long` are for the two forms.
    fn times(&self, short: u64, long: u64) -> u64 {
        self.times.unwrap_or(if self.long { long } else { short })
    }

    /// Runs an experiment, and says how it can be run again.
    fn block_on<T>(&self, work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let outcome = runtime.block_on(work);
        runtime.shutdown_background();
        outcome.map_err(|error| format!("{}\n  seed {}", chain(error.as_ref()), self.seed).into())
    }
}

/// An error with all that it came from.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
