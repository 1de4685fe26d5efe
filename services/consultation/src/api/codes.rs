//! Codes of published schemes in what is written: the registry says whether they may be used.

use common::{Error, context::Context};
use kenes_proto::{consultation as pb, methods::Carries, registry::VerifyCodesRequest};

use super::Api;

/// Asks about what a draft law is about.
pub(super) async fn of_draft_law<R: Carries<Resource = pb::DraftLaw>>(
    api: &Api,
    _: &Context,
    request: &mut R,
) -> Result<(), Error> {
    let subjects = request.resource().map(|law| law.subjects.clone());
    let asked = VerifyCodesRequest {
        classifications: subjects.unwrap_or_default(),
        ..Default::default()
    };
    api.registry.verify_codes("draft_law.subjects", asked).await
}

/// Asks about where a hearing takes place.
pub(super) async fn of_hearing<R: Carries<Resource = pb::Hearing>>(
    api: &Api,
    _: &Context,
    request: &mut R,
) -> Result<(), Error> {
    let asked = VerifyCodesRequest {
        place: request.resource().and_then(|hearing| hearing.place.clone()),
        ..Default::default()
    };
    api.registry.verify_codes("hearing.place", asked).await
}
