//! What of a revision may be seen: nothing that a redaction erased or hides.

use kenes_proto::types::ErrorReason as Reason;

use crate::{Error, store::Value, stored_body::StoredBody};

/// The type of a revision, whatever it is of.
const REVISION: &str = "record.kenes/Revision";

/// Returns the body of a revision, or refuses: `REVISION_ERASED`, `REVISION_WITHHELD`. The row begins with `revision, body,
/// body_salt, withheld`.
pub(super) fn visible<'r>(name: &str, row: &'r [Value]) -> Result<StoredBody<&'r [u8]>, Error> {
    let revision = row[0].int()?;
    if row[2] == Value::Null {
        return Err(erased(name, revision));
    }
    if row[3].int()? != 0 {
        let text = format!("a redaction hides what revision {revision} of {name} says");
        let error = Error::denied(Reason::RevisionWithheld, text);
        return Err(error.about(REVISION, format!("{name}/revisions/{revision}")));
    }
    row[1].bytes().map(StoredBody::whole)
}

/// The refusal of what is no more.
pub(super) fn erased(name: &str, revision: i64) -> Error {
    let text = format!("a redaction erased what revision {revision} of {name} said");
    let name = format!("{name}/revisions/{revision}");
    Error::absent(Reason::RevisionErased, REVISION, name, text)
}
