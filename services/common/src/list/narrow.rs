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

/// The refusal of a filter that would look through more rows than a list may.
pub fn too_broad(table: &Schema) -> Error {
    let fields: Vec<&str> = ["name"]
        .into_iter()
        .chain(table.indexed.iter().copied())
        .collect();
    let say = format!(
        "it would look through more than {COUNTABLE} resources: name one parent, or add AND and a condition on one of {}",
        fields.join(", ")
    );
    Error::invalid(Reason::FilterTooBroad, "filter", say)
}

/// The refusal of an order in which more rows would have to be brought than a list may look at.
pub fn unordered(table: &Schema) -> Error {
    let ordered = |field: &&&str| sorts(table).contains(*field);
    let fields: Vec<&str> = ["name"]
        .into_iter()
        .chain(table.indexed.iter().filter(ordered).copied())
        .collect();
    let say = format!(
        "it would sort more than {COUNTABLE} resources: of one parent use the default order, of all order by one of {}",
        fields.join(", ")
    );
    Error::invalid(Reason::FilterTooBroad, "order_by", say)
}

#[cfg(test)]
mod tests;
