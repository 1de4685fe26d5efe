//! `kenes audit`: follows the log of a running service, and believes nothing of it but a key.
//!
//! Owns the conversation with the service: which checkpoint is looked at, that what was signed before is a part of it, and which
//! leaf is the first that was not signed. What must hold of an entry is in `reading`, what is kept between visits in `visit`.

mod reading;
mod visit;

use std::time::Duration;

use indicatif::ProgressBar;
use kenes_proto::record::{self as pb, record_service_client::RecordServiceClient};
use tlog::{
    note::{Checkpoint, Note},
    policy::Policy,
    tree::{Hash, is_consistent, leaf_hash, root_of_inclusion},
    verify::{self as believe, Fault},
};
use tonic::{Status, transport::Channel};

use crate::{
    Exit, Failure,
    config::Audit,
    exit::{root, say},
    import::bar,
    verify::{exit, policy},
};
use reading::Reading;
pub use visit::Sound;

/// Entries asked for at once.
const PAGE: i32 = 1000;
/// An answer is 2 MiB of bodies, or one large body.
const LARGEST: usize = 64 << 20;
/// How often, and how long, a redaction is waited for that hides an entry already and is not signed yet.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(500);

/// Follows the log to its present end, and says what was found.
pub async fn run(config: Audit) -> Result<(), Failure> {
    follow(&config).await.map(say)
}

