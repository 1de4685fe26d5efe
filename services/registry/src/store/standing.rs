//! What the registry knows of an organization's standing on a day: its mandate, its associations, its seats.

use common::{
    Error,
    store::{Tx, Value},
};
use kenes_proto::registry as pb;
use prost::Message;

/// Chains of associations are followed this far; a longer one is damage.
const DEEPEST: i64 = 16;

/// The mandate of `organization` that `subject` holds on `day`.
pub(crate) fn mandate(
    tx: &mut dyn Tx,
    subject: &str,
    organization: &str,
    day: i64,
) -> Result<Option<pb::Mandate>, Error> {
    let sql = "SELECT r.body FROM mandate t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.subject = $1 AND t.parent = $2 AND t.start_date <= $3 AND (t.end_date = 0 OR t.end_date >= $3) \
               ORDER BY t.name LIMIT 1";
    let rows = tx.query(sql, &[subject.into(), organization.into(), day.into()])?;
    rows.first().map(|row| decode(&row[0])).transpose()
}

/// What `organization` belongs to on `day`, directly or through others, with the shortest way to each; nearest first.
pub(crate) fn above(
    tx: &mut dyn Tx,
    organization: &str,
    day: i64,
) -> Result<Vec<(String, i64)>, Error> {
    // UNION drops what was found at the same depth before, and the depth is bounded: even a circle in the data ends.
    let sql = "WITH RECURSIVE up(organization, depth) AS (SELECT CAST($1 AS TEXT), CAST(0 AS BIGINT) UNION \
               SELECT m.parent, up.depth + 1 FROM up JOIN membership m ON m.member_organization = up.organization \
               WHERE m.first_day <= $2 AND (m.end_date = 0 OR m.end_date >= $2) AND up.depth < $3) \
               SELECT organization, CAST(min(depth) AS BIGINT) AS nearest FROM up WHERE depth > 0 \
               GROUP BY organization ORDER BY nearest, organization";
    let rows = tx.query(sql, &[organization.into(), day.into(), DEEPEST.into()])?;
    rows.iter()
        .map(|row| Ok((row[0].text()?.to_owned(), row[1].int()?)))
        .collect()
}

/// The memberships that `organization` holds itself, or that people hold on behalf of it, on `day`.
pub(crate) fn held(
    tx: &mut dyn Tx,
    organization: &str,
    day: i64,
) -> Result<Vec<pb::Membership>, Error> {
    let sql = "SELECT r.body FROM membership t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE (t.member_organization = $1 OR t.on_behalf_of = $1) \
               AND t.first_day <= $2 AND (t.end_date = 0 OR t.end_date >= $2) ORDER BY t.name";
    let rows = tx.query(sql, &[organization.into(), day.into()])?;
    rows.iter().map(|row| decode(&row[0])).collect()
}

fn decode<M: Message + Default>(body: &Value) -> Result<M, Error> {
    M::decode(body.bytes()?).map_err(Error::internal)
}
