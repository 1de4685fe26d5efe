//! Rows that are put, gathered: those of one statement are sent together.
//!
//! Owns their order and the statement that takes many rows; what is sent when is the session's.

use std::collections::HashSet;

use tokio_postgres::types::Type;

use crate::Value;

/// Rows that wait to be sent, by statement, in the order in which the statements came first.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<Rows>);

/// Rows of one statement.
#[derive(Debug)]
pub(super) struct Rows {
    /// The number of the statement.
    pub(super) statement: usize,
    /// The first argument of each: it tells them apart.
    firsts: HashSet<Value>,
    /// The arguments, those at the same place together.
    pub(super) columns: Vec<Vec<Value>>,
}

// === impl Gathered

impl Gathered {
    /// Whether a row may be the same as one that waits, which is then to be sent before: one statement changes a row once.
    pub(super) fn holds(&self, statement: usize, args: &[Value]) -> bool {
        let mut rows = self.0.iter();
        rows.any(|rows| {
            rows.statement == statement
                && args.first().is_none_or(|first| rows.firsts.contains(first))
        })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, statement: usize, args: Vec<Value>) {
        let at = self.0.iter().position(|rows| rows.statement == statement);
        let at = at.unwrap_or_else(|| {
            self.0.push(Rows {
                statement,
                firsts: HashSet::new(),
                columns: args.iter().map(|_| Vec::new()).collect(),
            });
            self.0.len() - 1
        });
        let rows = &mut self.0[at];
        rows.firsts.extend(args.first().cloned());
        for (column, value) in rows.columns.iter_mut().zip(args) {
            column.push(value);
        }
    }

    /// Takes what waits.
    pub(super) fn take(&mut self) -> Vec<Rows> {
        std::mem::take(&mut self.0)
    }
}

// === impl Rows

impl Rows {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.columns.first().map_or(1, Vec::len)
    }

    /// The arguments of one after the other.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Vec<Value>> {
        let count = self.count();
        let mut columns: Vec<_> = self.columns.into_iter().map(Vec::into_iter).collect();
        (0..count).map(move |_| columns.iter_mut().filter_map(Iterator::next).collect())
    }
}

/// The same statement for many rows, where that can be: it inserts the values of its arguments, each once. Its arguments are lists.
pub(super) fn of_many(sql: &str, types: &[Type]) -> Option<String> {
    let (head, rest) = sql.split_once("VALUES (")?;
    let (values, tail) = rest.split_once(')')?;
    let ends = tail.is_empty() || tail.starts_with(" ON CONFLICT");
    if !ends || tail.contains('$') || !head.starts_with("INSERT INTO ") {
        return None;
    }
    let mut seen = 0;
    let chosen = values.split(',').map(|value| {
        let value = value.trim();
        match value.strip_prefix('$') {
            Some(number) => {
                seen += 1;
                (number == seen.to_string()).then(|| format!("given.a{number}"))
            }
            None => (!value.contains(['$', '('])).then(|| value.to_owned()),
        }
    });
    let chosen = chosen.collect::<Option<Vec<_>>>()?.join(", ");
    if seen != types.len() || seen == 0 {
        return None;
    }
    let lists = types.iter().zip(1..).map(|(ty, n)| {
        let name = match *ty {
            Type::INT8 => "bigint",
            Type::TEXT => "text",
            Type::BYTEA => "bytea",
            _ => return None,
        };
        Some(format!("${n}::{name}[]"))
    });
    let lists = lists.collect::<Option<Vec<_>>>()?.join(", ");
    let names = (1..=seen).map(|n| format!("a{n}"));
    let names = names.collect::<Vec<_>>().join(", ");
    Some(format!(
        "{head}SELECT {chosen} FROM unnest({lists}) AS given({names}){tail}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_row_is_made_one_for_many() {
        let types = [Type::TEXT, Type::INT8];
        let sql = "INSERT INTO t (k, zero, v) VALUES ($1, 0, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
        assert_eq!(
            of_many(sql, &types).as_deref(),
            Some(
                "INSERT INTO t (k, zero, v) SELECT given.a1, 0, given.a2 FROM unnest($1::text[], $2::bigint[]) AS given(a1, a2) \
                 ON CONFLICT (k) DO UPDATE SET v = excluded.v"
            )
        );
        for other in [
            "INSERT INTO t (k, v) VALUES ($2, $1)",
            "INSERT INTO t (k, v) VALUES ($1, $1 + $2)",
            "INSERT INTO t (k, v) VALUES ($1, lower($2))",
            "INSERT INTO t (k, v) VALUES ($1, $2), (3, 4)",
            "INSERT INTO t (k, v) VALUES ($1, 2) ON CONFLICT (k) DO UPDATE SET v = $2",
            "INSERT INTO t (k, v) SELECT k, $2 FROM t WHERE k = $1",
            "UPDATE t SET v = $2 WHERE k = $1",
        ] {
            assert_eq!(of_many(other, &types), None, "{other}");
        }
        let sql = "INSERT INTO t (k, v) VALUES ($1, $2)";
        assert_eq!(of_many(sql, &[Type::TEXT, Type::INT4]), None);
    }

    #[test]
    fn a_row_that_is_there_is_not_gathered_beside_itself() {
        let mut gathered = Gathered::default();
        gathered.add(7, vec!["a".into(), 1.into()]);
        gathered.add(7, vec!["b".into(), 2.into()]);
        assert!(gathered.holds(7, &["a".into(), 3.into()]));
        assert!(!gathered.holds(7, &["c".into(), 1.into()]));
        assert!(!gathered.holds(8, &["a".into(), 1.into()]));
        let rows = gathered.take();
        assert_eq!(
            rows[0].columns,
            [vec!["a".into(), "b".into()], vec![1.into(), 2.into()]]
        );
        assert!(gathered.take().is_empty());
    }
}
