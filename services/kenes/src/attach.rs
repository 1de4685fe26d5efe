//! `kenes attach`: uploads a file chunk by chunk, and goes on where it stopped.
//!
//! Owns the sending; what a file must be, and how much of it was received, is the service's to say.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use common::{
    error::{Error, Kind},
    hex,
};
use indicatif::ProgressBar;
use kenes_proto::consultation::{
    Attachment, GetAttachmentRequest, UploadAttachmentRequest,
    attachment_service_client::AttachmentServiceClient as Client,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::time::sleep;
use tonic::{Code, Request, Status, transport::Channel};

use crate::{
    Exit, Failure, ServiceKind,
    client::Credentials,
    config,
    exit::{root, say},
    progress::bar,
    signals::Signals,
};

/// So many bytes are sent at once.
const CHUNK: u64 = 1 << 20;
/// So much is read at once to hash it.
const PIECE: usize = 64 << 10;
/// How often a call is made that brings nothing on.
const TRIES: u32 = 8;
/// How long a call may take.
const DEADLINE: Duration = Duration::from_mins(1);

pub(crate) async fn run(config: config::Attach) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let kept = upload(&config, signals.next()).await?;
    let document = json!({
        "document_type": "attachment",
        "attachment": kept.name,
        "mime_type": kept.media_type,
        "sha256": BASE64.encode(&kept.sha256),
    });
    say(format!("{}  {} bytes", kept.name, kept.size));
    say(format!("sha256 {}", hex(&kept.sha256)));
    say(format!("document {document}"));
    Ok(())
}

/// Uploads the file, until it is stored or `stop` says so.
pub async fn upload(
    config: &config::Attach,
    stop: impl Future<Output = ()>,
) -> Result<Attachment, Failure> {
    let trouble = |error: io::Error| {
        Failure::new(Exit::Failed, format!("{}: {error}", config.file.display()))
    };
    let mut file = File::open(&config.file).map_err(trouble)?;
    let (size, sha256) = hashed(&mut file).map_err(trouble)?;
    let name = match config.name.as_str() {
        "" => format!("attachments/f-{}", &hex(&sha256)[..24]),
        name => name.to_owned(),
    };
    let whole = UploadAttachmentRequest {
        name,
        media_type: config.media_type.clone(),
        size: i64::try_from(size).map_err(|e| Failure::new(Exit::Failed, e.to_string()))?,
        sha256: sha256.to_vec(),
        ..Default::default()
    };
    let progress = bar(size, true);
    progress.set_message(config.file.display().to_string());
    let mut sender = Sender {
        config,
        credentials: Credentials::open(&config.credentials)?,
        client: Client::new(config.consultation.connect_lazy()),
        file,
        whole,
        progress: progress.clone(),
    };
    let ended = tokio::select! {
        ended = sender.send() => ended,
        () = stop => {
            let say = "interrupted: the same command goes on from what was received";
            Err(Failure::new(Exit::Interrupted, say))
        }
    };
    progress.finish_and_clear();
    ended
}

/// A file's size and hash.
fn hashed(file: &mut File) -> io::Result<(u64, [u8; 32])> {
    let (mut hash, mut size, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((size, hash.finalize().into())),
            n => {
                hash.update(&piece[..n]);
                size += n as u64;
            }
        }
    }
}

/// What sends a file.
struct Sender<'c> {
    config: &'c config::Attach,
    credentials: Credentials,
    client: Client<Channel>,
    file: File,
    /// All of a request but its bytes.
    whole: UploadAttachmentRequest,
    progress: ProgressBar,
}

// === impl Sender

impl Sender<'_> {
    async fn send(&mut self) -> Result<Attachment, Failure> {
        let (mut received, mut best, mut tries) = (None, None, 0);
        loop {
            let step = match received {
                None => self.ask().await,
                Some(at) => self.chunk(at).await?,
            };
            let status = match step {
                Ok(found) => {
                    use kenes_proto::consultation::attachment::State;
                    match found.state() {
                        State::Stored => return Ok(found),
                        State::Hidden | State::Removed => return Err(removed(&found.name)),
                        State::Uploading | State::Unspecified => {}
                    }
                    let now = found.received_size.unsigned_abs();
                    tries = if best < Some(now) { 0 } else { tries + 1 };
                    best = best.max(Some(now));
                    self.progress.set_position(now);
                    // What is whole and not stored is stored by its last byte, sent again.
                    let last = self.whole.size.unsigned_abs().saturating_sub(1);
                    received = Some(now.min(last));
                    if tries < TRIES {
                        continue;
                    }
                    Status::unavailable("the upload does not go on")
                }
                Err(status) => {
                    received = None;
                    tries += 1;
                    status
                }
            };
            let error = Error::from_status(&status);
            let passes = error.as_ref().is_none_or(|error| {
                let kinds = [Kind::Unavailable, Kind::Exhausted, Kind::Deadline];
                kinds.contains(&error.kind())
            });
            if !passes || tries >= TRIES {
                return Err(failed(&status, error, passes));
            }
            sleep(Duration::from_millis(100 << tries)).await;
        }
    }

    /// How far it is; nothing where nothing was received.
    async fn ask(&mut self) -> Result<Attachment, Status> {
        let name = self.whole.name.clone();
        let request = self.request(GetAttachmentRequest { name: name.clone() })?;
        match self.client.get_attachment(request).await {
            Ok(found) => Ok(found.into_inner()),
            Err(status) if status.code() == Code::NotFound => Ok(Attachment {
                name,
                ..Default::default()
            }),
            Err(status) => Err(status),
        }
    }

    async fn chunk(&mut self, at: u64) -> Result<Result<Attachment, Status>, Failure> {
        let mut data = Vec::new();
        let read = self.file.seek(SeekFrom::Start(at)).and_then(|_| {
            let mut some = (&self.file).take(CHUNK);
            some.read_to_end(&mut data)
        });
        read.map_err(|error| {
            let file = self.config.file.display();
            Failure::new(Exit::Failed, format!("{file}: {error}"))
        })?;
        let request = self.request(UploadAttachmentRequest {
            offset: at.cast_signed(),
            data,
            ..self.whole.clone()
        });
        let request = match request {
            Ok(request) => request,
            Err(status) => return Ok(Err(status)),
        };
        let answer = self.client.upload_attachment(request).await;
        Ok(answer.map(tonic::Response::into_inner))
    }

    fn request<T>(&self, message: T) -> Result<Request<T>, Status> {
        let mut request = Request::new(message);
        request.set_timeout(DEADLINE);
        let (which, subject) = (ServiceKind::Consultation, &self.config.subject);
        self.credentials
            .put(request.metadata_mut(), which, subject)?;
        Ok(request)
    }
}

fn removed(name: &str) -> Failure {
    let text = format!("{name}: a redaction has taken it away; give another --name");
    Failure::new(Exit::Failed, text)
}

/// What a status means that is the last word.
fn failed(status: &Status, error: Option<Error>, passes: bool) -> Failure {
    match error {
        Some(error) if !passes => {
            let fields = error.fields().iter();
            let said = fields.map(|one| format!("{}: {}", one.field, one.description));
            let mut problems = vec![error.to_string()];
            problems.extend(said);
            Failure {
                exit: Exit::Failed,
                problems,
            }
        }
        Some(error) => Failure::new(Exit::Unavailable, error.to_string()),
        None => Failure::new(Exit::Unavailable, root(status)),
    }
}
