//! What stands in a calendar: the names of hearings and consultations and the answers that are owed, in a span of days.

use super::{
    consultation::Consultations,
    duty::{ANSWERED, NO_DAY},
    hearing::Hearings,
    recommendation::Recommendations,
};
use crate::domain::ical::{Due, Entry, Span, Subject};
use common::{
    Error, date, resource,
    store::{self, Tx, Value},
};

/// Whether a consultation is about the draft law `$2`, as its list says it.
const ON_LAW: &str = "(subject_draft_law = $2 \
                      OR replace(draft_law_versions, '|' || $2 || '/versions/', '') <> draft_law_versions)";

/// Of which draft law or body; empty means of any.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) draft_law: String,
    pub(crate) body: String,
    pub(crate) span: Span,
}

/// What is asked for, each sort in the order of its days. At most `limit`.
pub(crate) fn entries(tx: &mut dyn Tx, asked: &Asked, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    let left = |found: &Vec<Entry>| i64::try_from(limit - found.len()).map_err(Error::internal);
    for name in hearings(tx, asked, left(&found)?)? {
        found.push(Entry::Hearing(resource::get::<Hearings>(tx, &name)?));
    }
    for name in consultations(tx, asked, left(&found)?)? {
        found.push(Entry::Consultation(resource::get::<Consultations>(
            tx, &name,
        )?));
    }
    found.extend(dues(tx, asked, left(&found)?)?);
    Ok(found)
}

fn hearings(tx: &mut dyn Tx, asked: &Asked, limit: i64) -> Result<Vec<String>, Error> {
    let (first, after) = asked.span.moments();
    let sql = "SELECT name FROM hearing WHERE start_time >= $3 AND start_time < $4 AND delete_time = 0 \
               AND ($1 = '' OR organizer = $1) \
               AND ($2 = '' OR replace(draft_laws, '|' || $2 || '|', '') <> draft_laws) \
               ORDER BY start_time, name LIMIT $5";
    let [body, law] = whose(asked);
    let args = [body, law, first.into(), after.into(), limit.into()];
    store::texts(tx, sql, &args)
}

fn consultations(tx: &mut dyn Tx, asked: &Asked, limit: i64) -> Result<Vec<String>, Error> {
    let (first, after) = asked.span.moments();
    let sql = format!(
        "SELECT name FROM consultation WHERE close_time >= $3 AND open_time < $4 AND delete_time = 0 \
         AND ($1 = '' OR organizer = $1) AND ($2 = '' OR {ON_LAW}) ORDER BY close_time, name LIMIT $5"
    );
    let [body, law] = whose(asked);
    let args = [body, law, first.into(), after.into(), limit.into()];
    store::texts(tx, &sql, &args)
}

fn dues(tx: &mut dyn Tx, asked: &Asked, limit: i64) -> Result<Vec<Entry>, Error> {
    let sql = format!(
        "SELECT subject, organization, due_date, closed, answer_date FROM duty \
         WHERE closed < 2 AND due_date >= $3 AND due_date <= $4 AND due_date < $5 AND ($1 = '' OR organization = $1) \
         AND ($2 = '' OR subject IN (SELECT recommendation FROM recommendation_draft_law WHERE draft_law = $2 \
         UNION ALL SELECT name FROM consultation WHERE {ON_LAW})) ORDER BY due_date, subject, organization LIMIT $6"
    );
    let days = [&asked.span.first, &asked.span.last].map(|day| date::lower(Some(day)));
    let [body, law] = whose(asked);
    let args = [
        body,
        law,
        days[0].into(),
        days[1].into(),
        NO_DAY.into(),
        limit.into(),
    ];
    let mut found = Vec::new();
    for row in tx.query(&sql, &args)? {
        let subject = row[0].text()?;
        let Some(day) = date::number_day(row[2].int()?) else {
            continue;
        };
        found.push(Entry::Due(Due {
            subject: match subject.starts_with("recommendations/") {
                true => Subject::Recommendation(resource::get::<Recommendations>(tx, subject)?),
                false => Subject::Consultation(resource::get::<Consultations>(tx, subject)?),
            },
            body: row[1].text()?.to_owned(),
            day,
            answered: match row[3].int()? {
                ANSWERED => date::number_day(row[4].int()?),
                _ => None,
            },
        }));
    }
    Ok(found)
}

/// The body and the draft law, as `$1` and `$2`.
fn whose(asked: &Asked) -> [Value; 2] {
    [asked.body.as_str().into(), asked.draft_law.as_str().into()]
}
