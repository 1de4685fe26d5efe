//! `kenes import`: loads files into running services, line by line, in their order.
//!
//! `lines` reads, `time` and `expand` replace what stands for something else, `statement` finds the method in the contract,
//! `caller` calls it, `report` says what came of it. Later lines may need earlier ones, so one call is made after the other.
//! Knows no resource by name: what the contract can create, this can import.

mod caller;
mod expand;
mod lines;
mod report;
mod statement;
mod time;

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use common::clock::Clock;
use indicatif::ProgressBar;
use kenes_proto::consultation::{AkomaNtosoDocument, ImportAkomaNtosoRequest};

use crate::{Exit, Failure, config};

pub(crate) use caller::Caller;
use caller::{Outcome, Refusal, Silence};
pub(crate) use expand::Files;
use lines::Lines;
pub(crate) use report::bar;
pub use report::{Count, Summary};
pub(crate) use statement::Statement;

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

pub(crate) async fn run(config: config::Import) -> Result<(), Failure> {
    let (summary, outcome) = load(&config).await;
    println!("{summary}");
    match summary.total().refused {
        0 => outcome,
        _ => outcome.and(Err(Failure::said(Exit::Failed))),
    }
}

/// Imports, and says what came of it: all of the files, or what was before a service fell silent.
pub async fn load(config: &config::Import) -> (Summary, Result<(), Failure>) {
    let sizes = config
        .lines
        .iter()
        .filter_map(|file| std::fs::metadata(file).ok());
    let mut importer = Importer {
        caller: Caller::new(
            config.registry.connect_lazy(),
            config.consultation.connect_lazy(),
        ),
        subject: config.subject.clone(),
        now: Clock::system().now(),
        hand: None,
        summary: Summary {
            dry_run: config.dry_run,
            ..Summary::default()
        },
        bar: bar(sizes.map(|file| file.len()).sum(), true),
    };
    let outcome = importer.all(config).await.map_err(|Silence(text)| {
        let text = format!("{text}; stopped here: importing again goes on from this line");
        Failure::new(Exit::Unavailable, text)
    });
    importer.bar.finish_and_clear();
    (importer.summary, outcome)
}

impl Importer {
    async fn all(&mut self, config: &config::Import) -> Result<(), Silence> {
        for file in &config.lines {
            self.file(file).await?;
        }
        match &config.documents {
            Some((version, files)) => self.documents(version, files).await,
            None => Ok(()),
        }
    }

    /// A file of lines.
    async fn file(&mut self, path: &Path) -> Result<(), Silence> {
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
        place: &str,
        line: &lines::Line,
        files: &Files,
    ) -> Result<(), Silence> {
        let statement = match &line.text {
            Ok(text) => Statement::parse(text, self.now, files),
            Err(problem) => Err((*problem).to_owned()),
        };
        match statement {
            Ok(statement) => self.carry_out(place, statement).await.map(drop),
            Err(mut problem) => {
                if line.last {
                    problem.push_str(" (the last line of the file: was it cut?)");
                }
                self.refused(place, "line", "", &Refusal::unread(problem));
                Ok(())
            }
        }
    }

    /// Makes the call and counts what came of it.
    pub(crate) async fn carry_out(
        &mut self,
        place: &str,
        mut statement: Statement,
    ) -> Result<(), Silence> {
        if self.summary.dry_run
            && let Err(problem) = statement.rehearse()
        {
            self.refused(
                place,
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
                self.refused(place, &statement.label, &statement.name, &refusal);
            }
            Err(Silence(text)) => return Err(Silence(format!("{place}: {text}"))),
        }
        Ok(())
    }

    /// The text of a version in all its languages: one call, since its parts must agree.
    async fn documents(
        &mut self,
        version: &str,
        files: &[std::path::PathBuf],
    ) -> Result<(), Silence> {
        let (mut documents, mut content) = (Vec::new(), Vec::new());
        for file in files {
            let xml = match expand::read(file) {
                Ok(xml) => xml,
                Err(problem) => {
                    // Not one language of a text without the others.
                    let place = file.display().to_string();
                    self.refused(
                        &place,
                        "ImportAkomaNtoso",
                        version,
                        &Refusal::unread(problem),
                    );
                    return Ok(());
                }
            };
            content.push(xml.clone());
            documents.push(AkomaNtosoDocument {
                xml,
                file_name: file
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
            });
        }
        let request = ImportAkomaNtosoRequest {
            version: version.to_owned(),
            documents,
            ..Default::default()
        };
        let rpc = "kenes.consultation.v1.DraftLawService/ImportAkomaNtoso";
        let places: Vec<_> = files.iter().map(|f| f.display().to_string()).collect();
        let place = places.join(" ");
        match Statement::typed(rpc, &request, version, &content) {
            Ok(statement) => self.carry_out(&place, statement).await,
            Err(problem) => {
                self.refused(
                    &place,
                    "ImportAkomaNtoso",
                    version,
                    &Refusal::unread(problem),
                );
                Ok(())
            }
        }
    }

    fn count(&mut self, label: &str) -> &mut Count {
        self.summary.counts.entry(label.to_owned()).or_default()
    }

    pub(crate) fn refused(&mut self, place: &str, label: &str, name: &str, refusal: &Refusal) {
        self.count(label).refused += 1;
        let text = report::tell(place, name, refusal);
        self.bar.suspend(|| eprintln!("{text}"));
        if self.summary.problems.len() < KEPT {
            self.summary.problems.push(text);
        }
    }
}
