//! The table of campaigns, and which comments belong to each.

use common::{
    Error,
    context::Reading,
    names,
    resource::{Kind, Parent},
    store::{self, Row, Tx},
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::consultation::{self as pb, comment::Verification};

use super::consultation::Consultations;

static TABLE: Table<pb::Campaign> = table("campaign")
    .order("comment_count desc")
    .indexed(&["comment_count", "comment"])
    .asked(&[asked(
        "comment",
        Type::Text,
        "t.name IN (SELECT m.campaign FROM campaign_comment m WHERE m.comment = {v})",
    )])
    .columns(&[
        column("state").enumeration(|campaign| campaign.state),
        column("comment_count").long(|campaign| campaign.comment_count),
        column("organization_count").long(|campaign| campaign.organization_count),
        column("verified_organization_count").long(|campaign| campaign.verified_organization_count),
        column("response_count").int(|campaign| campaign.response_count),
    ]);

/// Comments that say the same.
#[derive(Debug)]
pub(crate) struct Campaigns;

impl Kind for Campaigns {
    type Message = pb::Campaign;
    const PARENT: Option<Parent> = Parent::of::<Consultations>();
    const RENDERED: bool = true;
    const VERBS: Verbs = &[("CreateResponse", "answered"), ("GroupComments", "grouped")];

    fn table() -> &'static Table<pb::Campaign> {
        &TABLE
    }

    /// Which comment is read for all is known only now: past revisions must not tell of a comment that was erased.
    fn render(
        tx: &mut dyn Tx,
        campaign: &mut pb::Campaign,
        reading: &Reading,
    ) -> Result<(), Error> {
        if reading.as_of >= reading.now {
            campaign.representative = representative(tx, &campaign.name)?.unwrap_or_default();
        }
        Ok(())
    }
}

/// A comment that belongs to a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) difference: i64,
    pub(crate) submit_time: i64,
    pub(crate) comment: String,
}

/// What is counted of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) comments: i64,
    pub(crate) organizations: i64,
    pub(crate) verified_organizations: i64,
    pub(crate) first_time: i64,
    pub(crate) last_time: i64,
}

/// The comment that is read for all of a campaign.
pub(crate) fn representative(tx: &mut dyn Tx, campaign: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT comment FROM campaign_comment WHERE campaign = $1 ORDER BY difference, submit_time, comment LIMIT 1";
    store::first_text(tx, sql, &[campaign.into()])
}

/// A page of the comments of a campaign after one of them.
pub(crate) fn members(
    tx: &mut dyn Tx,
    campaign: &str,
    after: &Member,
    limit: i64,
) -> Result<Vec<Member>, Error> {
    let sql = "SELECT difference, submit_time, comment FROM campaign_comment WHERE campaign = $1 \
               AND (difference, submit_time, comment) > ($2, $3, $4) \
               ORDER BY difference, submit_time, comment LIMIT $5";
    let args = [
        campaign.into(),
        after.difference.into(),
        after.submit_time.into(),
        after.comment.as_str().into(),
        limit.into(),
    ];
    tx.query(sql, &args)?.iter().map(Member::of).collect()
}

/// A comment of a campaign, if it belongs to it.
pub(crate) fn member(
    tx: &mut dyn Tx,
    campaign: &str,
    comment: &str,
) -> Result<Option<Member>, Error> {
    let sql = "SELECT difference, submit_time, comment FROM campaign_comment WHERE comment = $1 AND campaign = $2";
    let rows = tx.query(sql, &[comment.into(), campaign.into()])?;
    rows.first().map(Member::of).transpose()
}

/// The comments of a consultation that belong to a campaign, after one of this name: of each its name, campaign and difference.
pub(crate) fn of_consultation(
    tx: &mut dyn Tx,
    consultation: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String, i64)>, Error> {
    let sql = "SELECT comment, campaign, difference FROM campaign_comment WHERE comment > $1 AND comment < $2 \
               ORDER BY comment LIMIT $3";
    let first = names::child(consultation, "comments", "");
    let args = [
        after.max(first.as_str()).into(),
        names::child(consultation, "comments", "~").into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            let (comment, campaign) = (row[0].text()?, row[1].text()?);
            Ok((comment.to_owned(), campaign.to_owned(), row[2].int()?))
        })
        .collect()
}

