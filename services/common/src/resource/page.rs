//! A page of resources: the statement of `list` run, what it finds made into an answer, its total counted or left out.

use bytes::Bytes;
use kenes_proto::Page;

use crate::{
    Error, list,
    store::{self, Tx, Value},
};

/// The room for a page before it is known what is on it.
const ROOM: usize = 16 << 10;

/// How a list knows its `total_size`.
#[derive(Clone, Debug)]
pub enum Total {
    /// By counting, as long as that looks at no more than 100,000 rows.
    Counted,
    /// From a kept counter where there is no filter; otherwise by counting.
    Kept(String),
}

/// What the value of a field stands for besides itself, as its kind says.
pub type Narrower = fn(&mut dyn Tx, &str, &str) -> Result<Vec<String>, Error>;

/// A page of a list, where `narrower` says what the value of a field stands for besides itself; its resources as they are stored.
pub fn list(
    tx: &mut dyn Tx,
    query: &list::Query<'_>,
    total: Total,
    narrower: Narrower,
) -> Result<Page, Error> {
    let plan = query.plan_widened(&mut |field, value| narrower(tx, field, value))?;
    let total_size = match (plan.first_page(), total) {
        (false, _) => None,
        (true, Total::Kept(counter)) if plan.is_plain() => {
            let all = store::counter(tx, &counter)?;
            if all > list::COUNTABLE {
                plan.check_effort(query.table)?;
            }
            Some(all)
        }
        (true, _) => {
            let (population, matching) = plan.count();
            match one(tx, population)? > list::COUNTABLE {
                true => plan.check_effort(query.table).map(|()| None)?,
                false => Some(one(tx, matching)?),
            }
        }
    };
    let mut rows = plan.begin();
    // All in one piece of memory: the answer is sent, and its memory given back, by another thread.
    let (mut bytes, mut ends) = (Vec::with_capacity(ROOM), Vec::new());
    tx.each(&plan.sql, &plan.args, &mut |row| {
        if let Some(body) = rows.next(row)? {
            body.join(&mut bytes)?;
            ends.push(bytes.len());
        }
        Ok(())
    })?;
    let mut rest = Bytes::from(bytes);
    let mut begin = 0;
    let resources = ends.into_iter().map(|end| {
        let resource = rest.split_to(end - begin);
        begin = end;
        resource
    });
    Ok(Page {
        resources: resources.collect(),
        next_page_token: rows.token()?,
        total_size,
    })
}

fn one(tx: &mut dyn Tx, statement: &list::Statement) -> Result<i64, Error> {
    tx.query(&statement.sql, &statement.args)?
        .first()
        .and_then(|row| row.first())
        .map_or(Ok(0), Value::int)
}
