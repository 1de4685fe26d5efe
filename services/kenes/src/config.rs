//! From what was typed to plain data: checked whole, before anything is opened or bound, all problems at once.
//!
//! A file a command; `problems` gathers what is wrong, `storage` and `log` are what several commands take.

mod attach;
mod audit;
mod callers;
mod credentials;
mod demo;
mod export;
mod export_file;
mod healthcheck;
mod import;
mod init;
mod key;
mod log;
mod problems;
mod report;
mod search;
mod serve;
mod storage;
#[cfg(test)]
mod tests;
mod token;
mod uploads;
mod verify;

pub use attach::{Attach, attach};
pub use audit::{Audit, State, audit};
pub use callers::{Callers, Known};
pub(crate) use callers::{LOCAL, local_keys};
pub use credentials::Credentials;
pub use demo::{Demo, demo};
pub use export::{Export, Package, export};
pub use export_file::{ExportFile, Question, export_file};
pub use healthcheck::{Healthcheck, healthcheck};
pub use import::{Import, import};
pub(crate) use import::{has_extension, language};
pub use init::{Init, init};
pub use key::{Recovery, Renewal, recover, reseal, rotate, show};
pub use log::Log;
pub use report::{Report, report};
pub use search::{Search, search};
pub use serve::{Migrate, Serve, consultation, migrate, registry};
pub use token::{Token, token};
pub use uploads::{Bucket, Fsck, Uploads, fsck};
pub use verify::{Trusted, Verify, verify};
