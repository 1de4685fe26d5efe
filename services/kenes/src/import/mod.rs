//! Loads files into running services: a line of JSON is a resource or a call, an XML file the text of a version.
//!
//! Owns the order (that of the file: later lines rest on earlier ones), what counts as "already there", and the report. A bad line
//! is reported and the others are kept. Every request's id is derived from the line itself, so that a second run writes nothing.

mod client;
mod line;
mod value;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use common::{Error, clock::Clock, error};
use indicatif::{ProgressBar, ProgressStyle};
use kenes_proto::types::ErrorReason as Reason;
use tonic::{Code, Status, transport::Channel};

use crate::{Exit, Failure, config::Import};
use client::Answer;
use line::Command;

/// A line longer than this is no line of ours.
const LONGEST_LINE: u64 = 16 << 20;

/// The services, and how lines are sent to them.
#[derive(Clone, Debug)]
pub struct Importer {
    /// Where organizations go.
    pub registry: Channel,
    /// Where what is said goes.
    pub consultation: Channel,
    /// Who writes, where a line does not say.
    pub subject: String,
    /// Check, and write nothing.
    pub dry_run: bool,
    /// What `@now` means, in microseconds.
    pub now: i64,
    /// The services' clock, where it is ours to set: a line's `at` is then the time at which it happens.
    pub hand: Option<Arc<AtomicI64>>,
}

/// What became of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Written now.
    pub created: usize,
    /// Written before.
    pub present: usize,
    /// Each refusal, as `file:line: what is wrong`.
    pub refused: Vec<String>,
}

/// The bytes of a file that a line names.
pub type Files<'a> = &'a (dyn Fn(&str) -> io::Result<Vec<u8>> + Sync);

/// `kenes import`.
pub(crate) async fn run(config: Import) -> Result<(), Failure> {
    let importer = Importer {
        registry: config.registry.connect_lazy(),
        consultation: config.consultation.connect_lazy(),
        subject: config.subject,
        dry_run: config.dry_run,
        now: Clock::system().now(),
        hand: None,
    };
    let mut tally = Tally::default();
    for path in &config.lines {
        let trouble = |e: io::Error| Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let files = move |name: &str| std::fs::read(folder.join(name));
        let shown = path.display().to_string();
        if path == Path::new("-") {
            let lines = BufReader::new(io::stdin());
            importer
                .lines("standard input", lines, 0, &files, &mut tally)
                .await?;
        } else {
            let file = File::open(path).map_err(trouble)?;
            let size = file.metadata().map_err(trouble)?.len();
            importer
                .lines(&shown, BufReader::new(file), size, &files, &mut tally)
                .await?;
        }
    }
    if let Some((version, paths)) = &config.documents {
        importer.documents(version, paths, &mut tally).await?;
    }
    println!(
        "{} created, {} already there, {} refused",
        tally.created,
        tally.present,
        tally.refused.len()
    );
    match tally.refused.is_empty() {
        true => Ok(()),
        false => Err(Failure::said(Exit::Failed)),
    }
}

impl Importer {
    /// Sends the lines of a file one after the other. Ends early only when a service cannot be reached.
    pub async fn lines(
        &self,
        name: &str,
        mut lines: impl BufRead,
        size: u64,
        files: Files<'_>,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let bar = progress(name, size);
        let (mut number, mut raw) = (0_usize, Vec::new());
        loop {
            raw.clear();
            let read = io::Read::take(&mut lines, LONGEST_LINE).read_until(b'\n', &mut raw);
            let read = read.map_err(|e| Failure::new(Exit::Failed, format!("{name}: {e}")))?;
            if read == 0 {
                break;
            }
            number += 1;
            bar.inc(read as u64);
            let line = raw.trim_ascii();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            let outcome = match line::parse(line, self, files) {
                Ok(command) => self.send(command).await?,
                Err(say) => Err(say),
            };
            match outcome {
                Ok(Answer::New) => tally.created += 1,
                Ok(Answer::Before) => tally.present += 1,
                Err(say) => {
                    let report = format!("{name}:{number}: {say}");
                    bar.suspend(|| eprintln!("{report}"));
                    tally.refused.push(report);
                }
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Sends XML files as the text of one version.
    async fn documents(
        &self,
        version: &str,
        paths: &[PathBuf],
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let mut documents = Vec::new();
        for path in paths {
            let bytes = std::fs::read(path);
            documents.push(
                bytes
                    .map_err(|e| Failure::new(Exit::Failed, format!("{}: {e}", path.display())))?,
            );
        }
        let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        let command = line::import(version, &names, &documents, self);
        match self.send(command).await? {
            Ok(Answer::New) => tally.created += 1,
            Ok(Answer::Before) => tally.present += 1,
            Err(say) => {
                let report = format!("{}: {say}", names.join(", "));
                eprintln!("{report}");
                tally.refused.push(report);
            }
        }
        Ok(())
    }

    /// Sends one command; the inner error is what is wrong with it, the outer ends the import.
    async fn send(&self, command: Command) -> Result<Result<Answer, String>, Failure> {
        if let (Some(hand), Some(at)) = (&self.hand, command.at) {
            hand.store(at, Ordering::SeqCst);
        }
        let channel = match command.method.full_name().starts_with("kenes.registry.") {
            true => &self.registry,
            false => &self.consultation,
        };
        let subject = command.subject.as_deref().unwrap_or(&self.subject);
        let mut tries = 0;
        loop {
            tries += 1;
            let request = command.request.clone();
            let status =
                match client::call(channel.clone(), &command.method, request, subject).await {
                    Ok(answer) => return Ok(Ok(answer)),
                    Err(status) => status,
                };
            let error = Error::from_status(&status);
            let reason = error.as_ref().map(Error::reason);
            match (status.code(), reason) {
                // The id of the request is made of the line: who used it before sent this line.
                (_, Some(Reason::ResourceExists | Reason::RequestIdReused)) => {
                    return Ok(Ok(Answer::Before));
                }
                (_, Some(Reason::Overloaded)) if tries < 50 => {
                    let pause = error.as_ref().and_then(Error::retry).unwrap_or_default();
                    tokio::time::sleep(pause).await;
                }
                (Code::Unavailable, None) => {
                    let service = command.method.parent_service();
                    let text =
                        format!("{} cannot be reached: {}", service.name(), status.message());
                    return Err(Failure::new(Exit::Unavailable, text));
                }
                _ => return Ok(Err(explain(&status, error.as_ref()))),
            }
        }
    }
}

/// A refusal in one line: reason, fields, what to do.
fn explain(status: &Status, error: Option<&Error>) -> String {
    let Some(error) = error else {
        return format!("{:?}: {}", status.code(), status.message());
    };
    let reason = error::name(error.reason());
    match error.fields() {
        [] => format!("{reason}: {}", error.message()),
        fields => {
            let said = fields
                .iter()
                .map(|v| format!("{}: {}", v.field, v.description));
            format!("{reason}: {}", said.collect::<Vec<_>>().join("; "))
        }
    }
}

/// A bar on standard error, if that is a terminal and there is a size to fill.
fn progress(name: &str, size: u64) -> ProgressBar {
    if size == 0 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}");
    let bar = ProgressBar::new(size).with_message(name.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
