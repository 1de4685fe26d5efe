//! What a resource refers to is there: a step that several families share.

use common::{
    Error, Violation,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::types::ErrorReason as Reason;

/// What a field refers to, if it does; what is missing is wrong with its field.
pub(super) fn refer<K: Kind>(
    tx: &mut dyn Tx,
    field: &str,
    name: &str,
    wrong: &mut Vec<Violation>,
) -> Result<Option<K::Message>, Error> {
    if name.is_empty() {
        return Ok(None);
    }
    match resource::referred::<K>(tx, field, name) {
        Ok(message) => Ok(Some(message)),
        Err(error) if error.reason() == Reason::ReferenceNotFound => {
            wrong.extend_from_slice(error.fields());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