/// Notes that a comment belongs to a campaign, and to no other, if it still stands.
pub(crate) fn join(
    tx: &mut dyn Tx,
    comment: &str,
    campaign: &str,
    difference: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO campaign_comment (comment, campaign, difference, submit_time) \
               SELECT c.name, CAST($2 AS TEXT), CAST($3 AS BIGINT), c.submit_time FROM comment c \
               WHERE c.name = $1 AND c.state <= 2 \
               ON CONFLICT (comment) DO UPDATE SET campaign = excluded.campaign, difference = excluded.difference";
    let args = [comment.into(), campaign.into(), difference.into()];
    tx.execute(sql, &args).map(drop)
}

/// Forgets to which campaign a comment belongs.
pub(crate) fn leave(tx: &mut dyn Tx, comment: &str) -> Result<(), Error> {
    let sql = "DELETE FROM campaign_comment WHERE comment = $1";
    tx.execute(sql, &[comment.into()]).map(drop)
}

/// What there is to count of a campaign.
pub(crate) fn counts(tx: &mut dyn Tx, campaign: &str) -> Result<Counts, Error> {
    let sql = "SELECT count(*), count(DISTINCT CASE WHEN c.on_behalf_of <> '' THEN c.on_behalf_of END), \
               count(DISTINCT CASE WHEN c.on_behalf_of <> '' AND c.verification = $2 THEN c.on_behalf_of END), \
               COALESCE(min(m.submit_time), 0), COALESCE(max(m.submit_time), 0) \
               FROM campaign_comment m JOIN comment c ON c.name = m.comment WHERE m.campaign = $1";
    let verified = i64::from(i32::from(Verification::Verified));
    let rows = tx.query(sql, &[campaign.into(), verified.into()])?;
    let Some(row) = rows.first() else {
        return Ok(Counts::default());
    };
    Ok(Counts {
        comments: row[0].int()?,
        organizations: row[1].int()?,
        verified_organizations: row[2].int()?,
        first_time: row[3].int()?,
        last_time: row[4].int()?,
    })
}

/// The names of the answers to campaigns of a consultation.
pub(crate) fn answers(tx: &mut dyn Tx, consultation: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM response WHERE parent >= $1 AND parent < $2 ORDER BY name";
    let first = names::child(consultation, "campaigns", "");
    let last = names::child(consultation, "campaigns", "~");
    store::texts(tx, sql, &[first.into(), last.into()])
}

/// A page of the comments of a campaign after one of them that have no answer of this body.
pub(crate) fn unanswered(
    tx: &mut dyn Tx,
    campaign: &str,
    responder: &str,
    after: &Member,
    limit: i64,
) -> Result<Vec<Member>, Error> {
    let sql = "SELECT m.difference, m.submit_time, m.comment FROM campaign_comment m WHERE m.campaign = $1 \
               AND (m.difference, m.submit_time, m.comment) > ($2, $3, $4) \
               AND NOT EXISTS (SELECT 1 FROM response r WHERE r.parent = m.comment AND r.responder = $6) \
               ORDER BY m.difference, m.submit_time, m.comment LIMIT $5";
    let args = [
        campaign.into(),
        after.difference.into(),
        after.submit_time.into(),
        after.comment.as_str().into(),
        limit.into(),
        responder.into(),
    ];
    tx.query(sql, &args)?.iter().map(Member::of).collect()
}

impl Member {
    fn of(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            difference: row[0].int()?,
            submit_time: row[1].int()?,
            comment: row[2].text()?.to_owned(),
        })
    }
}

/// The campaigns of a consultation that have not ended.
pub(crate) fn active(tx: &mut dyn Tx, consultation: &str) -> Result<Vec<String>, Error> {
    // 1 is ACTIVE.
    let sql = "SELECT name FROM campaign WHERE parent = $1 AND state = 1 ORDER BY name";
    store::texts(tx, sql, &[consultation.into()])
}

/// How many campaigns a consultation ever had: they are numbered.
pub(crate) fn count(tx: &mut dyn Tx, consultation: &str) -> Result<i64, Error> {
    let sql = "SELECT count(*) FROM campaign WHERE parent = $1";
    let rows = tx.query(sql, &[consultation.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}
