//! What an export of one file is started with.

use std::path::PathBuf;

use kenes_proto::consultation as pb;
use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{
    Failure,
    cli::{self, BulkFormat, TableFormat},
};

/// What an export of one file is started with.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// The file.
    pub out: PathBuf,
    /// What is asked for.
    pub question: Question,
    /// The consultation service.
    pub consultation: Endpoint,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Comments.
    Comments(pb::ExportCommentsRequest),
    /// A draft law.
    Law(pb::ExportDraftLawRequest),
    /// A comparative table.
    Table(pb::ExportComparativeTableRequest),
}

/// Returns an export of one file, from what was typed.
pub fn export_file(args: &cli::ExportFile) -> Result<ExportFile, Failure> {
    let mut problems = Problems::default();
    let (target, question) = match args {
        cli::ExportFile::Comments(args) => {
            let name = &args.name;
            check(
                &mut problems,
                name,
                &["consultations/", "draftLaws/"],
                "is neither consultations/… nor draftLaws/…: of these comments are exported",
            );
            let mut request = pb::ExportCommentsRequest {
                parent: name.clone(),
                snapshot: args.target.snapshot.clone(),
                ..Default::default()
            };
            request.set_format(bulk(args.format));
            (&args.target, Question::Comments(request))
        }
        cli::ExportFile::Law(args) => {
            check(&mut problems, &args.name, &["draftLaws/"], NO_LAW);
            if args.format == BulkFormat::Csv && args.of.is_empty() {
                let say = "is needed with csv, whose rows have one set of columns: --of comments";
                problems.add("--of", say);
            }
            let mut request = pb::ExportDraftLawRequest {
                draft_law: args.name.clone(),
                collection: args.of.clone(),
                snapshot: args.target.snapshot.clone(),
                ..Default::default()
            };
            request.set_format(bulk(args.format));
            (&args.target, Question::Law(request))
        }
        cli::ExportFile::Table(args) => {
            check(&mut problems, &args.name, &["draftLaws/"], NO_LAW);
            let mut request = pb::ExportComparativeTableRequest {
                draft_law: args.name.clone(),
                version: args.version.clone(),
                language_code: args.language.clone(),
                snapshot: args.target.snapshot.clone(),
                ..Default::default()
            };
            request.set_format(match args.format {
                TableFormat::Xlsx => pb::TableFormat::Xlsx,
                TableFormat::Html => pb::TableFormat::Html,
                TableFormat::Csv => pb::TableFormat::Csv,
            });
            (&args.target, Question::Table(request))
        }
    };
    let consultation = problems.endpoint("--consultation", &target.consultation);
    if target.out.file_name().is_none() {
        problems.add("--out", "must be the name of a file");
    } else if target.out.exists() {
        let say = "is there already: remove it, or give another name";
        problems.add(&target.out.display().to_string(), say);
    }
    problems.end()?;
    Ok(ExportFile {
        out: target.out.clone(),
        question,
        consultation,
    })
}

const NO_LAW: &str = "is not draftLaws/…: name a draft law";

fn check(problems: &mut Problems, name: &str, known: &[&str], say: &str) {
    let id = known.iter().find_map(|prefix| name.strip_prefix(prefix));
    if id.is_none_or(|id| id.is_empty() || id.contains('/')) {
        problems.add(name, say);
    }
}

fn bulk(format: BulkFormat) -> pb::ExportFormat {
    match format {
        BulkFormat::Jsonl => pb::ExportFormat::JsonLines,
        BulkFormat::Csv => pb::ExportFormat::Csv,
    }
}
