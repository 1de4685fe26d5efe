//! Lists: the fields of a List request (AIP-132, AIP-158, AIP-160) made into one portable statement, and back.
//!
//! Owns what all lists share: the page, the order, the filter, the token of the next page and the counts. Knows a
//! resource only by its [`Schema`], runs nothing itself, and never puts a caller's text into SQL: all of it travels as
//! arguments, and only names that a table declares are written out.
//!
//! Pages are found by the last row's sort columns, not by an offset, so rows that come or go meanwhile neither repeat
//! nor hide others. The resource's name ends every order and makes it total. A token carries those columns: writers keep
//! text columns that lists sort by short (a few hundred characters), or the token outgrows the field that brings it back.

mod check;
mod columns;
mod compile;
mod condition;
mod effort;
mod enums;
mod filter;
mod order;
mod reach;
mod rows;
mod scan;
#[cfg(test)]
mod tests;
mod token;
mod words;

use std::time::Duration;

use kenes_proto::types::ErrorReason as Reason;

use crate::{Error, Violation, names, store::Value, table::Schema};
pub use check::check;
pub use columns::{columns, filters, sorts};
use effort::{Effort, Indexed};
use filter::Expression;
use order::Key;
pub use reach::{Missing, Reach};
pub use rows::Rows;
pub use token::{mismatch, open_number, open_values, seal_number, seal_values};

/// The size of a page where the caller names none.
const DEFAULT_PAGE: usize = 50;
/// The largest page; more is coerced to it.
const LARGEST_PAGE: usize = 1000;
/// The most rows that may be looked at to count a list.
pub const COUNTABLE: i64 = 100_000;
/// How long a list may be looked for.
pub const LONGEST: Duration = Duration::from_secs(2);

/// What a List request asks for.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The resource listed.
    pub table: &'static Schema,
    /// The parent whose children are listed; all parents where `None`. An id of `-` stands for every id in its place.
    pub parent: Option<&'a str>,
    /// How many to return; 0 means the default.
    pub page_size: i32,
    /// Where to go on, from the page before; empty for the first page.
    pub page_token: &'a str,
    /// Which to return.
    pub filter: &'a str,
    /// In what order.
    pub order_by: &'a str,
    /// Whether soft-deleted ones are returned too.
    pub show_deleted: bool,
    /// When it is asked, in microseconds since 1970.
    pub now: i64,
}

/// A statement and its arguments `$1`, `$2`, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The portable text.
    pub sql: String,
    /// What its `$n` stand for.
    pub args: Vec<Value>,
}

/// One page of a list, ready to run.
#[derive(Debug)]
pub struct Plan {
    /// The statement of the page: the body, where in it its second part begins, then the sort columns, of one row more than
    /// the page holds.
    pub sql: String,
    /// Its arguments.
    pub args: Vec<Value>,
    /// The most resources the page holds.
    pub limit: usize,
    keys: Vec<Key>,
    fingerprint: [u8; 32],
    populations: Vec<Statement>,
    matching: Statement,
    first: bool,
    plain: bool,
    effort: Effort,
    parents: bool,
}

/// How many a page holds that was asked for so many.
pub fn page_size(asked: i32) -> usize {
    match usize::try_from(asked) {
        Ok(0) | Err(_) => DEFAULT_PAGE,
        Ok(size) => size.min(LARGEST_PAGE),
    }
}

/// The condition that a row's parent is this one, or one of those that a parent with `-` for an id stands for. Ids and
/// collections are ASCII and sort by their bytes, so a range finds a prefix.
fn under(parent: &str, args: &mut Args) -> String {
    let Some(at) = parent.find("/-") else {
        return format!("t.parent = {}", args.push(parent));
    };
    let prefix = &parent[..=at];
    if spans_all(parent) {
        // Nearly every row: an index on the parent would not help, and must not be chosen over that of the order.
        let prefix = args.push(prefix);
        let mut sql = format!("substr(t.parent, 1, length(CAST({prefix} AS TEXT))) = {prefix}");
        // `consultations/-/comments/-`: what lies under other children of a consultation is not asked for.
        for collection in parent.split('/').skip(2).step_by(2) {
            let inside = args.push(format!("/{collection}/").as_str());
            sql.extend([" AND replace(t.parent, ", &inside, ", '') <> t.parent"]);
        }
        return sql;
    }
    let end = format!("{}0", &parent[..at]);
    format!(
        "t.parent >= {} AND t.parent < {}",
        args.push(prefix),
        args.push(end.as_str())
    )
}

