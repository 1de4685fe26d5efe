//! The table of participations.

use common::{
    resource::{Kind, Parent},
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

use super::hearing::Hearings;

static TABLE: Table<pb::Participation> = table("participation").order("create_time").columns(&[
    column("on_behalf_of")
        .field("actor.on_behalf_of")
        .text(|p| p.actor.as_ref().map_or("", |actor| &actor.on_behalf_of)),
    column("attended").bool(|p| p.attended),
]);

/// Who takes part in hearings.
#[derive(Debug)]
pub(crate) struct Participations;

impl Kind for Participations {
    type Message = pb::Participation;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();

    fn table() -> &'static Table<pb::Participation> {
        &TABLE
    }
}
