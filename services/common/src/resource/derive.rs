//! Columns read out of their resources again: a release may read a column otherwise than the one that wrote the row.
//!
//! Owns one batch of one kind. That all kinds are done, and done once, is the business of `app::derivation`.

use std::ops::ControlFlow;

use super::{Kind, page::LARGEST};
use crate::{
    Error,
    store::{Row, Tx, Value},
    stored_body::StoredBody,
    table::FIXED,
};

/// The most resources in a batch.
const BATCH: i64 = 500;

/// What was done in a batch.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    /// The last name in it, after which the next batch begins.
    pub(crate) last: String,
    /// How many resources were looked at.
    pub(crate) count: u64,
}

/// Writes the columns of the resources whose names follow `after` as they would be written today. `None`: there are none.
pub(crate) fn derive<K: Kind>(tx: &mut dyn Tx, after: &str) -> Result<Option<Derived>, Error> {
    if after.is_empty() {
        K::uncount(tx)?;
    }
    let schema = K::table().schema();
    let fixed = FIXED.iter().map(|(name, _)| *name);
    let names = fixed.chain(schema.columns.iter().map(|column| column.name));
    let columns: Vec<String> = names.map(|name| format!(", t.{name}")).collect();
    // What a redaction erased has no columns to be read out of it; its row was written by the redaction.
    let sql = format!(
        "SELECT r.body{} FROM {} t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
         WHERE t.name > $1 AND r.body_salt IS NOT NULL ORDER BY t.name LIMIT $2",
        columns.concat(),
        schema.name
    );
    let (mut batch, mut bytes) = (Vec::new(), 0);
    tx.each(&sql, &[after.into(), BATCH.into()], &mut |row| {
        let body = row.bytes(0)?;
        bytes += body.len();
        let message: K::Message = StoredBody::whole(body).decode()?;
        let written = (1..row.width()).map(|at| row.value(at));
        batch.push((message, written.collect::<Result<Row, _>>()?));
        Ok(match bytes > LARGEST {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    })?;
    for (message, written) in &batch {
        let fixed = written.iter().take(FIXED.len()).cloned();
        let row: Vec<Value> = fixed.chain(K::table().values(message)).collect();
        if row != *written {
            tx.execute(&schema.upsert, &row)?;
        }
        K::note(tx, message)?;
        K::recount(tx, message)?;
    }
    let Some((_, last)) = batch.last() else {
        return Ok(None);
    };
    Ok(Some(Derived {
        last: last[0].text()?.to_owned(),
        count: batch.len() as u64,
    }))
}
