//! The delegates of a session, counted: by their region, their sector, and the organization that they represent.

use common::{
    Error,
    store::{Tx, Value},
};
use kenes_proto::consultation as pb;

/// The organization that a delegate represents: the one spoken for, or the one that acts by itself.
const REPRESENTED: &str = "CASE WHEN on_behalf_of <> '' THEN on_behalf_of ELSE organization END";
/// Delegates who are admitted, also those who were recorded before there were states.
const ADMITTED: &str =
    "FROM participation WHERE parent = $1 AND role_code = $2 AND state IN (0, 2)";
/// As many organizations as an answer has.
const MOST: i64 = 1_000;

/// How many delegates of a session, in this role, there are.
pub(crate) fn summary(
    tx: &mut dyn Tx,
    session: &str,
    role: &str,
) -> Result<pb::SummarizeDelegatesResponse, Error> {
    let args: [Value; 2] = [session.into(), role.into()];
    let by = |key: &str, order: &str| {
        format!(
            "SELECT {key} AS part, count(*) AS delegates, CAST(sum(attended) AS BIGINT) {ADMITTED} \
             GROUP BY part ORDER BY {order} LIMIT {MOST}"
        )
    };
    let regions = counts(tx, &by("place_region", "part"), &args)?;
    let sectors = counts(tx, &by("sector_code", "part"), &args)?;
    let organizations = counts(tx, &by(REPRESENTED, "delegates DESC, part"), &args)?;
    let sql = format!(
        "SELECT count(*) FROM (SELECT DISTINCT {REPRESENTED} AS part {ADMITTED}) AS parts WHERE part <> ''"
    );
    let distinct = tx.query(&sql, &args)?;
    Ok(pb::SummarizeDelegatesResponse {
        hearing: session.to_owned(),
        delegate_count: sectors.iter().map(|part| part.delegate_count).sum(),
        attended_count: sectors.iter().map(|part| part.attended_count).sum(),
        regions,
        sectors,
        organizations,
        organization_count: distinct.first().map_or(Ok(0), |row| row[0].int())?,
    })
}

fn counts(tx: &mut dyn Tx, sql: &str, args: &[Value]) -> Result<Vec<pb::DelegateCount>, Error> {
    let rows = tx.query(sql, args)?;
    let counts = rows.iter().map(|row| {
        Ok(pb::DelegateCount {
            key: row[0].text()?.to_owned(),
            delegate_count: row[1].int()?,
            attended_count: row[2].int()?,
        })
    });
    counts.collect()
}
