//! The rules of the registry: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod amount;
pub(crate) mod application;
pub(crate) mod award;
pub(crate) mod classification;
pub(crate) mod code;
pub(crate) mod complaint;
pub(crate) mod contract;
pub(crate) mod evaluation;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod milestone;
pub(crate) mod nomination;
pub(crate) mod organization;
pub(crate) mod payment;
pub(crate) mod period;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod redaction;
pub(crate) mod score;
pub(crate) mod sector;
pub(crate) mod standing;
pub(crate) mod tender;
