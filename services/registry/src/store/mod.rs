//! The registry's tables and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod code;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod organization;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod standing;

use common::{
    Error, redaction,
    resource::Kind as _,
    store::{Tx, Value},
    table::Schema,
};

/// The tables of all kinds of resources.
pub fn tables() -> [&'static Schema; 7] {
    [
        code::Codes::table().schema(),
        mandate::Mandates::table().schema(),
        membership::Memberships::table().schema(),
        organization::Organizations::table().schema(),
        person::Persons::table().schema(),
        post::Posts::table().schema(),
        redaction::table(),
    ]
}

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
