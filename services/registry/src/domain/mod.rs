//! The rules of the registry: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod classification;
pub(crate) mod code;
pub(crate) mod counted;
pub(crate) mod indicator;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod nomination;
pub(crate) mod organization;
pub(crate) mod period;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod redaction;
pub(crate) mod reported_figure;
pub(crate) mod sector;
pub(crate) mod standing;
pub(crate) mod statistics;
