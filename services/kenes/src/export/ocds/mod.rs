//! A release package of the Open Contracting Data Standard 1.1.5: a release for each tender that was announced or is recorded from a
//! source, with its bids (the bid extension 1.1.5), awards, contracts, milestones and payments, all as they are now.
//!
//! `tender`, `award`, `contract` and `parties` are the parts of a release, `words` what all of them write. Nothing is made up: what
//! the standard requires and the registry has not, such as a prefix, is asked of who exports.

mod award;
mod contract;
mod parties;
mod tender;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use common::{clock::Clock, date, names};
use kenes_proto::registry::{
    Application, Award, Contract, Milestone, Organization, Payment, Tender, application,
    tender::State,
};
use prost::Message;
use serde_json::{Map, Value, json};

use self::parties::Parties;
pub(super) use self::parties::org_id;

use super::{
    lists::List,
    pages::{Pages, Trouble},
    said::{list, put, text},
    table::Table,
};
use crate::config::Package;

const LISTS: [&str; 7] = [
    "tenders",
    "applications",
    "awards",
    "contracts",
    "milestones",
    "payments",
    "organizations",
];
/// The extension that has bids.
const BIDS: &str = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json";
/// The prefix that belongs to nobody, as documentation writes it.
pub(crate) const PLACEHOLDER: &str = "ocds-xxxxxx";
/// How the ids of what is invented begin.
const INVENTED: &str = "demo-";

/// Everything of one tender.
#[derive(Clone, Debug, Default)]
struct Process {
    tender: Tender,
    applications: Vec<Application>,
    awards: Vec<Award>,
    contracts: Vec<Held>,
}

/// A contract, and what was done under it.
#[derive(Clone, Debug, Default)]
struct Held {
    contract: Contract,
    milestones: Vec<Milestone>,
    payments: Vec<Payment>,
}

/// Returns whether a package needs a list.
pub(super) fn holds(list: &List) -> bool {
    LISTS.contains(&list.name.as_str())
}

/// Writes the package. Returns how many tenders are not in it, since they were not announced.
pub(super) fn write(
    pages: &Pages<'_>,
    lists: &[List],
    package: &Package,
    out: &Path,
) -> Result<u64, Trouble> {
    let parent = |name: &str| names::parent(name).to_owned();
    let mut applications = Table::open(pages, lists, "applications", |a: &Application| {
        parent(&a.name)
    })?;
    let mut awards = Table::open(pages, lists, "awards", |a: &Award| parent(&a.name))?;
    let mut contracts = Table::open(pages, lists, "contracts", |c: &Contract| c.tender.clone())?;
    let mut milestones = Table::open(pages, lists, "milestones", |m: &Milestone| parent(&m.name))?;
    let mut payments = Table::open(pages, lists, "payments", |p: &Payment| parent(&p.name))?;
    let mut organizations = Table::open(pages, lists, "organizations", |o: &Organization| {
        o.name.clone()
    })?;

    let now = Clock::system().now();
    let mut to = BufWriter::new(File::create(out)?);
    write!(to, "{}", head(package, now))?;
    let (mut between, mut left_out) = ("\n", 0);
    for list in lists.iter().filter(|list| list.name == "tenders") {
        pages.each(list, |record| {
            let tender = Tender::decode(record.bytes.as_slice()).map_err(io::Error::other)?;
            let mut process = Process {
                applications: applications.of(&tender.name)?,
                awards: awards.of(&tender.name)?,
                contracts: Vec::new(),
                tender,
            };
            for contract in contracts.of(&process.tender.name)? {
                process.contracts.push(Held {
                    milestones: milestones.of(&contract.name)?,
                    payments: payments.of(&contract.name)?,
                    contract,
                });
            }
            if !process.is_public() {
                left_out += 1;
                return Ok(());
            }
            check_prefix(&package.ocds_prefix, &process.tender.name)?;
            let mut known = BTreeMap::new();
            for name in process.organizations() {
                let found = organizations.of(name)?.into_iter();
                known.extend(found.map(|found| (found.name.clone(), found)));
            }
            let release = release(&process, &known, &package.ocds_prefix, now);
            write!(to, "{between}{release}")?;
            between = ",\n";
            Ok(())
        })?;
    }
    if between == "\n" {
        let say = "there is no tender that was announced: a release package has at least one";
        return Err(Trouble::Nothing(say.into()));
    }
    writeln!(to, "]}}")?;
    to.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(left_out)
}

/// What comes before the releases.
fn head(package: &Package, now: i64) -> String {
    let said = json!({
        "uri": package.uri,
        "version": "1.1",
        "extensions": [BIDS],
        "publishedDate": date::timestamp(now).to_string(),
        "publisher": {"name": package.publisher},
    });
    let said = said.to_string();
    format!("{},\n\"releases\":[", said.trim_end_matches('}').trim_end())
}

/// The prefix of nobody is only for what is invented.
fn check_prefix(prefix: &str, tender: &str) -> Result<(), Trouble> {
    if prefix != PLACEHOLDER || names::id(tender).starts_with(INVENTED) {
        return Ok(());
    }
    let say = format!(
        "--ocds-prefix: {PLACEHOLDER} is nobody's prefix, and only for demonstrations: {tender} is none. The Open \
         Contracting Partnership gives each publisher its own, free of charge: \
         https://standard.open-contracting.org/latest/en/guidance/build/#register-an-ocid-prefix"
    );
    Err(Trouble::Nothing(say))
}

