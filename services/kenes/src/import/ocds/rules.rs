//! What a package must say so that the registry can hold it: who, how much and when, without contradicting itself.

use std::collections::{BTreeMap, HashSet};

use common::{date, money};
use kenes_proto::gtype::Date;
use serde_json::{Map, Value};

use super::{
    faults::{Faults, inside},
    read::{Part, resource_id},
    release::{Release, is_signed, milestones, supplier, worth},
};

const MAX_TITLE: usize = 1_000;
const MAX_SHORT_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;
const MAX_LOTS: usize = 100;
const MAX_DOCUMENTS: usize = 50;

/// Checks the releases of a package, as things are on a day.
pub(super) fn check(package: &Value, today: &Date, faults: &mut Faults) {
    let (mut tenders, mut parties) = (HashSet::new(), BTreeMap::new());
    for release in Release::all(Part::of(package)) {
        let id = release.tender().id("id");
        if !id.is_empty() && !tenders.insert(resource_id(&id, 't')) {
            let say = "reads like that of an earlier tender: give each its own";
            faults.add(release.at("tender/id"), say);
        }
        check_currency(release, faults);
        check_parties(release, &mut parties, faults);
        check_tender(release, faults);
        let rules = Rules { release, today };
        rules.awards(faults);
        let mut contracted = HashSet::new();
        for (n, contract) in release.contracts() {
            let at = release.at(&format!("contracts/{n}"));
            if !contracted.insert(contract.id("awardID")) {
                let say = "is that of an earlier contract: an award has one";
                faults.add(inside(&at, "awardID"), say);
            }
            rules.contract(contract, &at, faults);
        }
        for (n, contract) in release.part.list("contracts") {
            let award = contract.id("awardID");
            if !award.is_empty() && release.award(&award).is_none() {
                let at = release.at(&format!("contracts/{n}/awardID"));
                faults.add(
                    at,
                    format!("is {award:?}, and the release has no such award"),
                );
            }
        }
    }
}

/// All amounts of a release are in one currency: that of its tender, or else the first there is.
fn check_currency(release: Release<'_>, faults: &mut Faults) {
    let mut found = Vec::new();
    if let Some(fields) = release.part.0 {
        let parts = fields.iter().filter(|(key, _)| *key != "planning");
        for (key, value) in parts {
            currencies(value, &release.at(key), &mut found);
        }
    }
    let own = release.tender().part("value").text("currency");
    let own = match (own, found.first()) {
        ("", Some((_, first))) => *first,
        _ => own,
    };
    for (at, currency) in found.iter().filter(|(_, currency)| *currency != own) {
        faults.add(at, format!("is {currency}, and the tender is in {own}"));
    }
}

fn currencies<'v>(value: &'v Value, at: &str, found: &mut Vec<(String, &'v str)>) {
    match value {
        Value::Object(fields) => {
            let currency = fields.get("currency").and_then(Value::as_str);
            if let (Some(currency), true) = (currency, fields.contains_key("amount")) {
                found.push((inside(at, "currency"), currency));
            }
            for (key, value) in fields {
                currencies(value, &inside(at, key), found);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                currencies(item, &inside(at, n), found);
            }
        }
        _ => {}
    }
}

/// Who takes part is told, and the same wherever it is told.
fn check_parties<'v>(
    release: Release<'v>,
    known: &mut BTreeMap<String, Option<&'v Map<String, Value>>>,
    faults: &mut Faults,
) {
    let parties = release.parties();
    let used = release.taking_part();
    for (id, (n, party)) in parties.iter().filter(|(id, _)| used.contains(id)) {
        let at = release.at(&format!("parties/{n}"));
        check_texts(
            *party,
            "name",
            release,
            (&at, MAX_SHORT_TITLE, true),
            faults,
        );
        let identifier = party.part("identifier").0;
        let before = known.entry(id.clone()).or_insert(identifier);
        let number = |part: Option<&Map<String, Value>>| Part(part).id("id");
        if number(*before) != number(identifier) {
            let say = format!("has another number than {id:?} of an earlier release");
            faults.add(inside(&at, "identifier"), say);
        }
    }
    let buyer = release.buyer();
    if buyer.is_empty() {
        faults.add(release.at("buyer/id"), "is missing: who orders");
    } else {
        check_party(&buyer, &parties, release.at("buyer/id"), faults);
    }
}

