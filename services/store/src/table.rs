//! The description of a resource's table: what lists may filter and sort by, and the SQL derived from it.
//!
//! A table holds the *current state's columns* of a kind and points at its revision; the resource itself is the exact
//! protobuf bytes of that revision. Every table begins with the columns of [`FIXED`]; nothing but `delete_time` may be NULL
//! in a column that lists sort by.

use std::sync::OnceLock;

/// The columns every resource table begins with. `delete_time` is 0 while the resource is not deleted.
pub const FIXED: [&str; 6] = [
    "name",
    "parent",
    "revision",
    "create_time",
    "update_time",
    "delete_time",
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
    /// An enum of the contract by its full name, written by value name with or without prefix; stored as its number.
    Enum(&'static str),
    /// Several texts, stored `|a|b|`: `:` for "has".
    List,
}

/// A column that lists may filter by.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in SQL.
    pub name: &'static str,
    /// Its path in the contract, as `filter` and `order_by` write it: `place.subdivision_code`. Empty: not for callers.
    pub field: &'static str,
    /// How it is written and stored.
    pub kind: Type,
    /// Whether `order_by` may name it.
    pub sort: bool,
}

impl Column {
    /// A column that lists filter and sort by.
    pub const fn new(name: &'static str, field: &'static str, kind: Type) -> Self {
        Self {
            name,
            field,
            kind,
            sort: !matches!(kind, Type::Folded | Type::List),
        }
    }

    /// A column that lists only filter by: it may be NULL, or order means nothing.
    pub const fn unsorted(name: &'static str, field: &'static str, kind: Type) -> Self {
        Self {
            name,
            field,
            kind,
            sort: false,
        }
    }

    /// A column of the store's own: keys, uniqueness.
    pub const fn hidden(name: &'static str, kind: Type) -> Self {
        Self {
            name,
            field: "",
            kind,
            sort: false,
        }
    }
}

/// A resource's table.
#[derive(Debug)]
pub struct Table {
    /// Its name in SQL.
    pub name: &'static str,
    /// The columns after the fixed ones, in the order in which the resource renders them.
    pub columns: &'static [Column],
    /// The columns (SQL names) of first day and last day, where `active_on("2006-05-01")` may be asked.
    /// A last day of 0 is "still".
    pub active: Option<(&'static str, &'static str)>,
    /// The default order of lists as `order_by` writes it; empty means by name.
    pub order: &'static str,
    sql: OnceLock<Statements>,
}

#[derive(Debug)]
struct Statements {
    upsert: String,
    select: String,
}

impl Table {
    /// Describes a table.
    pub const fn new(
        name: &'static str,
        columns: &'static [Column],
        active: Option<(&'static str, &'static str)>,
        order: &'static str,
    ) -> Self {
        Self {
            name,
            columns,
            active,
            order,
            sql: OnceLock::new(),
        }
    }

    /// The statement that writes a row, new or changed. Its arguments are the fixed columns, then the table's own.
    pub fn upsert(&self) -> &str {
        &self.statements().upsert
    }

    /// The statement that reads the present body by name.
    pub fn select(&self) -> &str {
        &self.statements().select
    }

    fn statements(&self) -> &Statements {
        self.sql.get_or_init(|| {
            let table = self.name;
            let names: Vec<&str> = FIXED.into_iter().chain(self.columns.iter().map(|c| c.name)).collect();
            let arguments: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
            let changes: Vec<String> = names[1..].iter().map(|n| format!("{n} = excluded.{n}")).collect();
            let (names, arguments, changes) = (names.join(", "), arguments.join(", "), changes.join(", "));
            Statements {
                upsert: format!(
                    "INSERT INTO {table} ({names}) VALUES ({arguments}) ON CONFLICT (name) DO UPDATE SET {changes}"
                ),
                select: format!(
                    "SELECT r.body FROM {table} t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
                     WHERE t.name = $1"
                ),
            }
        })
    }
}