/// A release of all that is known of a process now.
fn release(
    process: &Process,
    known: &BTreeMap<String, Organization>,
    prefix: &str,
    now: i64,
) -> Value {
    let tender = &process.tender;
    let language = tender.titles.first().map(|title| &*title.language_code);
    let language = language.unwrap_or("en");
    let id = names::id(&tender.name);
    let changed = process.changed(known, now);
    let mut parties = Parties::new(known, language);
    let buyer = parties.refer(&tender.buyer, "buyer");
    let asked = tender::said(process, language, now, &mut parties);
    let bids = award::bids(process, language, &mut parties);
    let awards = process.awards.iter();
    let awards = awards.map(|one| award::said(one, process, language, &mut parties));
    let awards: Vec<Value> = awards.collect();
    let contracts = process.contracts.iter();
    let contracts = contracts.map(|held| contract::said(held, language, &mut parties));
    let contracts: Vec<Value> = contracts.collect();

    let mut said = Map::new();
    put(&mut said, "ocid", Some(json!(format!("{prefix}-{id}"))));
    // Whatever changes of a process, or of who takes part, has a later time, and so another id.
    put(&mut said, "id", Some(json!(format!("{id}-{changed}"))));
    let at = date::timestamp(changed).to_string();
    put(&mut said, "date", Some(json!(at)));
    put(&mut said, "tag", Some(json!(process.tags())));
    put(&mut said, "initiationType", text("tender"));
    put(&mut said, "language", text(language));
    put(&mut said, "parties", list(parties.said()));
    put(&mut said, "buyer", buyer);
    put(&mut said, "tender", Some(asked));
    put(&mut said, "bids", bids);
    put(&mut said, "awards", list(awards));
    put(&mut said, "contracts", list(contracts));
    Value::Object(said)
}

// === impl Process

impl Process {
    /// Whether it was never held here, but is known from a source.
    fn is_recorded(&self) -> bool {
        self.awards.iter().any(|award| award.recorded_from_source)
    }

    /// Whether it was announced, here or elsewhere.
    fn is_public(&self) -> bool {
        let prepared = [State::Unspecified, State::Draft, State::Withdrawn];
        !prepared.contains(&self.tender.state()) || self.is_recorded()
    }

    /// Whether its applications were opened.
    fn is_open(&self) -> bool {
        self.tender.open_time.is_some()
    }

    /// The applications that can be read.
    fn opened(&self) -> impl Iterator<Item = &Application> {
        self.applications.iter().filter(|application| {
            matches!(
                application.state(),
                application::State::Opened
                    | application::State::Admitted
                    | application::State::Disqualified
            )
        })
    }

    /// Who applied, each once.
    fn tenderers(&self) -> BTreeSet<&str> {
        self.opened().map(|one| one.applicant.as_str()).collect()
    }

    /// Everybody who takes part.
    fn organizations(&self) -> BTreeSet<&str> {
        let mut names = self.tenderers();
        names.insert(&self.tender.buyer);
        names.extend(self.awards.iter().map(|award| award.supplier.as_str()));
        for held in &self.contracts {
            names.insert(&held.contract.supplier);
            names.extend(held.payments.iter().map(|payment| payment.payer.as_str()));
        }
        names
    }

    /// When anything of it, or of who takes part, was last written, or the clock began its submission.
    fn changed(&self, known: &BTreeMap<String, Organization>, now: i64) -> i64 {
        let contracts = self.contracts.iter().flat_map(|held| {
            let milestones = held.milestones.iter().map(|one| one.update_time.as_ref());
            let payments = held.payments.iter().map(|one| one.update_time.as_ref());
            let contract = [held.contract.update_time.as_ref()].into_iter();
            contract.chain(milestones).chain(payments)
        });
        // What is sealed says nothing, not even when it changed.
        let applications = self.opened().map(|one| one.update_time.as_ref());
        let awards = self.awards.iter().map(|one| one.update_time.as_ref());
        let tender = [self.tender.update_time.as_ref()].into_iter();
        let organizations = known.values().map(|one| one.update_time.as_ref());
        let all = tender.chain(applications).chain(awards).chain(contracts);
        let written = all.chain(organizations).map(date::moment).max();
        let begun = date::moment(self.tender.submission_start_time.as_ref());
        written
            .max((begun <= now).then_some(begun))
            .unwrap_or_default()
    }

    /// What the release is about.
    fn tags(&self) -> Vec<&'static str> {
        let cancelled = self.tender.state() == State::Cancelled;
        let mut tags = vec![if cancelled {
            "tenderCancellation"
        } else {
            "tender"
        }];
        let contracts = &self.contracts;
        for (holds, tag) in [
            (!self.awards.is_empty(), "award"),
            (!contracts.is_empty(), "contract"),
            (contracts.iter().any(contract::is_begun), "implementation"),
        ] {
            tags.extend(holds.then_some(tag));
        }
        tags
    }
}

#[cfg(test)]
mod tests;
