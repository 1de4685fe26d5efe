//! An update: what the mask names replaces what is present, and the result obeys the contract.

use kenes_proto::methods::Resource;
use prost_reflect::ReflectMessage;
use prost_types::FieldMask;

use super::{Kind, check_etag, live};
use crate::{Error, Violation, mask, store::Tx, validate};

/// An AIP-134 update: what the mask names of `patch` replaces what is present, and the result obeys the contract's rules.
/// The caller checks its own rules on the result and saves it.
pub fn merge<K: Kind>(
    tx: &mut dyn Tx,
    patch: &K::Message,
    mask: Option<&FieldMask>,
) -> Result<(K::Message, K::Message), Error> {
    let present = live::<K>(tx, patch.head().name)?;
    check_etag::<K>(&present, patch.head().etag)?;
    let merged = mask::merge(&present, patch, mask)?;
    check_shape(<K::Message as Resource>::FIELD, &merged)?;
    Ok((present, merged))
}

/// The contract's rules on a merged resource; violations are named from the request's point of view.
fn check_shape<M: ReflectMessage>(field: &str, message: &M) -> Result<(), Error> {
    validate::check(message).map_err(|error| {
        let violations = error.fields().iter().map(|v| Violation {
            field: format!("{field}.{}", v.field),
            ..v.clone()
        });
        match error.fields().is_empty() {
            true => error,
            false => Error::violations(violations.collect(), error.reason()),
        }
    })
}
