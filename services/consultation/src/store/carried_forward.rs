//! What later versions did to the provisions of earlier ones.

use common::{
    Error, Language, date,
    store::{Tx, Value},
};
use kenes_proto::consultation as pb;
use pb::carried_forward::Fate;

use crate::domain::provision as rules;

/// Writes what `new` does to each provision of `earlier`, found by wId and told by the languages that both have: one
/// statement, however many comments there are.
pub(crate) fn record(
    tx: &mut dyn Tx,
    earlier: &pb::DraftLawVersion,
    new: &pb::DraftLawVersion,
) -> Result<(), Error> {
    let sql = "INSERT INTO provision_fate (from_version, wid, to_version, eid, fate, time) \
               SELECT p.parent, p.wid, CAST($2 AS TEXT), COALESCE(n.eid, ''), \
               CASE WHEN n.name IS NULL THEN CAST($7 AS BIGINT) \
               WHEN CAST($3 AS BIGINT) + CAST($4 AS BIGINT) + CAST($5 AS BIGINT) > 0 \
               AND (p.text_kk = n.text_kk OR CAST($3 AS BIGINT) = 0) \
               AND (p.text_ru = n.text_ru OR CAST($4 AS BIGINT) = 0) \
               AND (p.text_en = n.text_en OR CAST($5 AS BIGINT) = 0) THEN CAST($8 AS BIGINT) \
               ELSE CAST($9 AS BIGINT) END, CAST($6 AS BIGINT) \
               FROM provision p LEFT JOIN provision n ON n.parent = $2 AND n.wid = p.wid WHERE p.parent = $1";
    let languages = rules::common_languages(earlier, new);
    let both = |language| Value::from(languages.contains(&language));
    let args = [
        earlier.name.as_str().into(),
        new.name.as_str().into(),
        both(Language::Kazakh),
        both(Language::Russian),
        both(Language::English),
        date::moment(new.publish_time.as_ref()).into(),
        i64::from(Fate::Deleted as i32).into(),
        i64::from(Fate::Mapped as i32).into(),
        i64::from(Fate::Changed as i32).into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// What became of the provision with this wId of a version in each version published later, oldest first.
pub(crate) fn fates(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
) -> Result<Vec<pb::CarriedForward>, Error> {
    let sql = "SELECT to_version, eid, fate, time FROM provision_fate WHERE from_version = $1 AND wid = $2 \
               ORDER BY time, to_version";
    let rows = tx.query(sql, &[version.into(), wid.into()])?;
    rows.iter()
        .map(|row| {
            Ok(pb::CarriedForward {
                version: row[0].text()?.to_owned(),
                eid: row[1].text()?.to_owned(),
                fate: i32::try_from(row[2].int()?).map_err(Error::internal)?,
                carry_time: Some(date::timestamp(row[3].int()?)),
            })
        })
        .collect()
}

/// Whether any version was published after this one: without one there are no fates to ask for.
pub(crate) fn has_successors(tx: &mut dyn Tx, version: &str) -> Result<bool, Error> {
    let sql = "SELECT from_version FROM provision_fate WHERE from_version = $1 LIMIT 1";
    Ok(!tx.query(sql, &[version.into()])?.is_empty())
}
