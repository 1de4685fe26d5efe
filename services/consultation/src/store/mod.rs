//! The tables of consultation and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod agenda_item;
pub(crate) mod carried_forward;
pub(crate) mod comment;
pub(crate) mod consultation;
pub(crate) mod draft_law;
pub(crate) mod expression;
pub(crate) mod hearing;
pub(crate) mod participation;
pub(crate) mod pending;
pub(crate) mod provision;
pub(crate) mod recommendation;
pub(crate) mod response;
pub(crate) mod stage;
pub(crate) mod trace;
pub(crate) mod version;

use common::{redaction, resource::Kind as _, table::Schema};

/// The tables of all kinds of resources.
pub fn tables() -> [&'static Schema; 12] {
    [
        agenda_item::AgendaItems::table().schema(),
        comment::Comments::table().schema(),
        consultation::Consultations::table().schema(),
        draft_law::DraftLaws::table().schema(),
        hearing::Hearings::table().schema(),
        participation::Participations::table().schema(),
        provision::Provisions::table().schema(),
        recommendation::Recommendations::table().schema(),
        response::Responses::table().schema(),
        stage::Stages::table().schema(),
        version::Versions::table().schema(),
        redaction::table(),
    ]
}
