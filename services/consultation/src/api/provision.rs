//! Handlers of provisions, and of the difference between two versions.

use common::{
    Error,
    context::Context,
    list, names,
    resource::{self, Read},
    store::Tx,
};
use kenes_proto::consultation as pb;
use prost::Message;

use crate::{
    domain::provision::{self as rules, Difference},
    store::{
        provision::{self, Provisions},
        version::Versions,
    },
};

/// The most bytes of changes on a page: clients take answers of 4 MiB unless they are told otherwise.
const LARGEST: usize = 7 << 19;

pub(super) fn get(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetProvisionRequest,
) -> Result<pb::Provision, Error> {
    let (version, eid) = (names::parent(&request.name), names::id(&request.name));
    resource::get::<Versions>(tx, version)?;
    match provision::is_there(tx, version, eid, request.as_of_time.as_ref())? {
        true => Provisions::get(tx, context, request),
        false => Err(provision::unknown(version, eid)),
    }
}

pub(super) fn compare(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::CompareVersionsRequest,
) -> Result<pb::CompareVersionsResponse, Error> {
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
    page(request, &format!("{base} {}", version.name), &changes)
}

/// The page of the changes between `pair` that is asked for. It ends at its number or at its bytes, whichever is first; a change
/// that is larger by itself comes alone.
fn page(
    request: &pb::CompareVersionsRequest,
    pair: &str,
    changes: &[Difference<'_>],
) -> Result<pb::CompareVersionsResponse, Error> {
    let from = list::open_number("changes", pair, &request.page_token)?.unwrap_or(0);
    let from = usize::try_from(from).map_err(Error::internal)?;
    let rest = changes.get(from..).unwrap_or_default();
    let mut page = pb::CompareVersionsResponse::default();
    let mut bytes = 0;
    for difference in rest.iter().take(list::page_size(request.page_size)) {
        let change = difference.render();
        bytes += change.encoded_len();
        if bytes > LARGEST && !page.changes.is_empty() {
            break;
        }
        page.changes.push(change);
    }
    if page.changes.len() < rest.len() {
        let to = i64::try_from(from + page.changes.len()).map_err(Error::internal)?;
        page.next_page_token = list::seal_number("changes", pair, to)?;
    }
    Ok(page)
}
