//! The table of redactions, and the statements that erase.

use kenes_proto::record::{self as pb, redaction::Action};
use tlog::entry::{Kind as Leaf, Slot};

use crate::{
    Error,
    resource::{Kind, Recorded},
    store::{self, Tx, Value},
    table::{Table, column, table},
    verb::Verbs,
};

static TABLE: Table<pb::Redaction> = table("redaction").order("create_time").columns(&[
    column("action").enumeration(|redaction| redaction.action),
    column("state").enumeration(|redaction| redaction.state),
    column("basis_code").text(|redaction| &redaction.basis_code),
]);

/// Redactions.
#[derive(Debug)]
pub(crate) struct Redactions;

impl Kind for Redactions {
    type Message = pb::Redaction;
    const PREFIX: &'static str = "x";
    const RECORDED: Recorded<pb::Redaction> = RECORDED;
    const VERBS: Verbs = &[
        ("ApproveRedaction", "approved"),
        ("ErasePerson", "created"),
        ("FinishRedaction", "finished"),
        ("RedactComment", "created"),
        ("RejectRedaction", "rejected"),
    ];

    fn table() -> &'static Table<pb::Redaction> {
        &TABLE
    }
}

const RECORDED: Recorded<pb::Redaction> = Recorded {
    leaf: |method| match method {
        "ApproveRedaction" => Leaf::REDACTION,
        _ => Leaf::STATUS,
    },
    identity: |redaction| {
        Some(pb::Redaction {
            proposer: std::mem::take(&mut redaction.proposer),
            decider: std::mem::take(&mut redaction.decider),
            ..pb::Redaction::default()
        })
    },
    ..Recorded::PLAIN
};

/// The names of the redactions that were approved and are not carried out. At most `limit`.
pub(super) fn unfinished(tx: &mut dyn Tx, limit: i64) -> Result<Vec<String>, Error> {
    // The number of APPROVED is written out: the index is of these rows only.
    let sql = "SELECT name FROM redaction WHERE state = 2 ORDER BY name LIMIT $1";
    store::texts(tx, sql, &[limit.into()])
}

/// What a redaction reaches of a resource whose next revision will be the public one.
pub(super) fn reach(
    tx: &mut dyn Tx,
    name: &str,
    public_revision: i64,
    action: Action,
) -> Result<pb::RedactedResource, Error> {
    let sql = "SELECT entry FROM revision WHERE name = $1 AND revision < $2 ORDER BY revision";
    let rows = tx.query(sql, &[name.into(), public_revision.into()])?;
    let indexes = rows.iter().filter(|row| row[0] != Value::Null);
    Ok(pb::RedactedResource {
        name: name.to_owned(),
        public_revision,
        slots: super::rules::slots(action)
            .iter()
            .map(|slot| slot.label().to_owned())
            .collect(),
        indexes: indexes.map(|row| row[0].int()).collect::<Result<_, _>>()?,
    })
}

/// Whether every revision that is reached has its index in the log.
pub(super) fn has_index(reached: &pb::RedactedResource) -> bool {
    i64::try_from(reached.indexes.len()).is_ok_and(|n| n == reached.public_revision - 1)
}

/// Hides or erases what a redaction reaches of one resource. The leaves stay as they are. Running it twice changes nothing
/// more.
pub(super) fn carry_out(tx: &mut dyn Tx, reached: &pb::RedactedResource) -> Result<(), Error> {
    let erases = |slot: Slot| reached.slots.iter().any(|label| label == slot.label());
    let mut args = vec![reached.name.as_str().into(), reached.public_revision.into()];
    // The digest of the request is a plain hash of what was said, and goes with either slot; its id is random and stays, so
    // that a retry is told what became of its write.
    let sql = match (erases(Slot::BODY), erases(Slot::IDENTITY)) {
        (true, _) => {
            args.push(Value::Bytes(Vec::new()));
            "UPDATE revision SET body = $3, identity_at = 0, body_salt = NULL, identity_salt = NULL, caller_salt = NULL, \
             actor = '', request_digest = NULL WHERE name = $1 AND revision < $2"
        }
        (false, true) => {
            "UPDATE revision SET body = substr(body, 1, CAST(identity_at AS INTEGER)), identity_salt = NULL, \
             caller_salt = NULL, actor = '', request_digest = NULL WHERE name = $1 AND revision < $2"
        }
        (false, false) => "UPDATE revision SET withheld = 1 WHERE name = $1 AND revision < $2",
    };
    tx.execute(sql, &args).map(drop)
}

#[cfg(test)]
mod tests {
    use kenes_proto::record::redaction::State;

    #[test]
    fn the_index_is_of_approved_ones() {
        assert_eq!(
            State::Approved as i32,
            2,
            "as the statement and the index have it"
        );
    }
}
