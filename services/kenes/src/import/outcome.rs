//! What comes of one line: the call it is, and where its resource is there already, a look at what that says.

use bytes::Bytes;
use common::{
    error::{Error, Kind},
    mask,
};
use kenes_proto::types::ErrorReason as Reason;
use prost_reflect::{DynamicMessage, MethodDescriptor, Value as Field};

use super::{
    report::Change,
    statement::{Statement, request_id, validate_only},
};
use crate::client::{Caller, Fault, NoAnswer, Refusal};

/// A line to carry out.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) location: String,
    pub(super) statement: Statement,
    /// Who writes.
    pub(super) subject: String,
}

/// What came of a line.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was carried out, and this is the answer, which is empty in a batch.
    Created(Bytes),
    /// The resource was there, and says now what the line says.
    Updated,
    /// It had been carried out before, or the resource was there and says what the line says.
    There,
    /// The resource is there and says something else.
    Changed(Change),
    /// It was refused.
    Refused(Refusal),
}

/// How lines are carried out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    /// Whether nothing is written.
    pub(crate) dry_run: bool,
    /// Whether resources that say something else are updated.
    pub(crate) update: bool,
}

/// Carries out a line.
pub(super) async fn carry_out(
    caller: &Caller,
    job: &Job,
    manner: Manner,
) -> Result<Outcome, NoAnswer> {
    let (statement, subject) = (&job.statement, job.subject.as_str());
    let mut request = statement.request.clone();
    if manner.dry_run
        && let Err(problem) = validate_only(&mut request)
    {
        return Ok(Outcome::Refused(Refusal::unread(problem)));
    }
    match caller.call(&statement.method, &request, subject).await {
        Ok(answer) if answer.replayed => Ok(Outcome::There),
        Ok(answer) => Ok(Outcome::Created(answer.message)),
        Err(Fault::Refused(error)) if is_repeated(&error) => Ok(Outcome::There),
        Err(Fault::Refused(error)) if is_taken(&error, statement) => {
            let compared = compare(caller, statement, subject, manner).await;
            compared.or_else(ended)
        }
        Err(fault) => ended(fault),
    }
}

fn ended(fault: Fault) -> Result<Outcome, NoAnswer> {
    match fault {
        Fault::Refused(error) => Ok(Outcome::Refused(Refusal::of(&error))),
        Fault::Foreign(refusal) => Ok(Outcome::Refused(refusal)),
        Fault::Silent(silence) => Err(silence),
    }
}

/// Returns whether the refusal says that the line was accepted before: on another day, so that its `@now` differs, or it was
/// redacted since.
fn is_repeated(error: &Error) -> bool {
    matches!(
        error.reason(),
        Reason::RequestIdReused | Reason::RevisionErased | Reason::RevisionWithheld
    )
}

/// Returns whether the refusal says that a resource has this very name.
fn is_taken(error: &Error, statement: &Statement) -> bool {
    error.reason() == Reason::ResourceExists
        && error.resource().is_some_and(|(_, name)| {
            name.strip_suffix(&statement.name)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })
}

/// Compares a line with the resource that has its name, and writes what differs if that is wanted.
async fn compare(
    caller: &Caller,
    statement: &Statement,
    subject: &str,
    manner: Manner,
) -> Result<Outcome, Fault> {
    let unread = |problem: String| Fault::Foreign(Refusal::unread(problem));
    let (Some(said), Some(creation)) = (statement.said(), statement.creation) else {
        return Ok(Outcome::There);
    };
    let Some(get) = &creation.get else {
        return Ok(Outcome::There);
    };
    let mut request = DynamicMessage::new(get.input());
    request.set_field_by_name("name", Field::String(statement.name.clone()));
    let answer = match caller.call(get, &request, subject).await {
        // Erased or hidden by a redaction.
        Err(Fault::Refused(error)) if matches!(error.kind(), Kind::NotFound | Kind::Denied) => {
            return Ok(Outcome::There);
        }
        answer => answer?,
    };
    let present = DynamicMessage::decode(get.output(), answer.message)
        .map_err(|e| unread(format!("not an answer: {e}")))?;
    let fields = mask::changes(&said, &present);
    if fields.is_empty() {
        return Ok(Outcome::There);
    }
    if !manner.update {
        return Ok(Outcome::Changed(Change {
            fields,
            may_update: creation.update.is_some(),
        }));
    }
    let Some(update) = &creation.update else {
        let (fields, kind) = (fields.join(", "), &statement.label);
        let say = format!("says something else in {fields}, and a {kind} cannot be changed");
        return Err(unread(say));
    };
    let mut request = updating(update, statement, said, &present, &fields)
        .ok_or_else(|| unread("the contract changed".into()))?;
    if manner.dry_run {
        validate_only(&mut request).map_err(unread)?;
    }
    caller.call(update, &request, subject).await?;
    Ok(Outcome::Updated)
}

/// Returns the request that writes what the line says in these fields, unless the resource changes meanwhile.
fn updating(
    update: &MethodDescriptor,
    statement: &Statement,
    mut said: DynamicMessage,
    present: &DynamicMessage,
    fields: &[String],
) -> Option<DynamicMessage> {
    let etag = present.get_field_by_name("etag")?.into_owned();
    let before = statement.request_id().unwrap_or_default();
    let id = request_id([before.as_bytes(), etag.as_str()?.as_bytes()].into_iter());
    said.set_field_by_name("name", Field::String(statement.name.clone()));
    said.set_field_by_name("etag", etag);

    let mut request = DynamicMessage::new(update.input());
    let paths = fields.iter().cloned().map(Field::String).collect();
    let mask = update.input().get_field_by_name("update_mask")?;
    let mut of_fields = DynamicMessage::new(mask.kind().as_message()?.clone());
    of_fields.set_field_by_name("paths", Field::List(paths));
    request.set_field(&mask, Field::Message(of_fields));
    request
        .try_set_field_by_name(statement.creation?.body.name(), Field::Message(said))
        .ok()?;
    let id = Field::String(id.hyphenated().to_string());
    request.try_set_field_by_name("request_id", id).ok()?;
    Some(request)
}
