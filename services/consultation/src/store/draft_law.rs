//! The table of draft laws.

use common::{
    date,
    resource::{Kind, Recorded},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::DraftLaw> = table("draft_law")
    .order("create_time desc")
    .indexed(&["create_time"])
    .columns(&[
        column("number").sorted().text(|law| &law.number),
        column("titles").folded(|law| &law.titles),
        column("act_type_code").text(|law| &law.act_type_code),
        column("initiator").text(|law| &law.initiator),
        column("state").enumeration(|law| law.state),
        column("introduce_date").date(|law| date::lower(law.introduce_date.as_ref())),
    ]);

/// Draft laws.
#[derive(Debug)]
pub(crate) struct DraftLaws;

impl Kind for DraftLaws {
    type Message = pb::DraftLaw;
    const RECORDED: Recorded<pb::DraftLaw> = RECORDED;
    const VERBS: Verbs = &[
        ("AdvanceStage", "advanced"),
        ("EnactDraftLaw", "enacted"),
        ("PublishDraftLawVersion", "updated"),
        ("WithdrawDraftLaw", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::DraftLaw> {
        &TABLE
    }
}

const RECORDED: Recorded<pb::DraftLaw> = Recorded {
    topic: |law| Some(law.name.clone()),
    ..Recorded::PLAIN
};
