//! Handlers of reference data.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, registry as pb};

use super::Api;
use crate::{
    domain::code as rules,
    store::code::{self, Codes},
};

/// Ties are followed this far; a longer chain is a mistake in the data.
const LONGEST_CHAIN: usize = 100;

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateCodeRequest,
) -> Result<pb::Code, Error> {
    let mut new = request.code.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    let name = context.new_name(&request.parent, "codes", &request.code_id, "k");
    api.app
        .write(context, move |tx, context| {
            check_ties(tx, &name.name, &new)?;
            resource::create::<Codes>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetCodeRequest,
) -> Result<pb::Code, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Codes>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListCodesRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Codes, request, Some(request.parent.as_str()), false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateCodeRequest,
) -> Result<pb::Code, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.code.clone().unwrap_or_default();
            let (_, merged) = resource::merge::<Codes>(tx, &patch, request.update_mask.as_ref())?;
            rules::check(&merged)?;
            check_ties(tx, &merged.name, &merged)?;
            resource::save::<Codes>(tx, context, merged)
        })
        .await
}

/// What one code says of another.
type Tie = fn(&pb::Code) -> &str;

fn check_ties(tx: &mut dyn Tx, name: &str, code: &pb::Code) -> Result<(), Error> {
    let ties: [(&str, Tie); 2] = [
        ("code.successor", |c| &c.successor),
        ("code.parent_code", |c| &c.parent_code),
    ];
    for (field, tie) in ties {
        let next = tie(code);
        if next.is_empty() {
            continue;
        }
        resource::referred::<Codes>(tx, field, next)?;
        let chain = code::chain(tx, next, tie, LONGEST_CHAIN)?;
        rules::check_tie(field, name, &chain)?;
    }
    Ok(())
}
