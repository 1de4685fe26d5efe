//! What the forms in which other programs read the record have in common: in which language they are asked for, and whose they are.

use common::{
    Error, Language,
    context::{Context, Reading},
    text,
};
use kenes_proto::{gtype::LocalizedText, types::ErrorReason as Reason};

use super::Api;
use crate::registry::RegistryError;

/// The language that is asked for, or the one that the caller prefers.
pub(super) fn language(context: &Context, code: &str) -> Result<Language, Error> {
    let asked = text::asked(code)?;
    Ok(asked.or(Reading::of(context).language).unwrap_or_default())
}

/// Refuses what names both a draft law and a body.
pub(super) fn check_one(draft_law: &str, body: &str) -> Result<(), Error> {
    match draft_law.is_empty() || body.is_empty() {
        true => Ok(()),
        false => {
            let say = "name a draft law or a body, not both";
            Err(Error::invalid(Reason::FieldInvalid, "body", say))
        }
    }
}

/// The titles of the body that is asked about: `RESOURCE_NOT_FOUND` where the registry knows none of this name. While it does not
/// answer there are none.
pub(super) async fn body_title(
    api: &Api,
    body: &str,
    now: i64,
) -> Result<Vec<LocalizedText>, Error> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    match api.registry.titles(body, now).await {
        Ok(titles) => Ok(titles),
        Err(RegistryError::Refused(error)) => Err(error),
        Err(RegistryError::Unanswered) => Ok(Vec::new()),
    }
}
