//! The questions asked of the table of comments.

use common::{
    Error,
    store::{self, Tx},
};

/// The names of the comments on a provision that were answered. At most `limit`.
pub(crate) fn answered_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT comment FROM answered_comment WHERE version = $1 AND wid = $2 ORDER BY comment LIMIT $3";
    store::texts(tx, sql, &[version.into(), wid.into(), limit.into()])
}

/// The comments on a provision, oldest first: when each was submitted, and its name. At most `limit` after the one `after`.
/// Reads the index alone.
pub(crate) fn spoken_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<(i64, String)>, Error> {
    let sql = "SELECT submit_time, name FROM comment WHERE target_version = $1 AND target_wid = $2 \
               AND submit_time >= $3 AND (submit_time > $3 OR name > $4) ORDER BY submit_time, name LIMIT $5";
    let (time, name) = after;
    let args = [
        version.into(),
        wid.into(),
        (*time).into(),
        name.as_str().into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| Ok((row[0].int()?, row[1].text()?.to_owned())))
        .collect()
}

/// Who submitted a comment.
pub(crate) fn submitter(tx: &mut dyn Tx, name: &str) -> Result<String, Error> {
    let sql = "SELECT actor FROM revision WHERE name = $1 AND revision = 1";
    let found = store::first_text(tx, sql, &[name.into()])?;
    found.ok_or_else(|| Error::internal("a comment without a first revision"))
}