/// Follows the log to its present end, and keeps the visit for the next one.
pub async fn follow(config: &Audit) -> Result<Sound, Failure> {
    let policy = policy(&config.whom)?;
    let mut log = Log::connect(config).await?;
    let mut target = log.checkpoint(&policy).await?;
    let file = visit::file(&config.state, &target.checkpoint.origin);
    let kept = visit::read(&file, &target.checkpoint.origin)?;
    let (mut last, mut reading) = match kept {
        Some((last, reading)) if !config.all => (Some(last), reading),
        kept => (kept.map(|(last, _)| last), Reading::default()),
    };
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

    let (note, checkpoint) = (parse(&target.note)?, &target.checkpoint);
    let believed = reading.believed(policy);
    let key = believe::signer(&note, checkpoint, &believed).map_err(|fault| log.fault(&fault))?;
    let witnessed = believe::witnessed(&note, &believed).map_err(|fault| log.fault(&fault))?;
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

/// A log as its service shows it.
struct Log {
    address: String,
    records: RecordServiceClient<Channel>,
}

impl Log {
    async fn connect(config: &Audit) -> Result<Self, Failure> {
        let address = config.endpoint.uri().to_string();
        let channel = config.endpoint.connect().await.map_err(|error| {
            Failure::new(Exit::Unavailable, format!("{address}: {}", root(&error)))
        })?;
        let records = RecordServiceClient::new(channel).max_decoding_message_size(LARGEST);
        Ok(Self { address, records })
    }

    fn failure(&self, exit: Exit, what: &str) -> Failure {
        Failure::new(exit, format!("{}: {what}", self.address))
    }

    fn silent(&self, call: &str, status: &Status) -> Failure {
        let (code, text) = (status.code(), status.message());
        self.failure(Exit::Unavailable, &format!("{call}: {code:?}: {text}"))
    }

    fn fault(&self, fault: &Fault) -> Failure {
        let text = match fault {
            Fault::Malformed(what) => format!("the checkpoint: {what}"),
            Fault::WrongOrigin(log) => {
                format!("wrong origin: this is the log {log}, and you believe another")
            }
            Fault::WrongKey(keys) => format!(
                "wrong key: signed by {}, and you believe none of them",
                keys.join(", ")
            ),
            Fault::WrongSignature(key) => format!(
                "wrong signature of {key}: the checkpoint was changed after it was signed, or never was signed"
            ),
            Fault::BrokenProof => "broken proof".to_owned(),
            Fault::TooFewWitnesses { signed, known } => {
                format!("too few witnesses: {signed} of {known} signed")
            }
        };
        self.failure(exit(fault), &text)
    }

    /// The newest checkpoint. It may be signed by a key that is still to be found in the log, and is then believed at the end.
    async fn checkpoint(&mut self, policy: &Policy) -> Result<Target, Failure> {
        let answer = self.records.fetch_checkpoint(pb::FetchCheckpointRequest {});
        let answer = answer.await;
        let note = answer.map_err(|status| self.silent("FetchCheckpoint", &status))?;
        let note = note.into_inner().note;
        let parsed = Note::parse(&note).map_err(Fault::Malformed);
        let outcome = parsed.and_then(|parsed| {
            let checkpoint = Checkpoint::parse(parsed.text()).map_err(Fault::Malformed)?;
            match believe::signer(&parsed, &checkpoint, policy) {
                Ok(_) | Err(Fault::WrongKey(_)) => Ok(checkpoint),
                Err(fault) => Err(fault),
            }
        });
        let checkpoint = outcome.map_err(|fault| self.fault(&fault))?;
        Ok(Target { note, checkpoint })
    }

    /// What was signed at the last visit must be the beginning of what is signed now.
    async fn compare(&mut self, last: &Target, now: &Target) -> Result<(), Failure> {
        let (before, after) = (&last.checkpoint, &now.checkpoint);
        if after.size < before.size {
            let text = format!(
                "the log is shorter than it was: it signed {} entries at the last visit, and {} now. Both are its word:\n{}\n{}",
                before.size, after.size, last.note, now.note
            );
            return Err(self.failure(Exit::Shrunk, &text));
        }
        match self.is_part(before.size, &before.root, after).await? {
            true => Ok(()),
            false => Err(self.forked(last, now)),
        }
    }

    fn forked(&self, last: &Target, now: &Target) -> Failure {
        let text = format!(
            "the log was rewritten: the {} entries that it signed at the last visit are not the first of the {} that it signs \
             now. Both are its word, and prove it to anybody:\n{}\n{}",
            last.checkpoint.size, now.checkpoint.size, last.note, now.note
        );
        self.failure(Exit::Forked, &text)
    }

    /// Whether the service proves the tree of this size and root to be the beginning of what was signed.
    async fn is_part(&mut self, size: u64, root: &Hash, of: &Checkpoint) -> Result<bool, Failure> {
        if size == 0 || size == of.size {
            return Ok(is_consistent(size, of.size, root, &of.root, &[]));
        }
        let request = pb::ProveConsistencyRequest {
            from_size: size.cast_signed(),
            to_size: Some(of.size.cast_signed()),
        };
        let proof = self.records.prove_consistency(request).await;
        let proof = proof.map_err(|status| self.silent("ProveConsistency", &status))?;
        let path = hashes(&proof.get_ref().path);
        Ok(path.is_some_and(|path| is_consistent(size, of.size, root, &of.root, &path)))
    }

    /// Reads the entries up to the end of what is signed.
    async fn read(
        &mut self,
        reading: &mut Reading,
        last: Option<&Target>,
        target: &Target,
        progress: &ProgressBar,
    ) -> Result<(), Failure> {
        let signed = &target.checkpoint;
        progress.set_length(signed.size);
        let mut parted = false;
        while reading.size() < signed.size {
            let first = reading.size();
            let page = self.page(first, signed.size).await?;
            let mut outcome = Ok(());
            for entry in &page {
                outcome = reading.entry(entry, &signed.origin);
                if outcome.is_err() {
                    break;
                }
                parted |= last.is_some_and(|last| {
                    let last = &last.checkpoint;
                    reading.size() == last.size && reading.root() != last.root
                });
            }
            // A leaf that was changed is found by the tree, also where it breaks no rule and stands before one that does.
            self.prove(reading, first, &page, signed).await?;
            outcome.map_err(|what| self.failure(Exit::Record, &what))?;
            if let Some(last) = last.filter(|_| parted) {
                return Err(self.forked(last, target));
            }
            progress.set_position(reading.size());
        }
        Ok(())
    }

    async fn page(&mut self, from: u64, to: u64) -> Result<Vec<pb::Entry>, Failure> {
        let request = pb::ListEntriesRequest {
            from_index: from.cast_signed(),
            page_size: PAGE,
        };
        let page = self.records.list_entries(request).await;
        let page = page.map_err(|status| self.silent("ListEntries", &status))?;
        let mut entries = page.into_inner().entries;
        entries.truncate(usize::try_from(to - from).unwrap_or(usize::MAX));
        match entries.is_empty() {
            false => Ok(entries),
            true => {
                let text = format!("entry {from} is not shown, and {to} entries are signed");
                Err(self.failure(Exit::Record, &text))
            }
        }
    }

    /// The leaves that were read must be the beginning of what was signed. `page` holds those from `first` on.
    async fn prove(
        &mut self,
        reading: &Reading,
        first: u64,
        page: &[pb::Entry],
        signed: &Checkpoint,
    ) -> Result<(), Failure> {
        let size = reading.size();
        if self.is_part(size, &reading.root(), signed).await? {
            return Ok(());
        }
        for (index, entry) in (first..size).zip(page) {
            let request = pb::ProveInclusionRequest {
                index: index.cast_signed(),
                size: Some(signed.size.cast_signed()),
            };
            let proof = self.records.prove_inclusion(request).await;
            let proof = proof.map_err(|status| self.silent("ProveInclusion", &status))?;
            let leaf = leaf_hash(&entry.leaf);
            let root = hashes(&proof.get_ref().path)
                .and_then(|path| root_of_inclusion(leaf, index, signed.size, &path));
            if root != Some(signed.root) {
                let text = reading::named(entry, index, "its leaf is not the one that was signed");
                return Err(self.failure(Exit::Record, &text));
            }
        }
        let text = format!(
            "broken proof: the service does not prove the first {size} entries to be those of the {} that it signed",
            signed.size
        );
        Err(self.failure(Exit::BrokenProof, &text))
    }
}

/// A note that was read before.
fn parse(note: &str) -> Result<Note<'_>, Failure> {
    Note::parse(note).map_err(|what| Failure::new(Exit::Malformed, what.to_string()))
}

fn hashes(path: &[Vec<u8>]) -> Option<Vec<Hash>> {
    path.iter()
        .map(|hash| hash.as_slice().try_into().ok())
        .collect()
}
