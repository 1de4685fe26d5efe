//! The registry's tables and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod code;
pub(crate) mod organization;
pub(crate) mod person;
