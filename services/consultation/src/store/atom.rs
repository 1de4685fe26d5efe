//! What is said of what happened, read from the resources that it happened to.

use common::{Error, names, resource, store::Tx};
use kenes_proto::{consultation::response::Outcome, gtype::LocalizedText};

use super::{
    comment::Comments, commitment::Commitments, consultation::Consultations,
    consultation_proposal::ConsultationProposals, draft_law::DraftLaws, happening::Place,
    hearing::Hearings, recommendation::Recommendations, response::Responses, version::Versions,
};
use crate::domain::{
    atom::{Told, What},
    response::responder,
};

/// What is said of a happening; nothing of what is gone.
pub(crate) fn tell(tx: &mut dyn Tx, place: &Place) -> Result<Option<Told>, Error> {
    let name = place.name.as_str();
    let Some(what) = What::of_number(place.what) else {
        return Ok(None);
    };
    let mut told = Told {
        what,
        time: place.time,
        name: name.to_owned(),
        uid: String::new(),
        titles: Vec::new(),
        organization: String::new(),
        called: Vec::new(),
        outcome: Outcome::Unspecified,
    };
    match what {
        What::VersionPublished => {
            told.uid = resource::get::<Versions>(tx, name)?.uid;
            told.titles = resource::get::<DraftLaws>(tx, names::parent(name))?.titles;
        }
        What::ConsultationAnnounced
        | What::ConsultationOpened
        | What::ConsultationClosed
        | What::ConsultationCancelled => {
            let found = resource::get::<Consultations>(tx, name)?;
            (told.uid, told.titles, told.organization) = (found.uid, found.titles, found.organizer);
        }
        What::MinutesPublished => {
            let found = resource::get::<Hearings>(tx, name)?;
            (told.uid, told.titles, told.organization) = (found.uid, found.titles, found.organizer);
        }
        What::RecommendationAdopted | What::RecommendationRecalled => {
            let found = resource::get::<Recommendations>(tx, name)?;
            (told.uid, told.titles, told.organization) = (found.uid, found.titles, found.body);
        }
        What::Answered => {
            let given = resource::get::<Responses>(tx, name)?;
            told.titles = asked(tx, names::parent(name))?;
            responder(&given).clone_into(&mut told.organization);
            (told.outcome, told.uid) = (given.outcome(), given.uid);
        }
        What::Commented => {
            let found = resource::get::<Comments>(tx, name)?;
            let on = found.target.unwrap_or_default().version;
            if !on.is_empty() {
                told.titles = resource::get::<DraftLaws>(tx, names::parent(&on))?.titles;
            }
            told.organization = found.author.unwrap_or_default().on_behalf_of;
            told.called = found.standing.unwrap_or_default().titles;
            told.uid = found.uid;
        }
        What::Committed => {
            let found = resource::get::<Commitments>(tx, name)?;
            let first = found.responsible.into_iter().next();
            told.organization = first.unwrap_or_default();
            (told.uid, told.titles) = (found.uid, found.texts);
        }
    }
    Ok(Some(told))
}

/// What that which is answered is called.
fn asked(tx: &mut dyn Tx, name: &str) -> Result<Vec<LocalizedText>, Error> {
    Ok(match name.starts_with("recommendations/") {
        true => resource::get::<Recommendations>(tx, name)?.titles,
        false => resource::get::<ConsultationProposals>(tx, name)?.titles,
    })
}
