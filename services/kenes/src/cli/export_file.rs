//! What can be typed to `export comments`, `export law` and `export table`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::exit::CODES;

/// One file that the consultation service makes.
#[derive(Debug, Subcommand)]
pub enum ExportFile {
    /// The comments of a consultation, of a draft law or of all, as they stand at one place of the log
    #[command(after_help = format!("{COMMENTS_HELP}\n\n{CODES}"))]
    Comments(ExportComments),
    /// A draft law with all that belongs to it: versions, consultations, comments, answers, recommendations, hearings
    #[command(after_help = format!("{LAW_HELP}\n\n{CODES}"))]
    Law(ExportLaw),
    /// The comparative table of a draft law
    #[command(after_help = format!("{TABLE_HELP}\n\n{CODES}"))]
    Table(ExportTable),
}

/// Options of `export comments`.
#[derive(Debug, Args)]
pub struct ExportComments {
    /// The consultation or the draft law: consultations/…, draftLaws/…; consultations/- for all
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How to write them
    #[arg(
        long,
        env = "KENES_EXPORT_FORMAT",
        value_name = "FORMAT",
        default_value = "jsonl"
    )]
    pub format: BulkFormat,
    /// Where it goes, and what is read
    #[command(flatten)]
    pub target: Target,
}

/// Options of `export law`.
#[derive(Debug, Args)]
pub struct ExportLaw {
    /// The draft law: draftLaws/…
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How to write it
    #[arg(
        long,
        env = "KENES_EXPORT_FORMAT",
        value_name = "FORMAT",
        default_value = "jsonl"
    )]
    pub format: BulkFormat,
    /// Only what lies in this collection: versions, comments, responses, …; with csv it must be said
    #[arg(
        long,
        env = "KENES_EXPORT_OF",
        value_name = "COLLECTION",
        default_value = ""
    )]
    pub of: String,
    /// Where it goes, and what is read
    #[command(flatten)]
    pub target: Target,
}

/// Options of `export table`.
#[derive(Debug, Args)]
pub struct ExportTable {
    /// The draft law: draftLaws/…
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How to write it
    #[arg(
        long,
        env = "KENES_EXPORT_FORMAT",
        value_name = "FORMAT",
        default_value = "xlsx"
    )]
    pub format: TableFormat,
    /// The language of the headers and texts: kk, ru or en
    #[arg(
        long,
        env = "KENES_EXPORT_LANGUAGE",
        value_name = "LANGUAGE",
        default_value = "kk"
    )]
    pub language: String,
    /// The version that is compared, draftLaws/…/versions/…; the current one otherwise
    #[arg(
        long,
        env = "KENES_EXPORT_VERSION",
        value_name = "VERSION",
        default_value = ""
    )]
    pub version: String,
    /// Where it goes, and what is read
    #[command(flatten)]
    pub target: Target,
}

/// Where a file goes, and what is read.
#[derive(Debug, Args)]
pub struct Target {
    /// The file to write; it must not be there yet
    #[arg(long, env = "KENES_EXPORT_OUT", value_name = "FILE")]
    pub out: PathBuf,
    /// The snapshot of an earlier export, to have the same file again
    #[arg(
        long,
        env = "KENES_EXPORT_SNAPSHOT",
        value_name = "SNAPSHOT",
        default_value = ""
    )]
    pub snapshot: String,
    /// The consultation service
    #[arg(
        long,
        env = "KENES_CONSULTATION",
        value_name = "URL",
        default_value = "http://127.0.0.1:50052"
    )]
    pub consultation: String,
}

/// How resources are written in bulk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BulkFormat {
    /// A line of JSON a resource
    Jsonl,
    /// A row a resource, as RFC 4180 says
    Csv,
}

/// How a comparative table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// A workbook
    Xlsx,
    /// A page
    Html,
    /// As RFC 4180 says
    Csv,
}

const COMMENTS_HELP: &str = "\
The comments are written as they stand at one place of the log, whatever is written meanwhile. The snapshot that is printed at
the end gives the same file again, for 30 days; only what a redaction hides or erases since is left out of it.

What was read is kept in FILE.part until FILE is whole. Ctrl-C, or a service that goes away, ends it there, and the same
command goes on. Remove FILE.part to begin anew.

Examples:
  kenes export comments consultations/demo-first-round --out comments.jsonl
  kenes export comments draftLaws/demo-public-participation --format csv --out comments.csv";

const LAW_HELP: &str = "\
Each line says what it is in \"@type\". The law is written as it stands at one place of the log; the snapshot that is printed at
the end gives the same file again, for 30 days; only what a redaction hides or erases since is left out of it.

What was read is kept in FILE.part until FILE is whole. Ctrl-C, or a service that goes away, ends it there, and the same
command goes on. Remove FILE.part to begin anew.

Examples:
  kenes export law draftLaws/demo-public-participation --out law.jsonl
  kenes export law draftLaws/demo-public-participation --format csv --of responses --out answers.csv";

const TABLE_HELP: &str = "\
A row a comment: the provision, its text, the proposed text, the author and the reasons, the decision and its reasons. Comments
on the draft as a whole come first, then those on its provisions in the order of the text. A table that was interrupted begins
anew, with the snapshot of its first try.

Examples:
  kenes export table draftLaws/demo-public-participation --language ru --out table.xlsx
  kenes export table draftLaws/demo-public-participation --format html --out table.html";
