//! Who applied, and who was chosen: the bids and the awards of a release. Of what is sealed nothing is said.

use std::collections::BTreeSet;

use common::names;
use kenes_proto::registry::{Application, Award, application, award};
use serde_json::{Map, Value, json};

use super::{
    super::said::{list, put},
    Process,
    parties::Parties,
    tender,
    words::{day, documents, texts, value},
};

/// The applications of a process once they are open, and how many there are.
pub(super) fn bids(process: &Process, language: &str, parties: &mut Parties<'_>) -> Option<Value> {
    if !process.is_open() {
        return None;
    }
    let open: Vec<&Application> = process.opened().collect();
    let count = |status: &str| open.iter().filter(|one| bid_status(one) == status).count();
    let (valid, disqualified) = (count("valid"), count("disqualified"));
    let bidders: BTreeSet<&str> = open.iter().map(|one| &*one.applicant).collect();
    let measures = [
        ("bids", open.len()),
        ("validBids", valid),
        ("disqualifiedBids", disqualified),
        ("bidders", bidders.len()),
    ];
    let statistics =
        measures.map(|(measure, count)| json!({"id": measure, "measure": measure, "value": count}));
    let details: Vec<Value> = open.iter().map(|one| bid(one, language, parties)).collect();
    let mut said = Map::new();
    put(&mut said, "statistics", Some(json!(statistics)));
    put(&mut said, "details", list(details));
    Some(Value::Object(said))
}

/// The status of an application that is open.
fn bid_status(application: &Application) -> &'static str {
    match application.state() {
        application::State::Admitted => "valid",
        application::State::Disqualified => "disqualified",
        _ => "pending",
    }
}

fn bid(application: &Application, language: &str, parties: &mut Parties<'_>) -> Value {
    let mut said = Map::new();
    let id = names::id(&application.name);
    put(&mut said, "id", Some(json!(id)));
    let received = super::words::time(application.submit_time);
    put(&mut said, "date", received);
    put(&mut said, "status", Some(json!(bid_status(application))));
    let tenderer = parties.refer(&application.applicant, "tenderer");
    put(&mut said, "tenderers", list(tenderer.into_iter().collect()));
    put(&mut said, "value", value(application.value.as_ref()));
    let papers = documents(&application.documents, "", language);
    put(&mut said, "documents", list(papers));
    Value::Object(said)
}

/// An award.
pub(super) fn said(
    award: &Award,
    process: &Process,
    language: &str,
    parties: &mut Parties<'_>,
) -> Value {
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(names::id(&award.name))));
    texts(&mut said, "description", &award.reasons, language);
    let status = match award.state() {
        award::State::Active => "active",
        award::State::Cancelled => "cancelled",
        award::State::Unsuccessful => "unsuccessful",
        award::State::Pending | award::State::Unspecified => "pending",
    };
    put(&mut said, "status", Some(json!(status)));
    put(&mut said, "date", day(award.award_date.as_ref()));
    put(&mut said, "value", value(award.value.as_ref()));
    let supplier = parties.refer(&award.supplier, "supplier");
    put(&mut said, "suppliers", list(supplier.into_iter().collect()));
    let mut lots = process.tender.lots.iter();
    let lot = lots.find(|lot| lot.lot_id == award.lot);
    let lot = lot.map(|lot| tender::lot(lot, language));
    put(&mut said, "items", list(lot.into_iter().collect()));
    if !award.application.is_empty() {
        let bid = names::id(&award.application);
        put(&mut said, "relatedBid", Some(json!(bid)));
    }
    Value::Object(said)
}
