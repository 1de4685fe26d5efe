//! The table of participations.

use common::{
    kind,
    store::{Column, Table, Type, Value},
};
use kenes_proto::consultation as pb;

static TABLE: Table = Table::new(
    "participation",
    &[
        Column::unsorted("on_behalf_of", "actor.on_behalf_of", Type::Text),
        Column::unsorted("attended", "attended", Type::Bool),
    ],
    None,
    "create_time",
);

kind!(
    /// Who takes part in hearings.
    Participations: pb::Participation, "consultation.kenes/Participation", "participation", TABLE, columns
);

fn columns(participation: &pb::Participation) -> Vec<Value> {
    let actor = participation.actor.as_ref();
    vec![
        actor.map_or("", |a| a.on_behalf_of.as_str()).into(),
        i64::from(participation.attended).into(),
    ]
}
