//! The rules of participations: who takes part is somebody, who may ask to speak, and what becomes of an entry.

use super::*;

const AIGUL: &str = "//registry.kenes/persons/aigul";
const ADILET: &str = "//registry.kenes/organizations/adilet";

fn who(person: &str, organization: &str, on_behalf_of: &str) -> Actor {
    Actor {
        person: person.into(),
        organization: organization.into(),
        on_behalf_of: on_behalf_of.into(),
        ..Default::default()
    }
}

fn entry(actor: Actor, state: State) -> Participation {
    let mut entry = Participation {
        actor: Some(actor),
        ..Default::default()
    };
    open(&mut entry, state);
    entry
}

fn reason<T>(outcome: Result<T, Error>) -> Option<Reason> {
    outcome.map_err(|error| error.reason()).err()
}

fn reasons() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "The list is full.".into(),
        language_code: "en".into(),
    }]
}

#[test]
fn somebody_takes_part() {
    let error = check(&Participation::default()).expect_err("nobody");
    assert_eq!(error.fields()[0].field, "participation.actor");
    let named = entry(who("", ADILET, ""), State::Admitted);
    assert!(check(&named).is_ok() && check_speaker(&named).is_ok());
}

#[test]
fn a_person_speaks_for_an_organization() {
    let nobody = entry(who("", "", ADILET), State::Admitted);
    let error = check_speaker(&nobody).expect_err("nobody known");
    assert_eq!(error.fields()[0].field, "participation.actor.person");
    let asks = entry(who("", "", ADILET), State::Requested);
    assert!(check(&asks).is_ok(), "the registry tells who asks");
    assert!(check_speaker(&entry(who(AIGUL, "", ADILET), State::Admitted)).is_ok());
}

#[test]
fn whoever_is_named_anew_is_not_verified_by_what_was_said_of_another() {
    let mut present = entry(who(AIGUL, "", ADILET), State::Admitted);
    present.set_verification(Verification::Verified);
    present.standing = Some(pb::StandingRecord::default());
    present.actor.as_mut().expect("one").display_name = "Aigul".into();
    let mut same = present.clone();
    assert!(!is_another(&present, &mut same));
    assert_eq!(same, present);
    let mut other = present.clone();
    other.actor.as_mut().expect("one").person = "//registry.kenes/persons/olga".into();
    assert!(is_another(&present, &mut other));
    assert_eq!(
        (other.verification(), &other.standing),
        (Verification::NotClaimed, &None)
    );
    assert_eq!(other.actor.expect("one").display_name, "");
    present.sector_code = "nongovernmental".into();
    let mut aside = present.clone();
    aside.actor.as_mut().expect("one").on_behalf_of.clear();
    assert!(is_another(&present, &mut aside));
    assert_eq!(aside.sector_code, "", "it was that of the organization");
}

#[test]
fn an_organization_asks_through_a_person() {
    assert!(check_asker(&who(AIGUL, "", ADILET)).is_ok());
    let error = check_asker(&who("", ADILET, "")).expect_err("nobody asks");
    assert_eq!(error.fields()[0].field, "participation.actor.organization");
}

#[test]
fn requests_are_taken_while_the_hearing_is_announced_and_ahead() {
    let mut hearing = Hearing::default();
    let asks = who(AIGUL, "", "");
    for (state, taken) in [
        (hearing::State::Tentative, false),
        (hearing::State::Confirmed, true),
        (hearing::State::Cancelled, false),
        (hearing::State::Passed, false),
    ] {
        hearing.set_state(state);
        let wanted = (!taken).then_some(Reason::StateTransitionForbidden);
        assert_eq!(reason(check_request(&hearing, &[], &asks)), wanted);
    }
}

#[test]
fn a_closed_hearing_takes_requests_of_those_who_are_invited() {
    let mut hearing = Hearing::default();
    hearing.set_state(hearing::State::Confirmed);
    hearing.set_access(hearing::Access::Closed);
    let asks = who(AIGUL, "", ADILET);
    let ask = |entries: &[Participation]| reason(check_request(&hearing, entries, &asks));
    let closed = Some(Reason::HearingClosed);
    assert_eq!(ask(&[]), closed);
    for invited in [
        who(AIGUL, "", ""),
        who("", ADILET, ""),
        who("x", "", ADILET),
    ] {
        assert_eq!(ask(&[entry(invited.clone(), State::Admitted)]), None);
        assert_eq!(
            ask(&[entry(invited, State::Requested)]),
            closed,
            "to ask is no invitation"
        );
    }
    assert_eq!(ask(&[entry(who("", "", ""), State::Admitted)]), closed);
    let anybody = check_request(
        &hearing,
        &[entry(who("", "", ""), State::Admitted)],
        &who("", "", ""),
    );
    assert_eq!(
        reason(anybody),
        closed,
        "nobody is invited by having no name"
    );
}

#[test]
fn an_entry_is_admitted_declined_and_withdrawn_from_the_states_that_allow_it() {
    let silent = pb::DeclineParticipationRequest::default();
    let mut asked = entry(who(AIGUL, "", ""), State::Requested);
    assert_eq!(
        reason(decline(&mut asked, &silent, 0)),
        Some(Reason::LanguageMissing)
    );
    let declined = pb::DeclineParticipationRequest {
        reasons: reasons(),
        ..Default::default()
    };
    let withdrawn = pb::WithdrawParticipationRequest {
        reasons: reasons(),
        ..Default::default()
    };
    let admission = pb::AdmitParticipationRequest::default();
    for (from, may_admit, may_withdraw) in [
        (State::Unspecified, false, true),
        (State::Requested, true, true),
        (State::Admitted, false, true),
        (State::Declined, false, false),
        (State::Withdrawn, false, false),
    ] {
        let mut entry = entry(who(AIGUL, "", ""), State::Requested);
        entry.set_state(from);
        let (mut one, mut two, mut three) = (entry.clone(), entry.clone(), entry.clone());
        assert_eq!(
            admit(&mut one, &admission, 0).is_ok(),
            may_admit,
            "{from:?}"
        );
        assert_eq!(
            decline(&mut two, &declined, 0).is_ok(),
            may_admit,
            "{from:?}"
        );
        assert_eq!(
            withdraw(&mut three, &withdrawn, 0).is_ok(),
            may_withdraw,
            "{from:?}"
        );
        assert_eq!(check_open(&entry).is_ok(), may_withdraw, "{from:?}");
        if may_withdraw {
            assert_eq!(
                (three.state(), three.state_reasons),
                (State::Withdrawn, reasons())
            );
        }
    }
}
