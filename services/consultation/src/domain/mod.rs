//! The rules of consultation: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod actor;
pub(crate) mod addressee;
pub(crate) mod agenda_item;
pub(crate) mod akn;
pub(crate) mod archive;
pub(crate) mod being;
pub(crate) mod claim;
pub(crate) mod comment;
pub(crate) mod consultation;
pub(crate) mod consultation_proposal;
pub(crate) mod draft_law;
pub(crate) mod enactment;
pub(crate) mod hearing;
pub(crate) mod participation;
pub(crate) mod plain_text;
pub(crate) mod point;
pub(crate) mod point_answer;
pub(crate) mod provision;
pub(crate) mod recommendation;
pub(crate) mod redaction;
pub(crate) mod response;
pub(crate) mod session;
pub(crate) mod stage;
pub(crate) mod standing;
pub(crate) mod trace;
pub(crate) mod version;
pub(crate) mod vote;
pub(crate) mod window;

/// The registry's domain in names: `//registry.kenes/organizations/o`.
pub(crate) const REGISTRY: &str = "registry.kenes";
