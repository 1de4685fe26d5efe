//! What is decided when consultations are written, and their announcement.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use super::reference;
use crate::{
    domain::consultation as rules,
    store::{consultation::Consultations, version::Versions},
};

impl Family for Consultations {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Consultation>,
        consultation: &mut pb::Consultation,
    ) -> Result<(), Error> {
        rules::check(consultation)?;
        if let Some(present) = present {
            rules::check_update(present, consultation)?;
        }
        let versions = &consultation.draft_law_versions;
        reference::versions(tx, "consultation.draft_law_versions", versions)
    }
}

pub(super) fn announce(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AnnounceConsultationRequest,
) -> Result<pb::Consultation, Error> {
    resource::change::<Consultations>(tx, context, request, |tx, consultation| {
        rules::announce(consultation, context.now)?;
        for version in &consultation.draft_law_versions {
            published(tx, "draft_law_versions", version)?;
        }
        Ok(())
    })
}

/// Refuses a version that is not there, or not published yet: `REFERENCE_NOT_FOUND`, `VERSION_NOT_PUBLISHED`.
pub(super) fn published(tx: &mut dyn Tx, field: &str, version: &str) -> Result<(), Error> {
    let found = resource::referred::<Versions>(tx, field, version)?;
    match found.state() {
        pb::draft_law_version::State::Draft => {
            let text = format!("{version} is a draft: publish it first");
            Err(Error::refused(Reason::VersionNotPublished, version, text))
        }
        _ => Ok(()),
    }
}
