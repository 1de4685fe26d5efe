//! A page of resources: the statement of `list` run, its bodies decoded, its total counted or left out.

use super::{Kind, decode};
use crate::{
    Error, list,
    store::{self, Tx, Value},
};

/// A page of resources.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Page<M> {
    pub items: Vec<M>,
    pub next_page_token: String,
    pub total_size: Option<i64>,
}

/// How a list knows its `total_size`.
#[derive(Clone, Copy, Debug)]
pub enum Total<'a> {
    /// By counting, as long as that looks at no more than 100,000 rows.
    Counted,
    /// From a kept counter where there is no filter; otherwise by counting.
    Kept(&'a str),
    /// The same from the sum of several kept counters.
    Sum(&'a [&'a str]),
}

/// A page of a list.
pub fn list<K: Kind>(
    tx: &mut dyn Tx,
    query: &list::Query<'_>,
    total: Total<'_>,
) -> Result<Page<K::Message>, Error> {
    let plan = query.plan()?;
    let total_size = match (plan.first_page(), total) {
        (false, _) => None,
        (true, Total::Kept(counter)) if plan.is_plain() => Some(store::counter(tx, counter)?),
        (true, Total::Sum(counters)) if plan.is_plain() => Some(
            counters
                .iter()
                .map(|counter| store::counter(tx, counter))
                .sum::<Result<_, _>>()?,
        ),
        (true, _) => {
            let (population, matching) = plan.count();
            match one(tx, population)? > list::COUNTABLE {
                true => None,
                false => Some(one(tx, matching)?),
            }
        }
    };
    let rows = tx.query(&plan.sql, &plan.args)?;
    let (bodies, next_page_token) = plan.finish(rows)?;
    let items = bodies
        .iter()
        .map(|body| decode::<K>(body))
        .collect::<Result<_, _>>()?;
    Ok(Page {
        items,
        next_page_token,
        total_size,
    })
}

fn one(tx: &mut dyn Tx, statement: &list::Statement) -> Result<i64, Error> {
    tx.query(&statement.sql, &statement.args)?
        .first()
        .and_then(|row| row.first())
        .map_or(Ok(0), Value::int)
}
