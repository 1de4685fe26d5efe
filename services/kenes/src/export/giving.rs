//! Grants to organizations as the 360Giving Data Standard has them (1.1 and later): those of the registry, and what was awarded in
//! tenders of grants and prizes.
//!
//! The standard asks for the whole day of an award; a grant of which only the year or the month is known is left out.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use common::{clock::Clock, date, names};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{
        Application, Award, Grant, Organization, SupportParty, SupportProgram, Tender, award::State,
    },
    types::Place,
};
use prost::Message;
use serde_json::{Map, Value, json};

use super::{
    lists::List,
    ocds::org_id,
    pages::{Pages, Trouble},
    said::{amount, day, first, object, put, text},
    table::Table,
};
use crate::config::Package;

const LISTS: [&str; 6] = [
    "grants",
    "supportPrograms",
    "organizations",
    "tenders",
    "applications",
    "awards",
];
/// The forms of a tender that are no orders.
const FORMS: [&str; 2] = ["grant", "prize"];

/// Returns whether a package needs a list.
pub(super) fn holds(list: &List) -> bool {
    LISTS.contains(&list.name.as_str())
}

/// Writes the package. Returns how many grants are not in it, since the day of their award is not known.
pub(super) fn write(
    pages: &Pages<'_>,
    lists: &[List],
    package: &Package,
    out: &Path,
) -> Result<u64, Trouble> {
    let organizations = Table::open(pages, lists, "organizations", |o: &Organization| {
        o.name.clone()
    })?;
    let mut organizations = Organizations(organizations);
    let mut programs = Table::open(pages, lists, "supportPrograms", |p: &SupportProgram| {
        p.name.clone()
    })?;
    let mut tenders = Table::open(pages, lists, "tenders", |t: &Tender| t.name.clone())?;
    let mut applications = Table::open(pages, lists, "applications", |a: &Application| {
        a.name.clone()
    })?;
    let mut to = BufWriter::new(File::create(out)?);
    write!(to, "{}", head(package))?;
    let (mut between, mut left_out) = ("\n", 0);
    let mut add = |grant: Option<Value>| -> Result<(), Trouble> {
        match grant {
            None => left_out += 1,
            Some(grant) => {
                write!(to, "{between}{grant}")?;
                between = ",\n";
            }
        }
        Ok(())
    };
    let prefix = package.grant_prefix.as_str();
    for list in lists.iter().filter(|list| list.name == "grants") {
        pages.each(list, |record| {
            let grant = Grant::decode(record.bytes.as_slice()).map_err(io::Error::other)?;
            let funder = grant.funder.clone().unwrap_or_default();
            let parties = Parties {
                funder: organizations.find(&funder.organization)?,
                recipient: organizations.find(&grant.recipient)?,
            };
            let program = programs.of(&grant.support_program)?.pop();
            add(given(&grant, &funder, &parties, program.as_ref(), prefix))
        })?;
    }
    for list in lists.iter().filter(|list| list.name == "awards") {
        pages.each(list, |record| {
            let award = Award::decode(record.bytes.as_slice()).map_err(io::Error::other)?;
            let tender = tenders.of(names::parent(&award.name))?.pop();
            let Some(tender) = tender.filter(|tender| is_given(tender, &award)) else {
                return Ok(());
            };
            let won = applications.of(&award.application)?.pop();
            let parties = Parties {
                funder: organizations.find(&tender.buyer)?,
                recipient: organizations.find(&award.supplier)?,
            };
            let program = programs.of(&tender.support_program)?.pop();
            let won = Won {
                award: &award,
                tender: &tender,
                application: won.as_ref(),
            };
            add(won.said(&parties, program.as_ref(), prefix))
        })?;
    }
    if between == "\n" {
        let say = "there is no grant with the whole day of its award: a package has at least one";
        return Err(Trouble::Nothing(say.into()));
    }
    writeln!(to, "]}}")?;
    to.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(left_out)
}

/// What comes before the grants.
fn head(package: &Package) -> String {
    let mut said = Map::from_iter([("version".to_owned(), json!("1.1"))]);
    let issued = date::local_day(Clock::system().now());
    put(&mut said, "issued", day(Some(&issued)));
    if !package.publisher.is_empty() {
        let publisher = json!({"name": package.publisher});
        put(&mut said, "publisher", Some(publisher));
    }
    put(&mut said, "downloadURL", text(&package.uri));
    let said = Value::Object(said).to_string();
    format!("{},\n\"grants\":[", said.trim_end_matches('}'))
}

/// Whether an award is a grant, and in force.
fn is_given(tender: &Tender, award: &Award) -> bool {
    FORMS.contains(&tender.form_code.as_str()) && award.state() == State::Active
}

/// The organizations of the registry.
struct Organizations(Table<Organization>);

/// Who gave, and to whom; of whom the registry has no organization, it is nobody.
struct Parties {
    funder: Option<Organization>,
    recipient: Option<Organization>,
}

/// What was won in a tender.
struct Won<'w> {
    award: &'w Award,
    tender: &'w Tender,
    application: Option<&'w Application>,
}

// === impl Organizations

impl Organizations {
    fn find(&mut self, name: &str) -> Result<Option<Organization>, Trouble> {
        Ok(self.0.of(name)?.pop())
    }
}

// === impl Won

