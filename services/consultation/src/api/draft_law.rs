//! What is decided when draft laws are written, and their enactment.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use crate::{
    domain::{draft_law as rules, enactment, version},
    store::{draft_law::DraftLaws, version::Versions},
};

impl Family for DraftLaws {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::DraftLaw>,
        law: &mut pb::DraftLaw,
    ) -> Result<(), Error> {
        if present.is_none() {
            law.set_state(pb::draft_law::State::Active);
        }
        law.akn_work_iri = rules::work_iri(law);
        rules::check(law)?;
        for (n, related) in law.related.iter().enumerate() {
            let field = format!("draft_law.related[{n}].draft_law");
            resource::referred::<Self>(tx, &field, &related.draft_law)?;
        }
        Ok(())
    }

    fn before_delete(_: &mut dyn Tx, law: &pb::DraftLaw) -> Result<(), Error> {
        let published = law.current_version.as_str();
        if published.is_empty() {
            return Ok(());
        }
        let text = format!("{published} is published and stays; withdraw the draft law instead");
        Err(Error::refused(Reason::ResourceInUse, published, text))
    }
}

pub(super) fn enact(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::EnactDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    version::check_same_law("version", &request.name, &request.version)?;
    resource::change::<DraftLaws>(tx, context, request, |tx, law| {
        let version = resource::referred::<Versions>(tx, "version", &request.version)?;
        enactment::enact(law, &version, request, context.now)
    })
}
