//! The table of stages.

use common::{
    date, kind,
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::Stage> = table("stage").order("start_time").columns(&[
    column("stage_code").text(|stage| &stage.stage_code),
    column("phase").enumeration(|stage| stage.phase),
    column("start_time").time(|stage| date::moment(stage.start_time.as_ref())),
]);

kind!(
    /// Stages of draft laws.
    Stages: pb::Stage, "consultation.kenes/Stage", "stage", TABLE
);
