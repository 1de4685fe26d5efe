//! The table of draft laws.

use common::{
    date, kind,
    resource::Recorded,
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::DraftLaw> = table("draft_law").order("create_time desc").columns(&[
    column("number").sorted().text(|law| &law.number),
    column("titles").folded(|law| &law.titles),
    column("act_type_code").text(|law| &law.act_type_code),
    column("initiator").text(|law| &law.initiator),
    column("state").enumeration(|law| law.state),
    column("introduce_date").date(|law| date::lower(law.introduce_date.as_ref())),
]);

kind!(
    /// Draft laws.
    DraftLaws: pb::DraftLaw, "consultation.kenes/DraftLaw", "draft_law", TABLE, deletable; RECORDED
);

const RECORDED: Recorded<pb::DraftLaw> = Recorded {
    topic: |it| Some(it.name.clone()),
    ..Recorded::PLAIN
};
