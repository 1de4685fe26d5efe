//! What must hold of each entry of a log, from the first on, and what is counted on the way.
//!
//! Owns no conversation and no file. Every text says what is wrong with which entry.

use std::collections::{BTreeMap, BTreeSet};

use common::record::{keys, origin::first_name};
use kenes_proto::{
    consultation::{Comment, comment::State},
    record::{self as pb, redaction::State as Step},
};
use tlog::{
    entry::{Entry, Kind},
    frontier::Frontier,
    note::{Checkpoint, Verifier},
    policy::Policy,
    tree::{Hash, leaf_hash},
};

use super::shown::{handover, is_late, labels, named, read, words};

/// How far a log was read, and what was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) frontier: Frontier,
    /// The time of the newest leaf.
    pub(super) time_ms: u64,
    /// The keys that the log records, in its order, each with the one that handed over to it.
    pub(super) keys: Vec<(Option<Verifier>, Verifier)>,
    /// What was lost before the log went on under the name that it has.
    pub(super) lost: Vec<Lost>,
    /// Entries by the number of their kind.
    pub(super) kinds: BTreeMap<u8, u64>,
    /// Entries of which something was erased or hidden before they were read.
    pub(super) hidden: u64,
    /// Of those, the ones that no redaction has named yet: their indexes, and what they are called.
    pub(super) unexplained: BTreeMap<u64, String>,
    pub(super) comments: Comments,
    /// Entries that came into the log long after the calls that wrote them.
    pub(super) late: u64,
}

/// That a log went on without what its database lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    /// What the log before signed last.
    pub(super) former: Checkpoint,
    /// So many of its entries are left.
    pub(super) kept: u64,
    /// Why, as it says.
    pub(super) reason: String,
}

/// What became of the comments, as far as anybody can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comments {
    /// All that were ever received.
    pub(super) received: u64,
    /// Those that their authors withdrew.
    pub(super) withdrawn: BTreeSet<String>,
    /// Those that were disavowed by those in whose name they were made.
    pub(super) disavowed: BTreeSet<String>,
    /// Those that a redaction hides or erased.
    pub(super) redacted: BTreeSet<String>,
}

impl Reading {
    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The next entry.
    pub(super) fn entry(&mut self, shown: &pb::Entry, origin: &str) -> Result<(), String> {
        let index = self.size();
        self.checked(shown, index, origin)
            .map_err(|what| named(shown, index, &what))
    }

    fn checked(&mut self, shown: &pb::Entry, index: u64, origin: &str) -> Result<(), String> {
        if u64::try_from(shown.index) != Ok(index) {
            return Err(format!(
                "it stands at index {}: entries have no gaps and no repetitions",
                shown.index
            ));
        }
        let Some(entry) = Entry::decode(&shown.leaf) else {
            // It is in the tree all the same: whether it was signed is another question.
            self.frontier.append(leaf_hash(&shown.leaf));
            return Err("its leaf cannot be read: it is not of the form consult-entry/v2".into());
        };
        self.frontier.append(leaf_hash(&shown.leaf));
        if entry.time_ms < self.time_ms {
            return Err("it is earlier than the entry before it".into());
        }
        self.time_ms = entry.time_ms;
        labels(shown, &entry)?;
        self.late += u64::from(is_late(&entry)?);
        let is_shown = words(shown, &entry)?;
        *self.kinds.entry(entry.kind.0).or_default() += 1;
        if !is_shown {
            self.hidden += 1;
            self.unexplained
                .insert(index, named(shown, index, "what it says is not shown"));
        }
        match (entry.kind, shown.message_type.as_str()) {
            (Kind::KEY, _) => self.key(shown, index, origin, is_shown),
            _ if index == 0 => Err("a log begins with its first key, and this is none".into()),
            (_, "kenes.consultation.v1.Comment") => self.comment(shown, is_shown),
            (Kind::REDACTION, "kenes.record.v1.Redaction") if is_shown => self.redaction(shown),
            _ => Ok(()),
        }
    }

