//! The table of comments. What becomes of one is in `fate`, the questions asked of the table in `questions`.

mod fate;
mod questions;

use common::{
    Error,
    context::{Context, NewName, Reading},
    date, names,
    resource::{self, Kind, Parent, Recorded, Total},
    store::Tx,
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::Actor};
use prost::bytes::Bytes;
use tlog::entry::Kind as Leaf;

use super::{
    attachment, carried_forward::Carried, consultation::Consultations, counts, duty, pending,
    report,
};
use crate::domain::{comment as rules, standing};

pub(crate) use fate::{forget, leave, note_answer, redact, settle, settle_round};
pub(crate) use questions::{answered_on, spoken_on, submitter};

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
        render(tx, std::slice::from_mut(comment), reading)
    }

    fn render_page(
        tx: &mut dyn Tx,
        page: &mut [Bytes],
        _: Option<&str>,
        _: &Reading,
    ) -> Result<(), Error> {
        Carried::default().append(tx, page)
    }

    fn uncount(tx: &mut dyn Tx) -> Result<(), Error> {
        report::uncount_comments(tx)
    }

    fn recount(tx: &mut dyn Tx, comment: &pb::Comment) -> Result<(), Error> {
        report::recount_comment(tx, comment)
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
        Some(pb::Comment {
            author: part.filter(|part| *part != Actor::default()),
            standing: seats.filter(|part| *part != pb::StandingRecord::default()),
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
    attachment::note(tx, &comment.name, &comment.attachments)?;
    counts::add(tx, &comment, 1)?;
    report::create(tx, &comment)?;
    tx.add(&counts::received(names::parent(&comment.name)), 1)?;
    if comment.archived {
        // Its consultation may be closed, with nothing left to answer until now.
        duty::reopen(tx, names::parent(&comment.name), context.now)?;
    }
    if comment.verification() == pb::comment::Verification::Pending
        && let Some(claim) = rules::claim(&comment, context.caller())
    {
        pending::note(tx, &comment.name, &claim)?;
    }
    Ok(comment)
}

/// Fills in what became of each comment since, as far as it is read.
pub(crate) fn render(
    tx: &mut dyn Tx,
    comments: &mut [pb::Comment],
    reading: &Reading,
) -> Result<(), Error> {
    let mut carried = Carried::default();
    let known = |fate: &pb::CarriedForward| date::moment(fate.carry_time.as_ref()) <= reading.as_of;
    for comment in comments {
        carried.fill(tx, comment)?;
        comment.carried_forward.retain(known);
    }
    Ok(())
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
