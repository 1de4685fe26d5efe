//! A resource's table as its kind declares it: its columns, each with how its value is read from the message, and the SQL
//! derived from them.
//!
//! A table holds the *current state's columns* of a kind and points at its revision; the resource itself is the exact
//! protobuf bytes of that revision. Every table begins with the columns of [`FIXED`]. The migration says the same in SQL: a
//! test compares the two.

mod column;

use std::sync::OnceLock;

use prost_reflect::{FieldDescriptor, MessageDescriptor, ReflectMessage};

use crate::{contract::FieldPath, store::Value};
pub use column::{Column, ColumnName, ColumnSchema, Type, column};

/// The columns every resource table begins with. `delete_time` is 0 while the resource is not deleted.
pub const FIXED: [(&str, Type); 6] = [
    ("name", Type::Text),
    ("parent", Type::Text),
    ("revision", Type::Int),
    ("create_time", Type::Time),
    ("update_time", Type::Time),
    ("delete_time", Type::Time),
];

/// A table that is being declared: its name, and what lists do with it.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct TableName {
    name: &'static str,
    active: Option<(&'static str, &'static str)>,
    order: &'static str,
}

/// The table of the resources that are messages `M`.
#[derive(Debug)]
pub struct Table<M: 'static> {
    declared: TableName,
    columns: &'static [Column<M>],
    schema: OnceLock<Schema>,
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
    /// The default order of lists as `order_by` writes it; empty means by name.
    pub order: &'static str,
    /// The statement that writes a row, new or changed. Its arguments are the fixed columns, then the table's own.
    pub upsert: String,
    /// The statement that reads the present body by name.
    pub select: String,
    /// The statement that finds a name and reads no body.
    pub exists: String,
}

/// Declares a table by its name in SQL.
pub const fn table(name: &'static str) -> TableName {
    TableName {
        name,
        active: None,
        order: "",
    }
}

// === impl TableName

impl TableName {
    /// The default order of lists, as `order_by` writes it; unless it is said, it is by name.
    pub const fn order(mut self, order: &'static str) -> Self {
        self.order = order;
        self
    }

    /// Lists may be asked `active_on("2006-05-01")`, by the columns of the first day and the last.
    pub const fn active(mut self, first: &'static str, last: &'static str) -> Self {
        self.active = Some((first, last));
        self
    }

    /// Its columns, after those that every resource has.
    pub const fn columns<M: 'static>(self, columns: &'static [Column<M>]) -> Table<M> {
        Table {
            declared: self,
            columns,
            schema: OnceLock::new(),
        }
    }
}

// === impl Table

impl<M> Table<M> {
    /// The values of the table's own columns.
    pub fn values(&self, message: &M) -> impl Iterator<Item = Value> {
        self.columns.iter().map(|column| column.value(message))
    }
}

impl<M: ReflectMessage + Default> Table<M> {
    /// What lists and statements know of it.
    pub fn schema(&self) -> &Schema {
        let columns = || self.columns.iter().map(|column| column.schema).collect();
        let new = || Schema::new(self.declared, M::default().descriptor(), columns());
        self.schema.get_or_init(new)
    }
}

// === impl Schema

impl Schema {
    fn new(declared: TableName, message: MessageDescriptor, columns: Vec<ColumnSchema>) -> Self {
        let TableName {
            name,
            active,
            order,
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
