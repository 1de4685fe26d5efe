//! With what a pair of services is set up.

use std::path::PathBuf;

use common::{record::Files, store::Database};

use super::problems::Problems;
use crate::{Failure, ServiceKind, cli};

/// With what a pair of services is set up.
#[derive(Clone, Debug)]
pub struct Init {
    /// Where.
    pub folder: PathBuf,
    /// What it is called.
    pub name: String,
    /// In which language.
    pub language: String,
    /// The subject of the first operator.
    pub operator: String,
    /// The registry's database and the files of its log.
    pub registry: (Database, Files),
    /// The same of the consultation service.
    pub consultation: (Database, Files),
}

/// With what a pair of services is set up, from what was typed and what `ask` learns about the rest.
pub fn init(args: &cli::Init, ask: impl Fn(&str) -> Option<String>) -> Result<Init, Failure> {
    let mut problems = Problems::default();
    let mut answer = |given: &Option<String>, option: &str, question: &str| {
        let answer = given.clone().or_else(|| ask(question));
        let answer = answer.unwrap_or_default().trim().to_owned();
        if answer.is_empty() {
            problems.add(option, &format!("give {question}"));
        }
        answer
    };
    let name = answer(&args.name, "--name", "the name of the body that runs it");
    let origin = answer(
        &args.origin,
        "--origin",
        "a name for its logs under a domain of yours, such as consult.example.org/kenes",
    );
    let operator = answer(
        &args.operator,
        "--operator",
        "the subject of the first operator, such as example|operator",
    );
    if !origin.is_empty() && !is_url_like(&origin) {
        let text = "must be a domain and a path, without a scheme: consult.example.org/kenes";
        problems.add("--origin", text);
    }
    if !operator.is_empty() && !common::subject::is_valid(&operator) {
        problems.add("--operator", common::subject::RULE);
    }
    let mut part = |which: ServiceKind, url: &Option<cli::Hidden>| {
        let folder = args.folder.join(which.name());
        let storage = cli::Storage {
            data_dir: url.is_none().then(|| folder.clone()),
            database: url.clone(),
        };
        let database = problems.database(which, &storage);
        let files = cli::LogFiles {
            log_dir: url.is_some().then_some(folder),
            ..cli::LogFiles::default()
        };
        let origin = format!("{origin}/{}", which.name());
        let files = problems.files(which, &database, &files, Some(&origin));
        (database, files)
    };
    let registry = part(ServiceKind::Registry, &args.registry_database);
    let consultation = part(ServiceKind::Consultation, &args.consultation_database);
    problems.end()?;
    Ok(Init {
        folder: args.folder.clone(),
        name,
        language: args.language.clone(),
        operator,
        registry,
        consultation,
    })
}

/// Whether a name of a log begins with a domain, as c2sp.org/tlog-checkpoint asks, so that no two logs share one.
fn is_url_like(origin: &str) -> bool {
    let host = origin.split('/').next().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.contains('.') && host.split('.').all(label) && !origin.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(name: &str, origin: &str, operator: &str) -> cli::Init {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        cli::Init {
            folder: "/var/lib/kenes".into(),
            name: given(name),
            language: "en".into(),
            origin: given(origin),
            operator: given(operator),
            registry_database: None,
            consultation_database: None,
        }
    }

    #[test]
    fn each_service_has_a_folder_and_a_log_of_its_own() {
        let typed = args("A body", "consult.example.org/kenes", "example|operator");
        let config = init(&typed, |_| None).expect("all is said");
        let origins = [&config.registry.1, &config.consultation.1].map(|f| f.origin.clone());
        assert_eq!(
            origins.map(Option::unwrap_or_default),
            [
                "consult.example.org/kenes/registry",
                "consult.example.org/kenes/consultation"
            ]
        );
        assert!(config.registry.1.key.starts_with("/var/lib/kenes/registry"));
    }

    #[test]
    fn what_was_not_said_is_asked_for() {
        let answers = |question: &str| match question.contains("logs") {
            true => Some("consult.example.org\n".into()),
            false => Some("example|operator\n".into()),
        };
        let config = init(&args("", "", ""), answers).expect("answered");
        assert_eq!(config.operator, "example|operator");
    }

    #[test]
    fn all_that_is_missing_or_wrong_is_told_at_once() {
        let failure = init(&args("", "https://example.org", "o"), |_| None).expect_err("wrong");
        let told = failure.problems.join("\n");
        for option in ["--name", "--origin", "--operator"] {
            assert!(told.contains(option), "{told}");
        }
        for origin in ["kenes", "example.org/", "exa mple.org"] {
            init(&args("A", origin, "example|o"), |_| None).expect_err(origin);
        }
    }
}
