//! The rows of a page as they come out of the store, and the token that follows them.

use super::{Plan, token};
use crate::{
    Error,
    store::{Cells, Value},
    stored_body::StoredBody,
};

/// The rows of a page, as they come.
#[derive(Debug)]
pub struct Rows<'p> {
    plan: &'p Plan,
    seen: usize,
    /// The sort columns of each row on the page, one after the other.
    keys: Vec<Value>,
}

impl<'p> Rows<'p> {
    pub(super) fn of(plan: &'p Plan) -> Self {
        Self {
            plan,
            seen: 0,
            keys: Vec::new(),
        }
    }

    /// The body in the next row. `None` for the row after the page, which only tells that there is one.
    pub fn next<'r>(&mut self, row: &'r dyn Cells) -> Result<Option<StoredBody<&'r [u8]>>, Error> {
        self.seen += 1;
        if self.seen > self.plan.limit {
            return Ok(None);
        }
        for at in (2..).take(self.plan.keys.len()) {
            self.keys.push(row.value(at)?);
        }
        let body = StoredBody::split(row.bytes(0)?, row.value(1)?.int()?);
        let cut = || Error::internal("a body shorter than its first part");
        body.map(Some).ok_or_else(cut)
    }

    /// The token of the page after the first `shown` rows, which is empty only at the end of the list.
    pub fn token(&self, shown: usize) -> Result<String, Error> {
        let keys = self.plan.keys.len();
        match self
            .keys
            .chunks_exact(keys.max(1))
            .nth(shown.wrapping_sub(1))
        {
            Some(last) if self.seen > shown => token::seal(&self.plan.fingerprint, last),
            _ => Ok(String::new()),
        }
    }
}
