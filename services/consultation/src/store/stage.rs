//! The table of stages.

use common::{
    date, kind,
    store::{Column, Table, Type, Value},
};
use kenes_proto::consultation as pb;

static TABLE: Table = Table::new(
    "stage",
    &[
        Column::unsorted("stage_code", "stage_code", Type::Text),
        Column::unsorted(
            "phase",
            "phase",
            Type::Enum("kenes.consultation.v1.Stage.PolicyPhase"),
        ),
        Column::new("start_time", "start_time", Type::Time),
    ],
    None,
    "start_time",
);

kind!(
    /// Stages of draft laws.
    Stages: pb::Stage, "consultation.kenes/Stage", "stage", TABLE, columns
);

fn columns(stage: &pb::Stage) -> Vec<Value> {
    vec![
        stage.stage_code.as_str().into(),
        i64::from(stage.phase).into(),
        stage.start_time.as_ref().map_or(0, date::micros).into(),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_can_read_the_table() {
        common::list::check(&super::TABLE).expect("a sound table");
    }
}
