//! What lists and statements know of a table: its columns and the SQL derived from them.

use prost_reflect::{FieldDescriptor, MessageDescriptor};

use super::TableName;
use crate::contract::FieldPath;

/// The columns every resource table begins with. `delete_time` is 0 while the resource is not deleted.
pub const FIXED: [(&str, Type); 6] = [
    ("name", Type::Text),
    ("parent", Type::Text),
    ("revision", Type::Int),
    ("create_time", Type::Time),
    ("update_time", Type::Time),
    ("delete_time", Type::Time),
];

/// How a column is written in a filter, and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text, compared as it is: `= != < > <= >=`, `=` with a trailing `*` for a prefix, `:` for "contains".
    Text,
    /// Text in lower case of every language joined by newlines: `:` for "contains", without regard to case.
    Folded,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A day, written `"2006-05-01"`, stored as `yyyymmdd`; 0 is "none".
    Date,
    /// A time, written RFC 3339, stored in microseconds; 0 is "none".
    Time,
    /// An enum of the contract, written by value name with or without prefix; stored as its number.
    Enum,
    /// Several texts, stored `|a|b|`: `:` for "has".
    List,
}

/// What lists and statements know of a column.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSchema {
    /// Its name in SQL.
    pub name: &'static str,
    /// Its path in the contract, as `filter` and `order_by` write it: `place.subdivision_code`. Empty: not for callers.
    pub field: &'static str,
    /// How it is written and stored.
    pub kind: Type,
    /// Whether `order_by` may name it; then it is never NULL.
    pub sort: bool,
    /// What is asked where it is no column of the table; see [`asked`](super::asked).
    pub sql: &'static str,
    /// How a value is written before it is compared, as the column is when it is stored.
    pub normal: Option<fn(&str) -> String>,
}

/// What lists and statements know of a table: all but the type of the message, and how values are read from it.
#[derive(Debug)]
pub struct Schema {
    /// Its name in SQL.
    pub name: &'static str,
    /// The message of the contract that it holds.
    pub message: MessageDescriptor,
    /// The columns after the fixed ones.
    pub columns: Vec<ColumnSchema>,
    /// The columns of first day and last day, where `active_on("2006-05-01")` may be asked. A last day of 0 is "still".
    pub active: Option<(&'static str, &'static str)>,
    /// What lists may be asked that no column holds.
    pub asked: &'static [ColumnSchema],
    /// The fields by which an index finds rows, besides the name: a list of all parents needs a condition on one of them where
    /// the table is large.
    pub indexed: &'static [&'static str],
    /// The default order of lists as `order_by` writes it; empty means by name.
    pub order: &'static str,
    /// The statement that writes a row, new or changed. Its arguments are the fixed columns, then the table's own.
    pub upsert: String,
    /// The statement that reads the present body by name.
    pub select: String,
    /// The statement that finds a name and reads no body.
    pub exists: String,
}

// === impl Schema

impl Schema {
    pub(super) fn new(
        declared: TableName,
        message: MessageDescriptor,
        columns: Vec<ColumnSchema>,
    ) -> Self {
        let TableName {
            name,
            active,
            order,
            asked,
            indexed,
        } = declared;
        let fixed = FIXED.iter().map(|(name, _)| *name);
        let names: Vec<&str> = fixed.chain(columns.iter().map(|c| c.name)).collect();
        let arguments: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
        let changes: Vec<String> = names[1..]
            .iter()
            .map(|n| format!("{n} = excluded.{n}"))
            .collect();
        let (names, arguments, changes) =
            (names.join(", "), arguments.join(", "), changes.join(", "));
        Self {
            name,
            message,
            columns,
            active,
            asked,
            indexed,
            order,
            upsert: format!(
                "INSERT INTO {name} ({names}) VALUES ({arguments}) ON CONFLICT (name) DO UPDATE SET {changes}"
            ),
            exists: format!("SELECT name FROM {name} WHERE name = $1"),
            select: format!(
                "SELECT r.body FROM {name} t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
                 WHERE t.name = $1"
            ),
        }
    }

    /// The field of this path in the message: `place.subdivision_code`.
    pub fn field(&self, path: &str) -> Option<FieldDescriptor> {
        FieldPath::find(&self.message, path)?.field()
    }
}
