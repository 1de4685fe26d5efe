//! What an import says: a message a bad line while it runs, a table when it ends.

use std::{collections::BTreeMap, fmt, time::Duration};

use kenes_proto::consultation::PlainTextReading;

use crate::client::Refusal;

/// The method whose answers say what was read.
pub(crate) const PLAIN_TEXT: &str = "ImportPlainText";

/// Where a resource says something else than its line.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) fields: Vec<String>,
    /// Whether the contract has a method that changes such a resource.
    pub(crate) may_update: bool,
}

/// How many of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Written by this import.
    pub created: u64,
    /// There with other words, and written anew by this import.
    pub updated: u64,
    /// Skipped: there already.
    pub there: u64,
    /// There with other words, and left so.
    pub changed: u64,
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
    /// The first lines whose resource says something else, with the fields.
    pub changes: Vec<String>,
    /// What was read of plain texts, and what was not recorded of packages.
    pub readings: Vec<String>,
    /// Lines that were not sent, or not answered, before the import was stopped.
    pub not_sent: u64,
    /// From the start to the last answer.
    pub took: Duration,
}

impl Summary {
    /// Returns all kinds together.
    pub fn total(&self) -> Count {
        self.counts
            .values()
            .fold(Count::default(), |sum, count| Count {
                created: sum.created + count.created,
                updated: sum.updated + count.updated,
                there: sum.there + count.there,
                changed: sum.changed + count.changed,
                refused: sum.refused + count.refused,
            })
    }

    /// Says how fast it was.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate to look at"
    )]
    pub fn rate(&self) -> String {
        let lines: u64 = self.total().cells().iter().sum();
        let seconds = self.took.as_secs_f64();
        let rate = (lines as f64 / seconds.max(0.001)).round() as u64;
        format!("{lines} lines in {seconds:.1} s, {rate} a second")
    }
}

impl Count {
    /// The numbers in the order in which they are shown.
    fn cells(self) -> [u64; 5] {
        let Self {
            created,
            updated,
            there,
            changed,
            refused,
        } = self;
        [created, updated, there, changed, refused]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let made = match self.dry_run {
            true => "accepted",
            false => "created",
        };
        let columns = [made, "updated", "already there", "changed", "refused"];
        let lengths = self.counts.keys().map(|label| label.chars().count());
        let width = lengths.max().unwrap_or(0);
        write!(f, "{:width$}", "")?;
        for column in columns {
            write!(f, "  {column:>8}")?;
        }
        for (label, count) in &self.counts {
            write!(f, "\n{label:width$}")?;
            for (cell, column) in count.cells().iter().zip(columns) {
                write!(f, "  {cell:>0$}", column.len().max(8))?;
            }
        }
        let total = self.total().cells().into_iter().zip(columns);
        let total: Vec<_> = total.map(|(n, column)| format!("{n} {column}")).collect();
        write!(f, "\n{}", total.join(", "))?;
        match self.not_sent {
            0 => Ok(()),
            n => write!(f, ", {n} not sent"),
        }
    }
}

/// Returns a line whose resource says something else as it is told, after `file:line:`.
pub(crate) fn tell_changed(location: &str, name: &str, change: &Change) -> String {
    let fields = change.fields.join(", ");
    let hint = match change.may_update {
        true => "kenes import --update writes it",
        false => "what is recorded stays",
    };
    format!("{location}: {name}: changed: {fields} ({hint})")
}

/// Returns what was read of a plain text as it is told, after the name of its file.
pub(crate) fn tell_reading(location: &str, reading: &PlainTextReading) -> String {
    let counts = reading.element_counts.iter();
    let counts: Vec<_> = counts
        .map(|c| match c.count {
            1 => format!("1 {}", c.element),
            count => format!("{count} {}s", c.element),
        })
        .collect();
    let language = &reading.language_code;
    let mut text = format!("{location}: read in {language}: {}", counts.join(", "));
    if !reading.title.is_empty() {
        text.extend(["; title: ", &reading.title]);
    }
    if reading.doubtful_line_count > 0 {
        let count = reading.doubtful_line_count.to_string();
        text.extend(["; lines to look at: ", &count]);
    }
    for line in &reading.doubtful_lines {
        let number = line.line.to_string();
        text.extend(["\n    line ", &number, " ", &line.note, ": ", &line.text]);
    }
    text
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
