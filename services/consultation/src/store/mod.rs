//! The tables of consultation and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod agenda_item;
pub(crate) mod answers;
pub(crate) mod carried_forward;
pub(crate) mod comment;
pub(crate) mod comment_summary;
pub(crate) mod consultation;
pub(crate) mod consultation_proposal;
pub(crate) mod counts;
pub(crate) mod draft_law;
pub(crate) mod expression;
pub(crate) mod hearing;
pub(crate) mod location;
pub(crate) mod participation;
pub(crate) mod pending;
pub(crate) mod provision;
pub(crate) mod recommendation;
pub(crate) mod response;
pub(crate) mod stage;
pub(crate) mod trace;
pub(crate) mod version;

use common::{
    app::{AnyKind, Kinds},
    redaction,
};

/// The kinds of resources that the service keeps.
pub(crate) const KINDS: Kinds = Kinds(&[
    AnyKind::of::<agenda_item::AgendaItems>(),
    AnyKind::of::<comment::Comments>(),
    AnyKind::of::<consultation::Consultations>(),
    AnyKind::of::<consultation_proposal::ConsultationProposals>(),
    AnyKind::of::<draft_law::DraftLaws>(),
    AnyKind::of::<hearing::Hearings>(),
    AnyKind::of::<participation::Participations>(),
    AnyKind::of::<provision::Provisions>(),
    AnyKind::of::<recommendation::Recommendations>(),
    AnyKind::of::<response::Responses>(),
    AnyKind::of::<stage::Stages>(),
    AnyKind::of::<version::Versions>(),
    redaction::KIND,
]);
