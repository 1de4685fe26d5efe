//! Events: every entry of the log told in its order, to those who watch and to those who come later.
//!
//! `event` is the form, `matching` what a caller wants, `feed` what is remembered for all who watch, `watcher` one of them.
//! The RPCs are `api`'s, the order and completeness the log's.

pub(crate) mod event;
pub(crate) mod feed;
pub(crate) mod matching;
pub(crate) mod watcher;
