//! A nomination is decided once, and leads to the membership that was meant.

use super::*;

#[tokio::test]
async fn a_nomination_is_decided_once_with_its_reasons() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    nominate(&mut roll, "n", of("p", "ngo"))
        .await
        .expect("made");
    nominate(&mut roll, "w", of("q", "ngo"))
        .await
        .expect("made");
    let silent = pb::DeclineNominationRequest {
        name: N.into(),
        ..Default::default()
    };
    let status = refused(
        roll.members.decline_nomination(ask(silent)).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["reasons"]);
    for bad in ["2026-05-24", "2026-05-26"] {
        refused(
            decline(&mut roll, N, bad).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
    }
    let done = decline(&mut roll, N, "").await.expect("declined");
    assert_eq!(
        (done.state(), done.reasons),
        (State::Declined, en("Another was chosen."))
    );
    let w = "organizations/chamber/nominations/w";
    let done = withdraw(&mut roll, w).await.expect("withdrawn");
    assert_eq!(done.state(), State::Withdrawn);
    let seat = roll.join("chamber", "p", person("p", "", "")).await;
    let seat = seat.expect("proposed").name;
    for name in [N, w] {
        for outcome in [
            decline(&mut roll, name, "").await,
            withdraw(&mut roll, name).await,
            accept(&mut roll, name, &seat).await,
        ] {
            refused(
                outcome,
                Code::FailedPrecondition,
                Reason::StateTransitionForbidden,
            );
        }
    }
}

#[tokio::test]
async fn a_nomination_leads_to_the_membership_that_was_meant() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    roll.record(Kind::ConsultativeBody, &["council"]).await;
    nominate(&mut roll, "n", of("p", "ngo"))
        .await
        .expect("made");
    let sits = |who, behalf: &str| pb::Membership {
        on_behalf_of: org(behalf),
        ..person(who, "", "")
    };
    for (body, id, membership) in [
        ("council", "p", sits("p", "ngo")),
        ("chamber", "q", sits("q", "ngo")),
        ("chamber", "p-fund", sits("p", "fund")),
    ] {
        let other = roll.join(body, id, membership).await.expect("made").name;
        let status = refused(
            accept(&mut roll, N, &other).await,
            Code::InvalidArgument,
            Reason::NominationMismatch,
        );
        assert_eq!(fields(&status), ["membership"]);
    }
    let none = "organizations/chamber/memberships/none";
    refused(
        accept(&mut roll, N, none).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    let made = roll.join("chamber", "p", sits("p", "ngo")).await;
    let made = made.expect("proposed").name;
    accept(&mut roll, N, &made).await.expect("accepted");
}
