//! Which consultations are to be looked through for campaigns, and how far the record was read for that.

use common::{
    Error,
    store::{self, Tx, Value},
    stored_body::decode,
};
use kenes_proto::consultation as pb;

/// A consultation is looked through again so long after something came to it, in microseconds, and so much later for each comment
/// that it had.
const PAUSE: i64 = 2_000_000;
const PAUSE_EACH: i64 = 1_000;

/// What changes which comments there are to compare, or has an answer repeated.
const METHODS: [&str; 7] = [
    "CreateComment",
    "BatchCreateComments",
    "WithdrawComment",
    "DisavowComment",
    "ApproveRedaction",
    "ResolveComments",
    "CreateResponse",
];

/// What was written after an entry of the record: to each its entry, and its name if it may concern a campaign.
pub(crate) fn written(
    tx: &mut dyn Tx,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Option<String>)>, Error> {
    let sql = "SELECT entry, name, method FROM revision WHERE entry > $1 ORDER BY entry LIMIT $2";
    let rows = tx.query(sql, &[after.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            let (name, method) = (row[1].text()?, row[2].text()?);
            // An answer to a comment alone changes nothing.
            let answers = method != "CreateResponse" || name.contains("/campaigns/");
            let concerns = METHODS.contains(&method) && answers;
            let name = concerns.then(|| name.to_owned());
            Ok((row[0].int()?, name))
        })
        .collect()
}

/// The last entry that was read.
pub(crate) fn position(tx: &mut dyn Tx) -> Result<i64, Error> {
    let rows = tx.query("SELECT entry FROM campaign_position", &[])?;
    rows.first().map_or(Ok(-1), |row| row[0].int())
}

/// Moves the position on; false if somebody else did.
pub(crate) fn advance(tx: &mut dyn Tx, from: i64, to: i64) -> Result<bool, Error> {
    let sql = "UPDATE campaign_position SET entry = $2 WHERE entry = $1";
    Ok(tx.execute(sql, &[from.into(), to.into()])? > 0)
}

/// Has a consultation looked through in a while, for what this entry wrote.
pub(crate) fn mark(tx: &mut dyn Tx, consultation: &str, entry: i64, now: i64) -> Result<(), Error> {
    let sql = "INSERT INTO campaign_round (consultation, seen, next_time, lease_time, comment_count) VALUES ($1, $2, $3, 0, 0) \
               ON CONFLICT (consultation) DO UPDATE SET seen = excluded.seen, next_time = \
               CASE WHEN campaign_round.next_time = 0 THEN excluded.next_time + campaign_round.comment_count * $4 \
               ELSE campaign_round.next_time END";
    let args = [
        consultation.into(),
        entry.into(),
        (now + PAUSE).into(),
        PAUSE_EACH.into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// The consultations that are due by `until` and at which nobody is, the longest waiting first. At most `limit`.
pub(crate) fn due(tx: &mut dyn Tx, until: i64, now: i64, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT consultation FROM campaign_round WHERE next_time > 0 AND next_time <= $1 AND lease_time <= $2 \
               ORDER BY next_time, consultation LIMIT $3";
    store::texts(tx, sql, &[until.into(), now.into(), limit.into()])
}

/// Takes a consultation until a time; returns the last entry that it is looked through for. `None`: somebody else is at it.
pub(crate) fn take(
    tx: &mut dyn Tx,
    consultation: &str,
    now: i64,
    until: i64,
) -> Result<Option<i64>, Error> {
    let sql = "UPDATE campaign_round SET lease_time = $3 WHERE consultation = $1 AND lease_time <= $2 AND next_time > 0";
    let args = [consultation.into(), now.into(), until.into()];
    if tx.execute(sql, &args)? == 0 {
        return Ok(None);
    }
    let sql = "SELECT seen FROM campaign_round WHERE consultation = $1";
    let rows = tx.query(sql, &[consultation.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}

/// Keeps a consultation until a later time.
pub(crate) fn keep(tx: &mut dyn Tx, consultation: &str, until: i64) -> Result<(), Error> {
    let sql = "UPDATE campaign_round SET lease_time = $2 WHERE consultation = $1";
    tx.execute(sql, &[consultation.into(), until.into()])
        .map(drop)
}

/// Notes that a consultation of so many comments was looked through for what was `seen`; what came meanwhile makes it due again.
pub(crate) fn done(
    tx: &mut dyn Tx,
    consultation: &str,
    seen: i64,
    comments: i64,
    now: i64,
) -> Result<(), Error> {
    let sql = "UPDATE campaign_round SET lease_time = 0, comment_count = $3, \
               next_time = CASE WHEN seen = $2 THEN 0 ELSE CAST($4 AS BIGINT) END WHERE consultation = $1";
    let args = [
        consultation.into(),
        seen.into(),
        comments.into(),
        (now + PAUSE + comments * PAUSE_EACH).into(),
    ];
    tx.execute(sql, &args).map(drop)
}

// === the comments of a round

/// A page of the comments of a consultation that stand, in the order in which they were submitted, after one of them.
pub(crate) fn standing(
    tx: &mut dyn Tx,
    consultation: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<(i64, pb::Comment)>, Error> {
    let sql = "SELECT c.submit_time, r.body FROM comment c JOIN revision r ON r.name = c.name AND r.revision = c.revision \
               WHERE c.parent = $1 AND c.submit_time >= $2 AND (c.submit_time, c.name) > ($2, $3) AND c.state <= 2 \
               ORDER BY c.submit_time, c.name LIMIT $4";
    let args = [
        consultation.into(),
        after.0.into(),
        after.1.as_str().into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| Ok((row[0].int()?, decode(&row[1])?)))
        .collect()
}

/// Those of the comments of these names that stand.
pub(crate) fn read(tx: &mut dyn Tx, names: &[String]) -> Result<Vec<pb::Comment>, Error> {
    let places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT r.body FROM comment c JOIN revision r ON r.name = c.name AND r.revision = c.revision \
         WHERE c.name IN ({}) AND c.state <= 2",
        places.join(", ")
    );
    let args: Vec<Value> = names.iter().map(Value::from).collect();
    let rows = tx.query(&sql, &args)?;
    rows.iter().map(|row| decode(&row[0])).collect()
}
