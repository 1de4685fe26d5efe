//! The lines that a package becomes, as `kenes import` takes them: a tender that is over, who won it, what was agreed on and paid.
//!
//! A tender of the past was never announced here: it stays a draft until its awards, recorded from the source, are confirmed.

use std::collections::{BTreeMap, BTreeSet};

use common::date;
use serde_json::{Map, Value, json};

use super::{
    parties::source,
    read::{Part, resource_id, wire_day, wire_money},
    release::{Release, is_signed, milestones, supplier, worth},
    unheld::Unheld,
};
use crate::open_data::AREAS;

/// A line, with the pointer of what it is made of.
pub(super) type Line = (String, Value);

/// What a package becomes.
pub(super) struct Lines<'p> {
    package: &'p Value,
    /// The names of the organizations, by the ids of the parties.
    names: &'p BTreeMap<String, String>,
    /// The ids of contracts that are used once.
    own: BTreeSet<String>,
    made: Vec<Line>,
    unheld: &'p mut Unheld,
}

/// The codes of areas that the tenders of a package name.
pub(super) fn areas(package: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for release in Release::all(Part::of(package)) {
        for (n, item) in release.tender().list("items") {
            for code in area_codes(item) {
                let at = release.at(&format!("tender/items/{n}"));
                found.entry(code).or_insert(at);
            }
        }
    }
    found
}

fn area_codes(item: Part<'_>) -> Vec<String> {
    let classes = item.list("additionalClassifications");
    let own = classes.filter(|(_, class)| class.text("scheme") == AREAS);
    own.map(|(_, class)| class.id("id")).collect()
}

/// Returns the lines of a package that keeps all rules, and counts what they leave out.
pub(super) fn lines(
    package: &Value,
    names: &BTreeMap<String, String>,
    unheld: &mut Unheld,
) -> Vec<Line> {
    let mut ids = BTreeMap::<String, usize>::new();
    for release in Release::all(Part::of(package)) {
        for (_, contract) in release.contracts() {
            *ids.entry(contract.id("id")).or_default() += 1;
        }
    }
    let once = ids
        .into_iter()
        .filter(|(id, count)| *count == 1 && common::names::is_id(id));
    let mut lines = Lines {
        package,
        names,
        own: once.map(|(id, _)| id).collect(),
        made: Vec::new(),
        unheld,
    };
    for release in Release::all(Part::of(package)) {
        lines.release(release);
    }
    lines.made
}

// === impl Lines

