//! Uploaded files: sent by chunks with breaks, checked when they are whole, named by what is said, read by anybody from then on, and
//! gone when an erasure says that it is done.

mod command;
mod named;
mod refused;
mod removed;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, attachment::State,
        attachment_service_client::AttachmentServiceClient as Client,
        attachment_stream_service_client::AttachmentStreamServiceClient as Streams,
    },
    types::{Document, ErrorReason as Reason},
};
use sha2::{Digest, Sha256};
use tonic::{Code, Status};

use crate::{
    comment::{Scene, scene},
    world::{World, ask_as, fields, refused},
};

const AIGUL: &str = "demo|aigul";
const OTHER: &str = "demo|other";
const TEXT: &[u8] = b"Ten days are too few; let it be twenty.\n";

/// A file that is announced.
fn file(id: &str, media_type: &str, bytes: &[u8]) -> pb::UploadAttachmentRequest {
    pb::UploadAttachmentRequest {
        name: format!("attachments/{id}"),
        media_type: media_type.into(),
        size: bytes.len().try_into().expect("small"),
        sha256: Sha256::digest(bytes).to_vec(),
        data: bytes.to_vec(),
        ..Default::default()
    }
}

fn text(id: &str) -> pb::UploadAttachmentRequest {
    file(id, "text/plain", TEXT)
}

/// A stretch of it.
fn stretch(
    whole: &pb::UploadAttachmentRequest,
    from: usize,
    to: usize,
) -> pb::UploadAttachmentRequest {
    pb::UploadAttachmentRequest {
        offset: from.try_into().expect("small"),
        data: whole.data[from..to].to_vec(),
        ..whole.clone()
    }
}

async fn send(
    world: &World,
    subject: &str,
    request: pb::UploadAttachmentRequest,
) -> Result<pb::Attachment, Status> {
    let mut client = Client::new(world.consultation.clone());
    let answer = client.upload_attachment(ask_as(subject, request)).await;
    answer.map(tonic::Response::into_inner)
}

/// A text that is stored, as a document that names it.
async fn stored(world: &World, id: &str) -> Document {
    let made = send(world, AIGUL, text(id)).await.expect("received");
    assert_eq!(made.state(), State::Stored, "{made:?}");
    document(&made)
}

fn document(file: &pb::Attachment) -> Document {
    Document {
        document_type: "letter".into(),
        attachment: file.name.clone(),
        sha256: file.sha256.clone(),
        mime_type: file.media_type.clone(),
        ..Default::default()
    }
}

/// A request in somebody's name, or in nobody's.
fn by<T>(subject: &str, message: T) -> tonic::Request<T> {
    match subject {
        "" => tonic::Request::new(message),
        subject => ask_as(subject, message),
    }
}

async fn get(world: &World, subject: &str, id: &str) -> Result<pb::Attachment, Status> {
    let request = pb::GetAttachmentRequest {
        name: format!("attachments/{id}"),
    };
    let mut client = Client::new(world.consultation.clone());
    let answer = client.get_attachment(by(subject, request)).await;
    answer.map(tonic::Response::into_inner)
}

/// What is sent of a file, and in how many chunks.
async fn download(
    channel: &Channel,
    subject: &str,
    request: pb::DownloadAttachmentRequest,
) -> Result<(Vec<u8>, usize), Status> {
    let mut client = Streams::new(channel.clone());
    let answer = client.download_attachment(by(subject, request)).await?;
    let (mut stream, mut bytes, mut count) = (answer.into_inner(), Vec::new(), 0);
    let mut begun = None;
    while let Some(chunk) = stream.message().await? {
        let begun = *begun.get_or_insert(chunk.offset);
        assert_eq!(
            chunk.offset - begun,
            i64::try_from(bytes.len()).expect("small")
        );
        bytes.extend(chunk.data);
        count += 1;
    }
    Ok((bytes, count))
}

async fn read(world: &World, subject: &str, id: &str) -> Result<Vec<u8>, Status> {
    part(world, subject, id, 0, 0).await
}

async fn part(
    world: &World,
    subject: &str,
    id: &str,
    offset: i64,
    length: i64,
) -> Result<Vec<u8>, Status> {
    let request = pb::DownloadAttachmentRequest {
        name: format!("attachments/{id}"),
        offset,
        length,
    };
    let found = download(&world.consultation, subject, request).await;
    found.map(|(bytes, _)| bytes)
}

/// All files that lie in the folder of a world, whole or not.
fn files(world: &World) -> usize {
    let mut count = 0;
    let each = |_| {
        count += 1;
        Ok(())
    };
    common::attachments::look(world.app.attachments.folder(), each).expect("a folder");
    count
}

