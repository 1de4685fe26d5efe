//! The table of stages.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::Tx,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use super::{draft_law::DraftLaws, matter};
use crate::domain::succession as rules;

static TABLE: Table<pb::Stage> = table("stage").order("start_time").columns(&[
    column("stage_code").text(|stage| &stage.stage_code),
    column("phase").enumeration(|stage| stage.phase),
    column("start_time").time(|stage| date::moment(stage.start_time.as_ref())),
    column("responsible").hidden().text(rules::in_charge),
    column("end_time")
        .hidden()
        .time(|stage| date::moment(stage.end_time.as_ref())),
]);

/// Stages of draft laws.
#[derive(Debug)]
pub(crate) struct Stages;

impl Kind for Stages {
    type Message = pb::Stage;
    const PARENT: Option<Parent> = Parent::of::<DraftLaws>();
    const VERBS: Verbs = &[
        ("AdvanceStage", "created"),
        ("CloseMatters", "closed"),
        ("EndStage", "ended"),
        ("ReaddressMatters", "readdressed"),
    ];

    fn table() -> &'static Table<pb::Stage> {
        &TABLE
    }

    fn note(tx: &mut dyn Tx, written: &pb::Stage) -> Result<(), Error> {
        let (kind, handovers) = (pb::matter::Kind::DraftLaw, &written.handovers);
        matter::note(tx, kind, &written.name, handovers, |one| {
            rules::in_charge(written) == one.body
        })
    }
}
