//! What was ever recorded of a resource, whatever its kind.

use kenes_proto::record as pb;

use super::Api;
use crate::{Error, app::AnyKind, context::Context, names, store::Tx};

/// The type of what is asked for by name.
const REVISION: &str = "record.kenes/Revision";

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListRevisionsRequest,
) -> Result<pb::ListRevisionsResponse, Error> {
    let kind = kind(api, &request.name, &request.name)?;
    let call = context.clone();
    let read = move |tx: &mut dyn Tx| kind.revisions(tx, &call, &request);
    api.app.read(&context, read).await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetRevisionRequest,
) -> Result<pb::Revision, Error> {
    let kind = kind(api, names::parent(&request.name), &request.name)?;
    let call = context.clone();
    let read = move |tx: &mut dyn Tx| kind.revision(tx, &call, &request);
    api.app.read(&context, read).await
}

/// The kind of the resource of this name; `asked` is the name that was asked for.
fn kind(api: &Api, name: &str, asked: &str) -> Result<AnyKind, Error> {
    let declared = api.resources.find(name);
    let kind = declared.and_then(|resource| api.app.kinds.find(&resource.message));
    kind.ok_or_else(|| Error::not_found(REVISION, asked))
}
