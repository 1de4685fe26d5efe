//! A package beside what the registry holds already: who may have won, and which tenders and contracts are of the same process.

use std::collections::BTreeMap;

use common::date;
use kenes_proto::{
    gtype::Date,
    registry::{Organization, organization::State},
    types::Source,
};
use serde_json::Value;

use super::{
    faults::Faults,
    parties::of,
    read::Part,
    release::{Release, supplier},
};

/// Checks that who won was in being on the day of the award. `known` are organizations by the ids of the parties.
pub(super) fn check_suppliers(
    package: &Value,
    known: &BTreeMap<String, Organization>,
    faults: &mut Faults,
) {
    for release in Release::all(Part::of(package)) {
        for (n, award) in release.awards() {
            let (day, won) = (award.day("date"), known.get(&supplier(award)));
            let absent = day.zip(won).and_then(|(day, won)| absent(won, &day));
            if let Some(say) = absent {
                faults.add(release.at(&format!("awards/{n}/date")), say);
            }
        }
    }
}

/// Why an organization could not act on a day, if it could not.
fn absent(organization: &Organization, day: &Date) -> Option<String> {
    let (name, on) = (&organization.name, date::lower(Some(day)));
    if let Some(founded) = organization.founding_date.as_ref()
        && on < date::lower(Some(founded))
    {
        let founded = date::show(founded);
        return Some(format!("lies before {name} was founded, {founded}"));
    }
    let periods = organization.state_periods.iter();
    let mut begun = periods.filter(|period| date::lower(period.start_date.as_ref()) <= on);
    match begun.next_back()?.state() {
        State::Suspended => Some(format!("is a day on which {name} was suspended")),
        State::Dissolved => Some(format!("is a day on which {name} was dissolved")),
        State::Active | State::Unspecified => None,
    }
}

/// Whether what is there comes from the process of the release that a pointer leads into.
pub(super) fn is_of(package: &Value, pointer: &str, sources: &[Source]) -> bool {
    let mut releases = Release::all(Part::of(package));
    let release = releases.find(|release| pointer.starts_with(&release.at("")));
    release.is_some_and(|release| {
        let process = of(release);
        sources.iter().any(|source| source.note.contains(&process))
    })
}

#[cfg(test)]
mod tests {
    use kenes_proto::registry::StatePeriod;
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> Option<Date> {
        date::parse(text)
    }

    #[test]
    fn who_was_not_there_did_not_win() {
        let period = |start: &str, state: State| StatePeriod {
            start_date: day(start),
            state: state.into(),
            ..Default::default()
        };
        let help = Organization {
            name: "organizations/help".into(),
            founding_date: day("2005-03-01"),
            state_periods: vec![
                period("2005-03-01", State::Active),
                period("2007-01-01", State::Suspended),
                period("2007-06-01", State::Active),
                period("2010-01-01", State::Dissolved),
            ],
            ..Default::default()
        };
        for (on, why) in [
            ("2005-02-28", Some("founded")),
            ("2005-03-01", None),
            ("2007-01-01", Some("suspended")),
            ("2007-06-01", None),
            ("2010-01-01", Some("dissolved")),
        ] {
            let say = absent(&help, &day(on).expect("a day"));
            assert_eq!(say.is_some(), why.is_some(), "{on}: {say:?}");
            assert!(say.unwrap_or_default().contains(why.unwrap_or_default()));
        }
    }

    #[test]
    fn a_process_is_told_by_its_ocid_alone() {
        let package = json!({"releases": [{"ocid": "ocds-1"}, {"ocid": "ocds-12"}]});
        let note = |note: &str| Source {
            note: note.into(),
            ..Default::default()
        };
        let first = [note("OCDS release a of ocds-1, published by B")];
        assert!(is_of(&package, "/releases/0/tender", &first));
        assert!(!is_of(&package, "/releases/1/tender", &first));
        assert!(!is_of(&package, "/releases/0/tender", &[note("ocds-1")]));
    }
}
