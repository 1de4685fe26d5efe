//! What can be typed to `search`.

use clap::{Args, ValueEnum};

use crate::exit::CODES;

/// Options of `search`.
#[derive(Debug, Args)]
#[command(after_help = format!("{SEARCH_HELP}\n\n{CODES}"))]
pub struct Search {
    /// What to look for; in quotation marks of the shell where it has a `-`, a `*` or quotation marks of its own
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    /// Where to look
    #[arg(
        long = "in",
        env = "KENES_SEARCH_IN",
        value_name = "WHAT",
        default_value = "comments"
    )]
    pub within: Within,
    /// What fits best first, and not the newest
    #[arg(long, env = "KENES_SEARCH_RANKED")]
    pub ranked: bool,
    /// How many to show
    #[arg(
        long,
        env = "KENES_SEARCH_LIMIT",
        value_name = "NUMBER",
        default_value = "10"
    )]
    pub limit: String,
    /// Only of this organization: on whose behalf a comment is, who introduces a law, the body that recommends. Again for more
    #[arg(long, env = "KENES_SEARCH_ORGANIZATION", value_name = "ID|NAME")]
    pub organization: Vec<String>,
    /// Only of organizations in this region: KZ-75. Again for more
    #[arg(long, env = "KENES_SEARCH_REGION", value_name = "CODE")]
    pub region: Vec<String>,
    /// Only of organizations of this group. Again for more
    #[arg(long, env = "KENES_SEARCH_GROUP", value_name = "CODE")]
    pub group: Vec<String>,
    /// Only of this stance: support, oppose, amend, question. Again for more
    #[arg(long, env = "KENES_SEARCH_STANCE", value_name = "STANCE")]
    pub stance: Vec<String>,
    /// Only what was answered so: accepted, rejected, … Again for more
    #[arg(long, env = "KENES_SEARCH_OUTCOME", value_name = "OUTCOME")]
    pub outcome: Vec<String>,
    /// Only on this draft law. Again for more
    #[arg(long, env = "KENES_SEARCH_LAW", value_name = "ID|NAME")]
    pub law: Vec<String>,
    /// Only of this consultation. Again for more
    #[arg(long, env = "KENES_SEARCH_CONSULTATION", value_name = "ID|NAME")]
    pub consultation: Vec<String>,
    /// Only in this state: published, answered, withdrawn, … Again for more
    #[arg(long, env = "KENES_SEARCH_STATE", value_name = "STATE")]
    pub state: Vec<String>,
    /// Count all that is found by this field, in a table. Again for more
    #[arg(long, env = "KENES_SEARCH_FACET", value_name = "FIELD")]
    pub facet: Vec<String>,
    /// The language of titles, and of the places that are shown first: kk, ru or en
    #[arg(
        long,
        env = "KENES_SEARCH_LANGUAGE",
        value_name = "LANGUAGE",
        default_value = "en"
    )]
    pub language: String,
    /// How to write it
    #[arg(
        long,
        env = "KENES_SEARCH_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub format: SearchFormat,
    /// Whether what was found is coloured: on a terminal alone, always or never. Elsewhere it stands between asterisks
    #[arg(
        long,
        env = "KENES_SEARCH_COLOR",
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub color: Color,
    /// The consultation service
    #[arg(
        long,
        env = "KENES_CONSULTATION",
        value_name = "URL",
        default_value = "http://127.0.0.1:50052"
    )]
    pub address: String,
}

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Within {
    /// What people and organizations said
    Comments,
    /// Titles, numbers and provisions of draft laws
    Laws,
    /// What consultative bodies recommend
    Recommendations,
}

/// How what was found is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// Lines for people
    Text,
    /// One JSON object, as the contract spells it
    Json,
}

/// Whether what was found is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Also elsewhere
    Always,
    /// Nowhere
    Never,
}

const SEARCH_HELP: &str = "\
Finds words in Kazakh, Russian and English in whatever form they stand. All that is asked for
must stand there: \"so many words\" is a phrase, -word must not stand there, word* is all that
begins so, OR between two means that one is enough. The newest comes first unless it is to be
ranked. That nothing is found is no failure; how far the index has read is said where that is
not the end of the log.

Examples:
  kenes search public discussion --facet organization --facet outcome
  kenes search '\"twenty days\" -months' --law demo-public-participation --ranked
  kenes search 'талқыла*' --language kk --stance oppose
  kenes search participation --in laws --format json > found.json";
