//! Rules of uploaded files: what is taken, what goes on where, and that a file is what its type says. What is wrong with a zip file
//! is in `zip`. Pure, but for reading the file that it is given.

mod zip;

use std::io::{Read, Seek, SeekFrom};

use common::{Error, Violation};
use kenes_proto::{
    consultation::{Attachment, UploadAttachmentRequest},
    types::{Document, ErrorReason as Reason},
};

/// So much of a text is read at once.
const PIECE: usize = 64 << 10;

/// What a file of a type holds.
enum Content {
    /// It begins with one of these.
    Begins(&'static [&'static [u8]]),
    /// UTF-8.
    Text,
    /// A zip file of Office Open XML, with something in this folder.
    OfficeOpen(&'static str),
    /// A zip file that begins with its own media type.
    OpenDocument,
}

/// The media types that are taken.
const MEDIA: &[(&str, Content)] = &[
    ("application/pdf", Content::Begins(&[b"%PDF-"])),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Content::OfficeOpen("word/"),
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Content::OfficeOpen("xl/"),
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Content::OfficeOpen("ppt/"),
    ),
    (
        "application/vnd.oasis.opendocument.text",
        Content::OpenDocument,
    ),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        Content::OpenDocument,
    ),
    (
        "application/vnd.oasis.opendocument.presentation",
        Content::OpenDocument,
    ),
    ("application/msword", Content::Begins(&[COMPOUND])),
    ("application/vnd.ms-excel", Content::Begins(&[COMPOUND])),
    ("application/rtf", Content::Begins(&[b"{\\rtf"])),
    ("text/plain", Content::Text),
    ("text/csv", Content::Text),
    ("image/png", Content::Begins(&[b"\x89PNG\r\n\x1a\n"])),
    ("image/jpeg", Content::Begins(&[b"\xff\xd8\xff"])),
    ("image/tiff", Content::Begins(&[b"II*\0", b"MM\0*"])),
];

/// The beginning of documents of older office programs.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What a file of this type holds.
fn content(media_type: &str) -> Option<&'static Content> {
    let mut known = MEDIA.iter();
    let found = known.find(|(name, _)| *name == media_type);
    found.map(|(_, content)| content)
}

/// What must hold of a chunk by itself.
pub(crate) fn check(request: &UploadAttachmentRequest, most: u64) -> Result<(), Error> {
    let mut wrong = Vec::new();
    if content(&request.media_type).is_none() {
        let known: Vec<_> = MEDIA.iter().map(|(name, _)| *name).collect();
        let say = format!("must be one of {}", known.join(", "));
        let reason = Reason::AttachmentTypeNotAllowed;
        wrong.push(Violation::new("media_type", reason, say));
    }
    if request.size.unsigned_abs() > most {
        let say = format!("files have at most {most} bytes here");
        wrong.push(Violation::new("size", Reason::AttachmentTooLarge, say));
    }
    let end = request
        .offset
        .saturating_add_unsigned(request.data.len() as u64);
    if end > request.size {
        let say = format!("ends at byte {end} of a file of {}", request.size);
        wrong.push(Violation::new("data", Reason::AttachmentMismatch, say));
    }
    Error::check(wrong)
}

/// The bytes of a chunk that were not received yet.
pub(crate) fn fresh(
    request: &UploadAttachmentRequest,
    received: u64,
) -> Result<Option<&[u8]>, Error> {
    let offset = request.offset.unsigned_abs();
    if offset > received {
        return Err(incomplete(&request.name, received));
    }
    let known = usize::try_from(received - offset).unwrap_or(usize::MAX);
    Ok(request.data.get(known..).filter(|fresh| !fresh.is_empty()))
}

/// The refusal of what needs bytes that are not there.
pub(crate) fn incomplete(name: &str, received: u64) -> Error {
    let text = format!("{received} bytes of {name} were received: go on at offset {received}");
    Error::refused(Reason::AttachmentIncomplete, name, text)
}

/// The refusal of a file that is hidden or gone.
pub(crate) fn removed(name: &str) -> Error {
    let text = format!("a redaction has taken {name} away");
    Error::refused(Reason::AttachmentRemoved, name, text)
}

/// The refusal of bytes that are not what was announced.
pub(crate) fn mismatch(say: impl Into<String>) -> Error {
    Error::invalid(Reason::AttachmentMismatch, "data", say)
}

/// What is wrong with a document that names a file.
pub(crate) fn check_named(field: &str, document: &Document, file: &Attachment) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut differs = |part: &str, of: &str| {
        let say = format!("is not the {of} of {}", file.name);
        let field = format!("{field}.{part}");
        wrong.push(Violation::new(field, Reason::AttachmentMismatch, say));
    };
    if document.sha256 != file.sha256 {
        differs("sha256", "hash");
    }
    if !document.mime_type.is_empty() && document.mime_type != file.media_type {
        differs("mime_type", "media type");
    }
    wrong
}

/// Refuses a file whose content is not of its type.
pub(crate) fn check_content(media_type: &str, file: &mut (impl Read + Seek)) -> Result<(), Error> {
    let Some(content) = content(media_type) else {
        return Err(Error::internal("a type that is not taken"));
    };
    file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    match content {
        Content::Begins(beginnings) => {
            let longest = beginnings.iter().map(|one| one.len()).max().unwrap_or(0);
            let begun = beginning(file, longest)?;
            match beginnings.iter().any(|one| begun.starts_with(one)) {
                true => Ok(()),
                false => Err(no_such(media_type)),
            }
        }
        Content::Text => match is_text(file)? {
            true => Ok(()),
            false => Err(mismatch(format!("is no {media_type} in UTF-8"))),
        },
        Content::OfficeOpen(folder) => {
            let (mut types, mut own) = (false, false);
            zip::walk(file, |name| {
                types |= name == "[Content_Types].xml";
                own |= name.starts_with(folder);
            })?;
            match types && own {
                true => Ok(()),
                false => Err(no_such(media_type)),
            }
        }
        Content::OpenDocument => {
            const AT: usize = 38;
            let begun = beginning(file, AT + media_type.len())?;
            let is = begun.get(30..AT) == Some(b"mimetype")
                && begun.get(AT..) == Some(media_type.as_bytes());
            match is {
                true => zip::walk(file, |_| ()),
                false => Err(no_such(media_type)),
            }
        }
    }
}

fn no_such(media_type: &str) -> Error {
    mismatch(format!("is no {media_type}"))
}

/// At most so many bytes from where a file stands.
fn beginning(file: &mut impl Read, length: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(length);
    let mut some = file.take(length as u64);
    some.read_to_end(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// Whether it is UTF-8 without a NUL, read piece by piece.
fn is_text(file: &mut impl Read) -> Result<bool, Error> {
    let (mut piece, mut kept) = (vec![0; PIECE], 0);
    loop {
        let read = file.read(&mut piece[kept..]).map_err(Error::internal)?;
        let end = kept + read;
        let text = &piece[..end];
        if text.contains(&0) {
            return Ok(false);
        }
        let whole = match std::str::from_utf8(text) {
            Ok(_) => end,
            // A letter may go on in the next piece.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if read == 0 {
            return Ok(true);
        }
        piece.copy_within(whole..end, 0);
        kept = end - whole;
    }
}

#[cfg(test)]
pub(crate) mod tests;
