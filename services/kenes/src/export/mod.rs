//! `kenes export`: what running services hold, in files that other programs read.
//!
//! Two steps. `fetch` reads the `lists` of the contract page by page into a `folder` beside the file, and goes on there after an
//! interruption; then one writer makes the file of the `pages`: `jsonl` (with `order` and `transitions`), `csv` and `xlsx` (both of
//! the rows of `common::sheet`), `popolo`, `ocds` and `giving` (both join a `table` with others; all three share what is in `said`). Knows no resource
//! by name, but for what these three and the states of the registry are.
//!
//! What the consultation service makes a file of by itself is read as it comes: `file`.

mod contract;
mod csv;
mod fetch;
pub mod file;
mod folder;
mod giving;
mod jsonl;
mod lists;
pub(crate) mod ocds;
mod order;
mod pages;
mod popolo;
mod said;
mod spool;
mod table;
mod transitions;
mod xlsx;

use std::pin::pin;

use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure, cli::Format, client::Caller, config, exit::say, progress::bar, signals::Signals,
};
use fetch::Fetch;
use folder::{Folder, failed};
use lists::List;
use pages::{Pages, Trouble};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many resources of each list were read.
    pub counts: Vec<(String, u64)>,
    /// How many of them were left out, since the format has no place for them as they are.
    pub left_out: Vec<(String, u64)>,
}

pub(crate) async fn run(config: config::Export) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let once = CancellationToken::new();
    let twice = async {
        signals.next().await;
        once.cancel();
        signals.next().await;
    };
    let written = tokio::select! {
        written = save(&config, once.cancelled()) => written?,
        () = twice => {
            let say = "stopped at once: the same command goes on after the last whole page";
            return Err(Failure::new(Exit::Interrupted, say));
        }
    };
    for (list, count) in &written.counts {
        say(format!("{count:>9}  {list}"));
    }
    for (list, count) in &written.left_out {
        let why = why_left_out(config.format);
        say(format!("{count:>9}  {list} left out: {why}"));
    }
    say(format!("written to {}", config.out.display()));
    Ok(())
}

/// Exports, until it is done or `stop` says so.
pub async fn save(
    config: &config::Export,
    stop: impl Future<Output = ()>,
) -> Result<Written, Failure> {
    let stopped = CancellationToken::new();
    let mut save = pin!(save_until(config, stopped.clone()));
    tokio::select! {
        biased;
        () = stop => stopped.cancel(),
        ended = &mut save => return ended,
    }
    save.await
}

async fn save_until(config: &config::Export, stop: CancellationToken) -> Result<Written, Failure> {
    let lists = chosen(config)?;
    let mut folder = Folder::open(config)?;
    let caller = Caller::new(
        config.registry.connect_lazy(),
        config.consultation.connect_lazy(),
        stop.clone(),
    );
    let bar = bar(0, false);
    for list in &lists {
        let mut fetch = Fetch {
            caller: &caller,
            folder: &mut folder,
            bar: &bar,
            stop: &stop,
        };
        let outcome = fetch.list(list).await;
        if outcome.is_err() || stop.is_cancelled() {
            bar.finish_and_clear();
            outcome?;
            return Err(interrupted(&folder));
        }
    }
    let config = config.clone();
    let writing = tokio::task::spawn_blocking(move || {
        let outcome = written(&config, &lists, folder, &bar, &stop);
        bar.finish_and_clear();
        outcome
    });
    let lost = |error: tokio::task::JoinError| Failure::new(Exit::Failed, error.to_string());
    writing.await.map_err(lost)?
}

/// Makes the file of what was read.
fn written(
    config: &config::Export,
    lists: &[List],
    folder: Folder,
    bar: &indicatif::ProgressBar,
    stop: &CancellationToken,
) -> Result<Written, Failure> {
    let pages = Pages {
        folder: &folder,
        bar,
        stop,
    };
    bar.set_position(0);
    bar.set_length(lists.iter().map(|list| pages.count(list)).sum());
    let made = folder.path().join("whole");
    let remove = || match made.is_dir() {
        true => std::fs::remove_dir_all(&made),
        false if made.exists() => std::fs::remove_file(&made),
        false => Ok(()),
    };
    let mut written = Written {
        counts: lists
            .iter()
            .map(|list| (list.name.clone(), pages.count(list)))
            .collect(),
        left_out: Vec::new(),
    };
    let outcome = remove()
        .map_err(Trouble::from)
        .and_then(|()| match config.format {
            Format::Csv => csv::write(&pages, lists, &made),
            Format::Xlsx => xlsx::write(&pages, lists, &made),
            Format::Popolo => popolo::write(&pages, lists, &made),
            Format::Jsonl => jsonl::write(&pages, lists, &made).map(|left| written.left_out = left),
            Format::Ocds => ocds::write(&pages, lists, &config.package, &made)
                .map(|count| written.left_out = counted("tenders", count)),
            Format::Giving => giving::write(&pages, lists, &config.package, &made)
                .map(|count| written.left_out = counted("grants", count)),
        });
    match outcome {
        Ok(()) => {
            folder
                .finish(&made, &config.out)
                .map_err(|e| failed(&config.out, &e))?;
            Ok(written)
        }
        Err(Trouble::Stopped) => Err(interrupted(&folder)),
        Err(Trouble::Nothing(why)) => {
            let text = format!(
                "{why}. What was read is kept in {}",
                folder.path().display()
            );
            Err(Failure::new(Exit::Failed, text))
        }
        Err(Trouble::File(error)) => Err(failed(folder.path(), &error)),
    }
}

/// How many of a list were left out, if any.
fn counted(list: &str, count: u64) -> Vec<(String, u64)> {
    match count {
        0 => Vec::new(),
        count => vec![(list.to_owned(), count)],
    }
}

/// Why a format leaves something out.
fn why_left_out(format: Format) -> &'static str {
    match format {
        Format::Ocds => "they were not announced",
        Format::Giving => "the whole day of their award is not known",
        _ => "what their creation needs was erased, or is past",
    }
}

fn interrupted(folder: &Folder) -> Failure {
    let path = folder.path().display();
    let text =
        format!("interrupted: what was read is in {path}, and the same command goes on from there");
    Failure::new(Exit::Interrupted, text)
}

/// Returns the lists that are asked for, each after those that it needs.
fn chosen(config: &config::Export) -> Result<Vec<List>, Failure> {
    let fits = |list: &List| match config.format {
        Format::Jsonl => jsonl::holds(list),
        Format::Csv | Format::Xlsx => true,
        Format::Popolo => popolo::holds(list),
        Format::Ocds => ocds::holds(list),
        Format::Giving => giving::holds(list),
    };
    let lists = order::arranged(lists::lists());
    let possible: Vec<List> = lists.into_iter().filter(fits).collect();
    let names: Vec<&str> = possible.iter().map(|list| list.name.as_str()).collect();
    let unknown = |asked: &&String| !names.contains(&asked.as_str());
    let problems = config.of.iter().filter(unknown).map(|asked| {
        let there = names.join(", ");
        format!("--of: there is no list {asked:?} that this format holds; there are {there}")
    });
    let problems: Vec<String> = problems.collect();
    if !problems.is_empty() {
        return Err(Failure {
            exit: Exit::Usage,
            problems,
        });
    }
    let asked = |list: &List| config.of.is_empty() || config.of.contains(&list.name);
    Ok(possible.into_iter().filter(asked).collect())
}
