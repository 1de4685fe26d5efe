//! The table of answers that are owed, one row a body of a recommendation or a consultation, and the questions asked of it. What
//! stands in a row is `owed`'s to say.

use std::collections::BTreeMap;

use common::{
    Error,
    store::{Row, Tx, Value},
};

/// The day of those that have none: they come last.
pub(crate) const NO_DAY: i64 = 9999_12_31;

/// Whether all is answered.
pub(crate) const OPEN: i64 = 0;
pub(crate) const ANSWERED: i64 = 1;
/// There is nothing to answer: no duty.
pub(crate) const NOTHING: i64 = 2;

/// An answer that is owed. Days are `yyyymmdd`.
#[expect(clippy::struct_excessive_bools, reason = "columns of a row")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owed {
    pub(crate) organization: String,
    pub(crate) closed: i64,
    pub(crate) due_date: i64,
    pub(crate) ask_date: i64,
    /// The day of the last answer that counts, 0 for none.
    pub(crate) answer_date: i64,
    /// From the asking to the whole answer, -1 where there is none.
    pub(crate) answer_days: i64,
    pub(crate) replied: bool,
    pub(crate) reasoned: bool,
    pub(crate) extended: bool,
    pub(crate) projected: bool,
    /// When something is to be said of it next, in microseconds, 0 for never.
    pub(crate) next_time: i64,
}

/// Which of them are asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Of this body; empty for all.
    pub(crate) body: String,
    /// The least and the greatest `closed`.
    pub(crate) closed: (i64, i64),
    /// The first day and the last.
    pub(crate) days: (i64, i64),
}

/// The place of one in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) closed: i64,
    pub(crate) due_date: i64,
    pub(crate) subject: String,
    pub(crate) organization: String,
}

/// How a body answers, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) organization: String,
    pub(crate) all: i64,
    pub(crate) due: i64,
    pub(crate) answered: i64,
    pub(crate) in_time: i64,
    pub(crate) late: i64,
    pub(crate) overdue: i64,
    pub(crate) replied: i64,
    pub(crate) reasoned: i64,
    pub(crate) extended: i64,
    pub(crate) projected: i64,
}

/// Something to be said when its time comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) time: i64,
    pub(crate) subject: String,
    pub(crate) organization: String,
}

/// Writes what is owed to a subject, instead of what was.
pub(crate) fn put(tx: &mut dyn Tx, subject: &str, owed: &[Owed]) -> Result<(), Error> {
    tx.execute("DELETE FROM duty WHERE subject = $1", &[subject.into()])?;
    let sql = "INSERT INTO duty (subject, organization, closed, due_date, ask_date, answer_date, answer_days, replied, \
               reasoned, extended, projected, next_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    for one in owed {
        let args = [
            subject.into(),
            one.organization.as_str().into(),
            one.closed.into(),
            one.due_date.into(),
            one.ask_date.into(),
            one.answer_date.into(),
            one.answer_days.into(),
            one.replied.into(),
            one.reasoned.into(),
            one.extended.into(),
            one.projected.into(),
            one.next_time.into(),
        ];
        tx.execute(sql, &args)?;
    }
    Ok(())
}

/// Notes that something of a consultation was answered on a day, until it is looked at again.
pub(crate) fn note_answer(tx: &mut dyn Tx, consultation: &str, day: i64) -> Result<(), Error> {
    let sql = "UPDATE duty SET replied = 1, answer_date = CASE WHEN answer_date < $2 THEN $2 ELSE answer_date END \
               WHERE subject = $1";
    tx.execute(sql, &[consultation.into(), day.into()])
        .map(drop)
}

/// Has a consultation looked at from `now` on: the counts of its comments are known once what changed them is committed.
pub(crate) fn look_again(tx: &mut dyn Tx, consultation: &str, now: i64) -> Result<(), Error> {
    let sql = "UPDATE duty SET next_time = $2 WHERE subject = $1";
    tx.execute(sql, &[consultation.into(), now.into()])
        .map(drop)
}

/// Notes that there is something to answer again where there was nothing left; it is looked at from `now` on.
pub(crate) fn reopen(tx: &mut dyn Tx, consultation: &str, now: i64) -> Result<(), Error> {
    let sql = "UPDATE duty SET closed = 0, next_time = $2 WHERE subject = $1 AND closed <> 0";
    tx.execute(sql, &[consultation.into(), now.into()])
        .map(drop)
}

/// Those of which something is to be said by now, the longest waiting first, after one if it is given.
pub(crate) fn waiting(
    tx: &mut dyn Tx,
    now: i64,
    after: Option<&Waiting>,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let sql = "SELECT next_time, subject, organization FROM duty WHERE next_time > 0 AND next_time <= $1 \
               AND (next_time, subject, organization) > ($2, $3, $4) ORDER BY next_time, subject, organization LIMIT $5";
    let (time, subject, organization) = after.map_or((0, "", ""), |last| {
        (last.time, last.subject.as_str(), last.organization.as_str())
    });
    let args = [
        now.into(),
        time.into(),
        subject.into(),
        organization.into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                time: row[0].int()?,
                subject: row[1].text()?.to_owned(),
                organization: row[2].text()?.to_owned(),
            })
        })
        .collect()
}

