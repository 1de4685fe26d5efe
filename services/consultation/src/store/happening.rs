//! The table of what happened: noted as resources are written, and read in pages, newest first.

use common::{
    Error, date, names, resource,
    store::{self, Tx, Value},
};
use kenes_proto::consultation as pb;

use super::draft_law::DraftLaws;
use crate::domain::atom::Happened;

/// The place of a happening among those that are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) time: i64,
    pub(crate) name: String,
    pub(crate) what: i64,
}

/// Notes what happened to the resource of this name, instead of what was noted before.
pub(crate) fn note(tx: &mut dyn Tx, name: &str, happened: &Happened) -> Result<(), Error> {
    tx.execute("DELETE FROM happening WHERE name = $1", &[name.into()])?;
    let sql = "INSERT INTO happening (followed, time, name, what) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    for (what, time) in &happened.all {
        let named = happened.followed.iter().map(String::as_str);
        let named = named.filter(|followed| !followed.is_empty());
        // Those who follow all.
        for followed in named.chain([""]) {
            let args = [
                followed.into(),
                (*time).into(),
                name.into(),
                what.number().into(),
            ];
            tx.execute(sql, &args)?;
        }
    }
    Ok(())
}

pub(crate) fn note_version(tx: &mut dyn Tx, version: &pb::DraftLawVersion) -> Result<(), Error> {
    if version.publish_time.is_none() {
        return Ok(());
    }
    let law = resource::find::<DraftLaws>(tx, names::parent(&version.name))?;
    let happened = Happened::to_version(version, law.as_ref());
    note(tx, &version.name, &happened)
}

/// When it was adopted and recalled is what the record says; the write that is noted may not stand there yet.
pub(crate) fn note_recommendation(
    tx: &mut dyn Tx,
    found: &pb::Recommendation,
) -> Result<(), Error> {
    use pb::recommendation::State;
    if matches!(found.state(), State::Draft | State::Unspecified) {
        return Ok(());
    }
    let written = date::moment(found.update_time.as_ref());
    let adopted = first(tx, &found.name, "AdoptRecommendation")?.unwrap_or(written);
    let recalled = match found.state() {
        State::Recalled => {
            let recalled = first(tx, &found.name, "RecallRecommendation")?;
            Some(recalled.unwrap_or(written))
        }
        _ => None,
    };
    let happened = Happened::to_recommendation(found, Some(adopted), recalled);
    note(tx, &found.name, &happened)
}

/// Answers to comments are not noted: there may be a million.
pub(crate) fn note_answer(tx: &mut dyn Tx, given: &pb::Response) -> Result<(), Error> {
    let parent = names::parent(&given.name);
    let [laws, body] = if parent.starts_with("recommendations/") {
        [
            "SELECT draft_law FROM recommendation_draft_law WHERE recommendation = $1 ORDER BY draft_law",
            "SELECT body FROM recommendation WHERE name = $1",
        ]
    } else if parent.starts_with("consultationProposals/") {
        [
            "SELECT subject_draft_law FROM consultation_proposal WHERE name = $1",
            "SELECT on_behalf_of FROM consultation_proposal WHERE name = $1",
        ]
    } else {
        return Ok(());
    };
    let laws = store::texts(tx, laws, &[parent.into()])?;
    let asked_by = store::first_text(tx, body, &[parent.into()])?;
    let asked_by = asked_by.unwrap_or_default();
    let happened = Happened::to_answer(given, &laws, &asked_by);
    note(tx, &given.name, &happened)
}

/// When a method first wrote a resource.
fn first(tx: &mut dyn Tx, name: &str, method: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND method = $2 ORDER BY revision LIMIT 1";
    let rows = tx.query(sql, &[name.into(), method.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}

/// What had happened by `now` before a place, newest first.
pub(crate) fn page(
    tx: &mut dyn Tx,
    followed: &str,
    now: i64,
    before: Option<&Place>,
    limit: usize,
) -> Result<Vec<Place>, Error> {
    let sql = "SELECT time, name, what FROM happening WHERE followed = $1 AND time <= $2 \
               AND (time, name, what) < ($3, $4, $5) ORDER BY time DESC, name DESC, what DESC LIMIT $6";
    let (time, name, what) = before.map_or((i64::MAX, "", 0), |place| {
        (place.time, place.name.as_str(), place.what)
    });
    let limit = i64::try_from(limit).map_err(Error::internal)?;
    let args: [Value; 6] = [
        followed.into(),
        now.into(),
        time.into(),
        name.into(),
        what.into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    let place = |row: &store::Row| {
        Ok(Place {
            time: row[0].int()?,
            name: row[1].text()?.to_owned(),
            what: row[2].int()?,
        })
    };
    rows.iter().map(place).collect()
}
