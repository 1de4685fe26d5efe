//! `kenes audit`: follows the log of a running service, and believes nothing of it but a key.
//!
//! Owns the order of a visit. The conversation with the service is in `log`, what must hold of an entry in `reading` and `shown`,
//! what is kept between visits in `visit`, what is said at the end in `sound`.

mod log;
mod reading;
mod shown;
mod sound;
mod visit;

use std::time::Duration;

use tlog::{
    note::{Checkpoint, Note},
    verify::{signer, witnessed},
};

use crate::{Exit, Failure, config::Audit, exit::say, progress::bar, trust::policy};
use log::Log;

pub use sound::Sound;

/// How often, and how long, a redaction is waited for that hides an entry already and is not signed yet.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(500);

/// Follows the log to its present end, and says what was found.
pub async fn run(config: Audit) -> Result<(), Failure> {
    follow(&config).await.map(say)
}

/// Follows the log to its present end, and keeps the visit for the next one.
pub async fn follow(config: &Audit) -> Result<Sound, Failure> {
    let policy = policy(&config.trusted)?;
    let mut log = Log::connect(config).await?;
    let mut target = log.checkpoint(&policy).await?;
    let file = visit::file(&config.state, &target.checkpoint.origin);
    let kept = visit::read(&file, &target.checkpoint.origin)?;
    // A log that was recovered since is another one: it is read from its beginning.
    let (former, kept) = match kept {
        Some((visit, _)) if visit.checkpoint.origin != target.checkpoint.origin => {
            (Some(visit), None)
        }
        kept => (None, kept),
    };
    let (mut last, reading) = kept.unzip();
    let reading = reading.flatten().filter(|_| !config.all);
    let mut reading = reading.unwrap_or_default();
    let from = reading.size();
    let progress = bar(target.checkpoint.size, false);
    progress.set_message(target.checkpoint.origin.clone());
    for round in 1.. {
        if let Some(last) = &last {
            log.compare(last, &target).await?;
        }
        log.read(&mut reading, last.as_ref(), &target, &progress)
            .await?;
        if round == ROUNDS || reading.unexplained().is_none() {
            break;
        }
        tokio::time::sleep(ROUND).await;
        last = Some(target);
        target = log.checkpoint(&policy).await?;
    }
    progress.finish_and_clear();

    // The note was read once before: it has the form of one.
    let note = Note::parse(&target.note)
        .map_err(|what| log.failure(Exit::Malformed, &what.to_string()))?;
    if let Some(visit) = &former {
        log.compare_former(visit, &reading, &target, &policy)
            .await?;
    }
    let believed = reading.believed(policy);
    let key = signer(&note, &target.checkpoint, &believed).map_err(|fault| log.fault(&fault))?;
    let witnessed = witnessed(&note, &believed).map_err(|fault| log.fault(&fault))?;
    reading
        .end(&key)
        .map_err(|what| log.failure(Exit::Record, &what))?;
    visit::write(&file, &target.note, &reading)?;
    Ok(Sound::new(
        target.checkpoint,
        &key,
        witnessed,
        from,
        reading,
    ))
}

/// What a log signed.
struct Target {
    note: String,
    checkpoint: Checkpoint,
}
