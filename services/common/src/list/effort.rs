//! What a list costs where there are very many rows, and the refusal of one that would look through them all.
//!
//! A filter that finds some of very many rows costs what it looks at, not what it returns. Under one parent the parent's index
//! bounds that; elsewhere a condition on an indexed field must, and only as far as few rows match it. What a row costs is not
//! known, with a hundred conditions or on long texts: so the time is bounded, too.

use kenes_proto::types::ErrorReason as Reason;

use super::{
    COUNTABLE, LONGEST, Query,
    columns::{find, snake, sorts},
    filter::Expression,
    words::Operator,
};
use crate::{
    Error,
    error::Kind,
    names,
    table::{Schema, Type},
};

/// The most parts of a filter whose rows are counted.
const COUNTED: usize = 4;

/// The parts of a filter that an index answers, each by itself. All that the filter finds must match every one of them.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) parts: Vec<Expression>,
    /// Whether there is nothing else in the filter, so that whatever the index finds is found.
    pub(super) whole: bool,
}

// === impl Indexed

impl Indexed {
    pub(super) fn of(table: &Schema, expression: &Expression) -> Self {
        let mut conditions = Vec::new();
        flatten(expression, &mut conditions);
        let (mut parts, mut whole) = (Vec::<Expression>::new(), true);
        for condition in conditions {
            let Some(part) = by_index(table, condition) else {
                whole = false;
                continue;
            };
            whole &= part == *condition;
            // Two ends of one range are one look at the index.
            let full = parts.len() == COUNTED;
            match parts.iter_mut().find(|other| is_range_with(other, &part)) {
                Some(Expression::All(ends)) => ends.push(part),
                Some(other) => *other = Expression::All(vec![other.clone(), part]),
                None if full => whole = false,
                None => parts.push(part),
            }
        }
        whole &= parts.len() == 1;
        Self { parts, whole }
    }
}

/// The conditions that all must hold.
pub(super) fn flatten<'e>(expression: &'e Expression, into: &mut Vec<&'e Expression>) {
    match expression {
        Expression::All(parts) => parts.iter().for_each(|part| flatten(part, into)),
        other => into.push(other),
    }
}

/// What of an expression an index of the table answers, so that all it finds is among that.
fn by_index(table: &Schema, expression: &Expression) -> Option<Expression> {
    match expression {
        Expression::All(parts) => parts.iter().find_map(|part| by_index(table, part)),
        Expression::Any(parts) => {
            let parts = parts.iter().map(|part| by_index(table, part));
            parts.collect::<Option<_>>().map(Expression::Any)
        }
        Expression::Not(_) | Expression::Call { .. } => None,
        Expression::Compare {
            field,
            operator,
            value,
        } => {
            let column = find(table, &field.text)?;
            let indexed = column.field == "name" || table.indexed.contains(&column.field);
            let answered = match operator {
                Operator::Equal => value.stars == 0,
                Operator::Has => column.kind == Type::List && !column.sql.is_empty(),
                Operator::Unequal => false,
                _ => matches!(column.kind, Type::Int | Type::Date | Type::Time),
            };
            (indexed && answered).then(|| expression.clone())
        }
    }
}

/// Whether both are of one field, and each says how great it is at least or at most.
fn is_range_with(one: &Expression, other: &Expression) -> bool {
    let field = range(one);
    field.is_some() && field == range(other)
}

fn range(expression: &Expression) -> Option<String> {
    match expression {
        Expression::All(ends) => ends.first().and_then(range),
        Expression::Compare {
            field,
            operator: Operator::Less | Operator::AtMost | Operator::Greater | Operator::AtLeast,
            ..
        } => Some(snake(&field.text)),
        _ => None,
    }
}

/// What a page costs where there are very many rows to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// What is on it, or what one parent has.
    Bounded,
    /// Every row of the table is looked at.
    Search,
    /// Every row that an index finds is looked at.
    SearchFound,
    /// Every row is sorted.
    Sort,
}

// === impl Effort

impl Effort {
    /// Of a list of all parents. `indexed` is what of its filter an index answers, if it has a filter.
    pub(super) fn of_all(indexed: Option<&Indexed>) -> Self {
        match indexed {
            None => Self::Bounded,
            Some(indexed) if indexed.parts.is_empty() => Self::Search,
            Some(indexed) if indexed.whole => Self::Bounded,
            Some(_) => Self::SearchFound,
        }
    }

    /// The same where an index has the rows in the order of the list, or does not.
    pub(super) fn ordered(self, ordered: bool) -> Self {
        match self {
            Self::Bounded if !ordered => Self::Sort,
            other => other,
        }
    }

    /// Refuses what is not bounded: `FILTER_TOO_BROAD`. `parents` says whether the list could be that of one parent.
    pub(super) fn check(self, table: &Schema, parents: bool) -> Result<(), Error> {
        let fields = indexed(table);
        let (field, say) = match self {
            Self::Bounded => return Ok(()),
            Self::Search => {
                let fields = fields.join(", ");
                let say = format!(
                    "it would look through more than {COUNTABLE} resources: {}add AND and a condition on one of {fields}; that is \
                     = or, of days, times and numbers, < <= > >=, and : where the field holds several values",
                    one(parents)
                );
                ("filter", say)
            }
            Self::SearchFound => {
                let fields = fields.join(", ");
                let say = format!(
                    "its conditions on indexed fields find more than {COUNTABLE} resources, and it would look through them for the \
                     rest: {}add AND and a condition that finds fewer, on one of {fields}",
                    one(parents)
                );
                ("filter", say)
            }
            Self::Sort => {
                let fields = sorted(table).join(", ");
                let parent = match parents {
                    true => "name one parent and use the default order, or ",
                    false => "",
                };
                let say = format!(
                    "it would sort more than {COUNTABLE} resources: {parent}order by one of {fields}"
                );
                ("order_by", say)
            }
        };
        Err(Error::invalid(Reason::FilterTooBroad, field, say))
    }
}

// === impl Query

impl Query<'_> {
    /// Refuses a list that was looked for longer than [`LONGEST`], if it was that which failed: `FILTER_TOO_BROAD`.
    pub fn too_long(&self, error: Error) -> Error {
        if error.kind() != Kind::Deadline {
            return error;
        }
        let (field, fields, say) = match (self.filter.trim(), self.order_by.trim()) {
            ("", "") => return error,
            ("", _) => ("order_by", sorted(self.table), "order by one of"),
            _ => (
                "filter",
                indexed(self.table),
                "add AND and a condition that finds fewer, on one of",
            ),
        };
        let parents = self.parent.is_some_and(names::is_wildcard);
        let (one, fields, took) = (one(parents), fields.join(", "), LONGEST.as_secs());
        let say = format!("it was looked for longer than {took} seconds: {one}{say} {fields}");
        Error::invalid(Reason::FilterTooBroad, field, say)
    }
}

/// The fields that an index is of.
fn indexed(table: &Schema) -> Vec<&'static str> {
    let fields = ["name"].into_iter().chain(table.indexed.iter().copied());
    fields.collect()
}

/// Those of them that lists sort by.
fn sorted(table: &Schema) -> Vec<&'static str> {
    let (mut fields, sorts) = (indexed(table), sorts(table));
    fields.retain(|field| sorts.contains(field));
    fields
}

fn one(parents: bool) -> &'static str {
    match parents {
        true => "name one parent, or ",
        false => "",
    }
}

#[cfg(test)]
mod tests;
