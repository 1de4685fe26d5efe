//! The registry's tables and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod code;
pub(crate) mod dependant;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod organization;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod standing;

use common::{
    Error,
    app::{AnyKind, Kinds},
    redaction,
    store::{Tx, Value},
};

/// The kinds of resources that the service keeps.
pub(crate) const KINDS: Kinds = Kinds(&[
    AnyKind::of::<code::Codes>(),
    AnyKind::of::<mandate::Mandates>(),
    AnyKind::of::<membership::Memberships>(),
    AnyKind::of::<organization::Organizations>(),
    AnyKind::of::<person::Persons>(),
    AnyKind::of::<post::Posts>(),
    redaction::KIND,
]);

/// The name in the first row, for questions that ask for one resource by name.
fn first_resource_name(
    tx: &mut dyn Tx,
    sql: &str,
    args: &[Value],
) -> Result<Option<String>, Error> {
    let rows = tx.query(sql, args)?;
    rows.first()
        .map(|row| row[0].text().map(str::to_owned))
        .transpose()
}
