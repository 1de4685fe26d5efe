//! Which grants and awards a package has, and what it says of them.

use kenes_proto::gtype::Money;

use super::*;

fn text_of(text: &str) -> Vec<LocalizedText> {
    let language_code = "en".into();
    let text = text.into();
    vec![LocalizedText {
        language_code,
        text,
    }]
}

fn grant() -> Grant {
    Grant {
        name: "grants/library".into(),
        titles: text_of("A library"),
        descriptions: text_of("For books."),
        recipient: "organizations/help".into(),
        funder_kind_code: "business".into(),
        amount_awarded: Some(Money {
            currency_code: "KZT".into(),
            units: 2_500_000,
            nanos: 500_000_000,
        }),
        award_date: date::parse("2018-09-03"),
        start_date: date::parse("2018-10"),
        ..Default::default()
    }
}

fn nobody() -> Parties {
    Parties {
        funder: None,
        recipient: None,
    }
}

fn funder() -> SupportParty {
    SupportParty {
        organization: String::new(),
        titles: text_of("An enterprise"),
    }
}

#[test]
fn a_grant_has_what_the_standard_requires() {
    let said = given(&grant(), &funder(), &nobody(), None, "360G-kenes").expect("a grant");
    assert_eq!(said["id"], "360G-kenes-grants-library");
    assert_eq!(said["title"], "A library");
    assert_eq!(said["description"], "For books.");
    assert_eq!(said["currency"], "KZT");
    assert_eq!(said["amountAwarded"].to_string(), "2500000.5");
    assert_eq!(said["awardDate"], "2018-09-03");
    assert_eq!(said["recipientOrganization"][0]["id"], "KZ-KENES-help");
    let funder = json!([{"id": "grants/library/funder", "name": "An enterprise"}]);
    assert_eq!(said["fundingOrganization"], funder);
    // Planned dates may be known in part, the day of the award may not.
    assert_eq!(said["plannedDates"], json!([{"startDate": "2018-10"}]));
}

#[test]
fn a_grant_of_an_unknown_day_is_left_out() {
    let mut grant = grant();
    grant.award_date = date::parse("2018");
    assert_eq!(given(&grant, &funder(), &nobody(), None, ""), None);
}

#[test]
fn only_awards_of_grants_and_prizes_that_are_in_force_are_given() {
    let mut award = Award::default();
    award.set_state(State::Active);
    let tender = |form: &str| Tender {
        form_code: form.into(),
        ..Default::default()
    };
    assert!(is_given(&tender("grant"), &award) && is_given(&tender("prize"), &award));
    assert!(!is_given(&tender("social-order"), &award));
    award.set_state(State::Cancelled);
    assert!(!is_given(&tender("grant"), &award));
}
