//! `kenes import`: loads files into running services, line by line, in their order.
//!
//! `lines` reads, `time` and `expand` replace what stands for something else, `statement` finds the method in the contract
//! (`creation`), `caller` calls it, `report` says what came of it; `importer` does one after the other, since later lines may need
//! earlier ones. Knows no resource by name: what the contract can create, this can import.

mod caller;
mod codec;
mod creation;
mod documents;
mod expand;
mod importer;
mod lines;
mod report;
mod statement;
mod time;

use common::clock::Clock;

use crate::{Exit, Failure, config, progress::bar};
use caller::NoAnswer;

pub(crate) use caller::Caller;
pub(crate) use expand::Files;
pub(crate) use importer::Importer;
pub use report::{Count, Summary};
pub(crate) use statement::Statement;

pub(crate) async fn run(config: config::Import) -> Result<(), Failure> {
    let (summary, outcome) = load(&config).await;
    println!("{summary}");
    match summary.total().refused {
        0 => outcome,
        _ => outcome.and(Err(Failure::said(Exit::Failed))),
    }
}

/// Imports, and says what came of it: all of the files, or what was before a service fell silent.
pub async fn load(config: &config::Import) -> (Summary, Result<(), Failure>) {
    let sizes = config
        .lines
        .iter()
        .filter_map(|file| std::fs::metadata(file).ok());
    let mut importer = Importer {
        caller: Caller::new(
            config.registry.connect_lazy(),
            config.consultation.connect_lazy(),
        ),
        subject: config.subject.clone(),
        now: Clock::system().now(),
        hand: None,
        summary: Summary {
            dry_run: config.dry_run,
            ..Summary::default()
        },
        bar: bar(sizes.map(|file| file.len()).sum(), true),
    };
    let outcome = importer.all(config).await.map_err(|NoAnswer(text)| {
        let text = format!("{text}; stopped here: importing again goes on from this line");
        Failure::new(Exit::Unavailable, text)
    });
    importer.bar.finish_and_clear();
    (importer.summary, outcome)
}
