//! A release package of the Open Contracting Data Standard: checked as a whole before anything is written, and then written as lines.
//!
//! `shape` holds what any package must be, `rules` what one must say so that the registry can hold it; each of their `faults` names
//! where it lies. Then the organizations (`parties`) are looked up, and `lines` says the rest, unless what is `known` already speaks
//! against it; what has no place is `unheld`. All of these are pure; only this file calls.
//!
//! What a service refuses although all of that is right ends the file there: what came before it is written, and the same command
//! goes on.

mod faults;
mod known;
mod lines;
mod parties;
mod read;
mod release;
mod rules;
mod shape;
mod unheld;

use std::{collections::BTreeMap, fs::File, io::Read, path::Path};

use common::date;
use kenes_proto::registry::{Contract, Organization, Tender};
use prost::Message;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use self::{faults::Faults, parties::Party, unheld::Unheld};
use super::{Files, Importer, outcome::Outcome, statement::Statement};
use crate::client::{Fault, NoAnswer, Refusal, escape};

/// The largest package.
const LARGEST: u64 = 64 << 20;
/// What the summary counts faults of a package as.
const LABEL: &str = "package";

impl Importer {
    /// A package: nothing of it is written where it is not right as far as it can be known before.
    pub(super) async fn package(
        &mut self,
        path: &Path,
        now: i64,
        stop: &CancellationToken,
    ) -> Result<(), NoAnswer> {
        let shown = path.display().to_string();
        let package = match read(path) {
            Ok(package) => package,
            Err(problem) => {
                self.refused(&shown, LABEL, "", &Refusal::unread(problem));
                return Ok(());
            }
        };
        let mut faults = Faults::default();
        shape::check(&package, &mut faults);
        rules::check(&package, &date::local_day(now), &mut faults);
        if !faults.is_empty() {
            self.faulty(&shown, faults);
            return Ok(());
        }
        let Some((names, new)) = self.organizations(&package, &shown, now).await? else {
            self.refused(&shown, LABEL, "", &Refusal::unread(NOTHING));
            return Ok(());
        };
        let mut unheld = Unheld::of(&package);
        let lines = lines::lines(&package, &names, &mut unheld);
        let faults = self.taken(&package, &lines, now).await?;
        if !faults.is_empty() {
            self.faulty(&shown, faults);
            return Ok(());
        }
        if let Some(told) = unheld.told() {
            self.tell_read(format!("{shown}: {told}"));
        }
        if self.only_tries() {
            // What is made of it needs its organizations, which are not there yet.
            self.summary.not_sent += (new.len() + lines.len()) as u64;
            return Ok(());
        }
        let mut left = new.len() + lines.len();
        for (pointer, line) in new.into_iter().chain(lines) {
            if stop.is_cancelled() {
                break;
            }
            let refused = self.summary.total().refused;
            let location = format!("{shown}{pointer}");
            match statement(line, now) {
                Ok(statement) => self.carry_out(location.clone(), statement).await?,
                Err(problem) => self.refused(&location, LABEL, "", &Refusal::unread(problem)),
            }
            left -= 1;
            // What comes after it needs it.
            if self.summary.total().refused > refused {
                self.tell_read(format!("{location}: {STOPPED}"));
                break;
            }
        }
        self.summary.not_sent += left as u64;
        Ok(())
    }

    fn faulty(&mut self, shown: &str, faults: Faults) {
        for (pointer, say) in faults.told() {
            self.refused(shown, LABEL, &pointer, &Refusal::unread(say));
        }
        self.refused(shown, LABEL, "", &Refusal::unread(NOTHING));
    }

    /// What is there under a name that a line would take, and comes from another process.
    async fn taken(
        &mut self,
        package: &Value,
        lines: &[lines::Line],
        now: i64,
    ) -> Result<Faults, NoAnswer> {
        let mut faults = Faults::default();
        for (pointer, line) in lines {
            for (kind, get, field) in [
                ("tender", "SocialOrderService/GetTender", "/id"),
                ("contract", "ContractService/GetContract", "/id"),
            ] {
                let Some(name) = line[kind]["name"].as_str() else {
                    continue;
                };
                let request =
                    json!({"rpc": format!("kenes.registry.v1.{get}"), "request": {"name": name}});
                let Some(answer) = self.asked(&request, now).await? else {
                    continue;
                };
                let sources = match kind {
                    "tender" => Tender::decode(answer).map(|there| there.sources),
                    _ => Contract::decode(answer).map(|there| there.sources),
                };
                if !known::is_of(package, pointer, &sources.unwrap_or_default()) {
                    let say = format!("is that of {name}, which does not come from this process");
                    faults.add(format!("{pointer}{field}"), say);
                }
            }
        }
        Ok(faults)
    }

