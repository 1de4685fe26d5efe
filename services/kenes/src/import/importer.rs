//! An import on its way: every line of every file understood, carried out and counted.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use indicatif::ProgressBar;

use super::{
    caller::{Caller, NoAnswer, Outcome, Refusal},
    expand::Files,
    lines::{self, Lines},
    report::{self, Count, Summary},
    statement::Statement,
};
use crate::config;

/// Problems kept for the summary; all are told as they come, and a file may hold a million.
const KEPT: usize = 100;

/// An import on its way.
pub(crate) struct Importer {
    pub(crate) caller: Caller,
    /// Who writes, where a line does not say.
    pub(crate) subject: String,
    /// What `@now` means, in microseconds.
    pub(crate) now: i64,
    /// The clock of the services, where it is ours to set: it is set to each line's `at`.
    pub(crate) hand: Option<Arc<AtomicI64>>,
    pub(crate) summary: Summary,
    pub(crate) bar: ProgressBar,
}

impl Importer {
    /// Imports what is asked for.
    pub(super) async fn all(&mut self, config: &config::Import) -> Result<(), NoAnswer> {
        for file in &config.lines {
            self.file(file).await?;
        }
        match &config.documents {
            Some((version, files)) => self.documents(version, files).await,
            None => Ok(()),
        }
    }

    /// A file of lines.
    async fn file(&mut self, path: &Path) -> Result<(), NoAnswer> {
        let shown = path.display().to_string();
        self.bar.set_message(shown.clone());
        let (folder, from): (&Path, Box<dyn Read + Send>) = match path.as_os_str() == "-" {
            true => (Path::new("."), Box::new(io::stdin())),
            false => match File::open(path) {
                Ok(file) => {
                    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
                    (
                        folder.unwrap_or(Path::new(".")),
                        Box::new(self.bar.wrap_read(file)),
                    )
                }
                Err(error) => {
                    self.refused(&shown, "file", "", &Refusal::unread(error.to_string()));
                    return Ok(());
                }
            },
        };
        let files = Files::Folder(folder.to_owned());
        for line in Lines::new(BufReader::new(from)) {
            match line {
                Ok(line) => {
                    self.line(&format!("{shown}:{}", line.number), &line, &files)
                        .await?;
                }
                Err(error) => {
                    self.refused(&shown, "file", "", &Refusal::unread(error.to_string()));
                    break;
                }
            }
        }
        Ok(())
    }

    /// One line: understood, carried out, counted.
    async fn line(
        &mut self,
        location: &str,
        line: &lines::Line,
        files: &Files,
    ) -> Result<(), NoAnswer> {
        let statement = match &line.text {
            Ok(text) => Statement::parse(text, self.now, files),
            Err(problem) => Err((*problem).to_owned()),
        };
        match statement {
            Ok(statement) => self.carry_out(location, statement).await.map(drop),
            Err(mut problem) => {
                if line.last {
                    problem.push_str(" (the last line of the file: was it cut?)");
                }
                self.refused(location, "line", "", &Refusal::unread(problem));
                Ok(())
            }
        }
    }

    /// Makes the call and counts what came of it.
    pub(crate) async fn carry_out(
        &mut self,
        location: &str,
        mut statement: Statement,
    ) -> Result<(), NoAnswer> {
        if self.summary.dry_run
            && let Err(problem) = statement.validate_only()
        {
            self.refused(
                location,
                &statement.label,
                &statement.name,
                &Refusal::unread(problem),
            );
            return Ok(());
        }
        if let (Some(hand), Some(at)) = (&self.hand, statement.at) {
            hand.store(at, Ordering::SeqCst);
        }
        let subject = statement.subject.as_deref().unwrap_or(&self.subject);
        match self.caller.call(&statement, subject).await {
            Ok(Outcome::Done) => self.count(&statement.label).created += 1,
            Ok(Outcome::There) => self.count(&statement.label).there += 1,
            Ok(Outcome::Refused(refusal)) => {
                self.refused(location, &statement.label, &statement.name, &refusal);
            }
            Err(NoAnswer(text)) => return Err(NoAnswer(format!("{location}: {text}"))),
        }
        Ok(())
    }

    /// Returns the count of a kind of resource or a method.
    fn count(&mut self, label: &str) -> &mut Count {
        self.summary.counts.entry(label.to_owned()).or_default()
    }

    /// Tells and counts what was refused.
    pub(super) fn refused(&mut self, location: &str, label: &str, name: &str, refusal: &Refusal) {
        self.count(label).refused += 1;
        let text = report::tell(location, name, refusal);
        self.bar.suspend(|| eprintln!("{text}"));
        if self.summary.problems.len() < KEPT {
            self.summary.problems.push(text);
        }
    }
}
