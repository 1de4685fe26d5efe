//! What documents in Akoma Ntoso are made of: the resource, what is under it, and the laws and versions that it speaks about.

use common::{
    Error,
    resource::{self, Kind},
    store::{self, Tx},
};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::{
    agenda_item::AgendaItems, decision::Decisions, draft_law::DraftLaws, hearing::Hearings,
    participation::Participations, recommendation::Recommendations, response::Responses,
    version::Versions,
};
use crate::domain::{
    recommendation as rules,
    rendering::{Around, Minutes},
    response as answering,
};

/// The most points, participations and decisions of minutes: more do not fit into a document.
const MOST: i64 = 5_000;

/// What is rendered.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Minutes(Box<Minutes>),
    Recommendation(Box<pb::Recommendation>),
    Answer(Box<pb::Response>),
}

/// The subject of this name, and what it speaks about, but for what organizations are called.
pub(crate) fn subject(tx: &mut dyn Tx, name: &str) -> Result<(Subject, Around), Error> {
    let mut around = Around::default();
    let subject = if name.contains("/responses/") {
        let answer = resource::get::<Responses>(tx, name)?;
        note_versions(tx, answering::locations(&answer), &mut around)?;
        Subject::Answer(Box::new(answer))
    } else if name.starts_with("recommendations/") {
        let found = resource::get::<Recommendations>(tx, name)?;
        note_laws(tx, found.draft_laws.iter(), &mut around)?;
        note_versions(tx, rules::locations(&found), &mut around)?;
        Subject::Recommendation(Box::new(found))
    } else {
        let minutes = minutes(tx, name)?;
        let items = minutes.agenda.iter();
        let laws = items.clone().flat_map(|item| &item.draft_laws);
        note_laws(
            tx,
            minutes.hearing.draft_laws.iter().chain(laws),
            &mut around,
        )?;
        for version in items.flat_map(|item| &item.draft_law_versions) {
            note_version(tx, version, &mut around)?;
        }
        Subject::Minutes(Box::new(minutes))
    };
    Ok((subject, around))
}

fn minutes(tx: &mut dyn Tx, name: &str) -> Result<Minutes, Error> {
    Ok(Minutes {
        hearing: resource::get::<Hearings>(tx, name)?,
        agenda: under::<AgendaItems>(tx, name, "place")?,
        participations: under::<Participations>(tx, name, "create_time")?,
        decisions: under::<Decisions>(tx, name, "create_time")?,
    })
}

/// The resources of a kind under a hearing, in the order of a column.
fn under<K: Kind>(tx: &mut dyn Tx, hearing: &str, order: &str) -> Result<Vec<K::Message>, Error> {
    let table = K::table().schema().name;
    let sql = format!("SELECT name FROM {table} WHERE parent = $1 ORDER BY {order}, name LIMIT $2");
    let names = store::texts(tx, &sql, &[hearing.into(), MOST.into()])?;
    names
        .iter()
        .map(|name| resource::get::<K>(tx, name))
        .collect()
}

fn note_laws<'a>(
    tx: &mut dyn Tx,
    laws: impl Iterator<Item = &'a String>,
    around: &mut Around,
) -> Result<(), Error> {
    for law in laws {
        if !around.laws.contains_key(law)
            && let Some(found) = resource::find::<DraftLaws>(tx, law)?
        {
            around.laws.insert(law.clone(), found);
        }
    }
    Ok(())
}

fn note_versions<'a>(
    tx: &mut dyn Tx,
    places: impl Iterator<Item = &'a ProvisionRef>,
    around: &mut Around,
) -> Result<(), Error> {
    for place in places {
        note_version(tx, &place.version, around)?;
    }
    Ok(())
}

fn note_version(tx: &mut dyn Tx, version: &str, around: &mut Around) -> Result<(), Error> {
    if !around.versions.contains_key(version)
        && let Some(found) = resource::find::<Versions>(tx, version)?
    {
        around.versions.insert(version.to_owned(), found);
    }
    Ok(())
}

// === impl Subject

impl Subject {
    /// The organizations that it names.
    pub(crate) fn organizations(&self) -> Vec<&str> {
        let mut named = Vec::new();
        match self {
            Self::Minutes(minutes) => {
                named.push(minutes.hearing.organizer.as_str());
                let taking_part = minutes
                    .participations
                    .iter()
                    .filter_map(|p| p.actor.as_ref());
                let speakers = minutes.agenda.iter().flat_map(|item| &item.speakers);
                let executors = minutes.decisions.iter().flat_map(|one| &one.executors);
                for actor in executors.chain(speakers).chain(taking_part) {
                    named.extend([actor.on_behalf_of.as_str(), actor.organization.as_str()]);
                }
            }
            Self::Recommendation(found) => {
                named.push(found.body.as_str());
                named.extend(found.addressees.iter().map(|a| a.organization.as_str()));
                for actor in found.dissents.iter().filter_map(|d| d.actor.as_ref()) {
                    named.extend([actor.on_behalf_of.as_str(), actor.organization.as_str()]);
                }
            }
            Self::Answer(given) => {
                named.push(answering::responder(given));
                let points = given
                    .point_answers
                    .iter()
                    .map(|point| point.details.as_ref());
                for details in points.chain([given.details.as_ref()]).flatten() {
                    named.push(details.referred_to.as_str());
                }
            }
        }
        named
    }
}