    /// The first key stands alone; every other one was handed over to by a key that the log records.
    fn key(
        &mut self,
        shown: &pb::Entry,
        index: u64,
        origin: &str,
        is_shown: bool,
    ) -> Result<(), String> {
        if !is_shown {
            return Err("a key of the log is not shown".into());
        }
        let entry = read::<pb::LogKey>(shown)?;
        let handover = keys::handover(&entry).map_err(|fault| handover(&fault))?;
        let (previous, next, former) = match (handover, index) {
            (Some(handover), 1..) => (Some(handover.previous), handover.next, handover.former),
            (None, 0) => {
                let key: Verifier = entry.verifier_key.parse().map_err(str::to_owned)?;
                (None, key, None)
            }
            (None, _) => return Err("a key that no key before it handed over to".into()),
            (Some(_), 0) => return Err("the first key of the log has a key before it".into()),
        };
        if first_name(next.name()) != first_name(origin) {
            return Err(format!("a key of another log, {}", next.name()));
        }
        if let Some(former) = former {
            self.lost.push(Lost {
                former,
                kept: index,
                reason: entry.reason,
            });
        }
        if let Some(previous) = &previous
            && !self.records(previous)
        {
            return Err(format!(
                "the key {}, which hands over to it, is not recorded in the log",
                previous.id()
            ));
        }
        self.keys.push((previous, next));
        Ok(())
    }

    fn records(&self, key: &Verifier) -> bool {
        self.keys.iter().any(|(_, known)| known == key)
    }

    fn comment(&mut self, shown: &pb::Entry, is_shown: bool) -> Result<(), String> {
        let comments = &mut self.comments;
        comments.received += u64::from(shown.revision == 1);
        if !is_shown {
            // The revision that the redaction left in public comes later, and says what became of it.
            return Ok(());
        }
        let state = read::<Comment>(shown)?.state();
        for names in [
            &mut comments.withdrawn,
            &mut comments.disavowed,
            &mut comments.redacted,
        ] {
            names.remove(&shown.resource);
        }
        let names = match state {
            State::Withdrawn => &mut comments.withdrawn,
            State::Disavowed => &mut comments.disavowed,
            State::Hidden | State::Redacted => &mut comments.redacted,
            State::Unspecified | State::Published | State::Answered => return Ok(()),
        };
        names.insert(shown.resource.clone());
        Ok(())
    }

    fn redaction(&mut self, shown: &pb::Entry) -> Result<(), String> {
        let redaction = read::<pb::Redaction>(shown)?;
        if !matches!(redaction.state(), Step::Approved | Step::Done) {
            return Ok(());
        }
        let named = redaction.redacted_resources.iter();
        for index in named.flat_map(|named| &named.indexes) {
            if let Ok(index) = u64::try_from(*index) {
                self.unexplained.remove(&index);
            }
        }
        Ok(())
    }

    /// Returns the first entry that is not shown, and that no redaction names.
    pub(super) fn unexplained(&self) -> Option<&str> {
        self.unexplained.values().next().map(String::as_str)
    }

    /// Returns the policy, and the keys that those in it handed over to, as the log shows.
    pub(super) fn believed(&self, policy: Policy) -> Policy {
        self.keys.iter().fold(policy, |policy, (previous, next)| {
            let is_heir = previous
                .as_ref()
                .is_some_and(|previous| policy.logs().contains(previous));
            match is_heir {
                true => policy.and(next.clone()),
                false => policy,
            }
        })
    }

    /// What must hold at the end of a log that this key signed.
    pub(super) fn end(&self, key: &Verifier) -> Result<(), String> {
        if let Some(entry) = self.unexplained() {
            return Err(format!("{entry}, and no redaction in the log says why"));
        }
        if self.size() > 0 && !self.records(key) {
            return Err(format!(
                "the key {}, which signs the log, is not recorded in it",
                key.id()
            ));
        }
        match self.keys.last() {
            Some((_, last)) if last.name() != key.name() => Err(format!(
                "the log goes on as {}, and is signed as {}",
                last.name(),
                key.name()
            )),
            _ => Ok(()),
        }
    }
}
