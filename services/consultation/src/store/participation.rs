//! The table of participations.

use common::{
    kind,
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::Participation> = table("participation").order("create_time").columns(&[
    column("on_behalf_of")
        .field("actor.on_behalf_of")
        .text(|p| p.actor.as_ref().map_or("", |actor| &actor.on_behalf_of)),
    column("attended").bool(|p| p.attended),
]);

kind!(
    /// Who takes part in hearings.
    Participations: pb::Participation, "consultation.kenes/Participation", "participation", TABLE
);