// === lists and sums

/// A page of those asked about after a place, each with its subject: the open ones first, and of these the one that is due first.
pub(crate) fn list(
    tx: &mut dyn Tx,
    asked: &Asked,
    after: &Place,
    limit: usize,
) -> Result<Vec<(String, Owed)>, Error> {
    const ALL: &str = "SELECT subject, organization, closed, due_date, ask_date, answer_date, replied, reasoned FROM duty \
                       WHERE closed >= $1 AND closed <= $2 AND due_date >= $3 AND due_date <= $4 \
                       AND (closed, due_date, subject, organization) > ($5, $6, $7, $8) \
                       ORDER BY closed, due_date, subject, organization LIMIT $9";
    const OF_BODY: &str = "SELECT subject, organization, closed, due_date, ask_date, answer_date, replied, reasoned FROM duty \
                           WHERE organization = $10 AND closed >= $1 AND closed <= $2 AND due_date >= $3 AND due_date <= $4 \
                           AND (closed, due_date, subject, organization) > ($5, $6, $7, $8) \
                           ORDER BY closed, due_date, subject, organization LIMIT $9";
    let mut args: Vec<Value> = vec![
        asked.closed.0.into(),
        asked.closed.1.into(),
        asked.days.0.into(),
        asked.days.1.into(),
        after.closed.into(),
        after.due_date.into(),
        after.subject.as_str().into(),
        after.organization.as_str().into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let sql = match asked.body.as_str() {
        "" => ALL,
        body => {
            args.push(body.into());
            OF_BODY
        }
    };
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            let owed = Owed {
                organization: row[1].text()?.to_owned(),
                closed: row[2].int()?,
                due_date: row[3].int()?,
                ask_date: row[4].int()?,
                answer_date: row[5].int()?,
                replied: row[6].int()? != 0,
                reasoned: row[7].int()? != 0,
                ..Owed::default()
            };
            Ok((row[0].text()?.to_owned(), owed))
        })
        .collect()
}

/// The sums of the body that is asked about, or of those after `after`, by name. `today` is `yyyymmdd`.
pub(crate) fn sums(
    tx: &mut dyn Tx,
    asked: &Asked,
    after: &str,
    today: i64,
    limit: usize,
) -> Result<Vec<Sums>, Error> {
    let sql = "SELECT organization, count(*), \
               CAST(sum(CASE WHEN due_date < 99991231 THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(sum(CASE WHEN closed = 1 THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(sum(CASE WHEN closed = 1 AND due_date < 99991231 AND answer_date <= due_date THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(sum(CASE WHEN closed = 1 AND answer_date > due_date THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(sum(CASE WHEN closed = 0 AND due_date < $1 THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(sum(replied) AS BIGINT), CAST(sum(reasoned) AS BIGINT), \
               CAST(sum(extended) AS BIGINT), CAST(sum(projected) AS BIGINT) FROM duty \
               WHERE closed < 2 AND due_date >= $2 AND due_date <= $3 \
               AND organization > $4 AND organization >= $5 AND organization <= $6 \
               GROUP BY organization ORDER BY organization LIMIT $7";
    let (first, last) = match asked.body.as_str() {
        "" => ("", "~"),
        body => (body, body),
    };
    let args = [
        today.into(),
        asked.days.0.into(),
        asked.days.1.into(),
        after.into(),
        first.into(),
        last.into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    tx.query(sql, &args)?.iter().map(Sums::of).collect()
}

/// How many of its answers took a body how many days.
pub(crate) fn answer_days(
    tx: &mut dyn Tx,
    asked: &Asked,
    body: &str,
) -> Result<BTreeMap<i64, i64>, Error> {
    let sql = "SELECT answer_days, count(*) FROM duty WHERE organization = $1 AND closed = 1 \
               AND due_date >= $2 AND due_date <= $3 GROUP BY answer_days";
    let args = [body.into(), asked.days.0.into(), asked.days.1.into()];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| Ok((row[0].int()?, row[1].int()?)))
        .collect()
}

impl Sums {
    fn of(row: &Row) -> Result<Self, Error> {
        let number = |n: usize| row[n].int();
        Ok(Self {
            organization: row[0].text()?.to_owned(),
            all: number(1)?,
            due: number(2)?,
            answered: number(3)?,
            in_time: number(4)?,
            late: number(5)?,
            overdue: number(6)?,
            replied: number(7)?,
            reasoned: number(8)?,
            extended: number(9)?,
            projected: number(10)?,
        })
    }
}
