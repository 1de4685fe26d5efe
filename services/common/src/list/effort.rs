//! Whether a filter finds its rows by an index, and the refusal of one that would look through a large table.
//!
//! A filter that finds some of very many rows costs what it looks at, not what it returns. Under one parent the parent's index
//! bounds that; elsewhere a condition on an indexed field must.

use kenes_proto::types::ErrorReason as Reason;

use super::{
    COUNTABLE,
    columns::{find, sorts},
    filter::Expression,
    words::Operator,
};
use crate::{
    Error,
    table::{Schema, Type},
};

/// The part of a filter, which all that it finds must match, that is found by an index of the table.
pub(super) fn indexed<'e>(table: &Schema, expression: &'e Expression) -> Option<&'e Expression> {
    match expression {
        Expression::All(parts) => parts.iter().find_map(|part| indexed(table, part)),
        other => by_index(table, other).then_some(other),
    }
}

/// Whether all that an expression finds is found by an index of the table.
fn by_index(table: &Schema, expression: &Expression) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().any(|part| by_index(table, part)),
        Expression::Any(parts) => parts.iter().all(|part| by_index(table, part)),
        Expression::Not(_) | Expression::Call { .. } => false,
        Expression::Compare {
            field,
            operator,
            value,
        } => find(table, &field.text).is_some_and(|column| {
            let indexed = column.field == "name" || table.indexed.contains(&column.field);
            let ordered = matches!(column.kind, Type::Int | Type::Date | Type::Time);
            let whole = match operator {
                Operator::Equal => value.stars == 0,
                Operator::Has => column.kind == Type::List && !column.sql.is_empty(),
                Operator::Unequal => false,
                _ => ordered,
            };
            indexed && whole
        }),
    }
}

/// What a page costs where there are very many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// What is on it, or what one parent has.
    Bounded,
    /// Every row is looked at.
    Search,
    /// Every row is sorted.
    Sort,
}

// === impl Effort

impl Effort {
    pub(super) fn of(narrow: bool, ordered: bool) -> Self {
        match (narrow, ordered) {
            (false, _) => Self::Search,
            (true, false) => Self::Sort,
            (true, true) => Self::Bounded,
        }
    }

    /// Refuses what is not bounded: `FILTER_TOO_BROAD`.
    pub(super) fn check(self, table: &Schema) -> Result<(), Error> {
        let fields = ["name"].into_iter().chain(table.indexed.iter().copied());
        let (field, say) = match self {
            Self::Bounded => return Ok(()),
            Self::Search => {
                let say = format!(
                    "it would look through more than {COUNTABLE} resources: name one parent, or add AND and a condition on one of "
                );
                ("filter", say + &fields.collect::<Vec<_>>().join(", "))
            }
            Self::Sort => {
                let sorts = sorts(table);
                let fields = fields.filter(|field| sorts.contains(field));
                let say = format!(
                    "it would sort more than {COUNTABLE} resources: of one parent use the default order, of all order by one of "
                );
                ("order_by", say + &fields.collect::<Vec<_>>().join(", "))
            }
        };
        Err(Error::invalid(Reason::FilterTooBroad, field, say))
    }
}

#[cfg(test)]
mod tests;
