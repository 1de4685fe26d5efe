//! The rules of claims: nothing less than the whole is verified, and what is said of it names nobody.

use kenes_proto::{
    consultation as pb,
    gtype::LocalizedText,
    registry::{Affiliation, KnownPerson, Seat, StateContract, organization},
};

use super::*;

const NOW: i64 = 1_779_710_400_000_000;
const AIGUL: &str = "//registry.kenes/persons/aigul";
const OLGA: &str = "//registry.kenes/persons/olga";
const ORGANIZATION: &str = "//registry.kenes/organizations/o";

fn text(text: &str, language: &str) -> LocalizedText {
    LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }
}

fn said(person: &str, on_behalf_of: &str) -> pb::Comment {
    let mut comment = pb::Comment {
        author: Some(Actor {
            person: person.into(),
            on_behalf_of: on_behalf_of.into(),
            display_name: "Somebody grand".into(),
            ..Default::default()
        }),
        texts: vec![text("Too short.", "en")],
        ..Default::default()
    };
    comment.set_verification(Verification::NotClaimed);
    comment
}

fn claim(comment: &pb::Comment) -> Claim {
    let author = comment.author.as_ref().expect("an author");
    Claim::of_caller(author, "demo|aigul", "comment", NOW).expect("a claim")
}

fn standing() -> Standing {
    let mut standing = Standing {
        organization: "organizations/o".into(),
        titles: vec![text("Ұйым", "kk"), text("Organization", "en")],
        display_title: "Ұйым".into(),
        mandated: true,
        person: "persons/aigul".into(),
        person_display_name: "Aigul".into(),
        associations: vec![Affiliation {
            organization: "organizations/cnok".into(),
            ..Default::default()
        }],
        seats: vec![Seat {
            membership: "organizations/chamber/memberships/m".into(),
            ..Default::default()
        }],
        contracts_with_state: vec![StateContract {
            contract: "contracts/c".into(),
            ..Default::default()
        }],
        verify_time: Some(date::timestamp(NOW + 1)),
        ..Default::default()
    };
    standing.set_organization_state(organization::State::Active);
    standing
}

fn known(persons: &[&str]) -> Answer {
    let persons = persons.iter().map(|person| KnownPerson {
        person: (*person).into(),
        display_name: "Aigul".into(),
    });
    Answer::Persons(Arc::new(IdentifySubjectResponse {
        persons: persons.collect(),
        verify_time: Some(date::timestamp(NOW + 1)),
        ..Default::default()
    }))
}

fn stands(change: impl FnOnce(&mut Standing)) -> Answer {
    let mut standing = standing();
    change(&mut standing);
    Answer::Standing(Arc::new(standing))
}

/// What becomes of a comment that waited, and its note.
fn settled(mut comment: pb::Comment, answer: &Answer) -> (Verification, String) {
    let claim = claim(&comment);
    wait(&mut comment);
    assert!(waits(&mut comment));
    settle(&mut comment, &claim, answer, NOW);
    assert!(comment.verify_time.is_some());
    (comment.verification(), comment.verification_note)
}

#[test]
fn a_confirmed_claim_is_recorded_as_the_registry_said_it() {
    let mut comment = said("", ORGANIZATION);
    let asked = claim(&comment);
    settle(&mut comment, &asked, &stands(|_| ()), NOW);
    assert_eq!(comment.verification(), Verification::Verified);
    assert_eq!(comment.verify_time, Some(date::timestamp(NOW + 1)));
    assert_eq!(comment.verification_note, "");
    let author = comment.author.expect("an author");
    assert_eq!(
        (author.person.as_str(), author.display_name.as_str()),
        (AIGUL, "Aigul")
    );
    let record = comment.standing.expect("a record");
    assert_eq!(
        record.display_title, "Organization",
        "in the language that is spoken"
    );
    let titles = vec![text("Ұйым", "kk"), text("Organization", "en")];
    assert_eq!(record.titles, titles, "for readers of another language");
    assert_eq!(record.organization_state, "STATE_ACTIVE");
    assert_eq!(record.associations, ["//registry.kenes/organizations/cnok"]);
    assert_eq!(
        record.seats,
        ["//registry.kenes/organizations/chamber/memberships/m"]
    );
    let contracts = ["//registry.kenes/contracts/c"];
    assert_eq!(record.contracts_with_state, contracts);
    assert_eq!(record.as_of_time, Some(date::timestamp(NOW)));
}

