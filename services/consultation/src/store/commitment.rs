//! The table of commitments, who is to carry them out, and how many there are in which state.

use common::{
    Error,
    context::Reading,
    date, names,
    resource::Kind,
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::consultation::{self as pb, commitment::State};

use super::{happening, matter, succession};
use crate::domain::{atom::Happened, commitment_state as states};

/// Whether a commitment goes back to a session: by what was adopted or decided at it, grew out of it, or answers that.
macro_rules! of_hearing {
    () => {
        "t.act IN (SELECT d.name FROM policy_document d WHERE d.hearing = {v} UNION ALL \
         SELECT r.name FROM recommendation r WHERE r.session = {v} UNION ALL \
         SELECT o.recommendation FROM recommendation_origin o WHERE o.origin = {v} UNION ALL \
         SELECT e.name FROM decision e WHERE e.parent = {v})"
    };
}

/// Whether it is late. 1 is OPEN, 3 `PARTLY_FULFILLED`.
macro_rules! overdue {
    ($today:literal) => {
        concat!(
            "CASE WHEN t.settled IN (1, 3) AND t.due_date <> 0 AND t.due_date < ",
            $today,
            " THEN 1 ELSE 0 END"
        )
    };
}

static TABLE: Table<pb::Commitment> = table("commitment")
    .order("create_time desc")
    .indexed(&["create_time", "due_date", "origin", "responsible", "hearing"])
    .asked(&[
        // As `commitment_state::on` has it; a test compares the two. 2 is OVERDUE.
        asked(
            "state",
            Type::Enum,
            "CASE WHEN t.settled = 1 AND t.due_date <> 0 AND t.due_date < {today} THEN 2 ELSE t.settled END",
        ),
        asked("overdue", Type::Bool, overdue!("{today}")),
        asked(
            "responsible",
            Type::List,
            "t.name IN (SELECT b.commitment FROM commitment_body b WHERE b.organization = {v})",
        ),
        asked("hearing", Type::Text, of_hearing!()),
    ])
    .columns(&[
        column("origin").text(|commitment| &commitment.origin),
        column("act").hidden().text(|commitment| act(&commitment.origin)),
        column("number").text(|commitment| &commitment.number),
        column("commit_date").date(|commitment| date::earliest(commitment.commit_date.as_ref())),
        column("due_date").date(|commitment| date::upper(commitment.due_date.as_ref())),
        column("settled").hidden().enumeration(|commitment| states::settled(commitment).into()),
        column("draft_laws").list(|commitment| &commitment.draft_laws),
    ]);

/// What bodies have taken on.
#[derive(Debug)]
pub(crate) struct Commitments;

impl Kind for Commitments {
    type Message = pb::Commitment;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("CloseMatters", "closed"),
        ("DropCommitment", "dropped"),
        ("FulfillCommitment", "fulfilled"),
        ("FulfillCommitmentPartly", "partlyFulfilled"),
        ("ReaddressMatters", "readdressed"),
        ("ReopenCommitment", "reopened"),
        ("RescheduleCommitment", "rescheduled"),
        ("SupersedeCommitment", "superseded"),
    ];

    fn table() -> &'static Table<pb::Commitment> {
        &TABLE
    }

    fn render(
        tx: &mut dyn Tx,
        commitment: &mut pb::Commitment,
        reading: &Reading,
    ) -> Result<(), Error> {
        states::render(commitment, date::local_number(reading.as_of));
        let before = commitment.handovers.iter().map(|one| &one.body);
        let named = commitment.responsible.iter().chain(before);
        commitment.ended_bodies = succession::ended(tx, named, reading)?;
        Ok(())
    }

    fn note(tx: &mut dyn Tx, written: &pb::Commitment) -> Result<(), Error> {
        let name = written.name.as_str();
        happening::note(tx, name, &Happened::to_commitment(written))?;
        let sql = "DELETE FROM commitment_body WHERE commitment = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO commitment_body (organization, commitment) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        for body in &written.responsible {
            tx.execute(sql, &[body.as_str().into(), name.into()])?;
        }
        let undone = matches!(
            states::settled(written),
            State::Open | State::PartlyFulfilled
        );
        let again = |body: &String| undone && written.responsible.contains(body);
        let kind = pb::matter::Kind::Commitment;
        matter::note(tx, kind, name, &written.handovers, |one| again(&one.body))
    }
}

/// The document or recommendation that an origin is, or answers.
fn act(origin: &str) -> &str {
    match origin.contains("/responses/") {
        true => names::parent(origin),
        false => origin,
    }
}

/// The names of the commitments that go back to a session and had been taken on by `day`. At most `limit`.
pub(crate) fn of_hearing(
    tx: &mut dyn Tx,
    hearing: &str,
    day: i64,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let which = of_hearing!().replace("{v}", "$1");
    let sql = format!(
        "SELECT t.name FROM commitment t WHERE {which} AND t.commit_date <= $2 ORDER BY t.name LIMIT $3"
    );
    store::texts(tx, &sql, &[hearing.into(), day.into(), limit.into()])
}

/// The names of the commitments out of this very origin. At most `limit`.
pub(crate) fn out_of(tx: &mut dyn Tx, origin: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM commitment WHERE origin = $1 ORDER BY name LIMIT $2";
    store::texts(tx, sql, &[origin.into(), limit.into()])
}

/// How many of a group are in a state, and are late or not.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) body: String,
    pub(crate) origin: String,
    pub(crate) settled: i64,
    pub(crate) overdue: bool,
    pub(crate) number: i64,
}

/// What is counted: of whom, out of what, of which session; empty is of all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    pub(crate) body: &'a str,
    pub(crate) origin: &'a str,
    pub(crate) hearing: &'a str,
    pub(crate) by_body: bool,
    pub(crate) by_origin: bool,
    pub(crate) today: i64,
}

/// The counts, by bodies, then by origins. At most `limit`.
pub(crate) fn counts(
    tx: &mut dyn Tx,
    counted: Counted<'_>,
    limit: i64,
) -> Result<Vec<Count>, Error> {
    let (body, join) = match counted.by_body {
        true => (
            "b.organization",
            "JOIN commitment_body b ON b.commitment = t.name AND ($1 = '' OR b.organization = $1)",
        ),
        false => ("''", ""),
    };
    let origin = if counted.by_origin { "t.origin" } else { "''" };
    let which = of_hearing!().replace("{v}", "$3");
    let overdue = overdue!("$4");
    let sql = format!(
        "SELECT c.body, c.origin, c.settled, c.overdue, count(*) FROM (SELECT {body} AS body, {origin} AS origin, \
         t.settled AS settled, CAST({overdue} AS BIGINT) AS overdue FROM commitment t {join} \
         WHERE ($1 = '' OR t.name IN (SELECT a.commitment FROM commitment_body a WHERE a.organization = $1)) \
         AND ($2 = '' OR t.origin = $2) AND ($3 = '' OR {which})) c \
         GROUP BY c.body, c.origin, c.settled, c.overdue ORDER BY c.body, c.origin, c.settled, c.overdue LIMIT $5"
    );
    let args = [
        counted.body.into(),
        counted.origin.into(),
        counted.hearing.into(),
        counted.today.into(),
        limit.into(),
    ];
    let rows = tx.query(&sql, &args)?;
    let counts = rows.iter().map(|row| {
        Ok(Count {
            body: row[0].text()?.to_owned(),
            origin: row[1].text()?.to_owned(),
            settled: row[2].int()?,
            overdue: row[3].int()? != 0,
            number: row[4].int()?,
        })
    });
    counts.collect()
}