fn check_party(
    id: &str,
    parties: &BTreeMap<String, (usize, Part<'_>)>,
    at: String,
    faults: &mut Faults,
) {
    if !parties.contains_key(id) {
        faults.add(at, format!("is {id:?}, and there is no such party"));
    }
}

/// A text that is not longer than it may be, and is there if it must.
fn check_texts(
    part: Part<'_>,
    key: &str,
    release: Release<'_>,
    (at, most, required): (&str, usize, bool),
    faults: &mut Faults,
) {
    let texts = part.texts(key, release.language());
    if required && texts.is_empty() {
        faults.add(inside(at, key), "is missing");
    }
    for text in texts.iter().filter_map(|text| text["text"].as_str()) {
        if text.chars().count() > most {
            faults.add(inside(at, key), format!("has more than {most} characters"));
        } else if text.trim().is_empty() {
            faults.add(inside(at, key), "is blank");
        }
    }
}

fn check_tender(release: Release<'_>, faults: &mut Faults) {
    let (tender, at) = (release.tender(), release.at("tender"));
    check_texts(tender, "title", release, (&at, MAX_TITLE, true), faults);
    check_texts(
        tender,
        "description",
        release,
        (&at, MAX_TEXT, false),
        faults,
    );
    check_documents(tender, &at, faults);
    let (closing, opening) = (tender.part("tenderPeriod"), tender.part("awardPeriod"));
    let (end, opens) = (closing.time("endDate"), opening.time("startDate"));
    if end.zip(opens).is_some_and(|(end, opens)| opens < end) {
        let say = "lies before the end of the tender period: what is offered is opened then";
        faults.add(format!("{at}/awardPeriod/startDate"), say);
    }
    let (mut seen, mut sum) = (HashSet::new(), 0_i64);
    for lot in release.lots() {
        let at = format!("{at}/items/{}", lot.n);
        check_texts(
            lot.item,
            "description",
            release,
            (&at, MAX_TITLE, true),
            faults,
        );
        let id = lot.item.id("id");
        if !id.is_empty() && !seen.insert(resource_id(&id, 'l')) {
            let say = "reads like that of an earlier lot: give each its own";
            faults.add(inside(&at, "id"), say);
        }
        sum = sum.saturating_add(worth(lot.item.part("unit").money("value").as_ref()));
    }
    if seen.len() > MAX_LOTS {
        faults.add(inside(&at, "items"), "has more than 100 lots");
    }
    let value = tender.money("value");
    if value.is_some() && sum > worth(value.as_ref()) {
        let say = "is less than its lots are worth together";
        faults.add(inside(&at, "value"), say);
    }
}

fn check_documents(part: Part<'_>, at: &str, faults: &mut Faults) {
    if part.list("documents").count() > MAX_DOCUMENTS {
        faults.add(inside(at, "documents"), "has more than 50");
    }
}

/// The rules of what followed a tender.
#[derive(Clone, Copy)]
struct Rules<'v> {
    release: Release<'v>,
    today: &'v Date,
}

// === impl Rules

