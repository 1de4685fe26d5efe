//! What an import is started with.

use std::path::PathBuf;

use common::subject;
use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{Failure, cli};

/// What an import is started with.
#[derive(Clone, Debug)]
pub struct Import {
    /// JSON Lines, in their order; `-` is standard input.
    pub lines: Vec<PathBuf>,
    /// Akoma Ntoso documents, and the version that they are the text of.
    pub documents: Option<(String, Vec<PathBuf>)>,
    /// The registry.
    pub registry: Endpoint,
    /// The consultation service.
    pub consultation: Endpoint,
    /// Who writes, where a line does not say.
    pub subject: String,
    /// Whether to write what a line says where its resource says something else.
    pub update: bool,
    /// Whether the consultations in the files are archives of rounds that are over.
    pub archive: bool,
    /// Whether to write nothing.
    pub dry_run: bool,
}

/// Returns an import, from what was typed.
pub fn import(args: &cli::Import) -> Result<Import, Failure> {
    let mut problems = Problems::default();
    let registry = problems.endpoint("--registry", &args.registry);
    let consultation = problems.endpoint("--consultation", &args.consultation);
    if !subject::is_valid(&args.subject) {
        problems.add("--subject", subject::RULE);
    }
    let (documents, lines): (Vec<_>, Vec<_>) = args.files.iter().cloned().partition(|file| {
        file.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("xml"))
    });
    for file in &args.files {
        problems.file(file);
    }
    let documents = match (&args.version, documents.is_empty()) {
        (Some(version), false) => Some((version.clone(), documents)),
        (None, true) => None,
        (None, false) => {
            problems.add(
                "--version",
                "is needed with XML: the version that it is the text of",
            );
            None
        }
        (Some(_), true) => {
            problems.add("--version", "goes with XML files, and there is none");
            None
        }
    };
    problems.end()?;
    Ok(Import {
        lines,
        documents,
        registry,
        consultation,
        subject: args.subject.clone(),
        update: args.update,
        archive: args.archive,
        dry_run: args.dry_run,
    })
}
