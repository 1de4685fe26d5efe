//! The tables of uploaded files, and of what names them. A file is no resource: what becomes of its upload is no entry of the log.
//!
//! One hash may have several names. Whoever begins to keep or to remove a file writes to all rows of its hash first, so that of two
//! who do so at once one waits for the other, on both engines.

use std::time::Duration;

use common::{
    Error, Violation, date,
    store::{self, Row, Tx, Value},
};
use kenes_proto::{
    consultation::{Attachment, UploadAttachmentRequest, attachment::State as Shown},
    types::{Document, ErrorReason as Reason},
};

use crate::domain::attachment as rules;

/// What it is called in errors.
pub(crate) const TYPE: &str = "consultation.kenes/Attachment";

/// When to come back to a file that another call is at.
const SOON: Duration = Duration::from_millis(500);

const COLUMNS: &str =
    "name, uploader, media_type, size, sha256, received, state, named, create_time";

/// How far a file is. The numbers are those of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Uploading = 1,
    Stored = 2,
    Removed = 4,
    /// All came, and it is about to be kept.
    Storing = 11,
    /// Its bytes are about to be deleted.
    Removing = 12,
}

/// A file as it stands in its table.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) uploader: String,
    pub(crate) media_type: String,
    pub(crate) size: i64,
    pub(crate) sha256: Vec<u8>,
    pub(crate) received: i64,
    pub(crate) state: State,
    /// Whether a resource names it, or did.
    pub(crate) named: bool,
    pub(crate) create_time: i64,
    /// Whether a resource names it of which that can be read.
    pub(crate) visible: bool,
}

/// Who may know what of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Nobody has heard of it.
    Absent,
    /// Its uploader, all; anybody, if a resource names it.
    Whole,
    /// That it is hidden.
    Hidden,
    /// That it is gone.
    Removed,
}

// === impl Stored

impl Stored {
    fn of(row: &Row) -> Result<Self, Error> {
        let state = match row[6].int()? {
            1 => State::Uploading,
            2 => State::Stored,
            4 => State::Removed,
            11 => State::Storing,
            12 => State::Removing,
            _ => return Err(Error::internal("a file in no known state")),
        };
        Ok(Self {
            name: row[0].text()?.to_owned(),
            uploader: row[1].text()?.to_owned(),
            media_type: row[2].text()?.to_owned(),
            size: row[3].int()?,
            sha256: row[4].bytes()?.to_owned(),
            received: row[5].int()?,
            state,
            named: row[7].int()? != 0,
            create_time: row[8].int()?,
            visible: false,
        })
    }

    /// Its hash.
    pub(crate) fn hash(&self) -> Result<[u8; 32], Error> {
        let hash = self.sha256.as_slice().try_into();
        hash.map_err(|_| Error::internal("a file without its hash"))
    }

    /// The last part of its name.
    pub(crate) fn id(&self) -> &str {
        id(&self.name)
    }

    /// What a caller may know of it.
    pub(crate) fn sight(&self, caller: &str) -> Sight {
        match (self.state, self.named) {
            (State::Removed, _) => Sight::Removed,
            (State::Removing, true) => Sight::Hidden,
            (_, true) if self.visible => Sight::Whole,
            (_, true) => Sight::Hidden,
            (State::Removing, false) => Sight::Absent,
            (_, false) if !caller.is_empty() && caller == self.uploader => Sight::Whole,
            (_, false) => Sight::Absent,
        }
    }

    /// As a caller is shown it.
    pub(crate) fn shown(&self, caller: &str) -> Option<Attachment> {
        let mut bare = Attachment {
            name: self.name.clone(),
            ..Attachment::default()
        };
        match self.sight(caller) {
            Sight::Absent => return None,
            Sight::Hidden => bare.set_state(Shown::Hidden),
            Sight::Removed => bare.set_state(Shown::Removed),
            Sight::Whole => return Some(self.whole()),
        }
        Some(bare)
    }

    /// All that is known of it.
    pub(crate) fn whole(&self) -> Attachment {
        let mut shown = Attachment {
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            size: self.size,
            sha256: self.sha256.clone(),
            received_size: self.received,
            create_time: Some(date::timestamp(self.create_time)),
            ..Attachment::default()
        };
        shown.set_state(match self.state {
            State::Stored => Shown::Stored,
            _ => Shown::Uploading,
        });
        shown
    }
}

/// The last part of a name.
pub(crate) fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// The refusal of a file that another call is at.
pub(crate) fn busy(name: &str) -> Error {
    let text = format!("another call is at {name}");
    Error::unavailable(Reason::Unavailable, text, SOON)
}

/// The file of this name.
pub(crate) fn find(tx: &mut dyn Tx, name: &str) -> Result<Option<Stored>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM attachment WHERE name = $1");
    let rows = tx.query(&sql, &[name.into()])?;
    let Some(mut found) = rows.first().map(Stored::of).transpose()? else {
        return Ok(None);
    };
    found.visible = found.named && is_visible(tx, name)?;
    Ok(Some(found))
}

