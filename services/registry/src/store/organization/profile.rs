//! What lists and readers ask of an organization's profile: where it works and in what, how it was judged on which days, where
//! its members are, who founded it.

use common::{
    Error,
    store::{self, Tx},
    text,
};
use kenes_proto::{registry as pb, types::Place};

use crate::domain::{classification, organization::judged};

/// The country of a place: that of its region where it says only that.
pub(super) fn country(place: &Place) -> &str {
    let region = place.subdivision_code.split_once('-');
    match region.filter(|_| place.region_code.is_empty()) {
        Some((country, _)) => country,
        None => &place.region_code,
    }
}

/// The fields of activity, each with its scheme.
pub(super) fn fields(organization: &pb::Organization) -> String {
    let classes = organization.classifications.iter();
    text::listed(&classes.map(classification::key).collect::<Vec<_>>())
}

pub(super) fn status(organization: &pb::Organization) -> i32 {
    let ngo = organization.ngo_profile.as_ref();
    let activity = ngo.and_then(|profile| profile.activity.as_ref());
    activity.map_or(0, |activity| activity.status)
}

/// Notes how it was judged on which days.
pub(super) fn note_judged(tx: &mut dyn Tx, written: &pb::Organization) -> Result<(), Error> {
    let name = written.name.as_str();
    let sql = "DELETE FROM organization_activity WHERE organization = $1";
    tx.execute(sql, &[name.into()])?;
    let sql = "INSERT INTO organization_activity (organization, first_day, last_day, status) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    for judged in judged(written) {
        let (first, last) = (judged.first_day.into(), judged.last_day.into());
        tx.execute(sql, &[name.into(), first, last, judged.status.into()])?;
    }
    Ok(())
}

/// The countries of the members of an association on a day, in alphabetical order, at most as many as the contract says.
pub(super) fn countries(tx: &mut dyn Tx, name: &str, day: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT o.region_code FROM membership m JOIN organization o \
               ON o.name = CASE WHEN m.on_behalf_of = '' THEN m.member_organization ELSE m.on_behalf_of END \
               WHERE m.parent = $1 AND m.first_day <= $2 AND (m.end_date = 0 OR m.end_date >= $2) \
               AND o.region_code <> '' ORDER BY o.region_code LIMIT 300";
    let rows = tx.query(sql, &[name.into(), day.into()])?;
    let codes = rows.iter().map(|row| Ok(row[0].text()?.to_owned()));
    codes.collect()
}

/// An association that this organization or person founded.
pub(crate) fn founded_by(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM organization WHERE founders <> '' AND delete_time = 0 \
               AND replace(founders, $1, '') <> founders ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[text::listed(&[name]).into()])
}

/// Whether the registry has, or had, a resource of this name, of whatever kind.
pub(crate) fn is_recorded(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    let sql = "SELECT name FROM revision WHERE name = $1 AND revision = 1";
    Ok(store::first_text(tx, sql, &[name.into()])?.is_some())
}
