//! What became of the comments on a draft law, added up from the counters that are kept as comments and answers come.

use common::{
    Error,
    store::{self, Tx},
};
use kenes_proto::consultation as pb;

use super::{answers, counts};

/// What became of the comments on a draft law: how many stand and were answered on each version, and by whom, how.
pub(crate) fn of_law(tx: &mut dyn Tx, law: &str) -> Result<pb::SummarizeCommentsResponse, Error> {
    let mut summary = pb::SummarizeCommentsResponse {
        draft_law: law.to_owned(),
        ..Default::default()
    };
    let sql = "SELECT name FROM draft_law_version WHERE parent = $1 ORDER BY ordinal, name";
    for version in store::texts(tx, sql, &[law.into()])? {
        let comment_count = counts::standing(tx, &version)?;
        let answered = answers::answered(tx, &version)?;
        summary.comment_count += comment_count;
        summary.answered_comment_count += answered;
        summary.versions.push(pb::CommentsOnVersion {
            version,
            comment_count,
            answered_comment_count: answered,
            unanswered_comment_count: comment_count - answered,
        });
    }
    summary.unanswered_comment_count = summary.comment_count - summary.answered_comment_count;
    for answers in answers::to(tx, law)? {
        summary.response_count += answers.given;
        summary.reasoned_response_count += answers.reasoned;
        summary.answers.push(pb::AnswersByResponder {
            responder: answers.responder,
            outcome: answers.outcome,
            response_count: answers.given,
            reasoned_response_count: answers.reasoned,
        });
    }
    let order = |a: &pb::AnswersByResponder| (a.responder.clone(), a.outcome);
    summary.answers.sort_by_key(order);
    Ok(summary)
}
