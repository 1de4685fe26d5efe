//! The tables of consultation and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod agenda_item;
pub(crate) mod carried_forward;
pub(crate) mod comment;
pub(crate) mod consultation;
pub(crate) mod counts;
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
