//! What can be typed to `attach`.

use std::path::PathBuf;

use clap::Args;

use super::Credentials;
use crate::exit::CODES;

/// Options of `attach`.
#[derive(Debug, Args)]
#[command(after_help = format!("{ATTACH_HELP}\n\n{CODES}"))]
pub struct Attach {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What to call it, attachments/…; made from its hash otherwise
    #[arg(
        long,
        env = "KENES_ATTACH_NAME",
        value_name = "NAME",
        default_value = ""
    )]
    pub name: String,
    /// Its media type, such as application/pdf; told by the end of its name otherwise
    #[arg(
        long,
        env = "KENES_ATTACH_MEDIA_TYPE",
        value_name = "TYPE",
        default_value = ""
    )]
    pub media_type: String,
    /// In whose name it is uploaded
    #[arg(long, env = "KENES_SUBJECT", value_name = "SUBJECT")]
    pub subject: String,
    /// How the service is told so.
    #[command(flatten)]
    pub credentials: Credentials,
    /// The consultation service
    #[arg(
        long,
        env = "KENES_CONSULTATION",
        value_name = "URL",
        default_value = "http://127.0.0.1:50052"
    )]
    pub consultation: String,
}

const ATTACH_HELP: &str = "\
The file is sent chunk by chunk, and what the service says to have received is on its disk. Ctrl-C, or a service that goes
away, ends it there, and the same command goes on from there. What is printed at the end is the document to put in a request:
in the attachments of a comment, the documents of an answer, a recommendation or a hearing, the statements of a participation.
Anybody can read the file as soon as one of them names it. A file that nothing names within 24 hours is removed.

Example:
  kenes attach letter.pdf --subject 'demo|aigul'";
