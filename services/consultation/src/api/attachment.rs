//! Uploads of files, chunk by chunk: what was received is on disk before it is said, and what is whole is checked before it is kept.

use common::{
    Error,
    attachments::Kept,
    context::Context,
    store::{Mode, Tx},
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use super::Api;
use crate::{
    domain::attachment as rules,
    store::attachment::{self as table, State, Stored},
};

const METHOD: &str = "UploadAttachment";
/// An uploader has at most so many times the largest size in files that nothing names.
const WAITING: u64 = 40;

pub(super) async fn upload(
    api: &Api,
    context: Context,
    request: pb::UploadAttachmentRequest,
) -> Result<pb::Attachment, Error> {
    let app = &api.app;
    rules::check(&request, app.attachments.max_size())?;
    let found = find(api, &context, &request.name).await?;
    let file = match found {
        Some(file) => file,
        None if request.offset > 0 => return Err(rules::incomplete(&request.name, 0)),
        None if context.is_validate_only() => return Ok(announced(&request)),
        None => begin(api, &context, &request).await?,
    };
    check_same(&file, &request, context.caller())?;
    if !matches!(file.state, State::Uploading | State::Storing) {
        return shown(&file, &context);
    }
    let received = received(api, &file).await?;
    let fresh = rules::fresh(&request, received)?;
    if context.is_validate_only() {
        return shown(&file, &context);
    }
    // What the table says and the disk has not is forgotten first.
    let begun = i64::try_from(received).map_err(Error::internal)?;
    if begun != file.received {
        advance(api, &file.name, file.received, begun).await?;
    }
    let mut size = begun;
    if let Some(fresh) = fresh {
        size += i64::try_from(fresh.len()).map_err(Error::internal)?;
        let write = app.attachments.write(file.id(), received, fresh.to_vec());
        write.await?;
        advance(api, &file.name, begun, size).await?;
    }
    if size == file.size {
        keep(api, &file).await?;
    }
    let file = find(api, &context, &request.name).await?;
    shown(&file.ok_or_else(|| table::busy(&request.name))?, &context)
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetAttachmentRequest,
) -> Result<pb::Attachment, Error> {
    let found = find(api, &context, &request.name).await?;
    let Some(mut file) = found else {
        return Err(Error::not_found(table::TYPE, request.name));
    };
    if matches!(file.state, State::Uploading | State::Storing) {
        file.received = i64::try_from(received(api, &file).await?).map_err(Error::internal)?;
    }
    shown(&file, &context)
}

/// The file of this name, whoever may know of it.
pub(super) async fn find(
    api: &Api,
    context: &Context,
    name: &str,
) -> Result<Option<Stored>, Error> {
    let name = name.to_owned();
    let find = move |tx: &mut dyn Tx| table::find(tx, &name);
    api.app.read(context, find).await
}

/// A file as the caller is shown it.
fn shown(file: &Stored, context: &Context) -> Result<pb::Attachment, Error> {
    let shown = file.shown(context.caller());
    shown.ok_or_else(|| Error::not_found(table::TYPE, &file.name))
}

/// How much of a file was received: what the table says, as far as the disk has it.
async fn received(api: &Api, file: &Stored) -> Result<u64, Error> {
    let there = api.app.attachments.received(file.id()).await?;
    Ok(there.min(file.received.unsigned_abs()))
}

async fn begin(
    api: &Api,
    context: &Context,
    request: &pb::UploadAttachmentRequest,
) -> Result<Stored, Error> {
    let most = WAITING.saturating_mul(api.app.attachments.max_size());
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let (new, caller, now) = (request.clone(), context.caller().to_owned(), context.now);
    let new = pb::UploadAttachmentRequest {
        data: Vec::new(),
        ..new
    };
    let work = move |tx: &mut dyn Tx| table::begin(tx, &new, &caller, most, now);
    api.app.store.write(METHOD, Mode::Commit, work).await?;
    let begun = find(api, context, &request.name).await?;
    begun.ok_or_else(|| table::busy(&request.name))
}

/// What the first chunk would announce.
fn announced(request: &pb::UploadAttachmentRequest) -> pb::Attachment {
    let mut announced = pb::Attachment {
        name: request.name.clone(),
        media_type: request.media_type.clone(),
        size: request.size,
        sha256: request.sha256.clone(),
        ..Default::default()
    };
    announced.set_state(pb::attachment::State::Uploading);
    announced
}

/// Refuses another file under a name that is taken.
fn check_same(
    file: &Stored,
    request: &pb::UploadAttachmentRequest,
    caller: &str,
) -> Result<(), Error> {
    let same = file.uploader == caller
        && file.size == request.size
        && file.sha256 == request.sha256
        && file.media_type == request.media_type;
    match same {
        true => Ok(()),
        false => {
            let text = format!("{} is another file; choose another name", file.name);
            let reason = Reason::ResourceExists;
            Err(Error::exists(reason, table::TYPE, &file.name, text))
        }
    }
}

/// Notes how much was received, unless another call is at it.
async fn advance(api: &Api, name: &str, from: i64, to: i64) -> Result<(), Error> {
    let wanted = name.to_owned();
    let work = move |tx: &mut dyn Tx| table::advance(tx, &wanted, from, to);
    match api.app.store.write(METHOD, Mode::Commit, work).await? {
        true => Ok(()),
        false => Err(table::busy(name)),
    }
}

/// Keeps a file of which all came, or begins its upload anew: its bytes are there for good before the table says so.
async fn keep(api: &Api, file: &Stored) -> Result<(), Error> {
    let (store, files) = (&api.app.store, &api.app.attachments);
    let begun = file.clone();
    let begin = move |tx: &mut dyn Tx| table::begin_storing(tx, &begun);
    store.write(METHOD, Mode::Commit, begin).await?;
    let (sha256, media_type) = (file.hash()?, file.media_type.clone());
    let check = move |file: &mut std::fs::File| rules::check_content(&media_type, file);
    let refusal = match files.keep(file.id(), sha256, check).await {
        Ok(Kept::Whole) => {
            let done = file.clone();
            let end = move |tx: &mut dyn Tx| table::end_storing(tx, &done);
            let given_up = store.write(METHOD, Mode::Commit, end).await?;
            if given_up == Some(true) {
                files.remove(sha256).await?;
            }
            return files.forget(file.id()).await;
        }
        Ok(Kept::Differs) => rules::mismatch("has another SHA-256 than was announced, as a whole"),
        Err(refusal) if refusal.reason() == Reason::AttachmentMismatch => refusal,
        Err(refusal) if refusal.reason() == Reason::AttachmentTooLarge => refusal,
        Err(trouble) => return Err(trouble),
    };
    let name = file.name.clone();
    let restart = move |tx: &mut dyn Tx| table::restart(tx, &name);
    store.write(METHOD, Mode::Commit, restart).await?;
    files.forget(file.id()).await?;
    Err(refusal)
}
