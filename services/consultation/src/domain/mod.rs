//! The rules of consultation: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod actor;
pub(crate) mod addressee;
pub(crate) mod agenda_item;
pub(crate) mod akn;
pub(crate) mod archive;
pub(crate) mod atom;
pub(crate) mod attachment;
pub(crate) mod being;
pub(crate) mod bulk;
pub(crate) mod calendar;
pub(crate) mod campaign;
pub(crate) mod change;
pub(crate) mod claim;
pub(crate) mod comment;
pub(crate) mod commitment;
pub(crate) mod commitment_origin;
pub(crate) mod commitment_state;
pub(crate) mod commitment_summary;
pub(crate) mod comparative_table;
pub(crate) mod consultation;
pub(crate) mod consultation_proposal;
pub(crate) mod decision;
pub(crate) mod draft_law;
pub(crate) mod duty;
pub(crate) mod enactment;
#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod hearing;
pub(crate) mod ical;
pub(crate) mod initiative;
pub(crate) mod label;
pub(crate) mod location;
pub mod near;
pub(crate) mod numeral;
pub(crate) mod outcome;
pub(crate) mod participation;
pub(crate) mod period_rule;
pub(crate) mod plain_text;
pub(crate) mod point;
pub(crate) mod point_answer;
pub(crate) mod policy_document;
pub(crate) mod progress_report;
pub(crate) mod provision;
pub(crate) mod recommendation;
pub(crate) mod redaction;
pub(crate) mod rendering;
pub(crate) mod report;
pub(crate) mod response;
#[cfg_attr(
    not(feature = "search"),
    expect(dead_code, reason = "nothing is indexed")
)]
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod stage;
pub(crate) mod standing;
pub(crate) mod succession;
pub(crate) mod titles;
pub(crate) mod trace;
pub(crate) mod version;
pub(crate) mod vote;
pub(crate) mod window;
pub(crate) mod working_calendar;
pub(crate) mod xml;

/// The registry's domain in names: `//registry.kenes/organizations/o`.
pub(crate) const REGISTRY: &str = "registry.kenes";

/// The service's domain in names: `//consultation.kenes/draftLaws/d`.
pub(crate) const OWN: &str = "consultation.kenes";
