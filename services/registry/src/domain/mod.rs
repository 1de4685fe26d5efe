//! The rules of the registry: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod agreement;
pub(crate) mod budget_allocation;
pub(crate) mod classification;
pub(crate) mod code;
pub(crate) mod grant;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod named;
pub(crate) mod nomination;
pub(crate) mod organization;
pub(crate) mod period;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod privilege;
pub(crate) mod project;
pub(crate) mod redaction;
pub(crate) mod sector;
pub(crate) mod standing;
pub(crate) mod support_measure;
pub(crate) mod support_party;
pub(crate) mod support_program;
pub(crate) mod support_sum;