#[tokio::test]
async fn a_file_comes_by_chunks_goes_on_after_a_break_and_is_read_by_ranges() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let bytes: Vec<u8> = (0..700_000_u32)
        .flat_map(|n| format!("{n}\n").into_bytes())
        .collect();
    let bytes = &bytes[..3 << 20];
    let whole = file("long", "text/plain", bytes);
    let first = send(&world, AIGUL, stretch(&whole, 0, 1 << 20))
        .await
        .expect("received");
    assert_eq!(
        (first.state(), first.received_size),
        (State::Uploading, 1 << 20)
    );
    // A gap says where to go on; a chunk sent again, or half of it, changes nothing.
    let gap = send(&world, AIGUL, stretch(&whole, 2 << 20, 3 << 20)).await;
    let gap = refused(gap, Code::FailedPrecondition, Reason::AttachmentIncomplete);
    assert!(gap.message().contains("go on at offset 1048576"), "{gap}");
    let again = send(&world, AIGUL, stretch(&whole, 0, 1 << 20)).await;
    assert_eq!(again.expect("known"), first);
    assert_eq!(get(&world, AIGUL, "long").await.expect("known"), first);
    let early = read(&world, AIGUL, "long").await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::AttachmentIncomplete,
    );
    let over = send(&world, AIGUL, stretch(&whole, 1 << 19, 3 << 19))
        .await
        .expect("received");
    assert_eq!(over.received_size, 3 << 19);
    send(&world, AIGUL, stretch(&whole, 3 << 19, 5 << 19))
        .await
        .expect("received");
    let last = send(&world, AIGUL, stretch(&whole, 5 << 19, 3 << 20))
        .await
        .expect("received");
    assert_eq!((last.state(), last.received_size), (State::Stored, 3 << 20));
    let again = send(&world, AIGUL, stretch(&whole, 5 << 19, 3 << 20)).await;
    assert_eq!(again.expect("known"), last);
    assert_eq!(files(&world), 1, "what came is where it stays");

    let all = pb::DownloadAttachmentRequest {
        name: last.name.clone(),
        ..Default::default()
    };
    let (found, chunks) = download(&world.consultation, AIGUL, all)
        .await
        .expect("read");
    assert_eq!((found == bytes, chunks), (true, 12));
    let found = part(&world, AIGUL, "long", 1_000_000, 300_000)
        .await
        .expect("read");
    assert!(found == bytes[1_000_000..1_300_000]);
    let found = part(&world, AIGUL, "long", (3 << 20) - 5, 100)
        .await
        .expect("read");
    assert_eq!(found, bytes[bytes.len() - 5..]);
    assert_eq!(
        part(&world, AIGUL, "long", 3 << 20, 0).await.expect("read"),
        b""
    );
    let beyond = part(&world, AIGUL, "long", (3 << 20) + 1, 0).await;
    let beyond = refused(beyond, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&beyond), ["offset"]);
}

#[tokio::test]
async fn a_rehearsal_writes_nothing() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let mut rehearsal = text("a");
    rehearsal.validate_only = true;
    let answer = send(&world, AIGUL, rehearsal.clone()).await.expect("valid");
    assert_eq!(
        (answer.state(), answer.received_size),
        (State::Uploading, 0)
    );
    let unknown = get(&world, AIGUL, "a").await;
    refused(unknown, Code::NotFound, Reason::ResourceNotFound);
    rehearsal.media_type = "image/svg+xml".into();
    let wrong = send(&world, AIGUL, rehearsal).await;
    refused(
        wrong,
        Code::InvalidArgument,
        Reason::AttachmentTypeNotAllowed,
    );
    assert_eq!(files(&world), 0);
}

#[tokio::test]
async fn an_uploader_cannot_fill_the_disk_with_what_nothing_names() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let announced = |n: usize| pb::UploadAttachmentRequest {
        size: 25 << 20,
        ..text(&format!("a{n}"))
    };
    for n in 0..40 {
        send(&world, AIGUL, announced(n)).await.expect("received");
    }
    let full = send(&world, AIGUL, announced(40)).await;
    let full = refused(full, Code::InvalidArgument, Reason::AttachmentTooLarge);
    assert_eq!(fields(&full), ["size"]);
    send(&world, OTHER, announced(41))
        .await
        .expect("somebody else's");
}

#[tokio::test]
async fn chunks_that_come_at_once_leave_the_file_whole() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let whole = text("a");
    let mut evil = stretch(&whole, 0, 40);
    evil.data[7] = b'!';
    let calls = (0..8).map(|n| match n % 2 {
        0 => whole.clone(),
        _ => evil.clone(),
    });
    let calls = calls.map(|request| send(&world, AIGUL, request));
    let mut tasks = Vec::new();
    for call in calls {
        tasks.push(call);
    }
    for call in tasks {
        drop(call.await);
    }
    let made = send(&world, AIGUL, whole).await.expect("in the end");
    assert_eq!(made.state(), State::Stored);
    assert_eq!(read(&world, AIGUL, "a").await.expect("read"), TEXT);
    assert_eq!(files(&world), 1);
}
