//! The conversation with the service of a log: which checkpoint is looked at, and that what was signed before is a part of it.

mod entries;

use common::{Language, record::origin::first_name};
use kenes_proto::record::{self as pb, record_service_client::RecordServiceClient};
use tlog::{
    note::{Checkpoint, Note, Verifier},
    policy::Policy,
    tree::{Hash, is_consistent},
    verify::{Fault, signer},
};
use tonic::{Status, transport::Channel};

use super::{Target, reading::Reading};
use crate::{Exit, Failure, config::Audit, exit::root, messages, trust::exit};

/// An answer is 2 MiB of bodies, or one large body.
const LARGEST: usize = 64 << 20;

/// A log as its service shows it.
pub(super) struct Log {
    address: String,
    records: RecordServiceClient<Channel>,
}

impl Log {
    /// Connects to the service.
    pub(super) async fn connect(config: &Audit) -> Result<Self, Failure> {
        let address = config.endpoint.uri().to_string();
        let channel = config.endpoint.connect().await.map_err(|error| {
            Failure::new(Exit::Unavailable, format!("{address}: {}", root(&error)))
        })?;
        let records = RecordServiceClient::new(channel).max_decoding_message_size(LARGEST);
        Ok(Self { address, records })
    }

    /// Returns a failure that names the service.
    pub(super) fn failure(&self, exit: Exit, what: &str) -> Failure {
        Failure::new(exit, format!("{}: {what}", self.address))
    }

    fn silent(&self, call: &str, status: &Status) -> Failure {
        let (code, text) = (status.code(), status.message());
        self.failure(Exit::Unavailable, &format!("{call}: {code:?}: {text}"))
    }

    /// Returns the failure for a checkpoint that is not believed.
    pub(super) fn fault(&self, fault: &Fault) -> Failure {
        let text = messages::fault(Language::English, fault);
        match fault {
            Fault::Malformed(_) => self.failure(exit(fault), &format!("the checkpoint: {text}")),
            Fault::WrongOrigin(log) => {
                let text = format!(
                    "the service shows another log, {log}, and you believe none of this name"
                );
                self.failure(exit(fault), &text)
            }
            _ => self.failure(exit(fault), &text),
        }
    }

    /// Returns the newest checkpoint. It may be signed by a key that is still to be found in the log, and is then believed at the
    /// end.
    pub(super) async fn checkpoint(&mut self, policy: &Policy) -> Result<Target, Failure> {
        let answer = self.records.fetch_checkpoint(pb::FetchCheckpointRequest {});
        let answer = answer.await;
        let note = answer.map_err(|status| self.silent("FetchCheckpoint", &status))?;
        let note = note.into_inner().note;
        let parsed = Note::parse(&note).map_err(Fault::Malformed);
        let outcome = parsed.and_then(|parsed| {
            let checkpoint = Checkpoint::parse(parsed.text()).map_err(Fault::Malformed)?;
            match signer(&parsed, &checkpoint, policy) {
                Ok(_) | Err(Fault::WrongKey(_)) => Ok(checkpoint),
                Err(Fault::WrongOrigin(origin)) if is_of(&origin, policy) => Ok(checkpoint),
                Err(fault) => Err(fault),
            }
        });
        let checkpoint = outcome.map_err(|fault| self.fault(&fault))?;
        Ok(Target { note, checkpoint })
    }

    /// What was signed at the last visit must be the beginning of what is signed now.
    pub(super) async fn compare(&mut self, last: &Target, now: &Target) -> Result<(), Failure> {
        let (before, after) = (&last.checkpoint, &now.checkpoint);
        if after.size < before.size {
            let text = format!(
                "the log is shorter than it was: it signed {} entries at the last visit, and {} now. It signed both:\n{}\n{}",
                before.size, after.size, last.note, now.note
            );
            return Err(self.failure(Exit::Shrunk, &text));
        }
        match self.is_part(before.size, &before.root, after).await? {
            true => Ok(()),
            false => Err(self.forked(last, now)),
        }
    }

    /// What was signed at a visit before the log was recovered is still there, or was lost with the rest. Whoever believes a key of the
    /// log as it is called now knows of that.
    pub(super) async fn compare_former(
        &mut self,
        visit: &Target,
        reading: &Reading,
        now: &Target,
        policy: &Policy,
    ) -> Result<(), Failure> {
        let (before, after) = (&visit.checkpoint, &now.checkpoint);
        if policy.logs().iter().any(|key| key.name() == after.origin)
            || before.size <= after.size && self.is_part(before.size, &before.root, after).await?
        {
            return Ok(());
        }
        let lost = reading.lost.iter();
        let said: Vec<String> = lost
            .map(|lost| {
                format!(
                    "{} ended at {} entries, and {} are left of them: {}",
                    lost.former.origin, lost.former.size, lost.kept, lost.reason
                )
            })
            .collect();
        let text = format!(
            "the log lost entries that it had signed at the last visit, and goes on as {}. It says: {}. It signed both:\n{}\n{}\nTo \
             go on with it nevertheless, give its present key",
            after.origin,
            said.join("; "),
            visit.note,
            now.note
        );
        Err(self.failure(Exit::Shrunk, &text))
    }

    fn forked(&self, last: &Target, now: &Target) -> Failure {
        let text = format!(
            "the log was rewritten: the {} entries that it signed at the last visit are not the first of the {} that it signs \
             now. It signed both, which proves it to anybody:\n{}\n{}",
            last.checkpoint.size, now.checkpoint.size, last.note, now.note
        );
        self.failure(Exit::Forked, &text)
    }

    /// Returns whether the service proves the tree of this size and root to be the beginning of what was signed.
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
}

/// Whether a log of this name may be one that goes on from one that is believed.
fn is_of(origin: &str, policy: &Policy) -> bool {
    let mut names = policy.logs().iter().map(Verifier::name);
    origin != first_name(origin) && names.any(|name| first_name(name) == first_name(origin))
}

fn hashes(path: &[Vec<u8>]) -> Option<Vec<Hash>> {
    path.iter()
        .map(|hash| hash.as_slice().try_into().ok())
        .collect()
}
