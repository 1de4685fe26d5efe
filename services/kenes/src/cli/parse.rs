//! From the words of the command line to [`Cli`], so that nothing of what they say is shown that may be a secret: the help names a
//! variable and not its value, an error says which value is wrong and not what it is.
//!
//! Also owns which variables are ours.

use std::{collections::BTreeSet, ffi::OsString};

use clap::{
    Command, CommandFactory, Error, FromArgMatches,
    error::{ContextKind, ContextValue},
};

use super::Cli;

/// What variables of ours begin with.
const PREFIX: &str = "KENES_";

impl Cli {
    /// Reads the command line.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let matches = discreet(Self::command())
            .try_get_matches_from(words)
            .map_err(hide)?;
        Self::from_arg_matches(&matches).map_err(|error| hide(error.format(&mut Self::command())))
    }

    /// Returns a warning for each variable of the environment that looks like ours and is none.
    pub(crate) fn warnings() -> Vec<String> {
        let mut known = BTreeSet::new();
        collect(&Self::command(), &mut known);
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let mut unknown: Vec<_> = names
            .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
            .collect();
        unknown.sort();
        unknown
            .iter()
            .map(|name| {
                format!("the variable {name} means nothing here; --help of a command names those that do")
            })
            .collect()
    }
}

/// The same command, whose help shows no value from the environment.
fn discreet(command: Command) -> Command {
    command
        .mut_args(|argument| argument.hide_env_values(true))
        .mut_subcommands(discreet)
}

fn collect(command: &Command, known: &mut BTreeSet<String>) {
    let variables = command.get_arguments().filter_map(clap::Arg::get_env);
    known.extend(variables.filter_map(|name| Some(name.to_str()?.to_owned())));
    for sub in command.get_subcommands() {
        collect(sub, known);
    }
}

/// The same error without the values in it: they may come from the environment, and a URL may stand where none belongs.
fn hide(mut error: Error) -> Error {
    let shown: Vec<(ContextKind, ContextValue)> = error
        .context()
        .map(|(kind, value)| (kind, value.clone()))
        .collect();
    for (kind, value) in shown {
        let secret = match (kind, &value) {
            (ContextKind::InvalidValue, ContextValue::String(text)) => !text.is_empty(),
            (_, ContextValue::String(text)) => text.contains("://"),
            (_, ContextValue::StyledStrs(texts)) => {
                texts.iter().any(|text| text.to_string().contains("://"))
            }
            _ => false,
        };
        if secret && matches!(value, ContextValue::String(_)) {
            error.insert(kind, ContextValue::String("…".to_owned()));
        } else if secret {
            error.remove(kind);
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        let words = line.split(' ').map(OsString::from);
        Cli::read(words)
            .expect_err("no command")
            .render()
            .to_string()
    }

    #[test]
    fn an_error_names_the_option_and_not_its_value() {
        for (line, named) in [
            ("kenes registry serve --reflection SECRET", "--reflection"),
            ("kenes registry serve postgres://u:SECRET@h/d", "…"),
            ("kenes postgres://u:SECRET@h/d", "…"),
            ("kenes key show DIR SECRET", "[SERVICE]"),
        ] {
            let said = said(line);
            assert!(said.contains(named) && !said.contains("SECRET"), "{said}");
        }
        // A word that was mistyped is worth showing.
        assert!(said("kenes registry sreve").contains("sreve"));
    }

    #[test]
    fn help_is_a_command_too() {
        for line in ["kenes help", "kenes help registry serve"] {
            assert!(said(line).contains("Usage: kenes"), "{line}");
        }
        assert!(said("kenes help registry serve").contains("[env: KENES_DATABASE]"));
    }
}
