//! The methods of declared gaps, the same in every service: this file is the table of contents, a line a method.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use kenes_proto::{methods::record::coverage_service, record as pb};

use crate::{
    Error,
    app::App,
    context::Context,
    coverage::{Gaps, check_collection},
    record::resources::Resources,
    resource::{Family, Read},
    server::Service,
};

/// The largest request in bytes.
const LARGEST: usize = 128 << 10;

/// What every handler is given.
#[derive(Clone, Debug)]
struct Api {
    app: App,
    resources: Arc<Resources>,
}

/// Adds the service that tells what is not recorded.
pub(super) fn serve(service: Service, app: &App, resources: &Arc<Resources>) -> Service {
    let api = Arc::new(Api {
        app: app.clone(),
        resources: Arc::clone(resources),
    });
    service.answered_by::<coverage_service::All, _>(&api, LARGEST)
}

crate::serve! { Api, coverage_service {
    CreateCoverageGap = check_new => Gaps::create;
    GetCoverageGap = Gaps::get;
    ListCoverageGaps = Gaps::list;
    UpdateCoverageGap = check_changed => Gaps::update;
    DeleteCoverageGap = Gaps::delete;
    UndeleteCoverageGap = Gaps::undelete;
} }

fn check_new(
    api: &Api,
    _: &Context,
    request: &mut pb::CreateCoverageGapRequest,
) -> Ready<Result<(), Error>> {
    let none = pb::CoverageGap::default();
    let new = request.coverage_gap.as_ref().unwrap_or(&none);
    ready(check_collection(&api.resources, new))
}

/// What the mask does not name is as it was, and was checked then.
async fn check_changed(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateCoverageGapRequest,
) -> Result<(), Error> {
    let (patch, mask) = (
        request.coverage_gap.clone().unwrap_or_default(),
        request.update_mask.clone(),
    );
    let merged = api.app.read(context, move |tx| {
        crate::resource::merge::<Gaps>(tx, &patch, mask.as_ref())
    });
    check_collection(&api.resources, &merged.await?.1)
}
