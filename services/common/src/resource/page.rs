//! A page of resources: the statement of `list` run, what it finds made into an answer, its total counted or left out.

use std::ops::ControlFlow;

use bytes::Bytes;
use kenes_proto::Page;

use super::gaps;
use crate::{
    Error,
    excerpt::Excerpt,
    list,
    store::{self, Tx, Value},
};

/// The room for a page before it is known what is on it.
const ROOM: usize = 16 << 10;

/// The most bytes of resources in one answer. Clients take answers of 4 MiB unless they are told otherwise, and an answer holds a
/// little more than its resources. One that is larger by itself comes alone.
pub const LARGEST: usize = 7 << 19;

/// What a resource takes in an answer besides its own bytes.
pub(crate) const FRAME: usize = 6;

/// How a list knows its `total_size`.
#[derive(Clone, Debug)]
pub enum Total {
    /// By counting, as long as that looks at no more than 100,000 rows.
    Counted,
    /// From a kept counter where there is no filter; otherwise by counting.
    Kept(String),
}

/// A page of a list of a collection: its resources as they are stored, cut as `excerpt` says, with what `render` makes of them. It
/// is looked for no longer than [`list::LONGEST`].
pub fn list(
    tx: &mut dyn Tx,
    collection: &str,
    query: &list::Query<'_>,
    total: Total,
    excerpt: &Excerpt,
    render: impl FnOnce(&mut dyn Tx, &mut [Bytes]) -> Result<(), Error>,
) -> Result<Page, Error> {
    let mut plan = query.plan()?;
    tx.hurry(Some(list::LONGEST));
    let too_long = |error| query.too_long(error);
    let total_size = counted(tx, query, &mut plan, total).map_err(too_long)?;
    let not_covered = match plan.first_page() {
        true => gaps::touched(tx, &[collection], &query.reach())?,
        false => Vec::new(),
    };
    let mut rows = plan.begin();
    // All in one piece of memory: the answer is sent, and its memory given back, by another thread.
    let (mut bytes, mut ends) = (Vec::with_capacity(ROOM), Vec::new());
    let mut whole = Vec::new();
    tx.each(&plan.sql, &plan.args, &mut |row| {
        let Some(body) = rows.next(row)? else {
            return Ok(ControlFlow::Break(()));
        };
        if excerpt.is_whole() {
            body.join(&mut bytes)?;
        } else {
            whole.clear();
            body.join(&mut whole)?;
            excerpt.append(&whole, &mut bytes)?;
        }
        // One that no longer fits is the first of the next page.
        if bytes.len() > LARGEST && !ends.is_empty() {
            return Ok(ControlFlow::Break(()));
        }
        ends.push(bytes.len());
        Ok(ControlFlow::Continue(()))
    })
    .map_err(too_long)?;
    tx.hurry(None);
    let mut rest = Bytes::from(bytes);
    let mut begin = 0;
    let resources = ends.into_iter().map(|end| {
        let resource = rest.split_to(end - begin);
        begin = end;
        resource
    });
    let mut resources: Vec<Bytes> = resources.collect();
    render(tx, &mut resources)?;
    resources.truncate(fitting(resources.iter().map(Bytes::len)));
    Ok(Page {
        next_page_token: rows.token(resources.len())?,
        resources,
        total_size,
        not_covered,
    })
}

/// How many resources match, where that is counted. The plan becomes the one that looks at the fewest rows.
fn counted(
    tx: &mut dyn Tx,
    query: &list::Query<'_>,
    plan: &mut list::Plan,
    total: Total,
) -> Result<Option<i64>, Error> {
    match (plan.first_page(), total) {
        (true, Total::Kept(counter)) if plan.is_plain() => {
            let all = store::counter(tx, &counter)?;
            if all > list::COUNTABLE {
                plan.check_effort(query.table)?;
            }
            Ok(Some(all))
        }
        (false, _) if plan.populations().len() == 1 => Ok(None),
        (first, _) => {
            let (part, count) = fewest(tx, plan.populations())?;
            if part > 0 {
                *plan = query.plan_by(part)?;
            }
            match (first, count > list::COUNTABLE) {
                (true, true) => plan.check_effort(query.table).map(|()| None),
                (true, false) => one(tx, plan.matching()).map(Some),
                (false, _) => Ok(None),
            }
        }
    }
}

/// How many of the resources of these sizes fit into one answer: at least the first.
pub fn fitting(sizes: impl Iterator<Item = usize>) -> usize {
    let mut bytes = 0;
    let fit = sizes.enumerate().take_while(|(n, size)| {
        bytes += size + FRAME;
        *n == 0 || bytes <= LARGEST
    });
    fit.count()
}

/// The least of the counts, and its number.
fn fewest(tx: &mut dyn Tx, counts: &[list::Statement]) -> Result<(usize, i64), Error> {
    let mut least = (0, i64::MAX);
    for (part, count) in counts.iter().enumerate() {
        let count = one(tx, count)?;
        if count < least.1 {
            least = (part, count);
        }
    }
    Ok(least)
}

fn one(tx: &mut dyn Tx, statement: &list::Statement) -> Result<i64, Error> {
    tx.query(&statement.sql, &statement.args)?
        .first()
        .and_then(|row| row.first())
        .map_or(Ok(0), Value::int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_at_its_bytes_but_never_before_its_first_resource() {
        let third = LARGEST / 3 - FRAME;
        for (sizes, fit) in [
            (vec![], 0),
            (vec![1, 1], 2),
            (vec![third, third, third], 3),
            (vec![third, third, third + FRAME, 1], 2),
            (vec![2 * LARGEST, 1], 1),
        ] {
            assert_eq!(fitting(sizes.iter().copied()), fit, "{sizes:?}");
        }
    }
}
