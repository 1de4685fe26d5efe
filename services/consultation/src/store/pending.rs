//! Comments whose claim to speak for an organization waits for the registry.

use common::{Error, context::Context, date, store::Tx};
use kenes_proto::consultation as pb;

use crate::domain::comment as rules;

/// The longest wait between two questions about one comment, in microseconds.
const LONGEST_WAIT: i64 = 3600 * 1_000_000;

/// A claim that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) comment: String,
    pub(crate) subject: String,
    pub(crate) organization: String,
    /// The moment of the comment.
    pub(crate) as_of: i64,
    pub(crate) attempts: i64,
}

/// Notes the claim of a comment that was just written.
pub(crate) fn note(tx: &mut dyn Tx, context: &Context, comment: &pb::Comment) -> Result<(), Error> {
    let as_of = date::moment(comment.submit_time.as_ref());
    let sql = "INSERT INTO pending (comment, subject, organization, as_of, attempts, next_time) VALUES ($1, $2, $3, $4, $5, $6)";
    let args = [
        comment.name.as_str().into(),
        context.caller().into(),
        rules::on_behalf_of(comment).into(),
        as_of.into(),
        0_i64.into(),
        as_of.into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// The claims whose turn it is, longest waiting first.
pub(crate) fn due(tx: &mut dyn Tx, now: i64, limit: i64) -> Result<Vec<Claim>, Error> {
    let sql = "SELECT comment, subject, organization, as_of, attempts FROM pending WHERE next_time <= $1 \
               ORDER BY next_time, comment LIMIT $2";
    let rows = tx.query(sql, &[now.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Claim {
                comment: row[0].text()?.to_owned(),
                subject: row[1].text()?.to_owned(),
                organization: row[2].text()?.to_owned(),
                as_of: row[3].int()?,
                attempts: row[4].int()?,
            })
        })
        .collect()
}

/// Forgets a claim, and returns whether it was still there. Whoever takes it away resolves it.
pub(crate) fn take(tx: &mut dyn Tx, comment: &str) -> Result<bool, Error> {
    let taken = tx.execute("DELETE FROM pending WHERE comment = $1", &[comment.into()])?;
    Ok(taken == 1)
}

/// Puts a claim back for later: a second first, then twice as long each time, so that one that cannot be answered does
/// not keep the others waiting.
pub(crate) fn postpone(tx: &mut dyn Tx, claim: &Claim, now: i64) -> Result<(), Error> {
    let wait = (1_000_000_i64 << claim.attempts.min(12)).min(LONGEST_WAIT);
    let sql = "UPDATE pending SET attempts = $2, next_time = $3 WHERE comment = $1";
    let args = [
        claim.comment.as_str().into(),
        (claim.attempts + 1).into(),
        (now + wait).into(),
    ];
    tx.execute(sql, &args).map(drop)
}
