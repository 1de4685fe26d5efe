//! The columns of a table that callers may name, and what each is in the contract.

use prost_reflect::EnumDescriptor;

use super::order;
use crate::{
    Error,
    table::{ColumnSchema, Schema, Type, column},
};

/// The columns of every resource that callers may name.
static EVERY: [ColumnSchema; 3] = [
    column("name").sorted().schema(Type::Text),
    column("create_time").schema(Type::Time),
    column("update_time").schema(Type::Time),
];

/// The columns of a table that callers may name: those of every resource, then its own.
pub(super) fn columns(table: &Schema) -> impl Iterator<Item = &ColumnSchema> {
    let all = EVERY.iter().chain(&table.columns);
    all.filter(|column| !column.field.is_empty())
}

/// The column of a path, in `snake_case` or `lowerCamelCase`.
pub(super) fn find<'t>(table: &'t Schema, path: &str) -> Option<&'t ColumnSchema> {
    let path = snake(path);
    columns(table).find(|column| column.field == path)
}

/// `place.subdivisionCode` as the contract writes it, `place.subdivision_code`.
pub(super) fn snake(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The enum of the contract whose values the field of this path holds.
pub(super) fn enum_of(table: &Schema, path: &str) -> Option<EnumDescriptor> {
    table.field(path)?.kind().as_enum().cloned()
}

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
