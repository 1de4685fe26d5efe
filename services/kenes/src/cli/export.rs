//! What can be typed to `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::export_file::ExportFile;
use crate::exit::CODES;

/// Options of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = format!("{EXPORT_HELP}\n\n{CODES}"),
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Export {
    /// One file that the consultation service makes
    #[command(subcommand)]
    pub file: Option<ExportFile>,
    /// What to write: a file, or with csv a folder. It must not be there yet
    #[arg(value_name = "OUT", required = true)]
    pub out: Option<PathBuf>,
    /// How to write it
    #[arg(
        long,
        env = "KENES_EXPORT_FORMAT",
        value_name = "FORMAT",
        required = true
    )]
    pub format: Option<Format>,
    /// Which lists: organizations, persons, …; all that the format can hold otherwise
    #[arg(
        long,
        env = "KENES_EXPORT_OF",
        value_name = "LIST,...",
        value_delimiter = ','
    )]
    pub of: Vec<String>,
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
    /// Who publishes it
    #[command(flatten)]
    pub package: Package,
}

/// What a published package says of itself.
#[derive(Clone, Debug, Default, Args)]
pub struct Package {
    /// Who publishes the package: with ocds it must be said
    #[arg(long, env = "KENES_EXPORT_PUBLISHER", value_name = "NAME")]
    pub publisher: Option<String>,
    /// Where the package will be found: with ocds it must be said
    #[arg(long, env = "KENES_EXPORT_PACKAGE_URI", value_name = "URI")]
    pub package_uri: Option<String>,
    /// The prefix of the ids of processes (ocids) that the Open Contracting Partnership gave the publisher: with ocds it must be
    /// said. ocds-xxxxxx is nobody's, and only for demonstrations
    #[arg(long, env = "KENES_EXPORT_OCDS_PREFIX", value_name = "ocds-...")]
    pub ocds_prefix: Option<String>,
    /// The prefix of the ids of grants that 360Giving gave the publisher
    #[arg(long, env = "KENES_EXPORT_GRANT_PREFIX", value_name = "360G-...")]
    pub grant_prefix: Option<String>,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The registry as lines that `kenes import` takes
    Jsonl,
    /// A folder with a file a list, as RFC 4180 says
    Csv,
    /// A workbook with a sheet a list
    Xlsx,
    /// Organizations, persons, posts and memberships as one Popolo document
    Popolo,
    /// Tenders with all that followed as one release package of the Open Contracting Data Standard 1.1.5
    Ocds,
    /// Grants as one 360Giving package
    #[value(name = "360giving")]
    Giving,
}

const EXPORT_HELP: &str = "\
What anybody can read is written: the lists of both services, each in the order of its names, without what was deleted.
Lists are read page by page while the services go on: what is written meanwhile may be in one list and not yet in another.

Pages are kept in OUT.part until OUT is whole. Ctrl-C ends after the page in hand, and the same command goes on from
there; what was read stays as it was read. Remove OUT.part to begin anew.

jsonl   What the registry has, for `kenes import` into an empty pair: codes first, then what refers to them. Fields that
        only the service sets are left out (uid, etag, create_time, update_time, org_ids, successors, approval, …), and come
        back by themselves; what came by a method is a call after the creation: suspensions, signatures, amendments, changes
        of a budget, awards, accepted milestones. A tender that is over is written as the archive of one. Exporting the
        import gives the same bytes. Left out, and counted at the end, are: what was erased; tenders whose applications are
        not open yet, and applications that were withdrawn, which stay sealed; and what cannot be without these. Left out
        are redactions, the amendments of tenders and the seals of opened applications, too, and the consultation service:
        its texts and comments are what was said on a day, and stay in its signed log.
csv     A column a field, of nested ones with dots (place.address); lists of texts have a column a language (titles.kk), an
        amount of money has two (value, value.currency_code), lists of words are joined by ;, other lists are JSON with days
        and amounts as people write them. What a spreadsheet takes for a formula, = + - @ at the beginning of a text or
        after a ; or a line end in it, has a ' before it. UTF-8, with its mark; lines end with CR LF.
xlsx    The same columns, a frozen header; a list of more than 1,048,575 rows goes on in a further sheet. A text of more than
        32,767 characters, which no cell holds, is cut and ends with \"… (cut)\"; csv has it whole.
popolo  As popoloproject.com says. Ids are the names of the contract, area_id is ISO 3166, dates stay partial where they are.
        Left out are memberships that are only proposed, and sources without an address.
ocds    A release for each tender that was announced or is recorded from a source, as it is now, with bids once they are open,
        awards, contracts, milestones and payments. Lots are items. Left out are tenders that were not announced,
        payments that came back, dates of which only a part is known, complaints, scores and who sits in the commission.
360giving
        Grants, and what is awarded in tenders of grants and prizes. Left out are those of which the day of the award is
        not known whole.

A draft law, its comments and its comparative table are files that the consultation service makes as they stand at one place of
its log: see kenes export comments, law and table.

Examples:
  kenes export --format xlsx registry.xlsx --of organizations,persons,posts,memberships
  kenes export --format csv tables
  kenes export --format jsonl registry.jsonl && kenes import registry.jsonl --registry http://127.0.0.1:60051
  kenes export --format ocds tenders.json --publisher \"A ministry\" --package-uri https://example.org/tenders.json \\
      --ocds-prefix ocds-xxxxxx
  kenes export table draftLaws/demo-public-participation --language ru --out table.xlsx";
