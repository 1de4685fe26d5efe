//! What is refused of uploads, and that nothing of it stays.

use super::*;

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
