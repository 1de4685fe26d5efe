//! Whether an organization was in being on a day, and what is true of it where it was not.

use common::{date, names};
use kenes_proto::{gtype::Date, registry::Organization};

use super::REGISTRY;

/// Returns what is true of an organization that did not exist on `day`, for people; nothing of one that did, or on some day
/// that a partial one can mean.
pub(crate) fn absence(organization: &Organization, day: &Date) -> Option<String> {
    never(organization, day).or_else(|| ended(organization, day))
}

/// The same of one that was there on no day up to `day`.
pub(crate) fn never(organization: &Organization, day: &Date) -> Option<String> {
    let name = names::full(REGISTRY, &organization.name);
    if organization.delete_time.is_some() {
        return Some(format!("{name} was deleted from the registry"));
    }
    let founded = organization.founding_date.as_ref();
    let founded = founded.filter(|first| date::earliest(Some(first)) > date::upper(Some(day)))?;
    let founded = date::words(founded);
    Some(format!("{name} was not founded before {founded}"))
}

fn ended(organization: &Organization, day: &Date) -> Option<String> {
    let dissolved = organization.dissolution_date.as_ref();
    let dissolved =
        dissolved.filter(|last| date::earliest(Some(last)) <= date::earliest(Some(day)))?;
    let name = names::full(REGISTRY, &organization.name);
    let text = format!("{name} was dissolved on {}", date::words(dissolved));
    Some(match successors(organization).as_slice() {
        [] => text,
        [one] => format!("{text}; its successor is {one}"),
        many => format!("{text}; its successors are {}", many.join(", ")),
    })
}

fn successors(organization: &Organization) -> Vec<String> {
    let successors = organization.successors.iter();
    successors.map(|name| names::full(REGISTRY, name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        date::parse(text).expect("a day")
    }

    fn majilis() -> Organization {
        Organization {
            name: "organizations/majilis".into(),
            founding_date: Some(day("1996-01")),
            dissolution_date: Some(day("2026-07-01")),
            successors: vec!["organizations/kurultai".into()],
            ..Default::default()
        }
    }

    #[test]
    fn a_body_is_in_being_from_its_founding_to_the_day_before_its_end() {
        let majilis = majilis();
        for there in ["1996-01-01", "2006-03-15", "2026-06-30"] {
            assert_eq!(absence(&majilis, &day(there)), None);
        }
        assert_eq!(
            absence(&majilis, &day("2026-07-01")).as_deref(),
            Some(
                "//registry.kenes/organizations/majilis was dissolved on 1 July 2026; \
                 its successor is //registry.kenes/organizations/kurultai"
            )
        );
        assert_eq!(
            absence(&majilis, &day("1995-12-31")).as_deref(),
            Some("//registry.kenes/organizations/majilis was not founded before January 1996")
        );
        assert_eq!(
            never(&majilis, &day("2026-07-01")),
            None,
            "it was there once"
        );
        assert!(never(&majilis, &day("1995-12-31")).is_some());
    }

    #[test]
    fn on_a_partial_day_it_may_have_been_there() {
        let mut majilis = majilis();
        majilis.founding_date = Some(day("1996-05-10"));
        for there in ["1996", "1996-05", "2026", "2026-06"] {
            assert_eq!(absence(&majilis, &day(there)), None, "{there}");
        }
        for gone in ["1995", "1996-04", "2026-07", "2027"] {
            assert!(absence(&majilis, &day(gone)).is_some(), "{gone}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let always = Organization::default();
        assert_eq!(absence(&always, &day("1990-01-01")), None);
        let mut alone = majilis();
        alone.successors.clear();
        let said = absence(&alone, &day("2027-01-01")).expect("dissolved");
        assert!(said.ends_with("was dissolved on 1 July 2026"), "{said}");
        alone.delete_time = Some(date::timestamp(1));
        let said = absence(&alone, &day("2006-01-01")).expect("deleted");
        assert!(said.ends_with("was deleted from the registry"), "{said}");
    }
}
