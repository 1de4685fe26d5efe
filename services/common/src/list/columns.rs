//! The columns of a table that callers may name, and how they write them.

use crate::table::{ColumnSchema, Schema, Type, column};

/// The columns of every resource that callers may name.
static EVERY: [ColumnSchema; 3] = [
    column("name").sorted().schema(Type::Text),
    column("create_time").schema(Type::Time),
    column("update_time").schema(Type::Time),
];

/// The fields by which lists of a table filter.
pub fn filters(table: &Schema) -> Vec<&'static str> {
    columns(table).map(|column| column.field).collect()
}

/// The fields by which lists of a table sort.
pub fn sorts(table: &Schema) -> Vec<&'static str> {
    let sorted = columns(table).filter(|column| column.sort);
    sorted.map(|column| column.field).collect()
}

/// The columns of a table that callers may name: those of every resource, then its own.
pub fn columns(table: &Schema) -> impl Iterator<Item = &ColumnSchema> {
    let all = EVERY.iter().chain(&table.columns).chain(table.asked);
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
