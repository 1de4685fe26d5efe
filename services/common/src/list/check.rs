//! Whether what a table says to lists makes sense.

use super::{columns::columns, enums::enum_of, order};
use crate::{
    Error,
    table::{Schema, Type},
};

/// Checks what a table says to lists: that its own order parses, that the contract has its enums and that its days are
/// columns. For the tests; a wrong one would otherwise show on the first request.
pub fn check(table: &Schema) -> Result<(), Error> {
    let broken = |what: String| Error::internal(format!("table {}: {what}", table.name));
    order::parse(table, table.order).map_err(broken)?;
    for column in columns(table).filter(|column| column.kind == Type::Enum) {
        if enum_of(table, column.field).is_none() {
            return Err(broken(format!("the contract has no enum {}", column.field)));
        }
    }
    let active = table.active.map(|(first, last)| [first, last]);
    for day in active.into_iter().flatten() {
        let found = table.columns.iter().find(|column| column.name == day);
        if found.is_none_or(|column| column.kind != Type::Date) {
            return Err(broken(format!("{day} is not a column of days")));
        }
    }
    Ok(())
}
