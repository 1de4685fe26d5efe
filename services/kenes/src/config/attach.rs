//! What an upload is started with.

use std::path::{Path, PathBuf};

use common::subject;
use tonic::transport::Endpoint;

use super::{credentials::Credentials, problems::Problems};
use crate::{Failure, cli};

/// What an upload is started with.
#[derive(Clone, Debug)]
pub struct Attach {
    /// The file.
    pub file: PathBuf,
    /// What to call it; empty for a name made from its hash.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// In whose name.
    pub subject: String,
    /// How the service is told so.
    pub credentials: Credentials,
    /// The consultation service.
    pub consultation: Endpoint,
}

/// The ends of names by which media types are told.
const ENDS: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("rtf", "application/rtf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
];

/// Returns an upload, from what was typed.
pub fn attach(args: &cli::Attach) -> Result<Attach, Failure> {
    let mut problems = Problems::default();
    problems.file(&args.file);
    if args.file.as_os_str() == "-" {
        problems.add(
            "-",
            "is standard input; give a file, which can be gone on with",
        );
    }
    let id = args.name.strip_prefix("attachments/");
    if !args.name.is_empty() && id.is_none_or(|id| id.is_empty() || id.contains('/')) {
        problems.add("--name", "is not attachments/…");
    }
    let told = media_type(&args.file);
    let media_type = match (args.media_type.as_str(), told) {
        ("", Some(told)) => told.to_owned(),
        ("", None) => {
            let say = "is needed: it is not told by the end of the file's name";
            problems.add("--media-type", say);
            String::new()
        }
        (said, _) => said.to_owned(),
    };
    if !subject::is_valid(&args.subject) {
        problems.add("--subject", subject::RULE);
    }
    let credentials = problems.credentials(&args.credentials, &args.subject);
    let consultation = problems.endpoint("--consultation", &args.consultation);
    problems.end()?;
    Ok(Attach {
        file: args.file.clone(),
        name: args.name.clone(),
        media_type,
        subject: args.subject.clone(),
        credentials,
        consultation,
    })
}

/// The media type that the end of a file's name tells.
fn media_type(file: &Path) -> Option<&'static str> {
    let end = file.extension()?.to_str()?.to_lowercase();
    let found = ENDS.iter().find(|(known, _)| *known == end);
    found.map(|(_, media_type)| *media_type)
}
