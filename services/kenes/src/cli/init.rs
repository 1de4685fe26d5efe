//! What can be typed to `init`.

use std::path::PathBuf;

use clap::Args;

use super::storage::Hidden;
use crate::exit::CODES;

/// Options of `init`. What is left out is asked for, where there is a terminal to ask on.
#[derive(Debug, Args)]
#[command(after_help = format!("{HELP}\n\n{CODES}"))]
pub struct Init {
    /// Folder for the data of both services, each in a folder of its own; made if it is not there
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What it is called: the name of the body that runs it
    #[arg(long, env = "KENES_INIT_NAME", value_name = "TEXT")]
    pub name: Option<String>,
    /// The language of that name
    #[arg(
        long,
        env = "KENES_INIT_LANGUAGE",
        value_name = "LANGUAGE",
        value_parser = ["kk", "ru", "en"],
        default_value = "en"
    )]
    pub language: String,
    /// What the two logs are called, for good: a name under a domain that is yours, as in a URL without its scheme. Each
    /// service's name is added to it
    #[arg(long, env = "KENES_INIT_ORIGIN", value_name = "HOST/PATH")]
    pub origin: Option<String>,
    /// The subject that the first operator signs in as: issuer and subject of the token, joined by `|`
    #[arg(long, env = "KENES_INIT_OPERATOR", value_name = "SUBJECT")]
    pub operator: Option<String>,
    /// The registry's database on PostgreSQL, instead of SQLite in DIR
    #[arg(long, env = "KENES_INIT_REGISTRY_DATABASE", value_name = "URL")]
    pub registry_database: Option<Hidden>,
    /// The consultation service's database on PostgreSQL, instead of SQLite in DIR
    #[arg(long, env = "KENES_INIT_CONSULTATION_DATABASE", value_name = "URL")]
    pub consultation_database: Option<Hidden>,
}

const HELP: &str = "\
Makes the databases, the keys of both logs and the reference data to begin with, records who runs it, and prints the next
three commands. Doing it again with the same answers changes nothing.

Example:
  kenes init /var/lib/kenes --name 'Public consultations of Example' --origin consult.example.org/kenes \\
      --operator 'example|operator'";
