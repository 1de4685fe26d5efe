//! What is verified, and who is believed.

use std::path::{Path, PathBuf};

use common::Language;
use tlog::note::{Use, Verifier};

use super::problems::Problems;
use crate::{Failure, cli};

/// What is verified, and under whose keys.
#[derive(Clone, Debug)]
pub struct Verify {
    /// The receipts; `-` is standard input.
    pub receipts: Vec<PathBuf>,
    /// Who is believed.
    pub trusted: Trusted,
    /// What the receipt should be for.
    pub body: Option<PathBuf>,
    /// Who should have written it.
    pub by: Option<String>,
    /// The language that is spoken.
    pub language: Language,
}

/// Who is believed.
#[derive(Clone, Debug)]
pub enum Trusted {
    /// One log.
    Key(Verifier),
    /// Those that a file names.
    Policy(PathBuf),
}

/// Returns what is verified, from what was typed.
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
    let trusted = problems.trusted(args.key.as_deref(), args.policy.as_deref());
    match trusted {
        Some(trusted) if problems.0.is_empty() => Ok(Verify {
            receipts: args.receipts.clone(),
            trusted,
            body: args.body.clone(),
            by: args.by.clone(),
            language: language(args.lang.as_deref().unwrap_or_default()),
        }),
        _ => Err(problems.failure()),
    }
}

/// Returns the language of a tag or a locale, `kk` or `ru_RU.UTF-8`; English where it is none of the three.
pub(super) fn language(tag: &str) -> Language {
    Language::of_tag(tag).unwrap_or(Language::English)
}

impl Problems {
    /// Returns who is believed: one of the two must be there.
    pub(super) fn trusted(&mut self, key: Option<&str>, policy: Option<&Path>) -> Option<Trusted> {
        match (key, policy) {
            (Some(key), None) => match key.parse::<Verifier>() {
                Ok(key) if key.r#use() == Use::Log => Some(Trusted::Key(key)),
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
                Some(Trusted::Policy(file.to_owned()))
            }
            (Some(_), Some(_)) => {
                self.add("--key and --policy", "give one of the two");
                None
            }
            (None, None) => {
                self.add(
                    "--key or --policy",
                    "say which log you believe. Whoever runs it prints its key with `kenes key show DIR` and publishes it; take it \
                     from them, not from whoever gave you the receipt",
                );
                None
            }
        }
    }
}
