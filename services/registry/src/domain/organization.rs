//! Rules of organizations.

mod bin;
mod state;

pub(crate) use bin::fault as bin_fault;
pub(crate) use state::{begin, check as check_period, found, refound, state_on};
