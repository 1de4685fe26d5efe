//! One condition of a filter written as SQL, so that what is NULL, and a day or time that is none, match as they should.

use super::words::{Fault, Literal, Operator};
use crate::table::{ColumnSchema, Type};

/// A column in a condition, and whether the condition is negated.
#[derive(Clone, Copy)]
pub(super) struct Condition<'a> {
    pub(super) column: &'a ColumnSchema,
    pub(super) negated: bool,
}

impl Condition<'_> {
    /// Writes a condition or its opposite, with `{c}` for the column and `{v}` for the argument.
    pub(super) fn write(self, is: &str, is_not: &str, argument: &str) -> String {
        let name = match self.column.sql {
            "" => format!("t.{}", self.column.name),
            // What is worked out is a number, and PostgreSQL would take it for a small one.
            sql => format!("CAST({sql} AS BIGINT)"),
        };
        let template = if self.negated { is_not } else { is };
        let sql = template.replace("{c}", &name).replace("{v}", argument);
        // Columns that lists sort by are never NULL, and neither is what is worked out.
        if self.negated && !self.column.sort && self.column.sql.is_empty() {
            format!("({sql} OR {name} IS NULL)")
        } else {
            sql
        }
    }

    /// Writes a comparison of the column with the argument.
    pub(super) fn comparison(self, operator: Operator, argument: &str) -> String {
        let (is, is_not) = match operator {
            Operator::Less => ("{c} < {v}", "{c} >= {v}"),
            Operator::AtMost => ("{c} <= {v}", "{c} > {v}"),
            Operator::Greater => ("{c} > {v}", "{c} <= {v}"),
            Operator::AtLeast => ("{c} >= {v}", "{c} < {v}"),
            Operator::Equal | Operator::Unequal | Operator::Has => {
                return self.write("{c} = {v}", "{c} <> {v}", argument);
            }
        };
        if matches!(self.column.kind, Type::Date | Type::Time) {
            let (is, is_not) = (
                format!("({{c}} <> 0 AND {is})"),
                format!("({{c}} = 0 OR {is_not})"),
            );
            return self.write(&is, &is_not, argument);
        }
        self.write(is, is_not, argument)
    }

    /// What is wrong with a value that the column is compared with.
    pub(super) fn refuse(self, value: &Literal, text: &str) -> Fault {
        Fault::new(value.at, format!("{} {text}", self.column.field))
    }
}
