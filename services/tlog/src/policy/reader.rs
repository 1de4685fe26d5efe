//! The lines of a policy, read one after the other. Owns the words of the file, and what is refused in it.

use std::collections::HashMap;

use super::Rule;
use crate::note::{Use, Verifier, decimal};

/// What the lines so far have said.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) logs: Vec<Verifier>,
    pub(super) witnesses: Vec<Verifier>,
    /// Witnesses and groups by name, and whether they are a member of a group already.
    names: HashMap<String, (Rule, bool)>,
    pub(super) quorum: Option<Rule>,
}

impl Reader {
    /// Reads the next line, or says what is wrong with it.
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        let words: Vec<&str> = line
            .split([' ', '\t'])
            .filter(|word| !word.is_empty())
            .collect();
        match words[..] {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] | ["log", key, _] => {
                let key = self.key(key, Use::Log)?;
                self.logs.push(key);
                Ok(())
            }
            ["witness", name, key] | ["witness", name, key, _] => {
                let key = self.key(key, Use::Witness)?;
                self.witnesses.push(key);
                self.name(name, Rule::Witness(self.witnesses.len() - 1))
            }
            ["group", name, least, ref members @ ..] if !members.is_empty() => {
                let rules = members
                    .iter()
                    .map(|member| self.member(member))
                    .collect::<Result<Vec<_>, _>>()?;
                let least = match least {
                    "any" => Some(1),
                    "all" => Some(rules.len()),
                    number => decimal(number).and_then(|number| usize::try_from(number).ok()),
                };
                let least = least
                    .filter(|least| (1..=rules.len()).contains(least))
                    .ok_or_else(|| {
                        format!(
                            "{name} has {} members; say how many of them, any or all",
                            rules.len()
                        )
                    })?;
                self.name(name, Rule::Of(least, rules))
            }
            ["quorum", _] if self.quorum.is_some() => {
                Err("there is a line \"quorum\" already".to_owned())
            }
            ["quorum", name] => {
                self.quorum = Some(match name {
                    "none" => Rule::NONE,
                    name => self.named(name)?.0.clone(),
                });
                Ok(())
            }
            [word @ ("log" | "witness" | "group" | "quorum"), ..] => {
                Err(format!("these are not the words that {word:?} takes"))
            }
            [word, ..] => Err(format!("{word:?} is none of log, witness, group, quorum")),
        }
    }

    /// Returns a key that is not there yet.
    fn key(&self, text: &str, r#use: Use) -> Result<Verifier, String> {
        let key: Verifier = text.parse().map_err(str::to_owned)?;
        if key.r#use() != r#use {
            return Err(match r#use {
                Use::Log => "this is the key of a witness, not of a log",
                Use::Witness => "this is the key of a log, not of a witness",
            }
            .to_owned());
        }
        let known = match r#use {
            Use::Log => &self.logs,
            Use::Witness => &self.witnesses,
        };
        match known.iter().any(|one| one.is_same_key(&key)) {
            true => Err("this key is there already".to_owned()),
            false => Ok(key),
        }
    }

    fn name(&mut self, name: &str, rule: Rule) -> Result<(), String> {
        match name == "none" || self.names.contains_key(name) {
            true => Err(format!("the name {name} is taken")),
            false => {
                self.names.insert(name.to_owned(), (rule, false));
                Ok(())
            }
        }
    }

    /// Returns a member of a group, of one at most: nobody's signature counts twice.
    fn member(&mut self, name: &str) -> Result<Rule, String> {
        let (rule, is_member) = self.named(name)?;
        match std::mem::replace(is_member, true) {
            true => Err(format!("{name} is a member of a group already")),
            false => Ok(rule.clone()),
        }
    }

    fn named(&mut self, name: &str) -> Result<&mut (Rule, bool), String> {
        self.names
            .get_mut(name)
            .ok_or_else(|| format!("{name} is not defined above this line"))
    }
}