/// Whether nearly every row is a child of such a parent: `consultations/-`, and not `consultations/c/comments/-`.
fn spans_all(parent: &str) -> bool {
    let wild = parent.find("/-");
    wild.is_some_and(|at| !parent[..at].contains('/'))
}

impl Query<'_> {
    /// The statement of the page, or every violation of `filter`, `order_by` and `page_token` at once.
    pub fn plan(&self) -> Result<Plan, Error> {
        self.plan_by(0)
    }

    /// The same, by the index that answers this part of the filter: the one of [`Plan::populations`] with this number.
    pub fn plan_by(&self, part: usize) -> Result<Plan, Error> {
        let mut violations = Vec::new();
        let mut args = Args::default();
        let mut conditions = Vec::new();

        if let Some(parent) = self.parent {
            conditions.push(under(parent, &mut args));
        }
        let (looked_at, looked_at_args) = (conditions.clone(), args.clone());

        if !self.show_deleted {
            conditions.push("t.delete_time = 0".into());
        }
        let mut indexed = None;
        let condition = match filter::parse(self.filter) {
            Ok(Some(expression)) => {
                indexed = Some(Indexed::of(self.table, &expression));
                compile::compile(self.table, &expression, self.now, &mut args).map(Some)
            }
            Ok(None) => Ok(None),
            Err(fault) => Err(vec![fault]),
        };
        let effort = match self.parent.is_some_and(|parent| !spans_all(parent)) {
            true => Effort::Bounded,
            false => Effort::of_all(indexed.as_ref()),
        };
        let mut parts = indexed.map_or_else(Vec::new, |indexed| indexed.parts);
        let plain = matches!(condition, Ok(None));
        match condition {
            Ok(Some(condition)) if effort == Effort::SearchFound => {
                // No other index may be chosen than the one whose rows were counted.
                conditions.extend(self.condition(parts.get(part), &mut args));
                conditions.push(format!("CASE WHEN {condition} THEN 1 ELSE 0 END = 1"));
            }
            Ok(condition) => {
                parts.truncate(1);
                conditions.extend(condition);
            }
            Err(faults) => {
                violations.extend(faults.into_iter().map(|fault| {
                    Violation::new("filter", Reason::FilterInvalid, fault.to_string())
                }));
            }
        }
        let populations = self.populations(&looked_at, &looked_at_args, &parts);
        let matching = Statement {
            sql: format!(
                "SELECT count(*) FROM {} t{}",
                self.table.name,
                wherein(&conditions)
            ),
            args: args.0.clone(),
        };

        let keys = self.keys()?.unwrap_or_else(|description| {
            violations.push(Violation::new(
                "order_by",
                Reason::OrderByInvalid,
                description,
            ));
            Vec::new()
        });
        let fingerprint = token::fingerprint(self);
        let first = self.page_token.is_empty();
        if !first {
            match token::open(&fingerprint, self.page_token, &keys) {
                // Without keys the order is refused already, and nothing can follow.
                Some(values) if !keys.is_empty() => {
                    conditions.push(order::after(&keys, values, &mut args));
                }
                Some(_) => {}
                None => violations.push(Violation::new(
                    "page_token",
                    Reason::PageTokenMismatch,
                    "no token of this query: repeat the first request's other fields unchanged, or begin again without a token",
                )),
            }
        }
        Error::check(violations)?;

        let limit = page_size(self.page_size);
        let columns: Vec<String> = keys.iter().map(Key::column).collect();
        let sql = format!(
            "SELECT r.body, r.identity_at, {} FROM {} t JOIN revision r ON r.name = t.name AND r.revision = t.revision{} ORDER BY {} LIMIT {}",
            columns.join(", "),
            self.table.name,
            wherein(&conditions),
            order::clause(&keys),
            args.push(i64::try_from(limit + 1).map_err(Error::internal)?),
        );
        Ok(Plan {
            sql,
            args: args.0,
            limit,
            fingerprint,
            populations,
            matching,
            first,
            plain,
            effort: effort.ordered(self.is_ordered(&keys)),
            parents: self.parent.is_some(),
            keys,
        })
    }

    /// The counts of the rows that the list may be looked for among: those of the parent or, for each part of the filter that an
    /// index answers, those of them that match it.
    fn populations(&self, parent: &[String], args: &Args, parts: &[Expression]) -> Vec<Statement> {
        let count = |part: Option<&Expression>| {
            let (mut conditions, mut args) = (parent.to_vec(), args.clone());
            conditions.extend(self.condition(part, &mut args));
            let inner = format!(
                "SELECT 1 FROM {} t{} LIMIT {}",
                self.table.name,
                wherein(&conditions),
                COUNTABLE + 1
            );
            Statement {
                sql: format!("SELECT count(*) FROM ({inner}) p"),
                args: args.0,
            }
        };
        match parts {
            [] => vec![count(None)],
            parts => parts.iter().map(|part| count(Some(part))).collect(),
        }
    }

    /// The condition of a part of the filter. What is wrong with it is said where the whole filter is compiled.
    fn condition(&self, part: Option<&Expression>, args: &mut Args) -> Option<String> {
        compile::compile(self.table, part?, self.now, args).ok()
    }

    /// Whether an index has the rows in this order: that of the table under one parent, and elsewhere that of the name or of an
    /// indexed field.
    fn is_ordered(&self, keys: &[Key]) -> bool {
        let first = keys.first().map_or("", Key::field);
        match self.parent.filter(|parent| !names::is_wildcard(parent)) {
            Some(_) => self.table.order.split_whitespace().next() == Some(first),
            None => first == "name" || self.table.indexed.contains(&first),
        }
    }

    /// The sort keys, or what is wrong with the caller's; a table's own order that does not parse is our fault.
    fn keys(&self) -> Result<Result<Vec<Key>, String>, Error> {
        if self.order_by.trim().is_empty() {
            let keys = order::parse(self.table, self.table.order);
            return keys
                .map(Ok)
                .map_err(|e| Error::internal(format!("order of table {}: {e}", self.table.name)));
        }
        Ok(order::parse(self.table, self.order_by))
    }
}

