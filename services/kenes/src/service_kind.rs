//! The two services of this program: what each is called, what it keeps and where.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use common::app::Definition;

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum ServiceKind {
    /// Who takes part
    Registry,
    /// What is said
    Consultation,
}

impl ServiceKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Registry, Self::Consultation];

    /// Returns its name as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Consultation => "consultation",
        }
    }

    /// Returns what it is.
    pub(crate) fn definition(self) -> &'static Definition {
        match self {
            Self::Registry => &registry::DEFINITION,
            Self::Consultation => &consultation::DEFINITION,
        }
    }

    /// Returns the number of its schema.
    pub(crate) fn schema(self) -> i64 {
        let numbers = self.definition().migrations.iter().map(|step| step.number);
        numbers.max().unwrap_or(0)
    }

    /// Returns the file of its database in a folder.
    pub(crate) fn database(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.db", self.name()))
    }
}