impl Won<'_> {
    fn said(
        &self,
        parties: &Parties,
        program: Option<&SupportProgram>,
        prefix: &str,
    ) -> Option<Value> {
        let (award, tender) = (self.award, self.tender);
        let applied = self.application;
        let titles = applied.map_or(&tender.titles, |applied| &applied.titles);
        let descriptions = applied.map(|applied| &applied.descriptions);
        let descriptions = [descriptions, Some(&tender.descriptions)];
        let described = descriptions.into_iter().flatten().find_map(|d| first(d));
        let mut said = begun(&award.name, titles, described, prefix);
        let asked = applied.and_then(|applied| applied.value.as_ref());
        put(&mut said, "amountAppliedFor", asked.map(amount));
        let value = award.value.as_ref()?;
        put(&mut said, "currency", text(&value.currency_code));
        put(&mut said, "amountAwarded", Some(amount(value)));
        put(
            &mut said,
            "awardDate",
            Some(whole(award.award_date.as_ref())?),
        );
        let recipient = known(&award.supplier, parties.recipient.as_ref());
        put(&mut said, "recipientOrganization", Some(json!([recipient])));
        let funder = known(&tender.buyer, parties.funder.as_ref());
        put(&mut said, "fundingOrganization", Some(json!([funder])));
        put(&mut said, "grantProgramme", program.map(programme));
        if applied.is_some() {
            put(&mut said, "fromOpenCall", text("Yes"));
        }
        let changed = award.update_time.map(|time| json!(time.to_string()));
        put(&mut said, "dateModified", changed);
        Some(Value::Object(said))
    }
}

/// A grant of the registry, if the whole day of its award is known.
fn given(
    grant: &Grant,
    funder: &SupportParty,
    parties: &Parties,
    program: Option<&SupportProgram>,
    prefix: &str,
) -> Option<Value> {
    let described = first(&grant.descriptions);
    let mut said = begun(&grant.name, &grant.titles, described, prefix);
    let awarded = grant.amount_awarded.as_ref()?;
    put(&mut said, "currency", text(&awarded.currency_code));
    let applied = grant.amount_applied.as_ref();
    put(&mut said, "amountAppliedFor", applied.map(amount));
    put(&mut said, "amountAwarded", Some(amount(awarded)));
    let disbursed = grant.amount_disbursed.as_ref();
    put(&mut said, "amountDisbursed", disbursed.map(amount));
    put(
        &mut said,
        "awardDate",
        Some(whole(grant.award_date.as_ref())?),
    );
    let mut planned = Map::new();
    put(&mut planned, "startDate", day(grant.start_date.as_ref()));
    put(&mut planned, "endDate", day(grant.end_date.as_ref()));
    let planned = object(planned).map(|planned| json!([planned]));
    put(&mut said, "plannedDates", planned);
    let recipient = known(&grant.recipient, parties.recipient.as_ref());
    put(&mut said, "recipientOrganization", Some(json!([recipient])));
    let funder = match funder.organization.as_str() {
        // Known in words alone: nobody can say that it is the same as another of these words.
        "" => json!({"id": format!("{}/funder", grant.name), "name": first(&funder.titles)}),
        name => known(name, parties.funder.as_ref()),
    };
    put(&mut said, "fundingOrganization", Some(json!([funder])));
    put(&mut said, "grantProgramme", program.map(programme));
    let place = grant.beneficiary_place.as_ref().and_then(location);
    put(&mut said, "beneficiaryLocation", place);
    let kind = json!([{"vocabulary": "KZ-KENES/funder-kinds", "code": grant.funder_kind_code}]);
    put(&mut said, "classifications", Some(kind));
    let mut sources = grant.sources.iter().map(|source| text(&source.uri));
    put(&mut said, "dataSource", sources.find_map(|uri| uri));
    let changed = grant.update_time.map(|time| json!(time.to_string()));
    put(&mut said, "dateModified", changed);
    Some(Value::Object(said))
}

/// What the standard requires of both; what has no description is described by its title.
fn begun(
    name: &str,
    titles: &[LocalizedText],
    description: Option<Value>,
    prefix: &str,
) -> Map<String, Value> {
    let id = match prefix {
        "" => name.to_owned(),
        prefix => format!("{prefix}-{}", name.replace('/', "-")),
    };
    let mut said = Map::from_iter([("id".to_owned(), json!(id))]);
    put(&mut said, "title", first(titles));
    put(
        &mut said,
        "description",
        description.or_else(|| first(titles)),
    );
    said
}

/// The day, if all of it is known.
fn whole(date: Option<&Date>) -> Option<Value> {
    day(date.filter(|date| date.month > 0 && date.day > 0))
}

/// An organization of the registry; of one that was deleted only the number is known.
fn known(name: &str, known: Option<&Organization>) -> Value {
    let id = org_id(name, known);
    let Some(known) = known else {
        return json!({"id": id, "name": id});
    };
    let mut said = Map::from_iter([("id".to_owned(), json!(id))]);
    put(&mut said, "name", first(&known.titles));
    put(&mut said, "alternateName", first(&known.short_titles));
    if let Some(place) = &known.place {
        put(&mut said, "streetAddress", text(&place.address));
        put(&mut said, "addressLocality", text(&place.locality));
        put(&mut said, "addressRegion", text(&place.subdivision_code));
        put(&mut said, "addressCountry", text(&place.region_code));
    }
    Value::Object(said)
}

fn programme(program: &SupportProgram) -> Value {
    let mut said = Map::from_iter([("code".to_owned(), json!(names::id(&program.name)))]);
    put(&mut said, "title", first(&program.titles));
    json!([said])
}

fn location(place: &Place) -> Option<Value> {
    let mut said = Map::new();
    let name = text(&place.locality).or_else(|| text(&place.subdivision_code));
    put(&mut said, "name", name);
    put(&mut said, "countryCode", text(&place.region_code));
    object(said).map(|said| json!([said]))
}

#[cfg(test)]
mod tests;
