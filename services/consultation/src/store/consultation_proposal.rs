//! The table of proposals to consult.

use common::{
    date,
    resource::{Kind, Recorded},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::ConsultationProposal> = table("consultation_proposal")
    .order("submit_time desc")
    .indexed(&["submit_time", "body"])
    .columns(&[
        column("titles").folded(|proposal| &proposal.titles),
        column("body").text(|proposal| &proposal.body),
        column("on_behalf_of")
            .field("author.on_behalf_of")
            .text(|proposal| proposal.author.as_ref().map_or("", |a| &a.on_behalf_of)),
        column("phase").enumeration(|proposal| proposal.phase),
        column("state").enumeration(|proposal| proposal.state),
        column("submit_time").time(|proposal| date::moment(proposal.submit_time.as_ref())),
        column("subject_draft_law")
            .field("subject.draft_law")
            .text(|proposal| proposal.subject.as_ref().map_or("", |s| &s.draft_law)),
    ]);

/// Proposals to consult.
#[derive(Debug)]
pub(crate) struct ConsultationProposals;

impl Kind for ConsultationProposals {
    type Message = pb::ConsultationProposal;
    const RECORDED: Recorded<pb::ConsultationProposal> = Recorded {
        receipt: |proposal| Some(&mut proposal.receipt),
        ..Recorded::PLAIN
    };
    const VERBS: Verbs = &[
        ("CreateResponse", "answered"),
        ("WithdrawConsultationProposal", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::ConsultationProposal> {
        &TABLE
    }
}
