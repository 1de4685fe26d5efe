//! What is decided when consultations are written, and their announcement.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::consultation as pb;

use super::reference;
use crate::{
    domain::{archive, consultation as rules, consultation_proposal},
    store::{consultation::Consultations, consultation_proposal::ConsultationProposals},
};

impl Family for Consultations {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Consultation>,
        consultation: &mut pb::Consultation,
    ) -> Result<(), Error> {
        rules::check(consultation)?;
        archive::check(consultation, context.now)?;
        if let Some(present) = present {
            rules::check_update(present, consultation)?;
        }
        let versions = &consultation.draft_law_versions;
        reference::versions(tx, "consultation.draft_law_versions", versions)?;
        let subject = consultation.subject.as_ref();
        reference::subject(tx, "consultation.subject", subject)?;
        if consultation.proposal.is_empty() {
            return Ok(());
        }
        let (field, proposal) = ("consultation.proposal", &consultation.proposal);
        let proposal = resource::referred::<ConsultationProposals>(tx, field, proposal)?;
        consultation_proposal::check_followed(consultation, &proposal)
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
            reference::published(tx, "draft_law_versions", version)?;
        }
        Ok(())
    })
}
