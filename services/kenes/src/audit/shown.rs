//! What is shown beside a leaf, compared with what the leaf says and commits to.

use common::date;
use kenes_proto::record as pb;
use prost::Message;
use tlog::{
    entry::{Entry, Slot, commit, labels as labels_of},
    note::Fault,
};

/// What comes into the log so much later than the call that wrote it is late.
const LATE_MS: u64 = 10 * 60 * 1000;

/// What every resource begins with.
#[derive(Clone, PartialEq, Message)]
struct Named {
    #[prost(string, tag = "1")]
    name: String,
}

/// Returns an entry by its index and its name, and what is to be said of it.
pub(super) fn named(shown: &pb::Entry, index: u64, what: &str) -> String {
    format!(
        "entry {index} ({}, revision {}): {what}",
        shown.resource, shown.revision
    )
}

/// Checks that what is said beside the leaf is what the leaf says.
pub(super) fn labels(shown: &pb::Entry, entry: &Entry) -> Result<(), String> {
    let number = i32::from(entry.kind.0);
    // A kind that is newer than the contract of the service is shown as none.
    if shown.kind != number && shown.kind != 0 {
        return Err(format!(
            "it is shown as of kind {}, and its leaf says {number}",
            shown.kind
        ));
    }
    let time = shown.entry_time.as_ref().map(date::micros);
    match i64::try_from(entry.time_ms).map(|time| time.checked_mul(1000)) {
        Ok(said) if said == time => {}
        _ => return Err("the time that is shown is not that of its leaf".into()),
    }
    let called = shown.revision_time.as_ref().map(date::micros);
    if called.is_none() || i64::try_from(entry.called_us).ok() != called {
        return Err("the time of the call that is shown is not that of its leaf".into());
    }
    if i64::from(entry.revision) != shown.revision {
        return Err(format!("its leaf is that of revision {}", entry.revision));
    }
    if entry.labels != labels_of(&shown.method, &shown.draft_laws.join(" ")) {
        return Err("its leaf has another method than is shown, or other draft laws".into());
    }
    Ok(())
}

/// Returns whether an entry came into the log long after the call that wrote it; before that it cannot.
pub(super) fn is_late(entry: &Entry) -> Result<bool, String> {
    let after = entry.time_ms.checked_sub(entry.called_us / 1000);
    let after = after.ok_or("it came into the log before the call that wrote it")?;
    Ok(after > LATE_MS)
}

/// Returns whether all of an entry is shown; what is shown must be what its leaf commits to.
pub(super) fn words(shown: &pb::Entry, entry: &Entry) -> Result<bool, String> {
    Ok(body(shown, entry)? & identity(shown, entry)?)
}

fn identity(shown: &pb::Entry, entry: &Entry) -> Result<bool, String> {
    let is_bare = shown.shown_identity_salt.is_empty();
    let Some(commitment) = entry.commitment(Slot::IDENTITY) else {
        return match is_bare && shown.identity.is_empty() {
            true => Ok(true),
            false => Err("it names somebody, and its leaf commits to nobody".into()),
        };
    };
    if is_bare {
        return match shown.identity.is_empty() {
            true => Ok(false),
            false => Err("it names somebody without the salt that would prove it".into()),
        };
    }
    let salt = shown.shown_identity_salt.as_slice().try_into().ok();
    let salt = salt.ok_or("the salt of whom it names is not 32 bytes")?;
    match *commitment == commit(&salt, Slot::IDENTITY, &shown.identity) {
        true => Ok(true),
        false => Err("its leaf does not commit to whom it names: that was changed".into()),
    }
}

/// Returns whether the body of an entry is shown; if so, it must be the one that its leaf commits to.
fn body(shown: &pb::Entry, entry: &Entry) -> Result<bool, String> {
    let Some(commitment) = entry.commitment(Slot::BODY) else {
        return Err("its leaf commits to no body".into());
    };
    if shown.body_salt.is_empty() {
        return match shown.body.is_empty() {
            true => Ok(false),
            false => Err("a body is shown without the salt that would prove it".into()),
        };
    }
    let salt = shown.body_salt.as_slice().try_into().ok();
    let salt = salt.ok_or("its salt is not 32 bytes")?;
    if *commitment != commit(&salt, Slot::BODY, &shown.body) {
        return Err("its leaf does not commit to the body that is shown: it was changed".into());
    }
    let name = read::<Named>(shown)?.name;
    match name == shown.resource {
        true => Ok(true),
        false => Err(format!("its body is that of {name}")),
    }
}

/// Reads the body of an entry.
pub(super) fn read<M: Message + Default>(shown: &pb::Entry) -> Result<M, String> {
    M::decode(shown.body.as_slice())
        .map_err(|error| format!("its body cannot be read as {}: {error}", shown.message_type))
}

/// Returns what is wrong with a handover.
pub(super) fn handover(fault: &Fault) -> String {
    match fault {
        Fault::Malformed(what) => format!("this is no handover of a key: {what}"),
        Fault::UnknownKey | Fault::WrongSignature => {
            "the handover of the key is not signed by both keys".into()
        }
        Fault::WrongOrigin(log) => format!("the handover is to a key of another log, {log}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_after_its_call_and_not_long_after() {
        let entry = |time_ms| Entry {
            time_ms,
            called_us: 5_000_999,
            ..Entry::default()
        };
        for (time_ms, late) in [
            (5_000, false),
            (5_000 + LATE_MS, false),
            (5_001 + LATE_MS, true),
        ] {
            assert_eq!(is_late(&entry(time_ms)), Ok(late), "{time_ms}");
        }
        assert!(is_late(&entry(4_999)).is_err());
    }
}
