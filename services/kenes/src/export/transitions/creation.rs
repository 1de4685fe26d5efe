//! What a resource is created as, where calls have changed fields since that a creation says too.

use common::{clock::Clock, date};
use kenes_proto::registry::{Agreement, Contract, Party, Tender, tender::State};
use prost_reflect::{DynamicMessage, ReflectMessage};

/// A resource as it is created.
pub(in crate::export) struct Created {
    pub(in crate::export) resource: DynamicMessage,
    /// The fields that get their present values by an update after the calls.
    pub(in crate::export) changed: &'static [&'static str],
}

/// Returns what a resource of this kind is created as; none where no lines bring it back.
pub(in crate::export) fn created(kind: &str, resource: &DynamicMessage) -> Option<Created> {
    let mut created = Created {
        resource: resource.clone(),
        changed: &[],
    };
    match kind {
        "Agreement" => {
            let mut agreement: Agreement = resource.transcode_to().ok()?;
            if signatories(&mut agreement) {
                created.changed = &["parties"];
            }
            created.resource = agreement.transcode_to_dynamic();
        }
        "Contract" => {
            let mut contract: Contract = resource.transcode_to().ok()?;
            before_amendments(&mut contract);
            created.resource = contract.transcode_to_dynamic();
        }
        "Tender" => {
            let mut tender: Tender = resource.transcode_to().ok()?;
            if tender.announce_time.is_some() {
                tender.archive = is_over(&tender, Clock::system().now()).then_some(true)?;
            }
            created.resource = tender.transcode_to_dynamic();
        }
        _ => {}
    }
    Some(created)
}

/// Whether a tender that was announced is recorded as the archive of one. Of another one the applications are still sealed: it waits,
/// with them, for its opening.
fn is_over(tender: &Tender, now: i64) -> bool {
    tender.state() != State::Announced && date::moment(tender.opening_time.as_ref()) <= now
}

/// Leaves the parties that signed an agreement on its day, without the day, which comes with the signature. Returns whether there
/// are others: they acceded later.
fn signatories(agreement: &mut Agreement) -> bool {
    let day = agreement.sign_date;
    let first = |party: &Party| party.sign_date == day;
    let signed = agreement
        .parties
        .iter()
        .filter(|party| first(party))
        .count();
    let others = signed < agreement.parties.len();
    // Whoever signed first may have said another day since.
    if others && (signed >= 2 || agreement.reported_signatory_count >= 2) {
        agreement.parties.retain(first);
    }
    for party in &mut agreement.parties {
        party.sign_date = None;
    }
    others
}

/// Gives a contract the value and the days that it was signed with.
fn before_amendments(contract: &mut Contract) {
    for amendment in contract.amendments.iter().rev() {
        if amendment.value.is_some() {
            contract.value.clone_from(&amendment.former_value);
        }
        if amendment.start_date.is_some() {
            contract.start_date = amendment.former_start_date;
        }
        if amendment.end_date.is_some() {
            contract.end_date = amendment.former_end_date;
        }
    }
}

#[cfg(test)]
mod tests {
    use common::money;
    use kenes_proto::registry::ContractAmendment;

    use super::*;

    #[test]
    fn a_contract_is_created_with_what_it_was_signed_for() {
        let amount = |tenge: i64| Some(money::of_hundredths(tenge * 100, "KZT"));
        let (first, second) = (
            ContractAmendment {
                former_value: amount(10),
                value: amount(12),
                end_date: date::parse("2026-05-01"),
                ..Default::default()
            },
            ContractAmendment {
                former_value: amount(12),
                value: amount(11),
                former_end_date: date::parse("2026-05-01"),
                end_date: date::parse("2026-06-01"),
                ..Default::default()
            },
        );
        let mut contract = Contract {
            value: amount(11),
            start_date: date::parse("2026-01-01"),
            end_date: date::parse("2026-06-01"),
            amendments: vec![first, second],
            ..Default::default()
        };
        before_amendments(&mut contract);
        assert_eq!((contract.value, contract.end_date), (amount(10), None));
        assert_eq!(contract.start_date, date::parse("2026-01-01"));
    }

    #[test]
    fn a_tender_is_the_archive_of_one_once_its_applications_are_open() {
        let over = |state: State, opening: i64| {
            let mut tender = Tender {
                opening_time: Some(date::timestamp(opening)),
                ..Default::default()
            };
            tender.set_state(state);
            is_over(&tender, 10)
        };
        assert!(
            over(State::Evaluating, 10) && over(State::Cancelled, 9) && over(State::Awarded, 9)
        );
        // Nobody has opened it; it was called off before its opening.
        assert!(!over(State::Announced, 9) && !over(State::Cancelled, 11));
    }

    #[test]
    fn who_acceded_later_is_no_party_of_the_draft() {
        let party = |name: &str, day: &str| Party {
            organization: name.into(),
            sign_date: date::parse(day),
            ..Default::default()
        };
        let mut agreement = Agreement {
            sign_date: date::parse("1999-02-12"),
            parties: vec![
                party("organizations/a", "1999-02-12"),
                party("organizations/b", "1999-02-12"),
                party("organizations/c", "2003"),
            ],
            ..Default::default()
        };
        assert!(signatories(&mut agreement));
        let names: Vec<&str> = agreement
            .parties
            .iter()
            .map(|party| party.organization.as_str())
            .collect();
        assert_eq!(names, ["organizations/a", "organizations/b"]);
        assert!(
            agreement
                .parties
                .iter()
                .all(|party| party.sign_date.is_none())
        );
        // A draft has no days, and of one party nothing is signed.
        assert!(!signatories(&mut Agreement {
            parties: agreement.parties.clone(),
            ..Default::default()
        }));
        agreement.parties = vec![
            party("organizations/a", "1999-02-12"),
            party("organizations/b", "2003"),
        ];
        assert!(signatories(&mut agreement) && agreement.parties.len() == 2);
    }
}
