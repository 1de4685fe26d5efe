//! What was said while the registry did not answer: comments and participations whose claim waits for it.

use common::{Error, store::Tx};

use crate::domain::claim::Claim;

/// The longest wait between two questions about one claim, in microseconds.
const LONGEST_WAIT: i64 = 3600 * 1_000_000;

/// A claim that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The comment or participation that makes it.
    pub(crate) name: String,
    pub(crate) claim: Claim,
    /// The reason for which the registry refused to say; empty where it was only silent.
    pub(crate) refusal: String,
    pub(crate) attempts: i64,
}

/// How many claims wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waits {
    pub(crate) all: i64,
    /// Those of them of which the registry refuses to say: asking again helps only once somebody has mended it.
    pub(crate) stuck: i64,
}

/// Notes the claim of what was just written.
pub(crate) fn note(tx: &mut dyn Tx, name: &str, claim: &Claim) -> Result<(), Error> {
    let sql = "INSERT INTO pending (name, subject, person, organization, power, as_of, attempts, next_time) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let args = [
        name.into(),
        claim.subject.as_str().into(),
        claim.person.as_str().into(),
        claim.organization.as_str().into(),
        claim.power.as_str().into(),
        claim.as_of.into(),
        0_i64.into(),
        claim.as_of.into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// The claims whose turn it is, longest waiting first.
pub(crate) fn due(tx: &mut dyn Tx, now: i64, limit: i64) -> Result<Vec<Waiting>, Error> {
    let sql = "SELECT name, subject, person, organization, power, as_of, refusal, attempts FROM pending WHERE next_time <= $1 \
               ORDER BY next_time, name LIMIT $2";
    let rows = tx.query(sql, &[now.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                name: row[0].text()?.to_owned(),
                claim: Claim {
                    subject: row[1].text()?.to_owned(),
                    person: row[2].text()?.to_owned(),
                    organization: row[3].text()?.to_owned(),
                    power: row[4].text()?.to_owned(),
                    as_of: row[5].int()?,
                },
                refusal: row[6].text()?.to_owned(),
                attempts: row[7].int()?,
            })
        })
        .collect()
}

/// How many claims wait now.
pub(crate) fn count(tx: &mut dyn Tx) -> Result<Waits, Error> {
    let sql = "SELECT count(*), count(CASE WHEN refusal <> '' THEN 1 END) FROM pending";
    let rows = tx.query(sql, &[])?;
    rows.first().map_or(Ok(Waits::default()), |row| {
        Ok(Waits {
            all: row[0].int()?,
            stuck: row[1].int()?,
        })
    })
}

/// Forgets the claim of this comment or participation, and returns whether it was still there. Whoever takes it away
/// resolves it.
pub(crate) fn take(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    let taken = tx.execute("DELETE FROM pending WHERE name = $1", &[name.into()])?;
    Ok(taken == 1)
}

/// Puts a claim back for later: a second first, then twice as long each time, so that one that cannot be answered does
/// not keep the others waiting.
pub(crate) fn postpone(
    tx: &mut dyn Tx,
    waiting: &Waiting,
    refusal: &str,
    now: i64,
) -> Result<(), Error> {
    let wait = (1_000_000_i64 << waiting.attempts.min(12)).min(LONGEST_WAIT);
    let sql = "UPDATE pending SET attempts = $2, next_time = $3, refusal = $4 WHERE name = $1";
    let args = [
        waiting.name.as_str().into(),
        (waiting.attempts + 1).into(),
        (now + wait).into(),
        refusal.into(),
    ];
    tx.execute(sql, &args).map(drop)
}
