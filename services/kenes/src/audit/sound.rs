//! What is said of a log that is sound.

use std::fmt;

use tlog::{
    entry::Kind,
    note::{Checkpoint, Verifier},
};

use super::reading::{Comments, Reading};

/// What a visit found, of a log that is sound.
#[derive(Clone, Debug)]
pub struct Sound {
    /// What the log signed.
    pub checkpoint: Checkpoint,
    /// How many entries had been read at visits before.
    pub before: u64,
    key: String,
    witnesses: Vec<String>,
    reading: Reading,
}

impl Sound {
    pub(super) fn new(
        checkpoint: Checkpoint,
        key: &Verifier,
        witnessed: Vec<(String, u64)>,
        before: u64,
        reading: Reading,
    ) -> Self {
        Self {
            checkpoint,
            before,
            key: key.id(),
            witnesses: witnessed.into_iter().map(|(name, _)| name).collect(),
            reading,
        }
    }
}

impl fmt::Display for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checkpoint { origin, size, .. } = &self.checkpoint;
        let Reading {
            kinds,
            hidden,
            comments,
            keys,
            late,
            lost,
            ..
        } = &self.reading;
        writeln!(
            f,
            "{origin}: sound. {size} entries, signed by the key {}; {} read at this visit.",
            self.key,
            size - self.before
        )?;
        if !self.witnesses.is_empty() {
            writeln!(f, "  witnesses: {}", self.witnesses.join(", "))?;
        }
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(number, count)| format!("{count} {}", kind(Kind(*number))))
            .collect();
        writeln!(f, "  entries: {}", kinds.join(", "))?;
        writeln!(
            f,
            "  keys: {}, each handed over to by one before",
            keys.len()
        )?;
        for lost in lost {
            writeln!(
                f,
                "  lost: {} signed {} entries, and {} are left of them: {}",
                lost.former.origin, lost.former.size, lost.kept, lost.reason
            )?;
        }
        if comments.received > 0 {
            writeln!(
                f,
                "  comments: {} received = {} counted + {} withdrawn + {} disavowed + {} redacted",
                comments.received,
                comments.counted(),
                comments.withdrawn.len(),
                comments.disavowed.len(),
                comments.redacted.len(),
            )?;
        }
        if *late > 0 {
            writeln!(
                f,
                "  times: {late} entries came into the log more than 10 minutes after the time of the calls that wrote them"
            )?;
        }
        write!(
            f,
            "  bodies: {} entries commit to what is shown; {hidden} are not shown, each named by a redaction. \
             Who called is not public",
            size - hidden
        )
    }
}

impl Comments {
    fn counted(&self) -> u64 {
        let others = self.withdrawn.len() + self.disavowed.len() + self.redacted.len();
        self.received.saturating_sub(others as u64)
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::OPENED => "consultations opened",
        Kind::VERSION => "versions",
        Kind::COMMENT => "comments",
        Kind::VERIFICATION => "answers of the registry",
        Kind::RESPONSE => "answers",
        Kind::STATUS => "changes of state",
        Kind::DISAVOWAL => "disavowals",
        Kind::REDACTION => "redactions",
        Kind::KEY => "keys",
        Kind::RESOURCE => "other writes",
        Kind(number) => return format!("of kind {number}"),
    }
    .to_owned()
}
