//! What a receipt shows to somebody who has it, a policy, and nothing else: no network, no clock.
//!
//! Owns the order in which things are looked at, so that each fault has one name. How it is said to people is not decided here.

use crate::{
    entry::{Entry, Slot, commit},
    note::{Checkpoint, Fault as NoteFault, Malformed, Note, Verifier},
    policy::Policy,
    proof::Receipt,
};

/// What a sound receipt shows.
#[derive(Clone, Debug)]
pub struct VerifiedReceipt {
    /// The state of the log that it is proved against.
    pub checkpoint: Checkpoint,
    /// The key that signed it.
    pub key: Verifier,
    /// The leaf.
    pub entry: Entry,
    /// The witnesses of the policy that signed it, and when, in seconds since 1970.
    pub witnessed: Vec<(String, u64)>,
}

/// Why a receipt shows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not have the form of a receipt.
    Malformed(Malformed),
    /// It is of a log that the policy does not name: its origin.
    WrongOrigin(String),
    /// It is of the right log, and no key of the policy signed it; these claim to have, `name+key id`.
    WrongKey(Vec<String>),
    /// The signature that claims to be of this key is not: the checkpoint was changed after it was signed, or never was.
    WrongSignature(String),
    /// The path does not lead from the leaf to the root that was signed.
    BrokenProof,
    /// So many of the policy's witnesses signed, and that is not enough.
    TooFewWitnesses {
        /// How many signed.
        signed: usize,
        /// How many there are.
        known: usize,
    },
}

/// What is known of the bytes behind a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyCheck {
    /// These are the bytes.
    Match,
    /// They are others.
    Differ,
    /// Without the salt nobody can tell: it was erased, or not given to the holder.
    NoSalt,
}

/// Returns what the receipt in a text shows under a policy.
pub fn verify(text: &str, policy: &Policy) -> Result<(Receipt, VerifiedReceipt), Fault> {
    let receipt = Receipt::parse(text).map_err(Fault::Malformed)?;
    let below = |fault: Malformed| Fault::Malformed(fault.below(receipt.lines_above()));
    let entry = Entry::decode(&receipt.leaf)
        .ok_or_else(|| Fault::Malformed(Malformed::at(2, "this does not begin with a leaf")))?;
    let note = Note::parse(&receipt.checkpoint).map_err(below)?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(below)?;
    let key = signer(&note, &checkpoint, policy)?;
    if !receipt.leads_to(checkpoint.size, &checkpoint.root) {
        return Err(Fault::BrokenProof);
    }
    let shown = VerifiedReceipt {
        witnessed: witnessed(&note, policy)?,
        checkpoint,
        key,
        entry,
    };
    Ok((receipt, shown))
}

/// Returns whether these are the bytes that a slot of the receipt's leaf commits to.
pub fn check_slot(receipt: &Receipt, entry: &Entry, slot: Slot, bytes: &[u8]) -> BodyCheck {
    match (receipt.salt(slot), entry.commitment(slot)) {
        (Some(salt), Some(commitment)) if commit(salt, slot, bytes) == *commitment => {
            BodyCheck::Match
        }
        (Some(_), Some(_)) => BodyCheck::Differ,
        _ => BodyCheck::NoSalt,
    }
}

/// Returns the witnesses of the policy that signed a note, and when, in seconds since 1970; if they are enough.
pub fn witnessed(note: &Note<'_>, policy: &Policy) -> Result<Vec<(String, u64)>, Fault> {
    let mut witnessed = Vec::new();
    let mut signed = Vec::new();
    for witness in policy.witnesses() {
        let time = signature(note, witness)?;
        signed.push(time.is_some());
        witnessed.extend(time.map(|time| (witness.name().to_owned(), time)));
    }
    match policy.is_met(&signed) {
        true => Ok(witnessed),
        false => Err(Fault::TooFewWitnesses {
            signed: witnessed.len(),
            known: signed.len(),
        }),
    }
}

/// Returns the first key of the policy's logs that signed the checkpoint. All that claim to have must have.
pub fn signer(
    note: &Note<'_>,
    checkpoint: &Checkpoint,
    policy: &Policy,
) -> Result<Verifier, Fault> {
    let mut signer = None;
    let mut is_known = false;
    for key in policy.logs() {
        if key.name() == checkpoint.origin {
            is_known = true;
            if signature(note, key)?.is_some() {
                signer = signer.or(Some(key));
            }
        }
    }
    match (signer, is_known) {
        (Some(key), _) => Ok(key.clone()),
        (None, true) => Err(Fault::WrongKey(note.keys())),
        (None, false) => Err(Fault::WrongOrigin(checkpoint.origin.clone())),
    }
}

/// Returns when a key signed the note, if it did.
fn signature(note: &Note<'_>, key: &Verifier) -> Result<Option<u64>, Fault> {
    match note.signed_by(key) {
        Ok(time) => Ok(Some(time)),
        Err(NoteFault::UnknownKey) => Ok(None),
        Err(_) => Err(Fault::WrongSignature(format!(
            "{}+{}",
            key.name(),
            key.id()
        ))),
    }
}

#[cfg(test)]
mod tests;
