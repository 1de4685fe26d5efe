//! The table of memberships, and who sits where on which days.

use common::{
    Error,
    context::Reading,
    date,
    resource::{Kind, Parent},
    store::{self, Tx, Value},
    stored_body,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, membership::Member, organization::Kind as Sort};

use super::organization::Organizations;
use crate::domain::{
    membership::{self as rules, Held},
    period::Period,
    post,
};

/// The first day of a membership that counts on none: later than any day of the calendar.
const NEVER: i64 = 9999_99_99;

static TABLE: Table<pb::Membership> = table("membership")
    .active("first_day", "end_date")
    .order("create_time")
    .columns(&[
        column("member_person").text(|m| match &m.member {
            Some(Member::MemberPerson(name)) => name,
            _ => "",
        }),
        column("member_organization").text(|m| match &m.member {
            Some(Member::MemberOrganization(name)) => name,
            _ => "",
        }),
        column("on_behalf_of").text(|m| &m.on_behalf_of),
        column("post").text(|m| &m.post),
        column("role_code").text(|m| &m.role_code),
        column("start_date").date(|m| date::earliest(m.start_date.as_ref())),
        column("end_date").date(|m| date::upper(m.end_date.as_ref())),
        column("first_day").hidden().date(first_day),
        column("approved_by").hidden().text(|m| &m.approved_by),
        column("approval").enumeration(|m| m.approval),
    ]);

/// Memberships in organizations.
#[derive(Debug)]
pub(crate) struct Memberships;

impl Kind for Memberships {
    type Message = pb::Membership;
    const PARENT: Option<Parent> = Parent::of::<Organizations>();
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("ApproveMembership", "approved"),
        ("EndMembership", "ended"),
        ("ReviewMembership", "reviewed"),
    ];

    fn table() -> &'static Table<pb::Membership> {
        &TABLE
    }

    fn render(
        _: &mut dyn Tx,
        membership: &mut pb::Membership,
        reading: &Reading,
    ) -> Result<(), Error> {
        rules::render(membership, date::local_number(reading.as_of));
        Ok(())
    }
}

fn first_day(membership: &pb::Membership) -> i64 {
    rules::counted(membership).map_or(NEVER, |days| days.first)
}

/// The memberships of `parent` that count on a day of `period`, without the one called `except`.
pub(crate) fn held(
    tx: &mut dyn Tx,
    parent: &str,
    period: Period,
    except: &str,
) -> Result<Vec<Held>, Error> {
    let sql = "SELECT m.member_person, m.member_organization, m.post, m.first_day, m.end_date, COALESCE(o.kind, 0) \
               FROM membership m LEFT JOIN organization o \
               ON o.name = CASE WHEN m.on_behalf_of = '' THEN m.member_organization ELSE m.on_behalf_of END \
               WHERE m.parent = $1 AND m.name <> $2 AND m.first_day <= $3 AND m.first_day < $4 \
               AND (m.end_date = 0 OR m.end_date >= $5)";
    let args = [
        parent.into(),
        except.into(),
        period.last().into(),
        NEVER.into(),
        period.first.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            Ok(Held {
                member: match row[0].text()? {
                    "" => row[1].text()?.to_owned(),
                    person => person.to_owned(),
                },
                post: row[2].text()?.to_owned(),
                period: Period::stored(row[3].int()?, row[4].int()?),
                ngo: post::is_for_ngo(sort(row[5].int()?)),
            })
        })
        .collect()
}

fn sort(stored: i64) -> Option<Sort> {
    Sort::try_from(i32::try_from(stored).ok()?).ok()
}

/// Another membership of the same member in the same post of the organization that shares a day with `period`.
pub(crate) fn overlapping(
    tx: &mut dyn Tx,
    parent: &str,
    membership: &pb::Membership,
    period: Period,
) -> Result<Option<String>, Error> {
    const PERSON: &str = "SELECT name FROM membership WHERE member_person = $1 AND parent = $2 AND post = $3 \
                          AND name <> $4 AND first_day <= $5 AND (end_date = 0 OR end_date >= $6) ORDER BY name LIMIT 1";
    const ORGANIZATION: &str = "SELECT name FROM membership WHERE member_organization = $1 AND parent = $2 AND post = $3 \
                                AND name <> $4 AND first_day <= $5 AND (end_date = 0 OR end_date >= $6) ORDER BY name LIMIT 1";
    let (sql, member) = match &membership.member {
        Some(Member::MemberPerson(name)) => (PERSON, name),
        Some(Member::MemberOrganization(name)) => (ORGANIZATION, name),
        None => return Ok(None),
    };
    let args = [
        member.into(),
        parent.into(),
        membership.post.as_str().into(),
        membership.name.as_str().into(),
        period.last().min(NEVER - 1).into(),
        period.first.into(),
    ];
    store::first_text(tx, sql, &args)
}

/// Whether `organization` belongs to `above`, or is it, directly or through others, on whatever days; without the
/// membership called `except`.
pub(crate) fn reaches(
    tx: &mut dyn Tx,
    organization: &str,
    above: &str,
    except: &str,
) -> Result<bool, Error> {
    // UNION drops what was found before, so that even a circle in the data ends.
    let sql = "WITH RECURSIVE up(organization) AS (SELECT CAST($1 AS TEXT) UNION \
               SELECT m.parent FROM up JOIN membership m ON m.member_organization = up.organization \
               WHERE m.first_day < $2 AND m.name <> $3) SELECT organization FROM up WHERE organization = $4";
    let args = [
        organization.into(),
        NEVER.into(),
        except.into(),
        above.into(),
    ];
    Ok(store::first_text(tx, sql, &args)?.is_some())
}

/// The memberships in a post, ended and proposed ones too.
pub(crate) fn in_post(
    tx: &mut dyn Tx,
    parent: &str,
    post: &str,
) -> Result<Vec<pb::Membership>, Error> {
    let sql = "SELECT r.body FROM membership t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 AND t.post = $2 ORDER BY t.name";
    all(tx, sql, &[parent.into(), post.into()])
}

/// The memberships in an organization, ended and proposed ones too.
pub(crate) fn in_body(tx: &mut dyn Tx, parent: &str) -> Result<Vec<pb::Membership>, Error> {
    let sql = "SELECT r.body FROM membership t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 ORDER BY t.name";
    all(tx, sql, &[parent.into()])
}

/// The memberships that an organization approved.
pub(crate) fn approved_by(tx: &mut dyn Tx, name: &str) -> Result<Vec<pb::Membership>, Error> {
    let sql = "SELECT r.body FROM membership t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.approved_by = $1 ORDER BY t.name";
    all(tx, sql, &[name.into()])
}

fn all(tx: &mut dyn Tx, sql: &str, args: &[Value]) -> Result<Vec<pb::Membership>, Error> {
    let rows = tx.query(sql, args)?;
    rows.iter()
        .map(|row| stored_body::decode(&row[0]))
        .collect()
}

/// A membership that refers to this organization in any way.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM membership WHERE parent = $1 OR member_organization = $1 OR on_behalf_of = $1 \
               OR approved_by = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

/// A membership of this person.
pub(crate) fn of_person(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM membership WHERE member_person = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
