//! What is searched for.

use common::Language;
use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{
    Failure,
    cli::{self, Color, SearchFormat, Within},
};

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Search {
    /// The words.
    pub query: String,
    /// Where.
    pub within: Within,
    /// Whether what fits best comes first.
    pub ranked: bool,
    /// How many are shown.
    pub limit: i32,
    /// The fields of the request by which it is filtered, with their values; names and enums are written out.
    pub filters: Vec<(&'static str, Vec<String>)>,
    /// The fields by which is counted.
    pub facets: Vec<String>,
    /// The language of titles.
    pub language: Language,
    /// How it is written.
    pub format: SearchFormat,
    /// Whether what was found is coloured.
    pub color: Color,
    /// The consultation service.
    pub consultation: Endpoint,
}

/// What a filter of the command line is called in a request, by where is looked.
type Named = [Option<&'static str>; 3];

/// An option, what it is called, what was typed, and how that is written out.
type Typed<'a> = (&'a str, Named, &'a [String], &'a dyn Fn(&str) -> String);

/// Returns a search, from what was typed.
pub fn search(args: &cli::Search) -> Result<Search, Failure> {
    let mut problems = Problems::default();
    let consultation = problems.endpoint("--address", &args.address);
    let limit = problems.count("--limit", &args.limit);
    let language = Language::of_code(&args.language);
    if language.is_none() {
        problems.add("--language", "must be kk, ru or en");
    }
    let organization = |id: &str| whole("//registry.kenes/organizations/", id);
    let law = |id: &str| whole("draftLaws/", id);
    let consultations = |id: &str| whole("consultations/", id);
    let code = |code: &str| code.to_owned();
    let region = |code: &str| code.to_uppercase();
    let stance = |word: &str| value("STANCE", word);
    let outcome = |word: &str| value("OUTCOME", word);
    let state = |word: &str| value("STATE", word);
    let typed: [Typed<'_>; 8] = [
        (
            "--organization",
            [Some("organizations"), Some("initiators"), Some("bodies")],
            &args.organization,
            &organization,
        ),
        (
            "--region",
            [Some("regions"), None, None],
            &args.region,
            &region,
        ),
        ("--group", [Some("groups"), None, None], &args.group, &code),
        (
            "--stance",
            [Some("stances"), None, None],
            &args.stance,
            &stance,
        ),
        (
            "--outcome",
            [Some("outcomes"), None, Some("outcomes")],
            &args.outcome,
            &outcome,
        ),
        (
            "--law",
            [Some("draft_laws"), None, Some("draft_laws")],
            &args.law,
            &law,
        ),
        (
            "--consultation",
            [Some("consultations"), None, None],
            &args.consultation,
            &consultations,
        ),
        (
            "--state",
            [Some("states"), Some("states"), Some("states")],
            &args.state,
            &state,
        ),
    ];
    let mut filters = Vec::new();
    for (option, named, values, whole) in typed {
        let field = named[args.within as usize];
        match (values.is_empty(), field) {
            (true, _) => {}
            (false, Some(field)) => {
                filters.push((field, values.iter().map(|value| whole(value)).collect()));
            }
            (false, None) => problems.add(option, "is no filter where --in says to look"),
        }
    }
    problems.end()?;
    Ok(Search {
        query: args.words.join(" "),
        within: args.within,
        ranked: args.ranked,
        limit: i32::try_from(limit.min(1000)).unwrap_or(1000),
        filters,
        facets: args.facet.clone(),
        language: language.unwrap_or_default(),
        format: args.format,
        color: args.color,
        consultation,
    })
}

/// The name of a resource of which the id may have been given.
fn whole(prefix: &str, id: &str) -> String {
    match id.contains('/') {
        true => id.to_owned(),
        false => format!("{prefix}{id}"),
    }
}

/// The value of an enum of which the last word may have been given, in either case.
fn value(prefix: &str, word: &str) -> String {
    let upper = word.to_uppercase().replace('-', "_");
    match upper.starts_with(&format!("{prefix}_")) {
        true => upper,
        false => format!("{prefix}_{upper}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};

    fn read(words: &str) -> Result<Search, Failure> {
        let cli = Cli::read(words.split_whitespace().map(Into::into)).expect("a command line");
        match cli.command {
            Command::Search(args) => search(&args),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ids_and_words_are_written_out_and_a_filter_of_something_else_is_refused() {
        let found = read(
            "kenes search fifteen days --organization adilet --outcome partly-accepted --law draftLaws/d",
        );
        let found = found.expect("a search");
        assert_eq!(found.query, "fifteen days");
        let wanted = [
            (
                "organizations",
                vec!["//registry.kenes/organizations/adilet".to_owned()],
            ),
            ("outcomes", vec!["OUTCOME_PARTLY_ACCEPTED".to_owned()]),
            ("draft_laws", vec!["draftLaws/d".to_owned()]),
        ];
        assert_eq!(found.filters, wanted);
        let wrong = read("kenes search x --in laws --stance oppose --region kz-75 --language de");
        let said = wrong.expect_err("no such filters").problems.join("\n");
        for option in ["--stance", "--region", "--language"] {
            assert!(said.contains(option), "{said}");
        }
    }
}
