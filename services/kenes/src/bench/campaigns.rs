//! `kenes bench --only campaigns`: how well and how fast campaigns are found among a million comments, 100,000 of them copies.
//!
//! Owns the figures. The comments are invented (`invented`), so it is known who took part; what is measured is the arithmetic alone,
//! on one core, with the making of the comments in it, since none is kept. What the service adds is reading them.

mod find;
mod invented;

use std::{fmt::Write as _, fs, time::Instant};

use serde_json::{Value, json};

use super::{Options, Outcome};
use invented::Comments;

/// So many comments unless `--fill` says another number.
const COMMENTS: u32 = 1_000_000;
const SEED: u64 = 1;

/// Groups invented comments, and returns the table and its rows for programs.
pub(super) fn measured(options: &Options) -> Outcome<(String, Value)> {
    let count = match options.fill {
        0 => COMMENTS,
        count => u32::try_from(count)?,
    };
    let comments = Comments {
        seed: SEED,
        one_in: 10,
    };
    let begin = Instant::now();
    let sizes = (0..u64::from(count)).map(|n| comments.comment(n).text.len());
    let bytes: usize = sizes.sum();
    // They are made again twice.
    let making = begin.elapsed() * 2;
    let begin = Instant::now();
    let found = find::find(&comments, count);
    let time = begin.elapsed();
    let memory = peak()?;

    let mut table = String::new();
    let (precision, recall) = (found.precision(), found.recall());
    writeln!(table, "comments             {count:>10}")?;
    writeln!(table, "different texts      {:>10}", found.texts)?;
    writeln!(table, "copies               {:>10}", found.copies)?;
    writeln!(table, "precision            {precision:>10.5}")?;
    writeln!(table, "recall               {recall:>10.5}")?;
    writeln!(table, "seconds              {:>10.1}", time.as_secs_f64())?;
    writeln!(table, "  of them to invent  {:>10.1}", making.as_secs_f64())?;
    writeln!(table, "memory at most, MB   {memory:>10}")?;
    let rows = json!([{
        "operation": "campaigns",
        "comments": count,
        "bytes": bytes,
        "different_texts": found.texts,
        "copies": found.copies,
        "precision": precision,
        "recall": recall,
        "seconds": time.as_secs_f64(),
        "seconds_to_invent": making.as_secs_f64(),
        "peak_megabytes": memory,
    }]);
    Ok((table, rows))
}

/// The most memory that this process ever had, in MB.
fn peak() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: u64 = number.ok_or("no VmHWM in /proc/self/status")?.parse()?;
    Ok(kilobytes * 1024 / 1_000_000)
}