impl Plan {
    /// The page before its first row.
    pub fn begin(&self) -> Rows<'_> {
        Rows::of(self)
    }

    /// Statements of one number each, which stops at [`COUNTABLE`] + 1: how many rows are looked at, by this index or that. The
    /// plan to run is that of the least; this one is of the first.
    pub fn populations(&self) -> &[Statement] {
        &self.populations
    }

    /// The statement of how many match in all pages, worth running only where at most [`COUNTABLE`] rows are looked at.
    pub fn matching(&self) -> &Statement {
        &self.matching
    }

    /// Whether this is the first page.
    pub fn first_page(&self) -> bool {
        self.first
    }

    /// Whether its rows are found by an index, or every row is one of them. What is not may look through the whole table.
    pub fn is_bounded(&self) -> bool {
        matches!(self.effort, Effort::Bounded | Effort::Sort)
    }

    /// Refuses what costs too much where there are more than [`COUNTABLE`] rows to look at.
    pub fn check_effort(&self, table: &Schema) -> Result<(), Error> {
        self.effort.check(table, self.parents)
    }

    /// Whether nothing is filtered, so that a kept counter may answer instead of a count.
    pub fn is_plain(&self) -> bool {
        self.plain
    }
}

/// The arguments of a statement, numbered in order of use.
#[derive(Clone, Debug, Default)]
struct Args(Vec<Value>);

impl Args {
    /// Takes an argument and gives its place, `$3`.
    fn push(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }
}

fn wherein(conditions: &[String]) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    }
}

/// A caller's word as an error repeats it: short.
fn shown(word: &str) -> String {
    match word.char_indices().nth(40) {
        None => format!("\"{word}\""),
        Some((end, _)) => format!("\"{}…\"", &word[..end]),
    }
}
