//! Handlers of provisions, and of the difference between two versions.

use common::{
    Error,
    kit::Context,
    list, names,
    resource::{self, Total},
    store::{self, Tx},
};
use kenes_proto::consultation as pb;

use super::Api;
use crate::{
    domain::provision as rules,
    store::{
        provision::{self, Provisions},
        version::Versions,
    },
};

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetProvisionRequest,
) -> Result<pb::Provision, Error> {
    api.kit
        .read(&context, move |tx| {
            let (version, eid) = (names::parent(&request.name), names::id(&request.name));
            resource::get::<Versions>(tx, version)?;
            let found = provision::find(tx, version, eid)?;
            counted(tx, found.ok_or_else(|| provision::unknown(version, eid))?)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListProvisionsRequest,
) -> Result<pb::ListProvisionsResponse, Error> {
    api.kit
        .read(&context, move |tx| {
            resource::get::<Versions>(tx, &request.parent)?;
            let query = common::query!(Provisions, request, Some(request.parent.as_str()), false);
            let page = resource::list::<Provisions>(tx, &query, Total::Counted)?;
            Ok(pb::ListProvisionsResponse {
                provisions: page
                    .items
                    .into_iter()
                    .map(|p| counted(tx, p))
                    .collect::<Result<_, _>>()?,
                next_page_token: page.next_page_token,
                total_size: page.total_size,
            })
        })
        .await
}

pub(super) async fn compare(
    api: &Api,
    context: Context,
    request: pb::CompareVersionsRequest,
) -> Result<pb::CompareVersionsResponse, Error> {
    api.kit
        .read(&context, move |tx| {
            let version = resource::get::<Versions>(tx, &request.version)?;
            let base = match request.base_version.as_str() {
                "" => version.base_version,
                named => resource::get::<Versions>(tx, named)?.name,
            };
            rules::check_same_law(&base, &version.name)?;
            let before = match base.as_str() {
                "" => Vec::new(),
                base => provision::all(tx, base)?,
            };
            let after = provision::all(tx, &version.name)?;
            let mut changes = rules::changes(&before, &after);

            let pair = format!("{base} {}", version.name);
            let from = list::open_number("changes", &pair, &request.page_token)?.unwrap_or(0);
            let from = usize::try_from(from)
                .unwrap_or(usize::MAX)
                .min(changes.len());
            let to = from
                .saturating_add(list::page_size(request.page_size))
                .min(changes.len());
            let next_page_token = match to < changes.len() {
                true => list::seal_number(
                    "changes",
                    &pair,
                    i64::try_from(to).map_err(Error::internal)?,
                )?,
                false => String::new(),
            };
            Ok(pb::CompareVersionsResponse {
                changes: changes.drain(from..to).collect(),
                next_page_token,
            })
        })
        .await
}

fn counted(tx: &mut dyn Tx, mut provision: pb::Provision) -> Result<pb::Provision, Error> {
    provision.comment_count = store::counter(tx, &format!("comments/{}", provision.name))?;
    Ok(provision)
}
