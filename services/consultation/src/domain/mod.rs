//! The rules of consultation: pure functions over messages of the contract. No I/O, no clock, no gRPC.

pub(crate) mod provision;
pub(crate) mod standing;
