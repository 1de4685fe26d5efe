//! One file that the consultation service makes, read as it comes: `export comments`, `export law`, `export table`.
//!
//! OUT.part is what was read, OUT.part.json how far it is whole and how to go on. Owns the reading and the going on; what is in the
//! file is the service's.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    error::{Error, Kind},
    hex,
};
use indicatif::ProgressBar;
use kenes_proto::consultation::{
    ExportChunk, export_service_client::ExportServiceClient as Client,
};
use prost::Message;
use serde_json::json;
use tokio::time::sleep;
use tonic::{Status, Streaming, transport::Channel};

use crate::{
    Exit, Failure,
    config::{self, Question},
    exit::{root, say},
    progress::counter,
    signals::Signals,
};

use super::folder::failed;

/// How often a stream that ended early is asked for again without a byte of it having come.
const TRIES: u32 = 5;
/// So much is read between two notes of how far it is.
const NOTED: u64 = 1 << 20;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// How many rows it has.
    pub rows: u64,
    /// The snapshot that gives the same file again.
    pub snapshot: String,
}

pub(crate) async fn run(config: config::ExportFile) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let made = save(&config, signals.next()).await?;
    say(format!("{:>9}  rows", made.rows));
    say(format!("snapshot {}", made.snapshot));
    say(format!("written to {}", config.out.display()));
    Ok(())
}

/// Exports, until it is done or `stop` says so.
pub async fn save(
    config: &config::ExportFile,
    stop: impl Future<Output = ()>,
) -> Result<Made, Failure> {
    let mut part = Part::open(config)?;
    let bar = counter();
    let ended = tokio::select! {
        ended = read(config, &mut part, &bar) => Some(ended),
        () = stop => None,
    };
    bar.finish_and_clear();
    let trouble = |error: io::Error| failed(&config.out, &error);
    match ended {
        Some(Ok(())) => part.finish(&config.out).map_err(trouble),
        Some(Err(failure)) => {
            part.leave().map_err(trouble)?;
            Err(failure)
        }
        None => {
            part.leave().map_err(trouble)?;
            let say = "interrupted: the same command goes on from what was read";
            Err(Failure::new(Exit::Interrupted, say))
        }
    }
}

async fn read(
    config: &config::ExportFile,
    part: &mut Part,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    let mut client = Client::new(config.consultation.connect_lazy());
    let mut tries = 0;
    loop {
        let begun = part.bytes;
        part.rewind().map_err(|e| failed(&config.out, &e))?;
        let status = match ask(&mut client, &config.question, part).await {
            Ok(mut stream) => match take(&mut stream, part, bar).await? {
                Ended::Whole => return Ok(()),
                Ended::Early(status) => status,
            },
            Err(status) => status,
        };
        let error = Error::from_status(&status);
        let kind = error.as_ref().map(Error::kind);
        let passes = matches!(
            kind,
            None | Some(Kind::Unavailable | Kind::Exhausted | Kind::Deadline)
        );
        tries = if part.bytes > begun { 0 } else { tries + 1 };
        if !passes || tries >= TRIES {
            let (exit, text) = match error {
                Some(error) if !passes => (Exit::Failed, error.to_string()),
                Some(error) => (Exit::Unavailable, error.to_string()),
                None => (Exit::Unavailable, root(&status).clone()),
            };
            return Err(Failure::new(exit, text));
        }
        sleep(Duration::from_millis(100 << tries)).await;
    }
}

async fn ask(
    client: &mut Client<Channel>,
    question: &Question,
    part: &Part,
) -> Result<Streaming<ExportChunk>, Status> {
    let (snapshot, position) = (part.snapshot.clone(), part.position.clone());
    let answer = match question.clone() {
        Question::Comments(mut request) => {
            (request.snapshot, request.position) = (snapshot, position);
            client.export_comments(request).await
        }
        Question::Law(mut request) => {
            (request.snapshot, request.position) = (snapshot, position);
            client.export_draft_law(request).await
        }
        Question::Table(mut request) => {
            request.snapshot = snapshot;
            client.export_comparative_table(request).await
        }
    };
    answer.map(tonic::Response::into_inner)
}

/// How a stream ended.
enum Ended {
    Whole,
    Early(Status),
}

async fn take(
    stream: &mut Streaming<ExportChunk>,
    part: &mut Part,
    bar: &ProgressBar,
) -> Result<Ended, Failure> {
    loop {
        match stream.message().await {
            Ok(Some(chunk)) => {
                let last = chunk.last;
                part.add(chunk).map_err(|e| failed(&part.path, &e))?;
                let megabytes = part.read >> 20;
                bar.set_message(format!("{} rows, {megabytes} MiB", part.rows));
                if last {
                    return Ok(Ended::Whole);
                }
            }
            Ok(None) => {
                let status = Status::unavailable("the stream ended before the file was whole");
                return Ok(Ended::Early(status));
            }
            Err(status) => return Ok(Ended::Early(status)),
        }
    }
}

