//! The table of answers, and where they were carried out.

use common::{
    Error,
    context::{Context, NewName},
    date,
    resource::{self, Kind, Recorded},
    store::{self, Tx, Value},
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use tlog::entry::Kind as Leaf;

use super::{attachment, happening, report};
use crate::domain::response as rules;

static TABLE: Table<pb::Response> = table("response")
    .order("respond_date")
    .indexed(&["respond_date", "responder.organization", "draft_law", "target.version"])
    .asked(&[
        asked(
            "draft_law",
            Type::Text,
            "t.parent IN (SELECT a.comment FROM answered_comment a WHERE a.version >= {v} || '/versions/' \
             AND a.version < {v} || '/versions0' UNION ALL SELECT name FROM recommendation \
             WHERE replace(draft_laws, '|' || {v} || '|', '') <> draft_laws UNION ALL \
             SELECT name FROM consultation_proposal WHERE subject_draft_law = {v})",
        ),
        // Of the comment that is answered.
        asked(
            "target.version",
            Type::Text,
            "t.parent IN (SELECT a.comment FROM answered_comment a WHERE a.version = {v})",
        ),
        asked(
            "target.wid",
            Type::Text,
            "EXISTS (SELECT 1 FROM comment c WHERE c.name = t.parent AND c.target_wid = {v})",
        ),
        asked(
            "target.eid",
            Type::Text,
            "EXISTS (SELECT 1 FROM comment c WHERE c.name = t.parent AND c.target_eid = {v})",
        ),
    ])
    .columns(&[
    column("responder").field("responder.organization").text(rules::responder),
    column("open_points").hidden().int(|response| i32::try_from(response.open_points.len()).unwrap_or(i32::MAX)),
    column("outcome").enumeration(|response| response.outcome),
    column("respond_date").date(|response| date::lower(response.respond_date.as_ref())),
]);

/// Answers to comments and to recommendations.
#[derive(Debug)]
pub(crate) struct Responses;

impl Kind for Responses {
    type Message = pb::Response;
    const RECORDED: Recorded<pb::Response> = RECORDED;
    const VERBS: Verbs = &[("CorrectResponse", "corrected")];

    fn table() -> &'static Table<pb::Response> {
        &TABLE
    }

    fn note(tx: &mut dyn Tx, written: &pb::Response) -> Result<(), Error> {
        attachment::take(tx, "response.documents", &written.name, &written.documents)?;
        happening::note_answer(tx, written)
    }

    fn uncount(tx: &mut dyn Tx) -> Result<(), Error> {
        report::uncount_answers(tx)
    }

    fn recount(tx: &mut dyn Tx, response: &pb::Response) -> Result<(), Error> {
        report::recount_answer(tx, response)
    }
}

const RECORDED: Recorded<pb::Response> = Recorded {
    leaf: |_| Leaf::RESPONSE,
    receipt: |response| Some(&mut response.receipt),
    ..Recorded::PLAIN
};

/// Refuses a second answer of the same body: `RESPONSE_ALREADY_GIVEN`.
pub(crate) fn check_first(tx: &mut dyn Tx, parent: &str, responder: &str) -> Result<(), Error> {
    let Some(given) = given(tx, parent, responder)? else {
        return Ok(());
    };
    let text = format!("{responder} has answered already; correct {given} instead");
    let reason = Reason::ResponseAlreadyGiven;
    Err(Error::exists(reason, Responses::TYPE, given, text))
}

/// Writes a new answer under `new.parent`: an organization answers once.
pub(crate) fn create(
    tx: &mut dyn Tx,
    context: &Context,
    new: NewName,
    response: pb::Response,
) -> Result<pb::Response, Error> {
    check_first(tx, &new.parent, rules::responder(&response))?;
    let response = resource::create::<Responses>(tx, context, new, response)?;
    note_locations(tx, &response)?;
    Ok(response)
}

/// Writes the next revision of an answer that was read in this transaction.
pub(crate) fn save(
    tx: &mut dyn Tx,
    context: &Context,
    response: pb::Response,
) -> Result<pb::Response, Error> {
    let response = resource::save::<Responses>(tx, context, response)?;
    let sql = "DELETE FROM response_provision WHERE response = $1";
    tx.execute(sql, &[response.name.as_str().into()])?;
    note_locations(tx, &response)?;
    Ok(response)
}

/// Notes where an answer was carried out, for those who ask from there.
fn note_locations(tx: &mut dyn Tx, response: &pb::Response) -> Result<(), Error> {
    let sql = "INSERT INTO response_provision (version, eid, response) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    for location in rules::locations(response) {
        let row = [&location.version, &location.eid, &response.name];
        tx.execute(sql, &row.map(Value::from))?;
    }
    Ok(())
}

/// The name of the answer that `responder` gave to `parent`, if it did.
pub(crate) fn given(
    tx: &mut dyn Tx,
    parent: &str,
    responder: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM response WHERE parent = $1 AND responder = $2";
    store::first_text(tx, sql, &[parent.into(), responder.into()])
}

/// The names of all answers to `parent`, oldest day first.
pub(crate) fn answers_to(tx: &mut dyn Tx, parent: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM response WHERE parent = $1 ORDER BY respond_date, name";
    store::texts(tx, sql, &[parent.into()])
}

/// The names of the answers that were carried out in this provision of a version; an empty `eid` is the version as a
/// whole. At most `limit`.
pub(crate) fn carried_out_in(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT response FROM response_provision WHERE version = $1 AND eid = $2 ORDER BY response LIMIT $3";
    store::texts(tx, sql, &[version.into(), eid.into(), limit.into()])
}
