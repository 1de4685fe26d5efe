//! The table of comments, and the questions asked of it.

use common::{
    Error,
    context::{Context, NewName, Reading},
    date, names,
    resource::{self, Kind, Parent, Recorded, Total},
    store::{self, Tx, Value},
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::{
    consultation::{self as pb, comment::State},
    record::{Redaction, redaction::Action},
    types::Actor,
};
use prost::bytes::Bytes;
use tlog::entry::Kind as Leaf;

use super::{answers, carried_forward::Carried, consultation::Consultations, counts, pending};
use crate::domain::{comment as rules, standing};

static TABLE: Table<pb::Comment> = table("comment")
    .order("submit_time")
    .indexed(&["submit_time", "target.version", "draft_law"])
    .asked(&[
        // The names of its versions begin with its own, and sort by their bytes.
        asked(
            "draft_law",
            Type::Text,
            "t.target_version >= {v} || '/versions/' AND t.target_version < {v} || '/versions0'",
        ),
        // 1 is PUBLISHED: no answer yet.
        asked(
            "overdue",
            Type::Bool,
            "CASE WHEN t.state = 1 AND EXISTS (SELECT 1 FROM consultation c WHERE c.name = t.parent \
             AND c.reply_due_date <> 0 AND c.reply_due_date < {today}) THEN 1 ELSE 0 END",
        ),
    ])
    .columns(&[
    column("person")
        .field("author.person")
        .text(|c| c.author.as_ref().map_or("", |a| &a.person)),
    column("on_behalf_of")
        .field("author.on_behalf_of")
        .text(|c| c.author.as_ref().map_or("", |a| &a.on_behalf_of)),
    column("verification").enumeration(|c| c.verification),
    column("stance").enumeration(|c| c.stance),
    column("state").enumeration(|c| c.state),
    column("target_version")
        .field("target.version")
        .text(|c| c.target.as_ref().map_or("", |t| &t.version)),
    column("target_eid")
        .field("target.eid")
        .text(|c| c.target.as_ref().map_or("", |t| &t.eid)),
    column("target_wid")
        .field("target.wid")
        .text(|c| c.target.as_ref().map_or("", |t| &t.wid)),
    column("submit_time").time(|c| date::moment(c.submit_time.as_ref())),
    column("hearing").text(|c| &c.hearing),
    column("response_count").int(|c| c.response_count),
    column("region")
        .field("standing.subdivision_code")
        .text(|c| standing::region(c.standing.as_ref())),
    column("group_codes")
        .field("standing.group_codes")
        .list(|c| standing::groups(c.standing.as_ref())),
    column("associations")
        .field("standing.associations")
        .list(|c| standing::associations(c.standing.as_ref())),
]);

/// Comments.
#[derive(Debug)]
pub(crate) struct Comments;

impl Kind for Comments {
    type Message = pb::Comment;
    const PARENT: Option<Parent> = Parent::of::<Consultations>();
    const RECORDED: Recorded<pb::Comment> = RECORDED;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("ApproveRedaction", "redacted"),
        ("CreateResponse", "answered"),
        ("DisavowComment", "disavowed"),
        ("ResolveComments", "resolved"),
        ("WithdrawComment", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Comment> {
        &TABLE
    }

    fn render(tx: &mut dyn Tx, comment: &mut pb::Comment, reading: &Reading) -> Result<(), Error> {
        Carried::default().fill(tx, comment)?;
        let known =
            |fate: &pb::CarriedForward| date::moment(fate.carry_time.as_ref()) <= reading.as_of;
        comment.carried_forward.retain(known);
        Ok(())
    }

    fn render_page(
        tx: &mut dyn Tx,
        page: &mut [Bytes],
        _: Option<&str>,
        _: &Reading,
    ) -> Result<(), Error> {
        Carried::default().append(tx, page)
    }

    fn total(parent: Option<&str>) -> Total {
        parent.map_or(Total::Counted, |parent| {
            Total::Kept(counts::received(parent))
        })
    }
}

const RECORDED: Recorded<pb::Comment> = Recorded {
    leaf: |method| match method {
        "CreateComment" => Leaf::COMMENT,
        "ResolveComments" => Leaf::VERIFICATION,
        "DisavowComment" => Leaf::DISAVOWAL,
        _ => Leaf::STATUS,
    },
    topic: |comment| Some(names::parent(&comment.target.as_ref()?.version).to_owned()),
    identity: |comment| {
        let author = comment.author.as_mut();
        let part = author.map(|author| Actor {
            person: std::mem::take(&mut author.person),
            role: std::mem::take(&mut author.role),
            display_name: std::mem::take(&mut author.display_name),
            ..Actor::default()
        });
        let seats = comment
            .standing
            .as_mut()
            .map(|standing| pb::StandingRecord {
                seats: std::mem::take(&mut standing.seats),
                ..pb::StandingRecord::default()
            });
        (part.is_some() || seats.is_some()).then(|| pb::Comment {
            author: part,
            standing: seats,
            ..pb::Comment::default()
        })
    },
    receipt: |comment| Some(&mut comment.receipt),
};

/// Writes a new comment and counts it. A claim that waits for the registry is noted.
pub(crate) fn create(
    tx: &mut dyn Tx,
    context: &Context,
    new: NewName,
    comment: pb::Comment,
) -> Result<pb::Comment, Error> {
    let comment = resource::create::<Comments>(tx, context, new, comment)?;
    counts::add(tx, &comment, 1)?;
    tx.add(&counts::received(names::parent(&comment.name)), 1)?;
    if comment.verification() == pb::comment::Verification::Pending
        && let Some(claim) = rules::claim(&comment, context.caller())
    {
        pending::note(tx, &comment.name, &claim)?;
    }
    Ok(comment)
}

/// Fills in what became of each comment since, as `Kind::render` does of one.
pub(crate) fn render(tx: &mut dyn Tx, comments: &mut [pb::Comment]) -> Result<(), Error> {
    let mut carried = Carried::default();
    comments
        .iter_mut()
        .try_for_each(|comment| carried.fill(tx, comment))
}

/// Counts a comment that was just withdrawn or disavowed as that: it stays in the lists.
pub(crate) fn leave(tx: &mut dyn Tx, comment: &pb::Comment) -> Result<(), Error> {
    counts::add(tx, comment, -1)?;
    tx.add(&counts::left(comment), 1)
}

/// Writes what stays in public of a comment that was just redacted: where it counts, it counts as that.
pub(crate) fn redact(
    tx: &mut dyn Tx,
    context: &Context,
    before: &pb::Comment,
    after: pb::Comment,
) -> Result<(), Error> {
    let consultation = names::parent(&after.name);
    if is_redacted(&after) && !is_redacted(before) {
        match rules::stands(before) {
            true => counts::add(tx, before, -1)?,
            false => tx.add(&counts::left(before), -1)?,
        }
        tx.add(&counts::redacted(consultation), 1)?;
    }
    resource::save::<Comments>(tx, context, after).map(drop)
}

fn is_redacted(comment: &pb::Comment) -> bool {
    matches!(comment.state(), State::Hidden | State::Redacted)
}

/// Deletes what tells beside the revisions who spoke.
pub(crate) fn forget(tx: &mut dyn Tx, redaction: &Redaction) -> Result<(), Error> {
    match redaction.action() {
        Action::Hide | Action::Unspecified => Ok(()),
        Action::Anonymise | Action::Erase => {
            pending::take(tx, names::parent(&redaction.name)).map(drop)
        }
    }
}

/// Notes that a comment was answered, for those who ask from its provision, and counts the answer.
pub(crate) fn note_answer(
    tx: &mut dyn Tx,
    comment: &pb::Comment,
    answer: &pb::Response,
) -> Result<(), Error> {
    answers::add(tx, comment, answer)?;
    if comment.response_count == 1 {
        answers::add_answered(tx, comment, 1)?;
    }
    let Some(target) = &comment.target else {
        return Ok(());
    };
    let sql = "INSERT INTO answered_comment (version, wid, comment) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let row = [&target.version, &target.wid, &comment.name];
    tx.execute(sql, &row.map(Value::from)).map(drop)
}

/// The names of the comments on a provision that were answered. At most `limit`.
pub(crate) fn answered_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT comment FROM answered_comment WHERE version = $1 AND wid = $2 ORDER BY comment LIMIT $3";
    store::texts(tx, sql, &[version.into(), wid.into(), limit.into()])
}

/// The comments on a provision, oldest first: when each was submitted, and its name. At most `limit` after the one `after`.
/// Reads the index alone.
pub(crate) fn spoken_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<(i64, String)>, Error> {
    let sql = "SELECT submit_time, name FROM comment WHERE target_version = $1 AND target_wid = $2 \
               AND submit_time >= $3 AND (submit_time > $3 OR name > $4) ORDER BY submit_time, name LIMIT $5";
    let (time, name) = after;
    let args = [
        version.into(),
        wid.into(),
        (*time).into(),
        name.as_str().into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| Ok((row[0].int()?, row[1].text()?.to_owned())))
        .collect()
}

/// Who submitted a comment.
pub(crate) fn submitter(tx: &mut dyn Tx, name: &str) -> Result<String, Error> {
    let sql = "SELECT actor FROM revision WHERE name = $1 AND revision = 1";
    let found = store::first_text(tx, sql, &[name.into()])?;
    found.ok_or_else(|| Error::internal("a comment without a first revision"))
}

#[cfg(test)]
mod tests {
    use common::record::slots;
    use prost::Message;
    use prost_reflect::ReflectMessage;

    use super::*;

    #[test]
    fn a_comment_is_taken_apart_as_the_contract_says() {
        let whole = pb::Comment {
            name: "consultations/c/comments/x".into(),
            author: Some(Actor {
                person: "//registry.kenes/persons/p".into(),
                organization: "//registry.kenes/organizations/n".into(),
                on_behalf_of: "//registry.kenes/organizations/o".into(),
                role: "chair".into(),
                display_name: "P".into(),
            }),
            standing: Some(pb::StandingRecord {
                organization: "//registry.kenes/organizations/o".into(),
                display_title: "O".into(),
                seats: vec!["a".into(), "b".into()],
                ..pb::StandingRecord::default()
            }),
            response_count: 2,
            ..pb::Comment::default()
        };
        let bare = pb::Comment {
            author: None,
            standing: None,
            ..whole.clone()
        };
        let empty = pb::Comment {
            author: Some(Actor::default()),
            ..bare.clone()
        };
        for comment in [whole, bare, empty] {
            let mut body = comment.clone();
            let identity = (RECORDED.identity)(&mut body);
            let mut answer = comment;
            answer.receipt = Some(kenes_proto::record::Receipt::default());
            answer.carried_forward = vec![pb::CarriedForward::default()];
            let parts = slots::parts(answer.transcode_to_dynamic());
            assert_eq!(parts.body, body.encode_to_vec());
            let identity = identity.map(|identity| identity.encode_to_vec());
            assert_eq!(parts.identity, identity.unwrap_or_default());
        }
    }
}
