//! A column declared: its name, what lists do with it, and how its value is read from the message.

use kenes_proto::gtype::LocalizedText;

use super::schema::{ColumnSchema, Type};
use crate::{store::Value, text};

/// A column that is being declared: its name, and what lists do with it.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ColumnName {
    name: &'static str,
    field: &'static str,
    sorted: bool,
}

/// A column of a table of messages `M`.
#[derive(Debug)]
pub struct Column<M> {
    /// What lists and statements know of it.
    pub(crate) schema: ColumnSchema,
    read: Read<M>,
}

/// How the value of a column is read from the message.
#[derive(Debug)]
enum Read<M> {
    Text(fn(&M) -> &str),
    Computed(fn(&M) -> String),
    Folded(fn(&M) -> &[LocalizedText]),
    List(fn(&M) -> &[String]),
    Short(fn(&M) -> i32),
    Long(fn(&M) -> i64),
    Bool(fn(&M) -> bool),
}

/// Declares a column by its name in SQL. Unless it is said otherwise its field in the contract has the same name, and lists
/// filter by it, and sort by it if it is a number, a day or a time.
pub const fn column(name: &'static str) -> ColumnName {
    ColumnName {
        name,
        field: name,
        sorted: false,
    }
}

/// Declares what lists may be asked that no column holds, by its name in filters. `sql` is its value, as an expression over
/// the row `t`; or, where it has `{v}` in it, the condition that it has the value `{v}`. `{now}` and `{today}` stand for the
/// time of the call and its day.
pub const fn asked(field: &'static str, kind: Type, sql: &'static str) -> ColumnSchema {
    ColumnSchema {
        name: "",
        field,
        kind,
        sort: false,
        sql,
        normal: None,
    }
}

// === impl ColumnName

impl ColumnName {
    /// Its field in the contract has another name, or is within another message: `place.subdivision_code`.
    pub const fn field(mut self, path: &'static str) -> Self {
        self.field = path;
        self
    }

    /// Lists sort by it too.
    pub const fn sorted(mut self) -> Self {
        self.sorted = true;
        self
    }

    /// It is the store's own, for its questions or for uniqueness: lists neither filter nor sort by it.
    pub const fn hidden(self) -> Self {
        self.field("")
    }

    /// It holds a text.
    pub const fn text<M>(self, read: fn(&M) -> &str) -> Column<M> {
        self.read(Type::Text, Read::Text(read))
    }

    /// It holds a text that the message does not have as it is stored.
    pub const fn computed<M>(self, read: fn(&M) -> String) -> Column<M> {
        self.read(Type::Text, Read::Computed(read))
    }

    /// It holds texts in several languages, to be searched without regard to case.
    pub const fn folded<M>(self, read: fn(&M) -> &[LocalizedText]) -> Column<M> {
        self.read(Type::Folded, Read::Folded(read))
    }

    /// It holds several texts, as [`text::listed`] writes them, that the message has in several parts.
    pub const fn listed<M>(self, read: fn(&M) -> String) -> Column<M> {
        self.read(Type::List, Read::Computed(read))
    }

    /// It holds several texts.
    pub const fn list<M>(self, read: fn(&M) -> &[String]) -> Column<M> {
        self.read(Type::List, Read::List(read))
    }

    /// It holds a number.
    pub const fn int<M>(self, read: fn(&M) -> i32) -> Column<M> {
        self.read(Type::Int, Read::Short(read))
    }

    /// It holds a number that may be large: whole units of money, a count.
    pub const fn long<M>(self, read: fn(&M) -> i64) -> Column<M> {
        self.read(Type::Int, Read::Long(read))
    }

    /// It holds a value of an enum.
    pub const fn enumeration<M>(self, read: fn(&M) -> i32) -> Column<M> {
        self.read(Type::Enum, Read::Short(read))
    }

    /// It holds yes or no.
    pub const fn bool<M>(self, read: fn(&M) -> bool) -> Column<M> {
        self.read(Type::Bool, Read::Bool(read))
    }

    /// It holds a day, `yyyymmdd`.
    pub const fn date<M>(self, read: fn(&M) -> i64) -> Column<M> {
        self.read(Type::Date, Read::Long(read))
    }

    /// It holds a time, in microseconds.
    pub const fn time<M>(self, read: fn(&M) -> i64) -> Column<M> {
        self.read(Type::Time, Read::Long(read))
    }

    const fn read<M>(self, kind: Type, read: Read<M>) -> Column<M> {
        let schema = self.schema(kind);
        Column { schema, read }
    }

    /// What lists and statements know of it, once its type is known.
    pub(crate) const fn schema(self, kind: Type) -> ColumnSchema {
        let in_order = self.sorted || matches!(kind, Type::Int | Type::Date | Type::Time);
        ColumnSchema {
            name: self.name,
            field: self.field,
            kind,
            sort: in_order && !self.field.is_empty(),
            sql: "",
            normal: None,
        }
    }
}

// === impl Column

impl<M> Column<M> {
    /// Values are compared with it once they are written so.
    #[must_use]
    pub const fn normal(mut self, normal: fn(&str) -> String) -> Self {
        self.schema.normal = Some(normal);
        self
    }

    /// Its value in the row of a message.
    pub(super) fn value(&self, message: &M) -> Value {
        match self.read {
            Read::Text(read) => text::composed(read(message)).as_ref().into(),
            Read::Computed(read) => read(message).into(),
            Read::Folded(read) => text::folded(read(message)).into(),
            Read::List(read) => text::listed(read(message)).into(),
            Read::Short(read) => read(message).into(),
            Read::Long(read) => read(message).into(),
            Read::Bool(read) => read(message).into(),
        }
    }
}
