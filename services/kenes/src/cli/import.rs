//! What can be typed to `import`.

use std::path::PathBuf;

use clap::Args;

use super::Credentials;

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Import {
    /// Files: *.xml is Akoma Ntoso, *.txt the text of a law, *.json a release package of OCDS 1.1, everything else JSON Lines; - is
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The version of a draft law that the XML and text files are the text of, one file a language
    #[arg(long, env = "KENES_IMPORT_VERSION", value_name = "NAME")]
    pub version: Option<String>,
    /// The registry
    #[arg(
        long,
        env = "KENES_REGISTRY",
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    pub registry: String,
    /// The consultation service
    #[arg(
        long,
        env = "KENES_CONSULTATION",
        value_name = "URL",
        default_value = "http://127.0.0.1:50052"
    )]
    pub consultation: String,
    /// Who writes, where a line does not say
    #[arg(
        long,
        env = "KENES_SUBJECT",
        value_name = "SUBJECT",
        default_value = "demo|importer"
    )]
    pub subject: String,
    /// How the services are told so.
    #[command(flatten)]
    pub credentials: Credentials,
    /// Write what a line says where its resource is there and says something else
    #[arg(long, env = "KENES_IMPORT_UPDATE")]
    pub update: bool,
    /// The consultations and tenders in the files were held elsewhere and are over: record them as archives, with comments and
    /// applications of their own dates ("submitTime")
    #[arg(long, env = "KENES_IMPORT_ARCHIVE")]
    pub archive: bool,
    /// The XML and text files are the whole text of the version: languages that have no file are removed. Needed where provisions
    /// come or go in files that are too large to be sent together
    #[arg(long, env = "KENES_IMPORT_REPLACE_ALL")]
    pub replace_all: bool,
    /// Let the services check every line and write nothing. A line that needs an earlier one of the same file is refused
    #[arg(long, env = "KENES_DRY_RUN")]
    pub dry_run: bool,
}

const IMPORT_HELP: &str = "\
A line is one JSON object: a resource under its name in the contract, or a call.
  {\"organization\": {\"name\": \"organizations/o\", \"kind\": \"KIND_NGO\", …}}
  {\"rpc\": \"kenes.consultation.v1.HearingService/HoldHearing\", \"request\": {\"name\": \"hearings/h\"}}
Beside it may stand \"subject\" (who writes) and \"at\" (when, for the demo). Values:
  \"@now-45d+3h\"            the time of the import, moved by weeks, days, hours, minutes, seconds
  {\"@date\": \"@now-45d\"}    the same as a day of the calendar
  {\"@file\": \"text.xml\"}    the bytes of a file that lies beside the lines
  \"@@now\"                 the words @now: of texts that begin so one sign is taken off
Empty lines and lines that begin with # are skipped.

A line that was imported before is skipped: importing a file twice changes nothing. Where another line made the
resource and it says something else, the line is reported as changed, with the fields; --update writes them, and
what the line does not say stays. A bad line is reported and the others are kept.

Lines keep their order. Only comments that follow each other are sent together, a hundred a call. Ctrl-C waits for
what is in flight and says how many lines were not sent; importing the same files again goes on from there.

A text file (UTF-8) says its language in its name: bill.kk.txt, bill.ru.txt, bill.en.txt. An article begins with a
line like \"5-бап. Тақырып\", \"Статья 5. О чём\" or \"Article 5. Heading\". The import says what it read, and which
lines only look like headings: try it with --dry-run first. Files of more than 4 MiB together go one a call.

A release package of the Open Contracting Data Standard is checked as a whole first: what is wrong is told with its JSON pointer,
such as /releases/3/awards/0/id, and then nothing of the file is written. What is right becomes tenders that are over, with
awards recorded from the package, contracts, milestones and payments; organizations are found by their numbers, or
created. What the registry has no place for is told and counted: bids, for one.

Examples:
  kenes import organizations.jsonl comments.jsonl
  kenes import --dry-run organizations.jsonl
  kenes import --archive round-of-2019.jsonl
  kenes import bill.kk.xml bill.ru.xml --version draftLaws/law/versions/v1
  kenes import --dry-run bill.kk.txt bill.ru.txt --version draftLaws/law/versions/v1";