impl Lines<'_> {
    fn add(&mut self, pointer: &str, key: &str, fields: Map<String, Value>) {
        let line = Map::from_iter([(key.to_owned(), Value::Object(fields))]);
        self.made.push((pointer.to_owned(), Value::Object(line)));
    }

    fn call(&mut self, pointer: &str, rpc: &str, request: Value) {
        let line = [
            ("rpc".to_owned(), json!(format!("kenes.registry.v1.{rpc}"))),
            ("request".to_owned(), request),
        ];
        let line = Value::Object(Map::from_iter(line));
        self.made.push((pointer.to_owned(), line));
    }

    fn organization(&self, id: &str) -> Value {
        json!(self.names.get(id))
    }

    fn release(&mut self, release: Release<'_>) {
        let tender = release.tender();
        let id = resource_id(&tender.id("id"), 't');
        let name = format!("tenders/{id}");
        self.tender(release, &name);
        let mut awarded = false;
        for (n, award) in release.part.list("awards") {
            match award.text("status") {
                "cancelled" | "unsuccessful" => self.unheld.add("awards that do not stand"),
                _ => {
                    awarded = true;
                    self.award(release, award, n, &name);
                }
            }
        }
        if !awarded || tender.text("status") != "complete" {
            self.unheld.add("how far a tender is, other than awarded");
        }
        let held: Vec<usize> = release.contracts().map(|(n, _)| n).collect();
        for (n, contract) in release.part.list("contracts") {
            match held.contains(&n) {
                true => self.contract(release, contract, n, &id),
                false => self
                    .unheld
                    .add("contracts that were cancelled, or whose award was"),
            }
        }
    }

    fn tender(&mut self, release: Release<'_>, name: &str) {
        let (tender, language) = (release.tender(), release.language());
        let mut said = Map::new();
        said.insert("name".into(), json!(name));
        let id = tender.id("id");
        if resource_id(&id, 't') != id {
            said.insert("number".into(), json!(id));
        }
        said.insert("titles".into(), tender.texts("title", language).into());
        let described = tender.texts("description", language);
        said.insert("descriptions".into(), described.into());
        let form = tender.text("procurementMethodDetails");
        said.insert("formCode".into(), json!(form_of(form)));
        if form_of(form).replace('-', " ") != form && !form.is_empty() {
            self.unheld
                .add("tender/procurementMethodDetails in other words than the registry's");
        }
        let buyer = self.organization(&release.buyer());
        said.insert("buyer".into(), buyer);
        put_money(&mut said, "value", tender, "value");
        let mut areas = BTreeSet::new();
        let lots: Vec<usize> = release.lots().map(|lot| lot.n).collect();
        let procuring = tender.part("procuringEntity").id("id");
        if !procuring.is_empty() && procuring != release.buyer() {
            self.unheld.add("a procuring entity that is not the buyer");
        }
        for (n, item) in tender.list("items") {
            areas.extend(area_codes(item));
            let classes = item.list("additionalClassifications");
            for _ in classes.filter(|(_, class)| class.text("scheme") != AREAS) {
                self.unheld
                    .add("classifications by other schemes than areas of the order");
            }
            if !lots.contains(&n) && item.id("id") != id {
                self.unheld.add("items that are no lots");
            }
        }
        said.insert("areaCodes".into(), json!(areas));
        let lots = release.lots().map(|lot| {
            let mut said = Map::new();
            let id = resource_id(&lot.item.id("id"), 'l');
            said.insert("lotId".into(), json!(id));
            let titles = lot.item.texts("description", language);
            said.insert("titles".into(), titles.into());
            put_money(&mut said, "value", lot.item.part("unit"), "value");
            let own: BTreeSet<String> = area_codes(lot.item).into_iter().collect();
            if own != areas {
                said.insert("areaCodes".into(), json!(own));
            }
            Value::Object(said)
        });
        said.insert("lots".into(), lots.collect());
        let (open, opening) = (tender.part("tenderPeriod"), tender.part("awardPeriod"));
        put_time(&mut said, "submissionStartTime", open, "startDate");
        put_time(&mut said, "submissionEndTime", open, "endDate");
        put_time(&mut said, "openingTime", opening, "startDate");
        let papers = tender.list("documents");
        let papers = papers.map(|(_, one)| document(one, language));
        said.insert("documents".into(), papers.collect());
        said.insert("sources".into(), json!([source(self.package, release)]));
        self.add(&release.at("tender"), "tender", said);
    }

    fn award(&mut self, release: Release<'_>, award: Part<'_>, n: usize, tender: &str) {
        let at = release.at(&format!("awards/{n}"));
        let name = award_name(tender, award);
        let mut said = Map::new();
        said.insert("name".into(), json!(name));
        let supplier = self.organization(&supplier(award));
        said.insert("supplier".into(), supplier);
        if let Some(lot) = release.lot_of(award) {
            let id = resource_id(&lot.item.id("id"), 'l');
            said.insert("lot".into(), json!(id));
        }
        put_money(&mut said, "value", award, "value");
        put_day(&mut said, "awardDate", award, "date");
        let reasons = award.texts("description", release.language());
        said.insert("reasons".into(), reasons.into());
        said.insert("recordedFromSource".into(), json!(true));
        said.insert("sources".into(), json!([source(self.package, release)]));
        self.add(&at, "award", said);
        if award.text("status") != "pending" {
            self.call(&at, "AwardService/ConfirmAward", json!({"name": name}));
        }
    }

    fn contract(&mut self, release: Release<'_>, contract: Part<'_>, n: usize, tender: &str) {
        let (at, language) = (release.at(&format!("contracts/{n}")), release.language());
        let award = release.award(&contract.id("awardID")).unwrap_or(Part(None));
        let id = contract.id("id");
        let id = match self.own.contains(&id) {
            true => id,
            false => resource_id(&format!("{tender}-{id}"), 'c'),
        };
        let name = format!("contracts/{id}");
        let mut said = Map::new();
        said.insert("name".into(), json!(name));
        let of = award_name(&format!("tenders/{tender}"), award);
        said.insert("award".into(), json!(of));
        said.insert("titles".into(), contract.texts("title", language).into());
        // More than was awarded it became by an amendment.
        let awarded = award.money("value");
        let amended = worth(contract.money("value").as_ref()) > worth(awarded.as_ref());
        put_money(
            &mut said,
            "value",
            if amended { award } else { contract },
            "value",
        );
        let period = contract.part("period");
        put_day(&mut said, "startDate", period, "startDate");
        put_day(&mut said, "endDate", period, "endDate");
        let mut papers = contract.list("documents");
        if let Some((_, paper)) = papers.next() {
            said.insert("document".into(), document(paper, language));
        }
        papers.for_each(|_| self.unheld.add("documents of a contract after the first"));
        said.insert("sources".into(), json!([source(self.package, release)]));
        self.add(&at, "contract", said);
        for (list, n, milestone) in milestones(contract) {
            self.milestone((release, milestone), &format!("{at}/{list}/{n}"), &name);
        }
        if !is_signed(contract) {
            return;
        }
        let mut signing = Map::from_iter([("name".to_owned(), json!(name))]);
        put_day(&mut signing, "signDate", contract, "dateSigned");
        self.call(&at, "ContractService/SignContract", signing.into());
        let amendments = contract.list("amendments").count();
        for _ in usize::from(amended)..amendments {
            self.unheld
                .add("amendments of a contract but the last of one whose value they raised");
        }
        if amended && let Some((_, last)) = contract.list("amendments").last() {
            let mut amending = Map::from_iter([("name".to_owned(), json!(name))]);
            put_day(&mut amending, "amendDate", last, "date");
            put_money(&mut amending, "value", contract, "value");
            let reasons = last.texts("rationale", language);
            amending.insert("reasons".into(), reasons.into());
            self.call(&at, "ContractService/AmendContract", amending.into());
        }
        for (list, n, milestone) in milestones(contract) {
            self.acceptance((release, milestone), &format!("{at}/{list}/{n}"), &name);
        }
        let paid = contract.part("implementation").list("transactions");
        for (n, payment) in paid {
            let at = format!("{at}/implementation/transactions/{n}");
            self.payment((release, payment), &at, &name);
        }
        if contract.text("status") == "terminated" {
            self.unheld
                .add("that a contract ended: the standard does not say when");
        }
    }

    fn milestone(&mut self, (release, milestone): (Release<'_>, Part<'_>), at: &str, of: &str) {
        let mut said = Map::new();
        let id = resource_id(&milestone.id("id"), 'm');
        said.insert("name".into(), json!(format!("{of}/milestones/{id}")));
        let titles = milestone.texts("title", release.language());
        said.insert("titles".into(), titles.into());
        put_day(&mut said, "dueDate", milestone, "dueDate");
        said.insert("sources".into(), json!([source(self.package, release)]));
        self.add(at, "milestone", said);
        if milestone.get("documents").is_some() {
            self.unheld.add("documents of milestones");
        }
    }

    /// What became of a milestone, if the day is told, and the reasons where they are needed.
    fn acceptance(&mut self, (release, milestone): (Release<'_>, Part<'_>), at: &str, of: &str) {
        let reasons = milestone.texts("description", release.language());
        let day = milestone.day("dateMet").or(milestone.day("dateModified"));
        let outcome = match milestone.text("status") {
            "met" => "STATE_MET",
            "partiallyMet" if !reasons.is_empty() => "STATE_PARTIALLY_MET",
            "notMet" if !reasons.is_empty() => "STATE_NOT_MET",
            "" | "scheduled" => return,
            _ => {
                return self
                    .unheld
                    .add("what became of a milestone, without the reasons");
            }
        };
        let Some(day) = day else {
            return self
                .unheld
                .add("what became of a milestone, without the day");
        };
        let id = resource_id(&milestone.id("id"), 'm');
        let request = json!({"name": format!("{of}/milestones/{id}"), "outcome": outcome,
            "acceptDate": wire_day(day), "reasons": reasons});
        self.call(at, "ContractService/AcceptMilestone", request);
    }

    fn payment(&mut self, (release, payment): (Release<'_>, Part<'_>), at: &str, of: &str) {
        let mut said = Map::new();
        let id = resource_id(&payment.id("id"), 'p');
        said.insert("name".into(), json!(format!("{of}/payments/{id}")));
        put_money(&mut said, "amount", payment, "value");
        put_day(&mut said, "payDate", payment, "date");
        let payer = payment.part("payer").id("id");
        if !payer.is_empty() {
            said.insert("payer".into(), self.organization(&payer));
        }
        let reached = payment.part("relatedImplementationMilestone").id("id");
        if !reached.is_empty() {
            let id = resource_id(&reached, 'm');
            said.insert("milestone".into(), json!(format!("{of}/milestones/{id}")));
        }
        said.insert("sources".into(), json!([source(self.package, release)]));
        self.add(at, "payment", said);
    }
}

