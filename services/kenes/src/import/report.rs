//! What an import says: a message a bad line while it runs, a table when it ends.

use std::{collections::BTreeMap, fmt};

use super::caller::Refusal;

/// How many of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Written by this import.
    pub created: u64,
    /// Skipped: written by an earlier one.
    pub there: u64,
    /// Not written: the line is bad or the service refused it.
    pub refused: u64,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// By kind of resource or name of method.
    pub counts: BTreeMap<String, Count>,
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// What was said about the first bad lines.
    pub problems: Vec<String>,
}

impl Summary {
    /// Returns all kinds together.
    pub fn total(&self) -> Count {
        self.counts
            .values()
            .fold(Count::default(), |sum, count| Count {
                created: sum.created + count.created,
                there: sum.there + count.there,
                refused: sum.refused + count.refused,
            })
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let made = match self.dry_run {
            true => "accepted",
            false => "created",
        };
        let width = self
            .counts
            .keys()
            .map(|k| k.chars().count())
            .max()
            .unwrap_or(0);
        writeln!(
            f,
            "{:width$}  {made:>8}  {:>13}  {:>7}",
            "", "already there", "refused"
        )?;
        for (label, count) in &self.counts {
            let Count {
                created,
                there,
                refused,
            } = count;
            writeln!(f, "{label:width$}  {created:>8}  {there:>13}  {refused:>7}")?;
        }
        let Count {
            created,
            there,
            refused,
        } = self.total();
        write!(
            f,
            "{created} {made}, {there} already there, {refused} refused"
        )
    }
}

/// Returns a refusal as it is told, after `file:line:`.
pub(crate) fn tell(location: &str, name: &str, refusal: &Refusal) -> String {
    let mut text = format!("{location}: ");
    for part in [name, refusal.reason]
        .iter()
        .filter(|part| !part.is_empty())
    {
        text.extend([part, ": "]);
    }
    text.push_str(&refusal.message);
    // One field is in the message already.
    for (field, reason, description) in refusal.fields.iter().filter(|_| refusal.fields.len() > 1) {
        text.extend(["\n    ", field, ": ", reason, ": ", description]);
    }
    text
}

#[cfg(test)]
mod tests;