fn is_visible(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    let sql = "SELECT resource FROM attachment_use WHERE attachment = $1 AND hidden = 0 LIMIT 1";
    Ok(!tx.query(sql, &[name.into()])?.is_empty())
}

// === uploads

/// Begins an upload, unless the name is taken. An uploader has at most so many bytes in files that nothing names.
pub(crate) fn begin(
    tx: &mut dyn Tx,
    request: &UploadAttachmentRequest,
    caller: &str,
    most: i64,
    now: i64,
) -> Result<(), Error> {
    let sql = "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM attachment WHERE uploader = $1 AND named = 0";
    let waiting = tx.query(sql, &[caller.into()])?;
    let waiting = waiting.first().map_or(Ok(0), |row| row[0].int())?;
    if waiting.saturating_add(request.size) > most {
        let say = format!("{waiting} bytes of yours wait to be named, of at most {most}");
        return Err(Error::invalid(Reason::AttachmentTooLarge, "size", say));
    }
    let sql = format!(
        "INSERT INTO attachment ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, 0, 1, 0, $6) ON CONFLICT DO NOTHING"
    );
    let row = [
        request.name.as_str().into(),
        caller.into(),
        request.media_type.as_str().into(),
        request.size.into(),
        Value::Bytes(request.sha256.clone()),
        now.into(),
    ];
    tx.execute(&sql, &row).map(drop)
}

/// Notes how much was received, if it was so much before; whether it was.
pub(crate) fn advance(tx: &mut dyn Tx, name: &str, from: i64, to: i64) -> Result<bool, Error> {
    let sql = "UPDATE attachment SET received = $3 WHERE name = $1 AND received = $2 AND state IN (1, 11)";
    Ok(tx.execute(sql, &[name.into(), from.into(), to.into()])? == 1)
}

/// Writes to all rows of a hash: whoever else would do so waits until this transaction has ended.
fn lock(tx: &mut dyn Tx, sha256: &[u8]) -> Result<(), Error> {
    let sql = "UPDATE attachment SET state = state WHERE sha256 = $1";
    tx.execute(sql, &[Value::Bytes(sha256.to_owned())])
        .map(drop)
}

/// Whether another file of this hash is in one of these states.
fn others(tx: &mut dyn Tx, of: &Stored, states: [State; 2]) -> Result<bool, Error> {
    let sql = "SELECT name FROM attachment WHERE sha256 = $1 AND name <> $2 AND state IN ($3, $4) LIMIT 1";
    let [one, other] = states.map(|state| Value::Int(state as i64));
    let args = [
        Value::Bytes(of.sha256.clone()),
        of.name.as_str().into(),
        one,
        other,
    ];
    Ok(!tx.query(sql, &args)?.is_empty())
}

/// All came: says that the file is about to be kept. Not while one of the same bytes is about to be deleted.
pub(crate) fn begin_storing(tx: &mut dyn Tx, of: &Stored) -> Result<(), Error> {
    lock(tx, &of.sha256)?;
    if others(tx, of, [State::Removing, State::Removing])? {
        return Err(busy(&of.name));
    }
    let sql =
        "UPDATE attachment SET state = 11 WHERE name = $1 AND received = size AND state IN (1, 11)";
    match tx.execute(sql, &[of.name.as_str().into()])? {
        1 => Ok(()),
        _ => Err(busy(&of.name)),
    }
}

/// It is kept. If it was given up meanwhile: whether its bytes are to go.
pub(crate) fn end_storing(tx: &mut dyn Tx, of: &Stored) -> Result<Option<bool>, Error> {
    lock(tx, &of.sha256)?;
    let sql = "UPDATE attachment SET state = 2 WHERE name = $1 AND state IN (11, 2)";
    match tx.execute(sql, &[of.name.as_str().into()])? {
        1 => Ok(None),
        _ => others(tx, of, [State::Storing, State::Stored]).map(|others| Some(!others)),
    }
}

/// It was not what was announced: the upload begins anew.
pub(crate) fn restart(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    let sql = "UPDATE attachment SET state = 1, received = 0 WHERE name = $1 AND state IN (1, 11)";
    tx.execute(sql, &[name.into()]).map(drop)
}

// === what names them

/// Refuses documents that name files which are not there, or are not what the documents say.
pub(crate) fn check(
    tx: &mut dyn Tx,
    field: &str,
    resource: &str,
    documents: &[Document],
) -> Result<(), Error> {
    let mut wrong = Vec::new();
    for (n, document) in documents.iter().enumerate() {
        if document.attachment.is_empty() {
            continue;
        }
        let field = format!("{field}[{n}]");
        let Some(file) = find(tx, &document.attachment)? else {
            let say = format!("there is no {}", document.attachment);
            let field = format!("{field}.attachment");
            wrong.push(Violation::new(field, Reason::ReferenceNotFound, say));
            continue;
        };
        match file.state {
            // What is hidden is not shown again by another who names it.
            _ if file.named && !file.visible => return Err(rules::removed(&file.name)),
            State::Stored => wrong.extend(rules::check_named(&field, document, &file.whole())),
            // It was named before it went, by a revision that is only written again.
            _ if is_used(tx, resource, &file.name)? => {}
            State::Uploading | State::Storing => {
                return Err(rules::incomplete(&file.name, file.received.unsigned_abs()));
            }
            State::Removing | State::Removed => return Err(rules::removed(&file.name)),
        }
    }
    Error::check(wrong)
}

