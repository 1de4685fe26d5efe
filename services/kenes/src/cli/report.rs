//! What can be typed to `report`.

use clap::{Args, ValueEnum};

use crate::exit::CODES;

/// Options of `report`.
#[derive(Debug, Args)]
#[command(after_help = format!("{REPORT_HELP}\n\n{CODES}"))]
pub struct Report {
    /// The consultation or the draft law: consultations/…, draftLaws/…
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How to write it
    #[arg(
        long,
        env = "KENES_REPORT_FORMAT",
        value_name = "FORMAT",
        default_value = "table"
    )]
    pub format: ReportFormat,
    /// The language of the table: kk, ru or en
    #[arg(
        long,
        env = "KENES_REPORT_LANGUAGE",
        value_name = "LANGUAGE",
        default_value = "en"
    )]
    pub language: String,
    /// How many provisions to list, the most commented first; a line says how many more there are
    #[arg(
        long,
        env = "KENES_REPORT_PROVISIONS",
        value_name = "NUMBER",
        default_value_t = 20
    )]
    pub provisions: usize,
    /// The registry, which knows what regions and groups are called
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
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Lines for people
    Table,
    /// One JSON object, as the contract spells it
    Json,
}

const REPORT_HELP: &str = "\
Counts what was said and what was answered: exact, whatever the number of comments.
Beside the comments stand the organizations that spoke, since one can send many. Comments
that say the same are listed as campaigns, with the one to read for all of them. Kinds,
regions and groups are those of the day on which it spoke; the table names regions and
groups as the registry does now, or by their codes where it does not answer.

Examples:
  kenes report consultations/demo-first-round
  kenes report draftLaws/demo-public-participation --language kk --provisions 100
  kenes report draftLaws/demo-public-participation --format json > report.json";
