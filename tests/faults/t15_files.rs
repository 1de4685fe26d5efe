//! T15: files that are uploaded, while the service is killed in the middle of it and while there is no room. Must come out: what an
//! answer says was received is there after the kill, and the upload goes on from there; in the end each file is what was sent;
//! without room a chunk is refused with `STORAGE_FULL` and nothing of it counts; nothing is left over; and a file of 25 MiB, up and
//! down, moves the memory of the service by less than 10 MB.
//!
//! The control loses bytes that were acknowledged, and changes one of a file: the same checks must see it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use common::{attachments, error::Error};
use kenes_proto::{
    consultation::{
        self as pb, attachment::State,
        attachment_service_client::AttachmentServiceClient as Client,
        attachment_stream_service_client::AttachmentStreamServiceClient as Streams,
    },
    types::ErrorReason as Reason,
};
use sha2::{Digest, Sha256};
use tonic::Status;

use crate::{Experiment, Outcome, Plan, check, dice::Dice, load::ask_as, server::Server, story};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T15",
    name: "what_was_received_of_a_file_is_there_after_a_kill_and_goes_on",
    run: |plan| plan.block_on(killed(plan)),
    control: ("lost_bytes_and_a_changed_file_are_seen", |plan| {
        plan.block_on(lost(plan))
    }),
};

const SUBJECT: &str = "test|speaker";
const CHUNK: usize = 1 << 18;
/// The largest file, and how much of the memory may move by it.
const LARGEST: usize = 25 << 20;
const MOVED: u64 = 10_000;
/// More than what the log of the database has at once, and less than the file.
const ROOM: usize = 8 << 20;

/// A file that is uploaded.
struct File {
    whole: pb::UploadAttachmentRequest,
    data: Vec<u8>,
}

impl File {
    fn new(dice: &mut Dice, id: &str, size: usize) -> Self {
        let mut data = Vec::with_capacity(size + 32);
        while data.len() < size {
            data.extend(format!("{id} {}\n", dice.below(1 << 40)).into_bytes());
        }
        data.truncate(size);
        let whole = pb::UploadAttachmentRequest {
            name: format!("attachments/{id}"),
            media_type: "text/plain".into(),
            size: size.try_into().unwrap_or_default(),
            sha256: Sha256::digest(&data).to_vec(),
            ..Default::default()
        };
        Self { whole, data }
    }

    /// Sends the next chunk.
    async fn send(&self, service: &Server, at: usize) -> Result<pb::Attachment, Status> {
        let channel = service.channel();
        let channel = channel.map_err(|e| Status::internal(e.to_string()))?;
        let end = self.data.len().min(at + CHUNK);
        let request = pb::UploadAttachmentRequest {
            offset: at.try_into().unwrap_or_default(),
            data: self.data[at..end].to_vec(),
            ..self.whole.clone()
        };
        let mut client = Client::new(channel).max_encoding_message_size(2 << 20);
        let answer = client.upload_attachment(ask_as(SUBJECT, request)).await;
        answer.map(tonic::Response::into_inner)
    }

    /// How much of it was received, by a service that runs.
    async fn received(&self, service: &Server) -> Outcome<usize> {
        let request = pb::GetAttachmentRequest {
            name: self.whole.name.clone(),
        };
        let mut client = Client::new(service.channel()?);
        match client.get_attachment(ask_as(SUBJECT, request)).await {
            Ok(found) => Ok(found.into_inner().received_size.try_into()?),
            Err(status) if status.code() == tonic::Code::NotFound => Ok(0),
            Err(status) => Err(status.into()),
        }
    }

    /// Sends all that is missing.
    async fn finish(&self, service: &Server) -> Outcome<()> {
        let mut at = self.received(service).await?.min(self.data.len() - 1);
        loop {
            let made = self.send(service, at).await?;
            if made.state() == State::Stored {
                return Ok(());
            }
            at = made.received_size.try_into()?;
        }
    }

    /// What is wrong with it as it is read.
    async fn fault(&self, service: &Server) -> Outcome<Option<String>> {
        let request = pb::DownloadAttachmentRequest {
            name: self.whole.name.clone(),
            ..Default::default()
        };
        let mut client = Streams::new(service.channel()?);
        let answer = client.download_attachment(ask_as(SUBJECT, request)).await?;
        let (mut stream, mut hash) = (answer.into_inner(), Sha256::new());
        while let Some(chunk) = stream.message().await? {
            hash.update(&chunk.data);
        }
        let same = hash.finalize().as_slice() == self.whole.sha256;
        Ok((!same).then(|| format!("{} is read otherwise than it was sent", self.whole.name)))
    }
}

/// What is wrong with how much was received, given what was acknowledged.
fn compare(file: &File, acknowledged: usize, received: usize) -> Option<String> {
    let name = &file.whole.name;
    (received < acknowledged).then(|| {
        format!("{name}: {acknowledged} bytes were acknowledged, and {received} are there")
    })
}

async fn killed(plan: Plan) -> Outcome<String> {
    let kills = plan.times(6, 40);
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let (mut wrong, mut cut) = (Vec::new(), 0);
    for n in 0..kills {
        let file = File::new(&mut dice, &format!("f{n}"), 3 << 20);
        let acknowledged = begun(&file, &service, &mut dice).await?;
        cut += u64::from(acknowledged < file.data.len());
        service.kill()?;
        service.restart().await?;
        let received = file.received(&service).await?;
        wrong.extend(compare(&file, acknowledged, received));
        file.finish(&service).await?;
        wrong.extend(file.fault(&service).await?);
    }
    if cut < kills / 2 {
        wrong.push(format!("the kills met no upload: {cut} of {kills}"));
    }
    let refused = no_room(&service, &mut dice, &mut wrong).await?;
    let moved = memory(&mut service, &mut dice, &mut wrong).await?;
    service.stop().await?;
    let left = left(&service.data)?;
    if left > 0 {
        wrong.push(format!("{left} uploads are left over"));
    }
    wrong.extend(fsck(&service.data));
    check::end(wrong)?;
    Ok(format!(
        "{kills} kills, {cut} of them in the middle of an upload: nothing acknowledged was lost; {refused} chunks refused without \
         room; a file of 25 MiB moved the memory by {moved} KiB"
    ))
}