/// A file that is not whole yet.
struct Part {
    path: PathBuf,
    notes: PathBuf,
    file: File,
    /// What it is of, so that another command does not go on with it.
    question: String,
    snapshot: String,
    /// How to go on after `bytes` of it.
    position: String,
    bytes: u64,
    /// The bytes that were noted.
    noted: u64,
    /// The bytes that are there.
    read: u64,
    rows: u64,
}

// === impl Part

impl Part {
    fn open(config: &config::ExportFile) -> Result<Self, Failure> {
        let beside = |after: &str| {
            let mut name = config
                .out
                .file_name()
                .map_or_else(OsString::new, OsString::from);
            name.push(after);
            config.out.with_file_name(name)
        };
        let (path, notes) = (beside(".part"), beside(".part.json"));
        let trouble = |error: io::Error| failed(&path, &error);
        let (question, snapshot) = said(&config.question);
        let noted = match fs::read(&notes) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => serde_json::Value::Null,
            Err(error) => return Err(trouble(error)),
        };
        let text = |key: &str| noted[key].as_str().unwrap_or_default().to_owned();
        if !noted.is_null() && text("question") != question {
            let text = format!(
                "{}: was begun by another command; remove it, or give another name",
                path.display()
            );
            return Err(Failure::new(Exit::Usage, text));
        }
        let mut open = OpenOptions::new();
        let file = open
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path);
        let (snapshot, bytes) = match noted.is_null() {
            true => (snapshot, 0),
            false => (
                text("snapshot"),
                noted["bytes"].as_u64().unwrap_or_default(),
            ),
        };
        Ok(Self {
            file: file.map_err(trouble)?,
            path,
            notes,
            question,
            snapshot,
            position: text("position"),
            bytes,
            noted: bytes,
            read: bytes,
            rows: 0,
        })
    }

    /// Goes back to where it can be gone on.
    fn rewind(&mut self) -> io::Result<()> {
        self.file.set_len(self.bytes)?;
        self.file.seek(SeekFrom::Start(self.bytes))?;
        self.read = self.bytes;
        Ok(())
    }

    fn add(&mut self, chunk: ExportChunk) -> io::Result<()> {
        self.file.write_all(&chunk.data)?;
        self.read += chunk.data.len() as u64;
        self.rows = chunk.row_count.unsigned_abs();
        if !chunk.snapshot.is_empty() {
            self.snapshot = chunk.snapshot;
        }
        if !chunk.position.is_empty() {
            (self.position, self.bytes) = (chunk.position, self.read);
        }
        match self.bytes - self.noted >= NOTED {
            true => self.note(),
            false => Ok(()),
        }
    }

    /// Notes how far it is: its bytes first, and then that they are whole.
    fn note(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        let notes = json!({
            "question": self.question,
            "snapshot": self.snapshot,
            "position": self.position,
            "bytes": self.bytes,
        });
        let new = self.notes.with_extension("new");
        fs::write(&new, serde_json::to_vec(&notes)?)?;
        fs::rename(new, &self.notes)?;
        self.noted = self.bytes;
        Ok(())
    }

    /// Keeps what was read, so that it can be gone on; nothing, where nothing was.
    fn leave(&mut self) -> io::Result<()> {
        if self.read > 0 {
            return self.note();
        }
        fs::remove_file(&self.path)?;
        self.forget()
    }

    /// Removes the notes.
    fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.notes) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Gives the file its name.
    fn finish(self, out: &Path) -> Result<Made, io::Error> {
        self.file.sync_all()?;
        fs::rename(&self.path, out)?;
        self.forget()?;
        Ok(Made {
            rows: self.rows,
            snapshot: self.snapshot,
        })
    }
}

/// What is asked for, without the snapshot, and the snapshot.
fn said(question: &Question) -> (String, String) {
    let (bytes, snapshot) = match question.clone() {
        Question::Comments(mut request) => {
            let snapshot = std::mem::take(&mut request.snapshot);
            (request.encode_to_vec(), snapshot)
        }
        Question::Law(mut request) => {
            let snapshot = std::mem::take(&mut request.snapshot);
            (request.encode_to_vec(), snapshot)
        }
        Question::Table(mut request) => {
            let snapshot = std::mem::take(&mut request.snapshot);
            (request.encode_to_vec(), snapshot)
        }
    };
    (hex(&bytes), snapshot)
}