fn is_used(tx: &mut dyn Tx, resource: &str, name: &str) -> Result<bool, Error> {
    let sql = "SELECT hidden FROM attachment_use WHERE resource = $1 AND attachment = $2";
    Ok(!tx.query(sql, &[resource.into(), name.into()])?.is_empty())
}

/// Notes which files a resource names. It still does where a later revision does not: earlier ones can be read.
pub(crate) fn note<'d>(
    tx: &mut dyn Tx,
    resource: &str,
    documents: impl IntoIterator<Item = &'d Document>,
) -> Result<(), Error> {
    for document in documents {
        let name = document.attachment.as_str();
        if name.is_empty() || is_used(tx, resource, name)? {
            continue;
        }
        // Who would remove it waits for this row, and finds it named.
        let sql = "UPDATE attachment SET named = 1 WHERE name = $1 AND state = 2";
        if tx.execute(sql, &[name.into()])? != 1 {
            return Err(busy(name));
        }
        let sql = "INSERT INTO attachment_use (resource, attachment, hidden) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING";
        tx.execute(sql, &[resource.into(), name.into()])?;
    }
    Ok(())
}

/// Checks and notes the files that a resource names.
pub(crate) fn take(
    tx: &mut dyn Tx,
    field: &str,
    resource: &str,
    documents: &[Document],
) -> Result<(), Error> {
    check(tx, field, resource, documents)?;
    note(tx, resource, documents)
}

/// A redaction hides what a resource says, and so which files it names.
pub(crate) fn hide(tx: &mut dyn Tx, resource: &str) -> Result<(), Error> {
    let sql = "UPDATE attachment_use SET hidden = 1 WHERE resource = $1";
    tx.execute(sql, &[resource.into()]).map(drop)
}

/// The files that a resource names.
pub(crate) fn named_by(tx: &mut dyn Tx, resource: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT attachment FROM attachment_use WHERE resource = $1 ORDER BY attachment";
    store::texts(tx, sql, &[resource.into()])
}

// === their end

/// Files that nothing named until a moment, and those of which the end was begun. At most `limit`.
pub(crate) fn ending(tx: &mut dyn Tx, before: i64, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM attachment WHERE named = 0 AND create_time < $1 ORDER BY create_time, name LIMIT $2";
    let mut names = store::texts(tx, sql, &[before.into(), limit.into()])?;
    let sql = "SELECT name FROM attachment WHERE state = 12 AND named = 1 ORDER BY name LIMIT $1";
    names.extend(store::texts(tx, sql, &[limit.into()])?);
    Ok(names)
}

/// Begins to remove a file, unless a resource that can be read names it, or it is younger than `before` and nothing does: the file,
/// and whether its bytes go, which they do unless another file has the same.
pub(crate) fn begin_removing(
    tx: &mut dyn Tx,
    name: &str,
    before: i64,
) -> Result<Option<(Stored, bool)>, Error> {
    let Some(found) = find(tx, name)? else {
        return Ok(None);
    };
    lock(tx, &found.sha256)?;
    // What was read before the lock may have changed.
    let Some(found) = find(tx, name)? else {
        return Ok(None);
    };
    let young = !found.named && found.create_time >= before;
    if found.visible || young || found.state == State::Removed {
        return Ok(None);
    }
    let sql = "UPDATE attachment SET state = 12 WHERE name = $1";
    tx.execute(sql, &[name.into()])?;
    let others = others(tx, &found, [State::Storing, State::Stored])?;
    Ok(Some((found, !others)))
}

/// The bytes are gone. Of a file that was named its name stays, and that it was removed; of another nothing.
pub(crate) fn end_removing(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    let sql = "DELETE FROM attachment WHERE name = $1 AND state = 12 AND named = 0";
    tx.execute(sql, &[name.into()])?;
    let sql = "UPDATE attachment SET state = 4, uploader = '', media_type = '', size = 0, sha256 = $2, received = 0 \
               WHERE name = $1 AND state = 12";
    tx.execute(sql, &[name.into(), Value::Bytes(Vec::new())])
        .map(drop)
}

// === what must be there

/// The files that are kept, in the order of their names, after one of them. At most `limit`.
pub(crate) fn kept(tx: &mut dyn Tx, after: &str, limit: i64) -> Result<Vec<Stored>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment WHERE state = 2 AND name > $1 ORDER BY name LIMIT $2"
    );
    let rows = tx.query(&sql, &[after.into(), limit.into()])?;
    rows.iter().map(Stored::of).collect()
}

/// Whether a file of this hash is kept, or on its way in or out.
pub(crate) fn is_known(tx: &mut dyn Tx, sha256: [u8; 32]) -> Result<bool, Error> {
    let sql = "SELECT name FROM attachment WHERE sha256 = $1 LIMIT 1";
    Ok(!tx.query(sql, &[Value::Bytes(sha256.to_vec())])?.is_empty())
}
