//! Handlers of provisions, and of the difference between two versions.

use common::{
    Error,
    context::Context,
    list, names,
    resource::{self, Total},
};
use kenes_proto::{Page, consultation as pb};

use super::Api;
use crate::{
    domain::provision::{self as rules, Difference},
    store::{
        counts,
        provision::{self, Provisions},
        version::Versions,
    },
};

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetProvisionRequest,
) -> Result<pb::Provision, Error> {
    api.app
        .read(&context, move |tx| {
            let (version, eid) = (names::parent(&request.name), names::id(&request.name));
            resource::get::<Versions>(tx, version)?;
            let found = provision::find(tx, version, eid)?;
            let mut found = found.ok_or_else(|| provision::unknown(version, eid))?;
            found.comment_count = counts::on_provision(tx, &found.name)?;
            Ok(found)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListProvisionsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Versions>(tx, &request.parent)?;
            let query = common::query!(Provisions, request, Some(request.parent.as_str()), false);
            let counts = counts::OnProvisions::of(tx, &request.parent)?;
            resource::list_rendered(
                tx,
                &query,
                Total::Counted,
                |_, found| Ok(counts.fill(found)),
            )
        })
        .await
}

pub(super) async fn compare(
    api: &Api,
    context: Context,
    request: pb::CompareVersionsRequest,
) -> Result<pb::CompareVersionsResponse, Error> {
    api.app
        .read(&context, move |tx| {
            let version = resource::get::<Versions>(tx, &request.version)?;
            let base = match request.base_version.as_str() {
                "" => version.base_version.as_str(),
                named => named,
            };
            rules::check_same_law(base, &version.name)?;
            // The first version has no base: all of it is new.
            let (mut earlier, mut before) = (pb::DraftLawVersion::default(), Vec::new());
            if !base.is_empty() {
                earlier = resource::get::<Versions>(tx, base)?;
                before = provision::all(tx, base)?;
            }
            let after = provision::all(tx, &version.name)?;
            let languages = rules::common_languages(&earlier, &version);
            let changes = rules::differences(&before, &after, &languages);
            page(&request, &format!("{base} {}", version.name), &changes)
        })
        .await
}

/// The page of the changes between `pair` that is asked for.
fn page(
    request: &pb::CompareVersionsRequest,
    pair: &str,
    changes: &[Difference<'_>],
) -> Result<pb::CompareVersionsResponse, Error> {
    let from = list::open_number("changes", pair, &request.page_token)?.unwrap_or(0);
    let from = usize::try_from(from).map_err(Error::internal)?;
    let rest = changes.get(from..).unwrap_or_default();
    let size = list::page_size(request.page_size).min(rest.len());
    let next_page_token = match size < rest.len() {
        true => {
            let to = i64::try_from(from + size).map_err(Error::internal)?;
            list::seal_number("changes", pair, to)?
        }
        false => String::new(),
    };
    Ok(pb::CompareVersionsResponse {
        changes: rest[..size].iter().map(Difference::render).collect(),
        next_page_token,
    })
}
