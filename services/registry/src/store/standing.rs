//! The questions behind a standing: a handful of indexed statements, each on one day, written `yyyymmdd`.

use common::{
    Error,
    store::{self, Tx, Value},
    stored_body::decode,
};
use kenes_proto::registry as pb;

/// Affiliations are followed this far; a longer chain, like a circle, is damage.
const DEEPEST: i64 = 32;

/// Who speaks, as the question names them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Speaker<'a> {
    Subject(&'a str),
    Person(&'a str),
}

/// The mandate of the organization that is held on the day, and the person who holds it.
pub(crate) fn mandate(
    tx: &mut dyn Tx,
    organization: &str,
    speaker: Speaker<'_>,
    day: i64,
) -> Result<Option<(pb::Mandate, pb::Person)>, Error> {
    let (sql, who) = match speaker {
        Speaker::Subject(subject) => (
            "SELECT rm.body, rp.body FROM mandate m \
             JOIN revision rm ON rm.name = m.name AND rm.revision = m.revision \
             JOIN person p ON p.name = m.person \
             JOIN revision rp ON rp.name = p.name AND rp.revision = p.revision \
             WHERE m.subject = $1 AND m.parent = $2 AND m.start_date <= $3 AND (m.end_date = 0 OR m.end_date >= $3) \
             ORDER BY m.name LIMIT 1",
            subject,
        ),
        Speaker::Person(person) => (
            "SELECT rm.body, rp.body FROM mandate m \
             JOIN revision rm ON rm.name = m.name AND rm.revision = m.revision \
             JOIN person p ON p.name = m.person \
             JOIN revision rp ON rp.name = p.name AND rp.revision = p.revision \
             WHERE m.person = $1 AND m.parent = $2 AND m.start_date <= $3 AND (m.end_date = 0 OR m.end_date >= $3) \
             ORDER BY m.name LIMIT 1",
            person,
        ),
    };
    let rows = tx.query(sql, &[who.into(), organization.into(), day.into()])?;
    rows.first()
        .map(|row| Ok((decode(&row[0])?, decode(&row[1])?)))
        .transpose()
}

/// A mandate or a membership by which a person acted for the organization, or belonged to it, on one of the days from the first
/// to the last.
pub(crate) fn tie(
    tx: &mut dyn Tx,
    person: &str,
    organization: &str,
    [first, last]: [i64; 2],
) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE person = $1 AND parent = $2 \
               AND start_date <= $4 AND (end_date = 0 OR end_date >= $3) \
               UNION ALL SELECT name FROM membership WHERE member_person = $1 AND (parent = $2 OR on_behalf_of = $2) \
               AND first_day <= $4 AND (end_date = 0 OR end_date >= $3) ORDER BY name LIMIT 1";
    let args = [
        person.into(),
        organization.into(),
        first.into(),
        last.into(),
    ];
    store::first_text(tx, sql, &args)
}

/// The persons to whom a mandate that began by the day ties the subject.
pub(crate) fn persons(tx: &mut dyn Tx, subject: &str, day: i64) -> Result<Vec<pb::Person>, Error> {
    let sql = "SELECT rp.body FROM person p JOIN revision rp ON rp.name = p.name AND rp.revision = p.revision \
               WHERE p.name IN (SELECT m.person FROM mandate m WHERE m.subject = $1 AND m.start_date <= $2) \
               ORDER BY p.name LIMIT 100";
    let rows = tx.query(sql, &[subject.into(), day.into()])?;
    rows.iter().map(|row| decode(&row[0])).collect()
}

/// The organizations it belongs to on the day, directly or through others, each with how many memberships lie between by
/// the shortest way; nearest first.
pub(crate) fn affiliations(
    tx: &mut dyn Tx,
    organization: &str,
    day: i64,
) -> Result<Vec<(pb::Organization, i64)>, Error> {
    // UNION drops a pair found before and the depth is bounded, so that a circle in the data ends.
    let sql = "WITH RECURSIVE up(name, depth) AS (SELECT CAST($1 AS TEXT), CAST(0 AS BIGINT) UNION \
               SELECT m.parent, up.depth + 1 FROM up JOIN membership m ON m.member_organization = up.name \
               WHERE m.first_day <= $2 AND (m.end_date = 0 OR m.end_date >= $2) AND up.depth < $3), \
               nearest(name, depth) AS (SELECT name, min(depth) FROM up WHERE name <> $1 GROUP BY name) \
               SELECT r.body, n.depth FROM nearest n JOIN organization o ON o.name = n.name \
               JOIN revision r ON r.name = o.name AND r.revision = o.revision ORDER BY n.depth, n.name";
    let rows = tx.query(sql, &[organization.into(), day.into(), DEEPEST.into()])?;
    rows.iter()
        .map(|row| Ok((decode(&row[0])?, row[1].int()?)))
        .collect()
}

/// A membership by which the organization has a voice: its own, or a person's or another's on behalf of it.
#[derive(Debug)]
pub(crate) struct Voice {
    pub(crate) membership: pb::Membership,
    pub(crate) joined: pb::Organization,
    pub(crate) person: Option<pb::Person>,
}

/// The memberships by which the organization has a voice on the day.
pub(crate) fn voices(tx: &mut dyn Tx, organization: &str, day: i64) -> Result<Vec<Voice>, Error> {
    let sql = "SELECT rm.body, ro.body, rp.body FROM membership m \
               JOIN revision rm ON rm.name = m.name AND rm.revision = m.revision \
               JOIN organization o ON o.name = m.parent \
               JOIN revision ro ON ro.name = o.name AND ro.revision = o.revision \
               LEFT JOIN person p ON p.name = m.member_person \
               LEFT JOIN revision rp ON rp.name = p.name AND rp.revision = p.revision \
               WHERE (m.member_organization = $1 OR m.on_behalf_of = $1) \
               AND m.first_day <= $2 AND (m.end_date = 0 OR m.end_date >= $2) ORDER BY m.name";
    let rows = tx.query(sql, &[organization.into(), day.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Voice {
                membership: decode(&row[0])?,
                joined: decode(&row[1])?,
                person: match row[2] {
                    Value::Null => None,
                    _ => Some(decode(&row[2])?),
                },
            })
        })
        .collect()
}
