//! What a resource refers to is there: a step that several families share.

use common::{
    Error, Violation,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::types::ErrorReason as Reason;

use crate::{domain::code::CodeUse, store::code};

/// What is wrong with the codes that were not there before: they are in effect on `day`, written `yyyymmdd`. One that has expired
/// since stays with whoever has it.
pub(super) fn check_codes(
    tx: &mut dyn Tx,
    before: &[CodeUse<'_>],
    used: Vec<CodeUse<'_>>,
    day: i64,
) -> Result<Vec<Violation>, Error> {
    let mut wrong = Vec::new();
    for (field, scheme, value) in used {
        if !before.iter().any(|(_, s, v)| (*s, *v) == (scheme, value)) {
            wrong.extend(code::check(tx, field, scheme, value, day)?);
        }
    }
    Ok(wrong)
}

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