    /// The names of the organizations of a package, and the lines of those that are new; nothing where one may not be so.
    async fn organizations(
        &mut self,
        package: &Value,
        shown: &str,
        now: i64,
    ) -> Result<Option<(BTreeMap<String, String>, Vec<lines::Line>)>, NoAnswer> {
        let (mut names, mut new, mut right) = (BTreeMap::new(), Vec::new(), true);
        let mut found = BTreeMap::new();
        for party in parties::parties(package) {
            let location = format!("{shown}{}", party.pointer);
            let name = match self.look_up(&party, now).await? {
                Some(organization) => {
                    let name = organization.name.clone();
                    found.insert(party.id.clone(), organization);
                    name
                }
                None => {
                    right &= self.tried(&location, &party.organization, now).await?;
                    let name = party.organization["organization"]["name"].as_str();
                    let name = name.unwrap_or_default().to_owned();
                    new.push((party.pointer, party.organization));
                    name
                }
            };
            names.insert(party.id, name);
        }
        for (code, pointer) in lines::areas(package) {
            let name = format!("referenceData/order-areas/codes/{code}");
            let request = json!({"rpc": "kenes.registry.v1.ReferenceDataService/GetCode", "request": {"name": name}});
            if self.asked(&request, now).await?.is_none() {
                let say = format!("{code:?} is no code of referenceData/order-areas");
                self.refused(
                    &format!("{shown}{pointer}"),
                    LABEL,
                    "",
                    &Refusal::unread(say),
                );
                right = false;
            }
        }
        let mut faults = Faults::default();
        known::check_suppliers(package, &found, &mut faults);
        right &= faults.is_empty();
        for (pointer, say) in faults.told() {
            self.refused(shown, LABEL, &pointer, &Refusal::unread(say));
        }
        Ok(right.then_some((names, new)))
    }

    /// Returns the organization that has a number of a party.
    async fn look_up(&mut self, party: &Party, now: i64) -> Result<Option<Organization>, NoAnswer> {
        for org_id in &party.org_ids {
            let request = json!({"rpc": "kenes.registry.v1.OrganizationService/LookupOrganization", "request": {"orgId": org_id}});
            if let Some(answer) = self.asked(&request, now).await? {
                let found = Organization::decode(answer).unwrap_or_default();
                if party.is(org_id, &found) {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// Returns the answer to a question; nothing where the services refuse it, as what is not there.
    async fn asked(
        &mut self,
        question: &Value,
        now: i64,
    ) -> Result<Option<bytes::Bytes>, NoAnswer> {
        let Ok(statement) = statement(question.clone(), now) else {
            return Ok(None);
        };
        match self.ask(&statement).await {
            Ok(answer) => Ok(Some(answer)),
            Err(Fault::Silent(silence)) => Err(silence),
            Err(Fault::Refused(_) | Fault::Foreign(_)) => Ok(None),
        }
    }

    /// Lets the service check a line. Returns whether it would take it.
    async fn tried(&mut self, location: &str, line: &Value, now: i64) -> Result<bool, NoAnswer> {
        let problem = match statement(line.clone(), now) {
            Ok(statement) => match self.try_out(location, statement).await? {
                Outcome::Refused(refusal) => refusal,
                _ => return Ok(true),
            },
            Err(problem) => Refusal::unread(problem),
        };
        self.refused(location, LABEL, "", &problem);
        Ok(false)
    }
}

const NOTHING: &str = "nothing of this file was written";
const STOPPED: &str =
    "what came before it was written; once the reason is gone the same command goes on";

/// Reads a package, without what is null.
fn read(path: &Path) -> Result<Value, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| e.to_string())?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|e| e.to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err("is larger than 64 MiB: split the package".into());
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut package = serde_json::from_slice(bytes).map_err(|e| format!("not JSON: {e}"))?;
    shape::without_null(&mut package);
    Ok(package)
}

/// The call that a line means.
fn statement(mut line: Value, now: i64) -> Result<Statement, String> {
    mean_itself(&mut line);
    let files = Files::Embedded {
        files: &[],
        days: Vec::new(),
    };
    Statement::parse(&line.to_string(), now, &files)
}

/// Texts of a package mean themselves, also where they look like a time of lines.
fn mean_itself(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(escaped) = escape::escaped(text) {
                *text = escaped;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mean_itself),
        Value::Object(fields) => fields.values_mut().for_each(mean_itself),
        _ => {}
    }
}

#[cfg(test)]
mod fixture;
