//! How a service is told who calls.

use std::path::PathBuf;

use super::{callers::LOCAL, problems::Problems};
use crate::cli;

/// How a service is told who calls.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// By a name, which it believes.
    Named,
    /// By tokens of the local issuer in this folder.
    Local(PathBuf),
    /// By tokens that are kept in a folder.
    Kept {
        /// The folder.
        folder: PathBuf,
        /// Who calls where nothing else is said.
        own: String,
    },
}

impl Problems {
    /// Returns how a service is told that `subject` calls.
    pub(super) fn credentials(&mut self, args: &cli::Credentials, subject: &str) -> Credentials {
        match (&args.local_issuer, &args.tokens) {
            (Some(folder), _) => {
                self.folder("--local-issuer", folder);
                let is_its_own = subject
                    .split_once('|')
                    .is_some_and(|(issuer, name)| issuer == LOCAL && !name.is_empty());
                if !is_its_own {
                    let text = "must be local|NAME, as --local-issuer has it";
                    self.add("--subject", text);
                }
                Credentials::Local(folder.clone())
            }
            (None, Some(folder)) => {
                self.folder("--tokens", folder);
                Credentials::Kept {
                    folder: folder.clone(),
                    own: subject.to_owned(),
                }
            }
            (None, None) => Credentials::Named,
        }
    }
}
