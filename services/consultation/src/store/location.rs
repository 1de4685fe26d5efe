//! References to provisions, found in the text that is stored: the one place that looks for them, for every family that has one.

use common::{Error, store::Tx};
use kenes_proto::types::ProvisionRef;

use super::provision;
use crate::domain::{change, location as rules};

/// Fills in the wId of a reference, and its language where there is only one. Refuses an eId that its version does not have, and words that do not stand there.
pub(crate) fn locate(
    tx: &mut dyn Tx,
    field: &str,
    location: &mut ProvisionRef,
) -> Result<(), Error> {
    Error::check(rules::check(field, location))?;
    let (version, eid) = (location.version.as_str(), location.eid.as_str());
    if eid.is_empty() {
        location.wid.clear();
        return Ok(());
    }
    let unknown = || provision::unknown(version, eid);
    if !rules::is_of_words(location) {
        location.wid = provision::wid(tx, version, eid)?.ok_or_else(unknown)?;
        return Ok(());
    }
    let found = provision::find(tx, version, eid)?.ok_or_else(unknown)?;
    Error::check(rules::check_words(field, location, &found))?;
    if let Some(language) = rules::language(location, &found) {
        language.code().clone_into(&mut location.language_code);
    }
    location.wid = found.wid;
    Ok(())
}

/// Refuses words that do not stand where references say, without looking further.
pub(crate) fn check_words(tx: &mut dyn Tx, places: &[(&str, ProvisionRef)]) -> Result<(), Error> {
    places
        .iter()
        .try_for_each(|(field, at)| locate(tx, field, &mut at.clone()))
}

/// Refuses a proposed change to a provision that is neither what the comment is about, nor inside that, nor around it.
pub(crate) fn check_change(
    tx: &mut dyn Tx,
    field: &str,
    target: &ProvisionRef,
    changed: &ProvisionRef,
) -> Result<(), Error> {
    if !change::is_elsewhere(target, changed) {
        return Ok(());
    }
    let [target_name, changed_name] =
        [target, changed].map(|at| provision::name(&at.version, &at.eid));
    let related = target.version == changed.version
        && (provision::is_within(tx, &changed_name, &target_name)?
            || provision::is_within(tx, &target_name, &changed_name)?);
    match related {
        true => Ok(()),
        false => Err(change::elsewhere(field, target, changed)),
    }
}
