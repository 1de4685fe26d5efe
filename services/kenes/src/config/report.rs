//! What a report is asked with.

use common::Language;
use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{
    Failure,
    cli::{self, ReportFormat},
};

/// What a report is asked with.
#[derive(Clone, Debug)]
pub struct Report {
    /// The consultation or the draft law.
    pub name: String,
    /// How it is written.
    pub format: ReportFormat,
    /// The language of the table.
    pub language: Language,
    /// How many provisions are listed.
    pub provisions: usize,
    /// The registry, which knows what codes are called.
    pub registry: Endpoint,
    /// The consultation service.
    pub consultation: Endpoint,
}

/// Returns a report's question, from what was typed.
pub fn report(args: &cli::Report) -> Result<Report, Failure> {
    let mut problems = Problems::default();
    let registry = problems.endpoint("--registry", &args.registry);
    let consultation = problems.endpoint("--consultation", &args.consultation);
    let known = ["consultations/", "draftLaws/"];
    let id = known
        .iter()
        .find_map(|prefix| args.name.strip_prefix(prefix));
    if id.is_none_or(|id| id.is_empty() || id.contains('/')) {
        let say = "is neither consultations/… nor draftLaws/…: of these there are reports";
        problems.add(&args.name, say);
    }
    let language = Language::of_code(&args.language);
    if language.is_none() {
        problems.add("--language", "must be kk, ru or en");
    }
    problems.end()?;
    Ok(Report {
        name: args.name.clone(),
        format: args.format,
        language: language.unwrap_or_default(),
        provisions: args.provisions,
        registry,
        consultation,
    })
}
