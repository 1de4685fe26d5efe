//! What the writer has read and need not read again.
//!
//! Beside the writer nothing is written, so what it read holds until it writes to the same table, or another process had a turn. Owns
//! what is kept and when it is forgotten, and no statement.

use std::collections::{HashMap, HashSet};

use crate::{Row, Value};

/// So many answers are kept; then all are forgotten, and it begins anew.
const MOST: usize = 10_000;

/// How long an answer to a question holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// Until the service writes to one of the tables that the statement reads.
    UntilWritten,
    /// For good, once it is not empty: of rows what is never changed, and what no redaction takes.
    Always,
}

/// Answers by statement and arguments.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    statements: HashMap<String, Remembered>,
    count: usize,
    /// Requests that were looked for, and which nobody made before.
    new: HashSet<Vec<u8>>,
    /// Something was written since [`Memory::begin`].
    written: bool,
}

/// The answers of a statement.
#[derive(Debug)]
struct Remembered {
    /// The words of it among which the tables are that it reads, where writing to one can change what was answered.
    words: HashSet<String>,
    answers: HashMap<Vec<Value>, Vec<Row>>,
}

// === impl Memory

impl Memory {
    /// What was answered, if it still holds.
    pub(crate) fn recall(&self, sql: &str, args: &[Value]) -> Option<Vec<Row>> {
        self.statements.get(sql)?.answers.get(args).cloned()
    }

    /// Keeps an answer.
    pub(crate) fn keep(&mut self, sql: &str, args: &[Value], rows: &[Row], lasts: Lasts) {
        if lasts == Lasts::Always && rows.is_empty() {
            return;
        }
        if self.count >= MOST {
            self.forget();
        }
        let remembered = self.statements.entry(sql.to_owned()).or_insert_with(|| {
            let words = match lasts {
                Lasts::UntilWritten => words(sql).map(str::to_owned).collect(),
                Lasts::Always => HashSet::new(),
            };
            Remembered {
                words,
                answers: HashMap::new(),
            }
        });
        let before = remembered.answers.insert(args.to_vec(), rows.to_vec());
        self.count += usize::from(before.is_none());
    }

    /// A statement changes rows: what was read of its table is forgotten.
    pub(crate) fn wrote(&mut self, sql: &str) {
        self.written = true;
        let Some(table) = written(sql) else {
            return self.forget();
        };
        let stale = |of: &&mut Remembered| of.words.contains(table);
        for remembered in self.statements.values_mut().filter(stale) {
            self.count -= remembered.answers.len();
            remembered.answers.clear();
        }
    }

    /// A piece of work begins.
    pub(crate) fn begin(&mut self) {
        self.written = false;
    }

    /// What was written since the piece began is undone, and with it what was read of it.
    pub(crate) fn undo(&mut self) {
        if self.written {
            self.forget();
        }
    }

    /// Nothing of what was read holds.
    pub(crate) fn forget(&mut self) {
        self.statements.clear();
        self.count = 0;
    }

    /// These requests nobody made before, as far as is committed.
    pub(crate) fn are_new(&mut self, requests: HashSet<Vec<u8>>) {
        self.new = requests;
    }

    /// Whether it is known that nobody made this request before. Known once: who asks may be making it.
    pub(crate) fn is_new(&mut self, request: &[u8]) -> bool {
        self.new.remove(request)
    }
}

/// The table that a statement changes. `None`: it does not say.
fn written(sql: &str) -> Option<&str> {
    let mut words = words(sql);
    match (words.next()?, words.next()?) {
        ("INSERT", "INTO") | ("DELETE", "FROM") => words.next(),
        ("UPDATE", table) => Some(table),
        _ => None,
    }
}

/// Keywords, names and numbers.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    sql.split(between).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests;