#[test]
fn one_title_alone_is_recorded_once() {
    let mut comment = said("", ORGANIZATION);
    let asked = claim(&comment);
    let one = |s: &mut Standing| s.titles.truncate(1);
    settle(&mut comment, &asked, &stands(one), NOW);
    let record = comment.standing.expect("a record");
    assert_eq!(
        (record.display_title.as_str(), record.titles),
        ("Ұйым", vec![])
    );
}

#[test]
fn nothing_less_than_the_whole_claim_is_verified() {
    let denied = |person: &str, answer: Answer| {
        let (verification, note) = settled(said(person, ORGANIZATION), &answer);
        assert_eq!(verification, Verification::NotVerified);
        note.split(':').next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        settled(said(AIGUL, ORGANIZATION), &stands(|_| ())),
        (Verification::Verified, String::new())
    );
    assert_eq!(denied(OLGA, stands(|_| ())), "PERSON_MISMATCH");
    assert_eq!(denied(AIGUL, Answer::NoOrganization), "REFERENCE_NOT_FOUND");
    assert_eq!(
        denied(AIGUL, stands(|s| s.mandated = false)),
        "STANDING_NOT_MANDATED"
    );
    let dissolved = |s: &mut Standing| s.set_organization_state(organization::State::Dissolved);
    assert_eq!(denied(AIGUL, stands(dissolved)), "STANDING_NOT_ACTIVE");
}

#[test]
fn a_person_is_the_callers_own() {
    let own = |person: &str, answer: &Answer| settled(said(person, ""), answer);
    let (verification, note) = own(AIGUL, &known(&["persons/a", "persons/aigul"]));
    assert_eq!((verification, note.as_str()), (Verification::Verified, ""));
    for other in [&["persons/aigul"][..], &[]] {
        let (verification, note) = own(OLGA, &known(other));
        assert_eq!(verification, Verification::NotVerified);
        assert!(note.starts_with("PERSON_MISMATCH: "), "{note}");
    }
    let mut comment = said(AIGUL, "");
    let asked = claim(&comment);
    settle(&mut comment, &asked, &known(&["persons/aigul"]), NOW);
    assert_eq!(comment.author.expect("an author").display_name, "Aigul");
    assert_eq!(comment.standing, None, "no organization, no standing");
}

#[test]
fn what_is_said_of_a_claim_names_nobody() {
    for answer in [
        Answer::NoOrganization,
        stands(|s| s.mandated = false),
        stands(|s| s.person = "persons/olga".into()),
        stands(|s| s.set_organization_state(organization::State::Suspended)),
    ] {
        let (_, note) = settled(said(AIGUL, ORGANIZATION), &answer);
        assert!(
            !note.contains("aigul") && !note.contains("olga") && !note.is_empty(),
            "{note}"
        );
    }
    let mut comment = said(AIGUL, ORGANIZATION);
    wait(&mut comment);
    explain(&mut comment, Reason::CodeUnknown);
    assert!(comment.verification_note.starts_with("CODE_UNKNOWN: "));
    assert!(waits(&mut comment), "it goes on waiting");
}

#[test]
fn of_another_only_that_a_person_speaks_for_an_organization_is_claimed() {
    let of = |person: &str, organization: &str| {
        let actor = said(person, organization).author.expect("an author");
        Claim::of_another(&actor, NOW)
    };
    assert_eq!(
        (of("", ""), of(AIGUL, ""), of("", ORGANIZATION)),
        (None, None, None)
    );
    let claim = of(AIGUL, ORGANIZATION).expect("a claim");
    assert_eq!((claim.subject.as_str(), claim.power.as_str()), ("", ""));
    assert!(claim.check("f", &stands(|_| ())).is_ok());
    let denied = claim
        .check("f", &stands(|s| s.mandated = false))
        .expect_err("denied");
    assert!(denied.message().contains(AIGUL), "{}", denied.message());
}
