//! What is decided when progress reports are written, and who tells them.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{consultation as pb, types::Actor};

use super::{Api, actor, changed};
use crate::{
    domain::progress_report as rules,
    store::{commitment::Commitments, progress_report::ProgressReports},
};

impl Family for ProgressReports {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::ProgressReport>,
        report: &mut pb::ProgressReport,
    ) -> Result<(), Error> {
        let today = date::local_day(context.now);
        rules::begin(report, present, today);
        let commitment = resource::get::<Commitments>(tx, names::parent(&report.name))?;
        rules::check(report, &commitment, today)
    }
}

/// Asks the registry who reports, and whether they may for whom they do.
pub(super) async fn name_author(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateProgressReportRequest,
) -> Result<(), Error> {
    let report = request.progress_report.as_mut();
    name(api, context, report.and_then(|new| new.author.as_mut())).await
}

/// The same of a report whose author is corrected.
pub(super) async fn name_author_of(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateProgressReportRequest,
) -> Result<(), Error> {
    let found = changed::merged::<ProgressReports, _>(api, context, request).await?;
    match (found, &mut request.progress_report) {
        (Some((present, merged)), Some(patch)) if merged.author != present.author => {
            name(api, context, patch.author.as_mut()).await
        }
        _ => Ok(()),
    }
}

async fn name(api: &Api, context: &Context, author: Option<&mut Actor>) -> Result<(), Error> {
    match author {
        Some(author) => {
            let field = "progress_report.author";
            actor::complete_speaker(&api.registry, field, author, context.now).await
        }
        None => Ok(()),
    }
}
