//! Whom a verifier believes (C2SP tlog-policy): the keys of logs, the keys of witnesses, and how many of these must have signed.
//!
//! ```text
//! log kenes.example/consultation+4f76b182+Ae46…
//! witness university witness.example/w1+07280d73+BLgl…
//! group two-of-us 2 university press bar
//! quorum two-of-us
//! ```
//! Owns the file and its rule, not what is verified under it.

mod reader;

use crate::note::{Malformed, Verifier};
use reader::Reader;

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

    /// Returns the keys of logs that are believed.
    pub fn logs(&self) -> &[Verifier] {
        &self.logs
    }

    /// Returns the witnesses that are known.
    pub fn witnesses(&self) -> &[Verifier] {
        &self.witnesses
    }

    /// Returns whether it is enough that the witnesses signed for which `signed` is true, in their order.
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

#[cfg(test)]
mod tests;
