//! What a record refers to is there: the steps that several families share.

use common::{Error, resource, store::Tx};
use kenes_proto::{
    consultation as pb,
    types::{ErrorReason as Reason, ProposedChange, ProvisionRef},
};

use crate::store::{
    consultation::Consultations, decision::Decisions, draft_law::DraftLaws, hearing::Hearings,
    location, policy_document::PolicyDocuments, recommendation::Recommendations, version::Versions,
};

/// Refuses draft laws that do not exist; those that were `known` may have gone since.
pub(super) fn draft_laws(
    tx: &mut dyn Tx,
    field: &str,
    names: &[String],
    known: &[String],
) -> Result<(), Error> {
    let new = names.iter().enumerate().filter(|(_, n)| !known.contains(n));
    for (n, name) in new {
        resource::referred::<DraftLaws>(tx, &format!("{field}[{n}]"), name)?;
    }
    Ok(())
}

/// Refuses versions that do not exist.
pub(super) fn versions(tx: &mut dyn Tx, field: &str, names: &[String]) -> Result<(), Error> {
    for (n, name) in names.iter().enumerate() {
        resource::referred::<Versions>(tx, &format!("{field}[{n}]"), name)?;
    }
    Ok(())
}

/// Refuses hearings and consultations that do not exist; those that were `known` may have gone since.
pub(super) fn origins(
    tx: &mut dyn Tx,
    field: &str,
    names: &[String],
    known: &[String],
) -> Result<(), Error> {
    let new = names.iter().enumerate().filter(|(_, n)| !known.contains(n));
    for (n, name) in new {
        let field = format!("{field}[{n}]");
        match name.starts_with("hearings/") {
            true => resource::referred::<Hearings>(tx, &field, name).map(drop)?,
            false => resource::referred::<Consultations>(tx, &field, name).map(drop)?,
        }
    }
    Ok(())
}

/// Refuses a decision that does not exist, or was revoked.
pub(super) fn decision(tx: &mut dyn Tx, field: &str, name: &str) -> Result<(), Error> {
    match resource::referred::<Decisions>(tx, field, name)?.state() {
        pb::decision::State::Revoked => {
            let say = format!("{name} was revoked: name a decision that stands");
            Err(Error::invalid(Reason::FieldInvalid, field, say))
        }
        _ => Ok(()),
    }
}

/// Refuses a resource, of any of these kinds, that does not exist.
pub(super) fn resource(tx: &mut dyn Tx, field: &str, name: &str) -> Result<(), Error> {
    match name.split('/').next().unwrap_or_default() {
        "draftLaws" => resource::referred::<DraftLaws>(tx, field, name).map(drop),
        "consultations" => resource::referred::<Consultations>(tx, field, name).map(drop),
        "hearings" => resource::referred::<Hearings>(tx, field, name).map(drop),
        "policyDocuments" => resource::referred::<PolicyDocuments>(tx, field, name).map(drop),
        "recommendations" => resource::referred::<Recommendations>(tx, field, name).map(drop),
        _ => {
            let say = format!("{name} does not exist");
            Err(Error::invalid(Reason::ReferenceNotFound, field, say))
        }
    }
}

/// Refuses a subject whose draft law does not exist; none need be named.
pub(super) fn subject(
    tx: &mut dyn Tx,
    field: &str,
    subject: Option<&pb::Subject>,
) -> Result<(), Error> {
    match subject.map_or("", |subject| &subject.draft_law) {
        "" => Ok(()),
        law => resource::referred::<DraftLaws>(tx, &format!("{field}.draft_law"), law).map(drop),
    }
}

/// Refuses a draft law that does not exist, and a version that is not published; none need be named.
pub(super) fn draft(tx: &mut dyn Tx, field: &str, name: &str) -> Result<(), Error> {
    match name {
        "" => Ok(()),
        version if version.contains("/versions/") => published(tx, field, version),
        law => resource::referred::<DraftLaws>(tx, field, law).map(drop),
    }
}

/// Refuses a place that is not in a published version, or has not the words that it quotes, and fills in its wId.
pub(super) fn place(tx: &mut dyn Tx, field: &str, place: &mut ProvisionRef) -> Result<(), Error> {
    published(tx, &format!("{field}.version"), &place.version)?;
    location::locate(tx, field, place)
}

/// The same of the fields `targets` and `changes` of something that speaks about provisions.
pub(super) fn places(
    tx: &mut dyn Tx,
    field: &str,
    targets: &mut [ProvisionRef],
    changes: &mut [ProposedChange],
) -> Result<(), Error> {
    for (n, target) in targets.iter_mut().enumerate() {
        place(tx, &format!("{field}.targets[{n}]"), target)?;
    }
    for (n, change) in changes.iter_mut().enumerate() {
        if let Some(target) = &mut change.target {
            place(tx, &format!("{field}.changes[{n}].target"), target)?;
        }
    }
    Ok(())
}

/// Refuses a version that is not there, or not published yet: `REFERENCE_NOT_FOUND`, `VERSION_NOT_PUBLISHED`.
pub(super) fn published(tx: &mut dyn Tx, field: &str, version: &str) -> Result<(), Error> {
    let found = resource::referred::<Versions>(tx, field, version)?;
    match found.state() {
        pb::draft_law_version::State::Draft => {
            let text = format!("{version} is a draft: publish it first");
            Err(Error::refused(Reason::VersionNotPublished, version, text))
        }
        _ => Ok(()),
    }
}
