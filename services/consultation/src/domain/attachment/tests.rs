//! Files that are what their type says and files that are not, bombs among them; and chunks that go on, or do not.

use std::io::Cursor;

use super::*;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const END_OF_DIRECTORY: usize = 22;

/// A zip file that says so of each file in it: its name, its bytes as they lie there, and how long it would be.
fn zip(files: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let long = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    let short = |n: usize| u16::try_from(n).expect("small").to_le_bytes();
    for (name, data, unpacked) in files {
        let at = bytes.len();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(long(data.len()));
        common.extend(unpacked.to_le_bytes());
        common.extend(short(name.len()));
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(*data);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(long(at));
        directory.extend(name.as_bytes());
    }
    let at = bytes.len();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(short(files.len()));
    bytes.extend(short(files.len()));
    bytes.extend(long(directory.len()));
    bytes.extend(long(at));
    bytes.extend([0, 0]);
    bytes
}

fn docx(more: &[(&'static str, &'static [u8], u32)]) -> Vec<u8> {
    let mut files: Vec<(&str, &[u8], u32)> = vec![
        ("[Content_Types].xml", b"<Types/>", 8),
        ("word/document.xml", b"<w/>", 4),
    ];
    files.extend(more);
    zip(&files)
}

/// What is said of a file, empty if nothing.
fn said(media_type: &str, bytes: &[u8]) -> String {
    let checked = check_content(media_type, &mut Cursor::new(bytes));
    checked.err().map_or_else(String::new, |error| {
        let violation = &error.fields()[0];
        format!("{}: {}", violation.reason, violation.description)
    })
}

#[test]
fn a_file_is_what_its_type_says() {
    let good: [(&str, &[u8]); 9] = [
        ("application/pdf", b"%PDF-1.7\n"),
        ("image/png", b"\x89PNG\r\n\x1a\n..."),
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        ("image/tiff", b"MM\0*...."),
        ("application/rtf", b"{\\rtf1 x}"),
        ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."),
        ("text/plain", "Кеңес\n".as_bytes()),
        ("text/csv", b"a,b\r\n"),
        (DOCX, &docx(&[])),
    ];
    for (media_type, bytes) in good {
        assert_eq!(said(media_type, bytes), "", "{media_type}");
        for (other, _) in MEDIA {
            let text = |media: &str| media.starts_with("text/");
            let compound = |media: &str| media.starts_with("application/") && media.contains("ms");
            if *other != media_type && !text(other) && !(compound(other) && compound(media_type)) {
                let said = said(other, bytes);
                let refused = said.starts_with("ATTACHMENT_MISMATCH");
                assert!(refused, "{media_type} as {other}");
            }
        }
    }
    let odt = zip(&[
        ("mimetype", ODT.as_bytes(), 39),
        ("content.xml", b"<x/>", 4),
    ]);
    assert_eq!(said(ODT, &odt), "");
    assert!(said("application/vnd.oasis.opendocument.spreadsheet", &odt).contains("is no"));
    assert!(said(DOCX, &odt).contains("is no"));
}

#[test]
fn a_text_is_text_to_its_end_wherever_it_is_cut() {
    for length in [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
        let mut text = "я".repeat(length / 2 + 1);
        text.insert(0, 'a');
        assert_eq!(said("text/plain", text.as_bytes()), "", "{length}");
        let mut cut = text.clone().into_bytes();
        cut.pop();
        assert!(said("text/plain", &cut).contains("UTF-8"), "{length}");
        text.push('\0');
        let zero = said("text/plain", text.as_bytes());
        assert!(zero.contains("UTF-8"), "{length}");
    }
}

#[test]
fn what_would_unpack_to_far_more_than_it_is_is_refused() {
    let bomb = docx(&[("word/media/a.bin", b"..", 600 << 20)]);
    let found = said(DOCX, &bomb);
    let begun = "ATTACHMENT_TOO_LARGE: would unpack to 629145612";
    assert!(found.starts_with(begun), "{found}");
    // Nothing is far more than little, but many times little may be much.
    let (a, b) = (("word/a.xml", &b".."[..], 9 << 20), "word/b.xml");
    assert_eq!(said(DOCX, &docx(&[a])), "");
    let many = docx(&[a, (b, b"..", 9 << 20)]);
    assert!(said(DOCX, &many).starts_with("ATTACHMENT_TOO_LARGE"));
    let layered = docx(&[("word/media/inner.ZIP", b"..", 2)]);
    assert!(said(DOCX, &layered).contains("has an archive in it, \"word/media/inner.ZIP\""));
}

#[test]
fn a_directory_that_lies_is_refused() {
    let whole = docx(&[]);
    let refused = |bytes: &[u8]| said(DOCX, bytes).starts_with("ATTACHMENT_MISMATCH");
    for cut in [0, 1, 21, 22, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]), "{cut}");
    }
    let at = whole.len() - END_OF_DIRECTORY;
    for (change, place) in [("length", 12), ("place", 16), ("entries", 10)] {
        let mut wrong = whole.clone();
        wrong[at + place] ^= 0x04;
        assert!(refused(&wrong), "{change}");
    }
    let mut behind = whole.clone();
    behind.extend(b"more");
    assert!(refused(&behind));
    // The sizes that lie there add up to more than the file.
    let mut inside = whole.clone();
    let entry = whole.windows(4).position(|w| w == b"PK\x01\x02");
    let entry = entry.expect("one");
    inside[entry + 21] = 0x40;
    assert!(said(DOCX, &inside).contains("lie in one another"));
    let mut locked = whole;
    locked[entry + 8] = 1;
    assert!(said(DOCX, &locked).contains("encrypted"));
}

fn chunk(offset: i64, data: &[u8]) -> UploadAttachmentRequest {
    UploadAttachmentRequest {
        name: "attachments/a".into(),
        media_type: "text/plain".into(),
        size: 10,
        sha256: vec![0; 32],
        offset,
        data: data.to_vec(),
        validate_only: false,
    }
}

#[test]
fn a_chunk_goes_on_where_the_last_one_ended() {
    for (offset, received, expected) in [
        (0, 0, Some(&b"abcd"[..])),
        (4, 4, Some(b"abcd")),
        (2, 4, Some(b"cd")),
        (0, 4, None),
        (0, 9, None),
    ] {
        let request = chunk(offset, b"abcd");
        let found = fresh(&request, received).expect("no gap");
        assert_eq!(found, expected, "{offset} {received}");
    }
    let request = chunk(5, b"abcd");
    let gap = fresh(&request, 4).expect_err("a gap");
    assert_eq!(gap.reason(), Reason::AttachmentIncomplete);
    assert!(gap.message().ends_with("go on at offset 4"));
}

#[test]
fn all_that_is_wrong_with_a_chunk_is_said_at_once() {
    assert!(check(&chunk(0, b"abcd"), 10).is_ok());
    let mut wrong = chunk(i64::MAX, b"abcd");
    wrong.media_type = "image/svg+xml".into();
    let found = check(&wrong, 9).expect_err("wrong");
    let reasons: Vec<_> = found.fields().iter().map(|v| v.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "ATTACHMENT_TYPE_NOT_ALLOWED",
            "ATTACHMENT_TOO_LARGE",
            "ATTACHMENT_MISMATCH"
        ]
    );
}