fn award_name(tender: &str, award: Part<'_>) -> String {
    format!("{tender}/awards/{}", resource_id(&award.id("id"), 'a'))
}

/// What is won: an order, where no word of the registry says otherwise.
fn form_of(said: &str) -> &'static str {
    match said {
        "grant" => "grant",
        "prize" => "prize",
        _ => "social-order",
    }
}

fn document(part: Part<'_>, language: &str) -> Value {
    let mut said = Map::new();
    let kind = part.text("documentType");
    let kind = if kind.is_empty() { "document" } else { kind };
    said.insert("documentType".into(), json!(kind));
    said.insert("titles".into(), part.texts("title", language).into());
    said.insert("languageCode".into(), json!(part.text("language")));
    said.insert("uri".into(), json!(part.text("url")));
    said.insert("mimeType".into(), json!(part.text("format")));
    put_day(&mut said, "publishDate", part, "datePublished");
    Value::Object(said)
}

fn put_day(said: &mut Map<String, Value>, field: &str, part: Part<'_>, key: &str) {
    if let Some(day) = part.day(key) {
        said.insert(field.to_owned(), wire_day(day));
    }
}

fn put_time(said: &mut Map<String, Value>, field: &str, part: Part<'_>, key: &str) {
    if let Some(time) = part.time(key) {
        said.insert(field.to_owned(), json!(date::timestamp(time).to_string()));
    }
}

fn put_money(said: &mut Map<String, Value>, field: &str, part: Part<'_>, key: &str) {
    if let Some(money) = part.money(key) {
        said.insert(field.to_owned(), wire_money(&money));
    }
}

#[cfg(test)]
mod tests;
