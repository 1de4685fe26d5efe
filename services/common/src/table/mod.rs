//! A resource's table as its kind declares it: its columns, each with how its value is read from the message, and the SQL
//! derived from them.
//!
//! A table holds the *current state's columns* of a kind and points at its revision; the resource itself is the exact
//! protobuf bytes of that revision. Every table begins with the columns of [`FIXED`]. The migration says the same in SQL: a
//! test compares the two.

mod column;
mod schema;

use std::sync::OnceLock;

use prost_reflect::ReflectMessage;

use crate::store::Value;
pub use column::{Column, ColumnName, asked, column};
pub use schema::{ColumnSchema, FIXED, Schema, Type};

/// A table that is being declared: its name, and what lists do with it.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct TableName {
    name: &'static str,
    active: Option<(&'static str, &'static str)>,
    order: &'static str,
    asked: &'static [ColumnSchema],
    indexed: &'static [&'static str],
}

/// The table of the resources that are messages `M`.
#[derive(Debug)]
pub struct Table<M: 'static> {
    declared: TableName,
    columns: &'static [Column<M>],
    schema: OnceLock<Schema>,
}

/// Declares a table by its name in SQL.
pub const fn table(name: &'static str) -> TableName {
    TableName {
        name,
        active: None,
        order: "",
        asked: &[],
        indexed: &[],
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

    /// Lists may be asked these too, which are no columns of it.
    pub const fn asked(mut self, asked: &'static [ColumnSchema]) -> Self {
        self.asked = asked;
        self
    }

    /// The fields by which an index finds its rows, whatever their parents.
    pub const fn indexed(mut self, fields: &'static [&'static str]) -> Self {
        self.indexed = fields;
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
