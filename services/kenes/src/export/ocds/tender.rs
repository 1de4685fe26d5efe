//! What is asked for: the tender of a release.

use common::{date, names};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{Lot, Tender, TenderAmendment, tender::State},
};
use serde_json::{Map, Value, json};

use super::{
    super::said::{list, put, text},
    Process,
    parties::Parties,
    words::{documents, period, texts, time, value},
};
use crate::open_data::{AREAS, LOT};

pub(super) fn said(
    process: &Process,
    language: &str,
    now: i64,
    parties: &mut Parties<'_>,
) -> Value {
    let tender = &process.tender;
    let recorded = process.is_recorded();
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(names::id(&tender.name))));
    texts(&mut said, "title", &tender.titles, language);
    texts(&mut said, "description", &tender.descriptions, language);
    put(&mut said, "status", status(tender, now).map(|s| json!(s)));
    let buyer = parties.refer(&tender.buyer, "procuringEntity");
    put(&mut said, "procuringEntity", buyer);
    put(&mut said, "items", list(items(tender, language)));
    put(&mut said, "value", value(tender.value.as_ref()));
    let form = tender.form_code.replace('-', " ");
    put(&mut said, "procurementMethodDetails", text(&form));
    put(&mut said, "mainProcurementCategory", text("services"));
    if !recorded {
        // Anybody in good standing may apply, through the service; how others held theirs is not known.
        put(&mut said, "procurementMethod", text("open"));
        let through = json!(["electronicSubmission"]);
        put(&mut said, "submissionMethod", Some(through));
    }
    if !tender.criteria.is_empty() {
        put(&mut said, "awardCriteria", text("ratedCriteria"));
        let criteria = criteria(tender);
        texts(&mut said, "awardCriteriaDetails", &criteria, language);
    }
    let [start, end, opening] = [
        tender.submission_start_time,
        tender.submission_end_time,
        tender.opening_time,
    ]
    .map(time);
    put(&mut said, "tenderPeriod", period(start, end));
    put(&mut said, "awardPeriod", period(opening, None));
    let tenderers = process.tenderers();
    if process.is_open() {
        let count = json!(tenderers.len());
        put(&mut said, "numberOfTenderers", Some(count));
    }
    let tenderers = tenderers.into_iter();
    let tenderers = tenderers.filter_map(|name| parties.refer(name, "tenderer"));
    put(&mut said, "tenderers", list(tenderers.collect()));
    let papers = documents(&tender.documents, "", language);
    put(&mut said, "documents", list(papers));
    let amendments = tender.amendments.iter().enumerate();
    let amendments = amendments.map(|(n, one)| amendment(n, one, language));
    put(&mut said, "amendments", list(amendments.collect()));
    Value::Object(said)
}

/// How far it is, in the words of the standard; nothing of one that was never announced here.
fn status(tender: &Tender, now: i64) -> Option<&'static str> {
    let begins = date::moment(tender.submission_start_time.as_ref());
    Some(match tender.state() {
        State::Announced if now < begins => "planned",
        State::Announced | State::Evaluating => "active",
        State::Awarded => "complete",
        State::Failed => "unsuccessful",
        State::Cancelled => "cancelled",
        State::Withdrawn => "withdrawn",
        State::Draft | State::Unspecified => return None,
    })
}

/// Each lot is an item, worth its unit. A tender without lots is one item, if something is to be said of it.
fn items(tender: &Tender, language: &str) -> Vec<Value> {
    if tender.lots.is_empty() && !tender.area_codes.is_empty() {
        let id = names::id(&tender.name);
        return vec![item(id, &tender.titles, &tender.area_codes, language).into()];
    }
    let lots = tender.lots.iter();
    lots.map(|lot| {
        let areas = match lot.area_codes.is_empty() {
            true => &tender.area_codes,
            false => &lot.area_codes,
        };
        let mut said = item(&lot.lot_id, &lot.titles, areas, language);
        put(&mut said, "quantity", Some(json!(1)));
        let mut unit = Map::from_iter([("name".to_owned(), json!(LOT))]);
        put(&mut unit, "value", value(lot.value.as_ref()));
        put(&mut said, "unit", Some(Value::Object(unit)));
        Value::Object(said)
    })
    .collect()
}

fn item(
    id: &str,
    titles: &[LocalizedText],
    areas: &[String],
    language: &str,
) -> Map<String, Value> {
    let mut said = Map::from_iter([("id".to_owned(), json!(id))]);
    texts(&mut said, "description", titles, language);
    let areas = areas.iter();
    let areas = areas.map(|code| json!({"scheme": AREAS, "id": code}));
    put(
        &mut said,
        "additionalClassifications",
        list(areas.collect()),
    );
    said
}

/// The lot that an award is for, as an item of it.
pub(super) fn lot(lot: &Lot, language: &str) -> Value {
    item(&lot.lot_id, &lot.titles, &[], language).into()
}

/// The criteria with their weights, in each language that all of them have.
fn criteria(tender: &Tender) -> Vec<LocalizedText> {
    let Some(first) = tender.criteria.first() else {
        return Vec::new();
    };
    let languages = first.titles.iter().map(|title| &title.language_code);
    languages
        .filter_map(|language| {
            let each = tender.criteria.iter().map(|one| {
                let mut titles = one.titles.iter();
                let title = titles.find(|title| title.language_code == *language)?;
                Some(format!("{}: {} %", title.text, one.weight))
            });
            let each: Option<Vec<String>> = each.collect();
            Some(LocalizedText {
                language_code: language.clone(),
                text: each?.join("; "),
            })
        })
        .collect()
}

fn amendment(n: usize, amendment: &TenderAmendment, language: &str) -> Value {
    let mut said = Map::from_iter([("id".to_owned(), json!((n + 1).to_string()))]);
    put(&mut said, "date", time(amendment.amend_time));
    texts(&mut said, "rationale", &amendment.reasons, language);
    put(&mut said, "description", text(&amendment.paths.join(", ")));
    Value::Object(said)
}