impl Rules<'_> {
    fn awards(self, faults: &mut Faults) {
        let (release, parties) = (self.release, self.release.parties());
        let tender = release.tender();
        let closed = tender
            .part("tenderPeriod")
            .time("endDate")
            .map(date::local_day);
        let limit = tender.money("value");
        let mut sum = 0_i64;
        for (n, award) in release.awards() {
            let at = release.at(&format!("awards/{n}"));
            let reasons = (at.as_str(), MAX_TEXT, false);
            check_texts(award, "description", release, reasons, faults);
            let since = (closed.as_ref(), "lies before the end of the tender period");
            self.day(award, "date", &at, since, faults);
            let value = amount(award, "value", &at, faults);
            sum = sum.saturating_add(value);
            let explained = !award.texts("description", release.language()).is_empty();
            if release.lots_of(award) > 1 {
                let say = "are of several lots: an award here is for one, or for the whole tender";
                faults.add(inside(&at, "items"), say);
            }
            let lot = release.lot_of(award);
            let of_lot = lot.and_then(|lot| lot.item.part("unit").money("value"));
            for (most, whole, of) in [(&limit, sum, "the tender"), (&of_lot, value, "its lot")] {
                if most.is_some() && whole > worth(most.as_ref()) && !explained {
                    let say = format!("is more than {of} is worth: say why in description");
                    faults.add(inside(&at, "value"), say);
                }
            }
            match award.list("suppliers").count() {
                0 => faults.add(inside(&at, "suppliers"), "is missing: who won"),
                1 => check_party(
                    &supplier(award),
                    &parties,
                    format!("{at}/suppliers/0/id"),
                    faults,
                ),
                _ => faults.add(
                    inside(&at, "suppliers"),
                    "has several: an award here has one",
                ),
            }
        }
    }

    fn contract(self, contract: Part<'_>, at: &str, faults: &mut Faults) {
        let release = self.release;
        let award = release.award(&contract.id("awardID")).unwrap_or(Part(None));
        check_texts(
            contract,
            "title",
            release,
            (at, MAX_SHORT_TITLE, false),
            faults,
        );
        check_documents(contract, at, faults);
        let value = amount(contract, "value", at, faults);
        let awarded = award.money("value");
        let amended = contract.list("amendments").last().map(|(_, one)| one);
        let reasoned = amended.is_some_and(|one| {
            one.day("date").is_some() && !one.texts("rationale", release.language()).is_empty()
        });
        if awarded.is_some() && value > worth(awarded.as_ref()) && !reasoned {
            let say = "is more than was awarded: only an amendment with a date and a rationale makes it so";
            faults.add(inside(at, "value"), say);
        }
        let status = contract.text("status");
        let must = matches!(status, "active" | "terminated");
        if contract.get("dateSigned").is_some() || must {
            let awarded_on = award.day("date");
            let since = (awarded_on.as_ref(), "lies before the award");
            self.day(contract, "dateSigned", at, since, faults);
        }
        let signed = contract.day("dateSigned").filter(|_| is_signed(contract));
        let end = contract.part("period").day("endDate");
        if date::lower(signed.as_ref()) > date::lower(end.as_ref()) && end.is_some() {
            faults.add(
                inside(at, "dateSigned"),
                "lies after the end of the contract",
            );
        }
        if signed.is_some() && award.text("status") == "pending" {
            faults.add(inside(at, "awardID"), "is of an award that is not in force");
        }
        let mut seen = HashSet::new();
        for (list, n, milestone) in milestones(contract) {
            let at = format!("{at}/{list}/{n}");
            check_texts(
                milestone,
                "title",
                release,
                (&at, MAX_SHORT_TITLE, true),
                faults,
            );
            if milestone.day("dueDate").is_none() {
                faults.add(
                    inside(&at, "dueDate"),
                    "is missing: the day by which it is due",
                );
            }
            if milestone.get("dateMet").is_some() {
                let since = (signed.as_ref(), "lies before the contract was signed");
                self.day(milestone, "dateMet", &at, since, faults);
            }
            let id = milestone.id("id");
            if !id.is_empty() && !seen.insert(resource_id(&id, 'm')) {
                let say = "reads like that of an earlier milestone: give each its own";
                faults.add(inside(&at, "id"), say);
            }
        }
        self.payments(
            contract,
            (at, value, signed.as_ref()),
            &supplier(award),
            faults,
        );
    }

    fn payments(
        self,
        contract: Part<'_>,
        (at, value, signed): (&str, i64, Option<&Date>),
        supplier: &str,
        faults: &mut Faults,
    ) {
        let parties = self.release.parties();
        let mut sum = 0_i64;
        for (n, paid) in contract.part("implementation").list("transactions") {
            let at = format!("{at}/implementation/transactions/{n}");
            if signed.is_none() {
                faults.add(&at, "is of a contract that was not signed");
            }
            let since = (signed, "lies before the contract was signed");
            self.day(paid, "date", &at, since, faults);
            sum = sum.saturating_add(amount(paid, "value", &at, faults));
            if sum > value {
                let currency = contract.part("value").text("currency");
                let sum = money::show(&money::of_hundredths(sum, currency));
                let say = format!("makes {sum} with those before it, more than the contract");
                faults.add(inside(&at, "value"), say);
            }
            let payer = paid.part("payer").id("id");
            if payer == supplier && !payer.is_empty() {
                faults.add(format!("{at}/payer/id"), "is who is paid");
            } else if !payer.is_empty() {
                check_party(&payer, &parties, format!("{at}/payer/id"), faults);
            }
            let payee = paid.part("payee").id("id");
            if !payee.is_empty() && payee != supplier {
                faults.add(
                    format!("{at}/payee/id"),
                    "is not the supplier of the contract",
                );
            }
        }
    }

    /// A day that must be there, must have come, and may not lie before another.
    fn day(
        self,
        part: Part<'_>,
        key: &str,
        at: &str,
        (since, say): (Option<&Date>, &str),
        faults: &mut Faults,
    ) {
        let at = inside(at, key);
        let Some(day) = part.day(key) else {
            return faults.add(at, "is missing");
        };
        if date::lower(Some(&day)) > date::lower(Some(self.today)) {
            faults.add(at, "lies in the future");
        } else if since.is_some() && date::lower(Some(&day)) < date::lower(since) {
            faults.add(at, say);
        }
    }
}

/// An amount that must be there, and more than nothing.
fn amount(part: Part<'_>, key: &str, at: &str, faults: &mut Faults) -> i64 {
    let value = part.money(key);
    if value.is_none() {
        faults.add(inside(at, key), "is missing: an amount and its currency");
    } else if worth(value.as_ref()) == 0 {
        faults.add(inside(at, key), "must be more than nothing");
    }
    worth(value.as_ref())
}

#[cfg(test)]
mod tests;