/// Sends a part of a file and begins the next chunk, which may still come in whole: how much of it was acknowledged. The part is
/// counted in chunks, not in time, so that a fast machine is met in the middle of a file as well as a slow one.
async fn begun(file: &File, service: &Server, dice: &mut Dice) -> Outcome<usize> {
    let chunks = file.data.len().div_ceil(CHUNK).try_into()?;
    let (mut acknowledged, mut took) = (0, Duration::from_millis(5));
    for _ in 0..dice.below(chunks) {
        let start = Instant::now();
        let made = file.send(service, acknowledged).await?;
        acknowledged = made.received_size.try_into()?;
        took = start.elapsed();
    }
    // Whatever is in hand then is cut off.
    let life = took * dice.below(100).try_into()? / 100;
    if let Ok(made) = tokio::time::timeout(life, file.send(service, acknowledged)).await {
        acknowledged = made?.received_size.try_into()?;
    }
    Ok(acknowledged)
}

/// Takes the room away in the middle of an upload, and gives it back: how many chunks were refused meanwhile.
async fn no_room(service: &Server, dice: &mut Dice, wrong: &mut Vec<String>) -> Outcome<u64> {
    let file = File::new(dice, "room", ROOM + (4 << 20));
    let (mut at, mut refused) = (0, 0);
    service.limit(&format!("{ROOM}:"))?;
    while refused < 5 && at < file.data.len() {
        match file.send(service, at).await {
            Ok(made) => at = made.received_size.try_into()?,
            Err(status) => {
                let reason = Error::from_status(&status).map(|error| error.reason());
                if reason != Some(Reason::StorageFull) {
                    wrong.push(format!("without room it says {status}"));
                    break;
                }
                refused += 1;
            }
        }
    }
    if refused == 0 {
        wrong.push("no chunk was refused: there was always room".into());
    }
    wrong.extend(compare(&file, at, file.received(service).await?));
    service.limit("unlimited:")?;
    file.finish(service).await?;
    wrong.extend(file.fault(service).await?);
    Ok(refused)
}

/// By how much the largest file, up and down, moves the memory of a service that did the same before.
async fn memory(service: &mut Server, dice: &mut Dice, wrong: &mut Vec<String>) -> Outcome<u64> {
    service.kill()?;
    service.restart().await?;
    // Threads, buffers and caches come with the first.
    for n in 0..4 {
        let first = File::new(dice, &format!("small{n}"), 1 << 20);
        first.finish(service).await?;
        wrong.extend(first.fault(service).await?);
    }
    let before = service.memory("VmRSS")?;
    let file = File::new(dice, "largest", LARGEST);
    file.finish(service).await?;
    wrong.extend(file.fault(service).await?);
    let moved = service.memory("VmHWM")?.saturating_sub(before);
    if moved > MOVED {
        wrong.push(format!("a file of 25 MiB moved the memory by {moved} KiB"));
    }
    Ok(moved)
}

/// How many uploads are left over in a folder of data.
fn left(data: &Path) -> Outcome<u64> {
    let mut left = 0;
    let each = |found| {
        left += u64::from(!matches!(found, attachments::Found::File(_)));
        Ok(())
    };
    attachments::look(&data.join("attachments"), each)?;
    Ok(left)
}

/// What `kenes fsck` says of a folder of data.
fn fsck(data: &Path) -> Vec<String> {
    let data = data.to_owned();
    // It has a runtime of its own.
    let checked =
        std::thread::spawn(move || kenes::fsck::run(&data, &kenes::fsck::beside(&data), None));
    let Ok(checked) = checked.join() else {
        return vec!["it panicked".into()];
    };
    checked
        .err()
        .map_or_else(Vec::new, |failure| failure.problems)
}

async fn lost(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let files = service.data.join("attachments");
    let file = File::new(&mut dice, "lost", 1 << 20);
    file.send(&service, 0).await?;
    service.kill()?;
    let part = std::fs::OpenOptions::new()
        .write(true)
        .open(files.join("parts/lost"))?;
    part.set_len(1_000)?;
    service.restart().await?;
    let received = file.received(&service).await?;
    if compare(&file, CHUNK, received).is_none() {
        return Err(format!("{received} bytes of {CHUNK} are no loss").into());
    }
    file.finish(&service).await?;
    if let Some(said) = file.fault(&service).await? {
        return Err(format!("gone on with, {said}").into());
    }
    let sha256 = file.whole.sha256.as_slice().try_into()?;
    let path = attachments::path(&files, sha256);
    let mut bytes = std::fs::read(&path)?;
    bytes[7] ^= 1;
    std::fs::write(&path, bytes)?;
    if file.fault(&service).await?.is_none() {
        return Err("a changed byte was not seen by who reads the file".into());
    }
    service.stop().await?;
    let said = fsck(&service.data);
    if !said.iter().any(|one| one.contains("not what was stored")) {
        return Err(format!("a changed byte was not seen: {said:?}").into());
    }
    Ok("acknowledged bytes that are gone, and a changed byte, are seen".into())
}
