//! The table of stages.

use common::{
    date,
    resource::{Kind, Parent},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use super::draft_law::DraftLaws;

static TABLE: Table<pb::Stage> = table("stage").order("start_time").columns(&[
    column("stage_code").text(|stage| &stage.stage_code),
    column("phase").enumeration(|stage| stage.phase),
    column("start_time").time(|stage| date::moment(stage.start_time.as_ref())),
]);

/// Stages of draft laws.
#[derive(Debug)]
pub(crate) struct Stages;

impl Kind for Stages {
    type Message = pb::Stage;
    const PARENT: Option<Parent> = Parent::of::<DraftLaws>();
    const VERBS: Verbs = &[("AdvanceStage", "created"), ("EndStage", "ended")];

    fn table() -> &'static Table<pb::Stage> {
        &TABLE
    }
}
