//! What becomes of a comment once it is there: it leaves, is redacted, is settled with the registry, is answered; and what counts
//! follows.

use common::{
    Error,
    context::Context,
    date, names, resource,
    store::{Tx, Value},
};
use kenes_proto::{
    consultation::{self as pb, comment::State},
    record::{Redaction, redaction::Action},
};
use prost_types::Timestamp;

use super::{
    super::{answers, attachment, campaign, counts, duty, pending, report},
    Comments,
};
use crate::domain::comment as rules;

/// Counts a comment that was just withdrawn or disavowed as that: it stays in the lists.
pub(crate) fn leave(
    tx: &mut dyn Tx,
    before: &pb::Comment,
    after: &pb::Comment,
) -> Result<(), Error> {
    campaign::leave(tx, &after.name)?;
    counts::add(tx, before, -1)?;
    report::change(tx, before, after)?;
    tx.add(&counts::left(after), 1)?;
    settle_round(tx, after, after.update_time.as_ref())
}

/// Has it looked again at what is owed to the consultation of a comment that was answered or left.
pub(crate) fn settle_round(
    tx: &mut dyn Tx,
    comment: &pb::Comment,
    time: Option<&Timestamp>,
) -> Result<(), Error> {
    duty::look_again(tx, names::parent(&comment.name), date::moment(time))
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
        campaign::leave(tx, &after.name)?;
        match rules::stands(before) {
            true => counts::add(tx, before, -1)?,
            false => tx.add(&counts::left(before), -1)?,
        }
        tx.add(&counts::redacted(consultation), 1)?;
    }
    if is_redacted(&after) {
        attachment::hide(tx, &after.name)?;
    }
    report::change(tx, before, &after)?;
    let after = resource::save::<Comments>(tx, context, after)?;
    settle_round(tx, &after, after.update_time.as_ref())
}

/// Writes what the registry said of a comment that waited for it.
pub(crate) fn settle(
    tx: &mut dyn Tx,
    context: &Context,
    before: &pb::Comment,
    after: pb::Comment,
) -> Result<(), Error> {
    report::change(tx, before, &after)?;
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
    report::answer(tx, comment, None, answer)?;
    if comment.response_count == 1 {
        answers::add_answered(tx, comment, 1)?;
    }
    let day = date::lower(answer.respond_date.as_ref());
    duty::note_answer(tx, names::parent(&comment.name), day)?;
    settle_round(tx, comment, answer.create_time.as_ref())?;
    let Some(target) = &comment.target else {
        return Ok(());
    };
    let sql = "INSERT INTO answered_comment (version, wid, comment) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let row = [&target.version, &target.wid, &comment.name];
    tx.execute(sql, &row.map(Value::from)).map(drop)
}
