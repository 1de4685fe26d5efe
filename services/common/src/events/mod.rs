//! Events: every entry of the log told in its order, to those who watch and to those who come later.
//!
//! `event` is the form, `matching` what a caller wants; `feed` follows the log for all who watch, `recent` is what it remembers,
//! `source` what is read; `watcher` is one who watches, `watching` its stream. The RPCs are those of `record_api`, the order and
//! completeness the log's.

pub(crate) mod event;
pub(crate) mod feed;
pub(crate) mod matching;
mod recent;
mod source;
pub(crate) mod watcher;
pub(crate) mod watching;
