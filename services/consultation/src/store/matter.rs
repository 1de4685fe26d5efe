//! What is open before a body, found where it is kept, and what was passed on or closed by a succession.

use common::{
    Error,
    store::{Tx, Value},
};
use kenes_proto::consultation::{
    Handover,
    matter::{Kind, State},
};

/// What is open before the body `$1` at `$2`: a row of kind and name each. The kinds are those of `Matter.Kind`; 1 and 3 are
/// the states `OPEN` and `PARTLY_FULFILLED` of a commitment, 1 is `ACTIVE` of a draft law.
const OPEN: &str = "SELECT CAST(1 AS BIGINT) AS kind, subject FROM duty WHERE organization = $1 AND closed = 0 \
                    AND subject >= 'recommendations/' AND subject < 'recommendations0' \
                    UNION ALL SELECT CAST(2 AS BIGINT), subject FROM duty WHERE organization = $1 AND closed = 0 \
                    AND subject >= 'consultations/' AND subject < 'consultations0' \
                    UNION ALL SELECT CAST(3 AS BIGINT), b.commitment FROM commitment_body b \
                    JOIN commitment c ON c.name = b.commitment WHERE b.organization = $1 AND c.settled IN (1, 3) \
                    UNION ALL SELECT CAST(4 AS BIGINT), s.name FROM stage s JOIN draft_law l ON l.name = s.parent \
                    WHERE s.responsible = $1 AND s.start_time <> 0 AND s.start_time <= $2 AND s.end_time = 0 \
                    AND l.state = 1 AND l.delete_time = 0";

/// A matter by its place in a list: kind, name, state.
pub(crate) type Place = (i64, String, i64);

/// Which are asked about: of a body and its succession, of one kind or state, or all for 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) body: &'a str,
    pub(crate) succession: &'a str,
    pub(crate) kind: i64,
    pub(crate) state: i64,
    pub(crate) now: i64,
}

/// The state of what is still open.
pub(crate) fn open_state() -> i64 {
    i64::from(State::Open as i32)
}

/// How many matters are open before a body.
pub(crate) fn count(tx: &mut dyn Tx, body: &str, now: i64) -> Result<i64, Error> {
    let sql = format!("SELECT count(*) FROM ({OPEN}) o");
    let rows = tx.query(&sql, &[body.into(), now.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}

/// The kind of the matter of this name, if it is open before the body.
pub(crate) fn open_kind(
    tx: &mut dyn Tx,
    body: &str,
    subject: &str,
    now: i64,
) -> Result<Option<i64>, Error> {
    let sql = format!("SELECT o.kind FROM ({OPEN}) o WHERE o.subject = $3");
    let rows = tx.query(&sql, &[body.into(), now.into(), subject.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}

/// A page of matters after a place, by kind and name.
pub(crate) fn list(
    tx: &mut dyn Tx,
    asked: Asked<'_>,
    after: &Place,
    limit: i64,
) -> Result<Vec<Place>, Error> {
    let sql = format!(
        "SELECT m.kind, m.subject, m.state FROM (SELECT o.kind, o.subject, CAST(1 AS BIGINT) AS state FROM ({OPEN}) o \
         UNION ALL SELECT h.kind, h.subject, CAST(CASE WHEN h.successor = '' THEN 3 ELSE 2 END AS BIGINT) \
         FROM handover h WHERE h.succession = $3) m WHERE (CAST($4 AS BIGINT) = 0 OR m.kind = $4) \
         AND (CAST($5 AS BIGINT) = 0 OR m.state = $5) \
         AND (m.kind, m.subject, m.state) > ($6, $7, $8) ORDER BY m.kind, m.subject, m.state LIMIT $9"
    );
    let args: [Value; 9] = [
        asked.body.into(),
        asked.now.into(),
        asked.succession.into(),
        asked.kind.into(),
        asked.state.into(),
        after.0.into(),
        after.1.as_str().into(),
        after.2.into(),
        limit.into(),
    ];
    let rows = tx.query(&sql, &args)?;
    rows.iter()
        .map(|row| Ok((row[0].int()?, row[1].text()?.to_owned(), row[2].int()?)))
        .collect()
}

/// Whether a matter was passed on or closed by a succession.
pub(crate) fn is_settled(tx: &mut dyn Tx, succession: &str, subject: &str) -> Result<bool, Error> {
    let sql = "SELECT kind FROM handover WHERE subject = $1 AND succession = $2";
    Ok(!tx
        .query(sql, &[subject.into(), succession.into()])?
        .is_empty())
}

/// Notes by which successions a matter went where. What was given back to a body that ended is open again, and was not.
pub(crate) fn note(
    tx: &mut dyn Tx,
    kind: Kind,
    subject: &str,
    handovers: &[Handover],
    is_open_again: impl Fn(&Handover) -> bool,
) -> Result<(), Error> {
    if handovers.is_empty() {
        return Ok(());
    }
    let sql = "DELETE FROM handover WHERE subject = $1";
    tx.execute(sql, &[subject.into()])?;
    let sql = "INSERT INTO handover (succession, kind, subject, successor) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    for one in handovers.iter().rev().filter(|one| !is_open_again(one)) {
        let args = [
            one.succession.as_str().into(),
            i64::from(kind as i32).into(),
            subject.into(),
            one.successor.as_str().into(),
        ];
        tx.execute(sql, &args)?;
    }
    Ok(())
}
