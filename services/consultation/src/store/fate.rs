//! What later versions did to the provisions of earlier ones.

use common::{Error, date, store::Tx};
use kenes_proto::consultation as pb;

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
    let sql = "SELECT 1 FROM provision_fate WHERE from_version = $1 LIMIT 1";
    Ok(!tx.query(sql, &[version.into()])?.is_empty())
}
