//! The tables of consultation and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod agenda_item;
pub(crate) mod answers;
pub(crate) mod asked;
pub(crate) mod atom;
pub(crate) mod attachment;
pub(crate) mod bulk;
pub(crate) mod campaign;
pub(crate) mod campaign_round;
pub(crate) mod carried_forward;
pub(crate) mod comment;
pub(crate) mod comment_summary;
pub(crate) mod commitment;
pub(crate) mod commitment_summary;
pub(crate) mod comparative_table;
pub(crate) mod consultation;
pub(crate) mod consultation_proposal;
pub(crate) mod counts;
pub(crate) mod decision;
pub(crate) mod delegates;
pub(crate) mod draft_law;
pub(crate) mod duty;
pub(crate) mod expression;
pub(crate) mod happening;
pub(crate) mod hearing;
pub(crate) mod ical;
pub(crate) mod initiative;
pub(crate) mod location;
pub(crate) mod matter;
pub(crate) mod owed;
pub(crate) mod participation;
pub(crate) mod pending;
pub(crate) mod period_rule;
pub(crate) mod policy_document;
pub(crate) mod progress_report;
pub(crate) mod provision;
pub(crate) mod recommendation;
pub(crate) mod rendering;
pub(crate) mod report;
pub(crate) mod response;
#[cfg_attr(
    not(feature = "search"),
    expect(dead_code, reason = "nothing is indexed")
)]
pub(crate) mod search;
pub(crate) mod stage;
pub(crate) mod succession;
pub(crate) mod trace;
pub(crate) mod version;
pub(crate) mod working_calendar;

use common::{
    app::{AnyKind, Kinds},
    coverage, redaction,
};

/// The kinds of resources that the service keeps.
pub(crate) const KINDS: Kinds = Kinds(&[
    AnyKind::of::<agenda_item::AgendaItems>(),
    AnyKind::of::<campaign::Campaigns>(),
    AnyKind::of::<comment::Comments>(),
    AnyKind::of::<commitment::Commitments>(),
    AnyKind::of::<commitment_summary::CommitmentSummaries>(),
    AnyKind::of::<consultation::Consultations>(),
    AnyKind::of::<consultation_proposal::ConsultationProposals>(),
    AnyKind::of::<decision::Decisions>(),
    AnyKind::of::<draft_law::DraftLaws>(),
    AnyKind::of::<hearing::Hearings>(),
    AnyKind::of::<initiative::Initiatives>(),
    AnyKind::of::<participation::Participations>(),
    AnyKind::of::<policy_document::PolicyDocuments>(),
    AnyKind::of::<progress_report::ProgressReports>(),
    AnyKind::of::<period_rule::PeriodRules>(),
    AnyKind::of::<provision::Provisions>(),
    AnyKind::of::<recommendation::Recommendations>(),
    AnyKind::of::<response::Responses>(),
    AnyKind::of::<stage::Stages>(),
    AnyKind::of::<succession::Successions>(),
    AnyKind::of::<version::Versions>(),
    AnyKind::of::<working_calendar::WorkingCalendars>(),
    coverage::KIND,
    redaction::KIND,
]);
