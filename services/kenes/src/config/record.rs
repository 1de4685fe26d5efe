//! What the tools of the public record are started with.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use common::{Language, record::Files, store::Database};
use tlog::note::{Use, Verifier};
use tonic::transport::Endpoint;

use super::{Problems, ServiceKind};
use crate::{Failure, cli};

/// What is verified, and under whose keys.
#[derive(Clone, Debug)]
pub struct Verify {
    /// The receipts; `-` is standard input.
    pub receipts: Vec<PathBuf>,
    /// Who is believed.
    pub whom: Whom,
    /// What the receipt should be for.
    pub body: Option<PathBuf>,
    /// Who should have written it.
    pub by: Option<String>,
    /// The language that is spoken.
    pub language: Language,
}

/// What is audited, and under whose keys.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The service.
    pub endpoint: Endpoint,
    /// Who is believed.
    pub whom: Whom,
    /// Where the last visit is kept.
    pub state: State,
    /// Whether everything is read again.
    pub all: bool,
}

/// Where a visit is kept.
#[derive(Clone, Debug)]
pub enum State {
    /// In this file.
    File(PathBuf),
    /// In a file of this folder that has the name of the log.
    Folder(PathBuf),
}

/// How long a service may take to be there, and to answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_mins(1);

/// Who is believed.
#[derive(Clone, Debug)]
pub enum Whom {
    /// One log.
    Key(Verifier),
    /// Those that a file names.
    Policy(PathBuf),
}

/// Whose key is changed for a new one.
#[derive(Clone, Debug)]
pub struct KeyRotate {
    /// Whose.
    pub which: ServiceKind,
    /// Where its data is.
    pub database: Database,
    /// Where its log keeps its key and its last signature.
    pub files: Files,
}

impl From<cli::Service> for ServiceKind {
    fn from(service: cli::Service) -> Self {
        match service {
            cli::Service::Registry => Self::Registry,
            cli::Service::Consultation => Self::Consultation,
        }
    }
}

/// Whose key is changed for a new one, from what was typed.
pub fn rotate(args: &cli::KeyRotate) -> Result<KeyRotate, Failure> {
    let mut problems = Problems::default();
    let which = args.service.into();
    let database = problems.place(which, &args.place);
    let record = cli::Record {
        log_dir: args.log_dir.clone(),
        log_origin: None,
    };
    let files = problems.files(which, &database, &record);
    problems.end()?;
    Ok(KeyRotate {
        which,
        database,
        files,
    })
}

/// What is verified, from what was typed.
pub fn verify(args: &cli::Verify) -> Result<Verify, Failure> {
    let mut problems = Problems::default();
    for receipt in &args.receipts {
        problems.file(receipt);
    }
    if let Some(file) = &args.body {
        problems.file(file);
        if args.receipts.len() != 1 {
            problems.add("--body", "these are the words of one receipt; give one");
        }
    }
    if args.by.is_some() && args.body.is_none() {
        problems.add(
            "--by",
            "needs --body: who wrote it is shown together with what was written",
        );
    }
    let whom = problems.whom(args.key.as_deref(), args.policy.as_deref());
    match whom {
        Some(whom) if problems.0.is_empty() => Ok(Verify {
            receipts: args.receipts.clone(),
            whom,
            body: args.body.clone(),
            by: args.by.clone(),
            language: language(args.lang.as_deref().unwrap_or_default()),
        }),
        _ => Err(problems.failure()),
    }
}

/// The language of a tag or a locale, `kk` or `ru_RU.UTF-8`; English where it is none of the three.
pub(super) fn language(tag: &str) -> Language {
    Language::of_tag(tag).unwrap_or(Language::English)
}

/// What is audited, from what was typed.
pub fn audit(args: &cli::Audit) -> Result<Audit, Failure> {
    let mut problems = Problems::default();
    let endpoint = problems
        .service("ADDRESS", &args.address)
        .connect_timeout(CONNECT)
        .timeout(ANSWER);
    let whom = problems.whom(args.key.as_deref(), args.policy.as_deref());
    let beside = |home: &PathBuf| home.join(".local/state");
    let state = match &args.state {
        Some(file) => Some(State::File(file.clone())),
        None => args
            .xdg_state_home
            .clone()
            .filter(|folder| folder.is_absolute())
            .or(args.home.as_ref().map(beside))
            .map(|folder| State::Folder(folder.join("kenes"))),
    };
    if state.is_none() {
        problems.add("--state", "say where to keep what the next visit needs");
    }
    match (whom, state) {
        (Some(whom), Some(state)) if problems.0.is_empty() => Ok(Audit {
            endpoint,
            whom,
            state,
            all: args.all,
        }),
        _ => Err(problems.failure()),
    }
}

impl Problems {
    /// Who is believed: one of the two must be there.
    fn whom(&mut self, key: Option<&str>, policy: Option<&Path>) -> Option<Whom> {
        match (key, policy) {
            (Some(key), None) => match key.parse::<Verifier>() {
                Ok(key) if key.r#use() == Use::Log => Some(Whom::Key(key)),
                Ok(_) => {
                    self.add(
                        "--key",
                        "this is the key of a witness; the key of a log is needed",
                    );
                    None
                }
                Err(problem) => {
                    self.add("--key", problem);
                    None
                }
            },
            (None, Some(file)) => {
                self.file(file);
                Some(Whom::Policy(file.to_owned()))
            }
            (Some(_), Some(_)) => {
                self.add("--key and --policy", "give one of the two");
                None
            }
            (None, None) => {
                self.add(
                    "--key or --policy",
                    "say which log you believe. Whoever runs it prints its key with `kenes key show DIR` and publishes it; take it \
                     from them, not from whom the receipt is from",
                );
                None
            }
        }
    }

    /// The files of a log: beside its database, where that is a file.
    pub(super) fn files(
        &mut self,
        which: ServiceKind,
        database: &Database,
        args: &cli::Record,
    ) -> Files {
        let beside = match database {
            Database::Sqlite(file) => Some(file.parent().map_or_else(PathBuf::new, Path::to_owned)),
            Database::Postgres(_) => None,
        };
        let folder = args.log_dir.clone().or(beside).unwrap_or_else(|| {
            self.add(
                "--log-dir",
                "say where the log keeps its key: the database is no file to put it beside",
            );
            PathBuf::new()
        });
        let mut files = Files::within(&folder, which.name());
        if let Database::Sqlite(file) = database
            && args.log_dir.is_none()
        {
            // Several databases may lie in one folder.
            files.key = file.with_extension("key");
            files.signed = file.with_extension("signed");
        }
        if let Some(origin) = &args.log_origin {
            if origin.is_empty()
                || origin.len() > 200
                || !origin.bytes().all(|b| b.is_ascii_graphic() && b != b'+')
            {
                self.add(
                    "--log-origin",
                    "must be 1 to 200 printable ASCII characters without spaces and plus signs",
                );
            }
            files.origin = Some(origin.clone());
        }
        files
    }
}
