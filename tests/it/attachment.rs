//! Uploaded files: sent by chunks with breaks, checked when they are whole, named by what is said, read by anybody from then on, and
//! gone when an erasure says that it is done.

mod command;
mod named;
mod removed;

use kenes_proto::{
    consultation::{
        self as pb, attachment::State,
        attachment_service_client::AttachmentServiceClient as Client,
        attachment_stream_service_client::AttachmentStreamServiceClient as Streams,
    },
    types::{Document, ErrorReason as Reason},
};
use sha2::{Digest, Sha256};
use tonic::{Code, Status, transport::Channel};

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
async fn what_is_not_what_was_announced_is_dropped_and_begins_anew() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let mut wrong = text("a");
    wrong.data[0] = b'X';
    let status = send(&world, AIGUL, wrong).await;
    let status = refused(status, Code::InvalidArgument, Reason::AttachmentMismatch);
    assert_eq!(fields(&status), ["data"]);
    let again = get(&world, AIGUL, "a").await.expect("known");
    assert_eq!((again.state(), again.received_size), (State::Uploading, 0));
    assert_eq!(files(&world), 0);
    stored(&world, "a").await;

    let no_pdf = send(&world, AIGUL, file("b", "application/pdf", TEXT)).await;
    refused(no_pdf, Code::InvalidArgument, Reason::AttachmentMismatch);
    let beyond = pb::UploadAttachmentRequest {
        size: 3,
        ..text("c")
    };
    let beyond = send(&world, AIGUL, beyond).await;
    refused(beyond, Code::InvalidArgument, Reason::AttachmentMismatch);
    let script = send(&world, AIGUL, file("d", "image/svg+xml", TEXT)).await;
    let script = refused(
        script,
        Code::InvalidArgument,
        Reason::AttachmentTypeNotAllowed,
    );
    assert_eq!(fields(&script), ["media_type"]);
    let large = pb::UploadAttachmentRequest {
        size: (25 << 20) + 1,
        ..text("e")
    };
    let large = send(&world, AIGUL, large).await;
    let large = refused(large, Code::InvalidArgument, Reason::AttachmentTooLarge);
    assert_eq!(fields(&large), ["size"]);
    assert_eq!(files(&world), 1, "nothing of them is there");
}

/// A workbook of nothing but a directory, which says that it would be a gigabyte.
fn bomb() -> Vec<u8> {
    let names = ["[Content_Types].xml", "xl/workbook.xml"];
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend([0; 1 << 10]);
    let at = u32::try_from(bytes.len()).expect("small");
    for name in names {
        let mut entry = b"PK\x01\x02".to_vec();
        entry.extend([0; 42]);
        entry[24..28].copy_from_slice(&(1_u32 << 29).to_le_bytes());
        entry[28] = u8::try_from(name.len()).expect("short");
        bytes.extend(entry);
        bytes.extend(name.as_bytes());
    }
    let length = u32::try_from(bytes.len()).expect("small") - at;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[tokio::test]
async fn a_zip_bomb_is_refused_by_what_its_directory_says() {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let status = send(&world, AIGUL, file("bomb", XLSX, &bomb())).await;
    let status = refused(status, Code::InvalidArgument, Reason::AttachmentTooLarge);
    assert_eq!(fields(&status), ["data"]);
    assert_eq!(files(&world), 0);
    // The control: the same directory that says less.
    let mut small = bomb();
    let entries: Vec<_> = small
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == b"PK\x01\x02")
        .map(|(at, _)| at)
        .collect();
    for at in entries {
        small[at + 24..at + 28].copy_from_slice(&8_u32.to_le_bytes());
    }
    let made = send(&world, AIGUL, file("small", XLSX, &small))
        .await
        .expect("received");
    assert_eq!(made.state(), State::Stored);
}

#[tokio::test]
async fn a_name_is_its_uploaders_and_of_one_file() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let whole = text("a");
    send(&world, AIGUL, stretch(&whole, 0, 10))
        .await
        .expect("received");
    let taken = send(&world, OTHER, whole.clone()).await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let another = send(&world, AIGUL, file("a", "text/csv", TEXT)).await;
    refused(another, Code::AlreadyExists, Reason::ResourceExists);
    for subject in [OTHER, ""] {
        let unknown = get(&world, subject, "a").await;
        refused(unknown, Code::NotFound, Reason::ResourceNotFound);
        let unknown = read(&world, subject, "a").await;
        refused(unknown, Code::NotFound, Reason::ResourceNotFound);
    }
    let nobody = Client::new(world.consultation.clone())
        .upload_attachment(text("b"))
        .await;
    assert_eq!(nobody.expect_err("no caller").code(), Code::Unauthenticated);
    let middle = send(&world, AIGUL, stretch(&text("none"), 5, 10)).await;
    refused(
        middle,
        Code::FailedPrecondition,
        Reason::AttachmentIncomplete,
    );
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
