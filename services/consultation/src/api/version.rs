//! What is decided when versions of a draft law are written, and their publication.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::consultation as pb;
use pb::draft_law_version::State;

use super::expression;
use crate::{
    domain::{draft_law, version as rules},
    store::{
        carried_forward,
        draft_law::DraftLaws,
        stage::Stages,
        version::{self, Versions},
    },
};

impl Family for Versions {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::DraftLawVersion>,
        version: &mut pb::DraftLawVersion,
    ) -> Result<(), Error> {
        let law = resource::get::<DraftLaws>(tx, names::parent(&version.name))?;
        if let Some(present) = present {
            rules::check_draft(present)?;
        }
        rules::check(version)?;
        if present.is_none() {
            version.set_state(State::Draft);
            let ordinal = version::count(tx, &law.name)? + 1;
            version.ordinal = i32::try_from(ordinal).map_err(Error::internal)?;
            if version.base_version.is_empty() {
                version.base_version.clone_from(&law.current_version);
            }
        }
        check_references(tx, version)?;
        if let Some(present) = present {
            if version.base_version != present.base_version && !version.expressions.is_empty() {
                expression::derive_again(tx, context, version)?;
            }
            rules::name_expressions(version, &law.akn_work_iri);
        }
        Ok(())
    }
}

pub(super) fn publish(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::PublishDraftLawVersionRequest,
) -> Result<pb::DraftLawVersion, Error> {
    let mut law = resource::live::<DraftLaws>(tx, names::parent(&request.name))?;
    let mut new = resource::get::<Versions>(tx, &request.name)?;
    resource::check_etag::<Versions>(&new, &request.etag)?;
    rules::publish(&mut new, context.now)?;
    draft_law::check_active(&law)?;
    rules::name_expressions(&mut new, &law.akn_work_iri);
    let earlier = version::frozen(tx, &law.name)?;
    // Who follows the log hears of the version before he hears what it did to others.
    let new = resource::save::<Versions>(tx, context, new)?;
    for earlier in earlier {
        carried_forward::record(tx, &earlier, &new)?;
        carried_forward::tell(tx, context, &earlier)?;
        supersede(tx, context, earlier)?;
    }
    law.current_version.clone_from(&new.name);
    resource::save::<DraftLaws>(tx, &context.without_request_id(), law)?;
    Ok(new)
}

fn supersede(
    tx: &mut dyn Tx,
    context: &Context,
    mut earlier: pb::DraftLawVersion,
) -> Result<(), Error> {
    if earlier.state() == State::Published {
        earlier.set_state(State::Superseded);
        let aside = context.aside("SupersedeDraftLawVersion");
        resource::save::<Versions>(tx, &aside, earlier)?;
    }
    Ok(())
}

/// Stage and base are of the same draft law, and the base no longer changes.
fn check_references(tx: &mut dyn Tx, version: &pb::DraftLawVersion) -> Result<(), Error> {
    let law = names::parent(&version.name);
    if !version.stage.is_empty() {
        let field = "draft_law_version.stage";
        rules::check_same_law(field, law, &version.stage)?;
        resource::referred::<Stages>(tx, field, &version.stage)?;
    }
    if !version.base_version.is_empty() {
        let field = "draft_law_version.base_version";
        rules::check_same_law(field, law, &version.base_version)?;
        let base = resource::referred::<Versions>(tx, field, &version.base_version)?;
        rules::check_frozen(&base)?;
    }
    Ok(())
}
