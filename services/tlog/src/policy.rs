//! Whom a verifier believes (C2SP tlog-policy): the keys of logs, the keys of witnesses, and how many of these must have signed.
//!
//! ```text
//! log kenes.example/consultation+4f76b182+Ae46…
//! witness university witness.example/w1+07280d73+BLgl…
//! group two-of-us 2 university press bar
//! quorum two-of-us
//! ```
//! Owns the file and its rule, not what is verified under it.

use std::collections::HashMap;

use super::note::{Malformed, Use, Verifier, decimal};

/// What is believed.
#[derive(Clone, Debug)]
pub struct Policy {
    logs: Vec<Verifier>,
    witnesses: Vec<Verifier>,
    quorum: Rule,
}

/// Which witnesses must have signed.
#[derive(Clone, Debug)]
enum Rule {
    /// This one.
    Witness(usize),
    /// So many of these.
    Of(usize, Vec<Rule>),
}

impl Policy {
    /// One log is believed, and no witness asked for.
    pub fn of(log: Verifier) -> Self {
        Self {
            logs: vec![log],
            witnesses: Vec::new(),
            quorum: Rule::NONE,
        }
    }

    /// The policy in the text of a file.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut read = Reader::default();
        let mut lines = 0;
        for (line, number) in text.split('\n').zip(1..) {
            lines = number;
            if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
                return Err(Malformed::at(number, "a control character"));
            }
            read.line(line)
                .map_err(|what| Malformed::at(number, what))?;
        }
        let end = |what| Malformed::at(lines, what);
        Ok(Self {
            quorum: read
                .quorum
                .ok_or_else(|| end("the policy ends without a line \"quorum\""))?,
            logs: match read.logs.is_empty() {
                false => read.logs,
                true => return Err(end("the policy ends without a line \"log\"")),
            },
            witnesses: read.witnesses,
        })
    }

    /// The same, and one more key of a log: one that a key which is believed handed over to.
    #[must_use]
    pub fn and(mut self, log: Verifier) -> Self {
        if !self.logs.iter().any(|key| key.is_same_key(&log)) {
            self.logs.push(log);
        }
        self
    }

    /// The keys of logs that are believed.
    pub fn logs(&self) -> &[Verifier] {
        &self.logs
    }

    /// The witnesses that are known.
    pub fn witnesses(&self) -> &[Verifier] {
        &self.witnesses
    }

    /// Whether it is enough that the witnesses signed for which `signed` is true, in their order.
    pub fn is_met(&self, signed: &[bool]) -> bool {
        self.quorum.is_met(signed)
    }
}

impl Rule {
    const NONE: Self = Self::Of(0, Vec::new());

    fn is_met(&self, signed: &[bool]) -> bool {
        match self {
            Self::Witness(at) => signed.get(*at).copied().unwrap_or(false),
            Self::Of(least, members) => {
                members.iter().filter(|one| one.is_met(signed)).count() >= *least
            }
        }
    }
}

/// What the lines so far have said.
#[derive(Default)]
struct Reader {
    logs: Vec<Verifier>,
    witnesses: Vec<Verifier>,
    /// Witnesses and groups by name, and whether they are a member of a group already.
    names: HashMap<String, (Rule, bool)>,
    quorum: Option<Rule>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
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

    /// A key that is not there yet.
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

    /// A member of a group, of one at most: nobody's signature counts twice.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{key, note::Signer};

    const LOG: &str =
        "log.consult.example/2026+4f76b182+Ae46aBCTgdYhPDY0caoeiU+uTa3AJSaSNNMqavPmGzbH";

    fn witness(name: &str) -> String {
        let signer = Signer::witness(name, &key::generate().expect("a key")).expect("a name");
        signer.verifier().to_string()
    }

    #[test]
    fn a_quorum_of_groups_is_counted() {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(witness);
        let text = format!(
            "# whom we believe\nlog {LOG} https://log.example/\n\n\twitness a {a}\nwitness b {b} https://b.example\n\
             witness c {c}\nwitness d {d}\ngroup two 2 a b c\ngroup both all two d\n quorum both \n"
        );
        let policy = Policy::parse(&text).expect("a policy");
        assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 4));
        for signed in 0_u8..16 {
            let signed = [1, 2, 4, 8].map(|bit| signed & bit != 0);
            let two = signed[..3].iter().filter(|it| **it).count() >= 2;
            assert_eq!(policy.is_met(&signed), two && signed[3], "{signed:?}");
        }
        let none = Policy::parse(&format!("log {LOG}\nwitness a {a}\nquorum none")).expect("none");
        assert!(none.is_met(&[false]));
        let any = text
            .replace("2 a b c", "any a b c")
            .replace("all two", "1 two");
        assert!(
            Policy::parse(&any)
                .expect("any")
                .is_met(&[false, true, false, false])
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let a = witness("a");
        let log = format!("log {LOG}\n");
        for (text, line, what) in [
            (log.clone(), 2, "without a line \"quorum\""),
            ("quorum none\n".to_owned(), 2, "without a line \"log\""),
            (format!("{log}{log}"), 2, "there already"),
            (format!("log {a}\n"), 1, "of a witness"),
            (format!("witness a {LOG}\n"), 1, "of a log"),
            (
                format!("{log}witness a {a}\nwitness b {a}"),
                3,
                "there already",
            ),
            (format!("{log}witness none {a}"), 2, "taken"),
            (format!("{log}quorum none\nquorum none"), 3, "already"),
            (format!("{log}quorum x"), 2, "not defined above"),
            (format!("witness a {a}\ngroup g 2 a"), 2, "1 members"),
            (format!("witness a {a}\ngroup g 0 a"), 2, "1 members"),
            (format!("witness a {a}\ngroup g 01 a"), 2, "1 members"),
            (
                format!("witness a {a}\ngroup g any a a"),
                2,
                "member of a group already",
            ),
            (
                format!("witness a {a}\ngroup g any a\ngroup h any a"),
                3,
                "member of a group already",
            ),
            ("group g any".to_owned(), 1, "not the words"),
            ("log".to_owned(), 1, "not the words"),
            ("logs x".to_owned(), 1, "none of"),
            ("log x\r\n".to_owned(), 1, "control character"),
            (
                format!("log {}", LOG.replace('4', "5")),
                1,
                "does not belong",
            ),
        ] {
            let fault = Policy::parse(&text).expect_err(&text);
            assert_eq!(fault.line, line, "{text}: {fault}");
            assert!(fault.what.contains(what), "{text}: {fault}");
        }
    }
}
