//! The files of an import, one after the other: every line understood, or said why not.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use tokio_util::sync::CancellationToken;

use super::{
    Importer,
    expand::Files,
    lines::{Line, Lines},
    statement::Statement,
};
use crate::{
    client::{NoAnswer, Refusal},
    config,
};

/// What lines are read with.
pub(super) struct Reading<'c> {
    pub(super) config: &'c config::Import,
    /// What `@now` means, in microseconds.
    pub(super) now: i64,
    /// Once it is cancelled, what is left is only counted.
    pub(super) stop: CancellationToken,
}

impl Reading<'_> {
    /// Imports all files; what is not sent because it was stopped, or nobody answers, is counted.
    pub(super) async fn all(&self, importer: &mut Importer) -> Result<(), NoAnswer> {
        let mut outcome = Ok(());
        for path in &self.config.lines {
            if outcome.is_err() {
                importer.summary.not_sent += count(path);
            } else {
                outcome = self.file(importer, path).await;
            }
        }
        if outcome.is_ok() && !self.stop.is_cancelled() {
            outcome = importer.end().await;
        }
        importer.stop().await;
        for path in &self.config.packages {
            if outcome.is_ok() && !self.stop.is_cancelled() {
                outcome = importer.package(path, self.now, &self.stop).await;
            } else {
                importer.summary.not_sent += 1;
            }
        }
        if let Some((version, files)) = &self.config.documents {
            if outcome.is_ok() && !self.stop.is_cancelled() {
                let whole = self.config.replace_all;
                outcome = importer.documents(version, files, whole).await;
            } else {
                importer.summary.not_sent += 1;
            }
        }
        outcome
    }

    /// A file of lines.
    async fn file(&self, importer: &mut Importer, path: &Path) -> Result<(), NoAnswer> {
        let shown = path.display().to_string();
        let mut lines = match open(importer, path) {
            Ok(from) => Lines::new(BufReader::new(from)),
            Err(error) => {
                let refusal = Refusal::unread(error.to_string());
                importer.refused(&shown, "file", "", &refusal);
                return Ok(());
            }
        };
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
        let files = Files::Folder(folder.unwrap_or(Path::new(".")).to_owned());
        let mut outcome = Ok(());
        while outcome.is_ok() && !self.stop.is_cancelled() {
            match lines.next() {
                Some(Ok(line)) => {
                    let location = format!("{shown}:{}", line.number);
                    outcome = match self.understood(&line, &files) {
                        Ok(statement) => importer.take(location, statement).await,
                        Err(refusal) => {
                            importer.refused(&location, "line", "", &refusal);
                            Ok(())
                        }
                    };
                }
                Some(Err(error)) => {
                    let refusal = Refusal::unread(error.to_string());
                    importer.refused(&shown, "file", "", &refusal);
                    break;
                }
                None => break,
            }
        }
        // Whoever writes to our standard input may never end.
        if path.as_os_str() != "-" {
            importer.summary.not_sent += lines.map_while(Result::ok).map(|_| 1).sum::<u64>();
        }
        outcome
    }

    fn understood(&self, line: &Line, files: &Files) -> Result<Statement, Refusal> {
        let statement = match &line.text {
            Ok(text) => Statement::parse(text, self.now, files),
            Err(problem) => Err((*problem).to_owned()),
        };
        let mut statement = statement.map_err(|mut problem| {
            if line.last {
                problem.push_str(" (the last line of the file: was it cut?)");
            }
            Refusal::unread(problem)
        })?;
        if self.config.archive {
            statement.archive();
        }
        Ok(statement)
    }
}

fn open(importer: &Importer, path: &Path) -> io::Result<Box<dyn Read + Send>> {
    Ok(match path.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(importer.bar.wrap_read(File::open(path)?)),
    })
}

/// How many lines a file has that say something; standard input is not waited for.
fn count(path: &Path) -> u64 {
    match File::open(path) {
        Ok(file) if path.as_os_str() != "-" => {
            let lines = Lines::new(BufReader::new(file));
            lines.map_while(Result::ok).map(|_| 1).sum()
        }
        _ => 0,
    }
}
