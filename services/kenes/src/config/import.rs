//! What an import is started with.

use std::path::{Path, PathBuf};

use common::{Language, subject};
use tonic::transport::Endpoint;

use super::{credentials::Credentials, problems::Problems};
use crate::{Failure, cli};

/// What an import is started with.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Import {
    /// JSON Lines, in their order; `-` is standard input.
    pub lines: Vec<PathBuf>,
    /// Release packages of OCDS.
    pub packages: Vec<PathBuf>,
    /// Akoma Ntoso documents and plain texts, and the version that they are the text of.
    pub documents: Option<(String, Vec<PathBuf>)>,
    /// Whether the documents are the whole text: the version loses its other languages.
    pub replace_all: bool,
    /// The registry.
    pub registry: Endpoint,
    /// The consultation service.
    pub consultation: Endpoint,
    /// Who writes, where a line does not say.
    pub subject: String,
    /// How the services are told so.
    pub credentials: Credentials,
    /// Whether to write what a line says where its resource says something else.
    pub update: bool,
    /// Whether the consultations and tenders in the files are archives of what is over.
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
    let credentials = problems.credentials(&args.credentials, &args.subject);
    let (documents, lines): (Vec<PathBuf>, Vec<PathBuf>) = args
        .files
        .iter()
        .cloned()
        .partition(|file| has_extension(file, "xml") || has_extension(file, "txt"));
    let (packages, lines) = lines
        .into_iter()
        .partition(|file| has_extension(file, "json"));
    for file in &args.files {
        problems.file(file);
        if has_extension(file, "txt") && language(file).is_none() {
            let say = "must name its language before .txt, like bill.kk.txt: kk, ru or en";
            problems.add(&file.display().to_string(), say);
        }
    }
    let documents = match (&args.version, documents.is_empty()) {
        (Some(version), false) => Some((version.clone(), documents)),
        (None, true) => None,
        (None, false) => {
            problems.add(
                "--version",
                "is needed with XML and plain text: the version that they are the text of",
            );
            None
        }
        (Some(_), true) => {
            problems.add(
                "--version",
                "goes with XML and text files, and there is none",
            );
            None
        }
    };
    problems.end()?;
    Ok(Import {
        lines,
        packages,
        documents,
        replace_all: args.replace_all,
        registry,
        consultation,
        subject: args.subject.clone(),
        credentials,
        update: args.update,
        archive: args.archive,
        dry_run: args.dry_run,
    })
}

/// The language that the name of a plain text says: `bill.kk.txt`.
pub(crate) fn language(file: &Path) -> Option<Language> {
    let stem = Path::new(file.file_stem()?);
    Language::of_code(stem.extension()?.to_str()?)
}

/// Whether the name of a file ends so.
pub(crate) fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(extension))
}
