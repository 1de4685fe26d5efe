//! What an import says: a message a bad line while it runs, a table when it ends.

use std::{collections::BTreeMap, fmt, io::IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
    /// All kinds together.
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

/// A refusal as it is told, after `file:line:`.
pub(crate) fn tell(place: &str, name: &str, refusal: &Refusal) -> String {
    let mut text = format!("{place}: ");
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

/// A progress bar on a terminal, nothing elsewhere.
pub(crate) fn bar(length: u64, bytes: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = match bytes {
        true => "{bar:32} {percent:>3} %  {bytes}/{total_bytes}  {msg}",
        false => "{bar:32} {percent:>3} %  {pos}/{len}  {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_with_the_sum() {
        let mut summary = Summary::default();
        summary.counts.insert(
            "organization".into(),
            Count {
                created: 2,
                there: 1,
                refused: 0,
            },
        );
        summary.counts.insert(
            "comment".into(),
            Count {
                created: 0,
                there: 0,
                refused: 1,
            },
        );
        let expected = "               created  already there  refused\n\
                        comment              0              0        1\n\
                        organization         2              1        0\n\
                        2 created, 1 already there, 1 refused";
        assert_eq!(summary.to_string(), expected);
    }

    #[test]
    fn every_field_at_fault_is_told() {
        let field = |field: &str| {
            (
                field.to_owned(),
                "REQUIRED".to_owned(),
                "is missing".to_owned(),
            )
        };
        let refusal = Refusal {
            reason: "FIELD_INVALID",
            message: "2 fields are invalid".into(),
            fields: vec![field("a.b"), field("c")],
        };
        assert_eq!(
            tell("f.jsonl:7", "organizations/o", &refusal),
            "f.jsonl:7: organizations/o: FIELD_INVALID: 2 fields are invalid\n    a.b: REQUIRED: is missing\n    c: REQUIRED: is missing"
        );
        assert_eq!(
            tell("f.jsonl:8", "", &Refusal::unread("not JSON")),
            "f.jsonl:8: not JSON"
        );
    }
}
