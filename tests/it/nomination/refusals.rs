//! Who may nominate, and what is wrong with a nomination.

use super::*;

#[tokio::test]
async fn only_who_may_nominate_does() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    refused(
        nominate(&mut roll, "n", of("p", "ministry")).await,
        Code::FailedPrecondition,
        Reason::NominatorNotEntitled,
    );
    // Who may is a rule of the body, and who nominated stays on record.
    nominate(&mut roll, "n", of("p", "ngo"))
        .await
        .expect("an NGO may");
    let named = pb::Organization {
        body_profile: Some(BodyProfile {
            nominators: vec![org("ministry")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let mask = [
        "body_profile.nominators",
        "body_profile.nominator_sector_codes",
    ];
    let saved = roll.correct_organization("chamber", named, &mask).await;
    saved.expect("another rule");
    nominate(&mut roll, "m", of("p", "ministry"))
        .await
        .expect("named by the body");
    refused(
        nominate(&mut roll, "x", of("p", "ngo")).await,
        Code::FailedPrecondition,
        Reason::NominatorNotEntitled,
    );
    let patch = Nomination {
        name: N.into(),
        nominate_date: day("2026-05"),
        ..Default::default()
    };
    let saved = update(&mut roll, patch, &["nominate_date"]).await;
    saved.expect("it is not asked again");
    for (id, outcome) in [
        ("ngo", roll.delete("ngo").await.map(drop)),
        ("p", roll.delete_person("p").await.map(drop)),
    ] {
        let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
        let by = "organizations/chamber/nominations/";
        assert!(status.message().contains(by), "{id}: {}", status.message());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_nomination_is_refused() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    let seat = pb::Post {
        quota: SeatQuota::State.into(),
        ..Default::default()
    };
    let seat = roll.post("chamber", "seat", seat).await.expect("made").name;
    let bad = Nomination {
        nominate_date: day("2026-05-26"),
        post: "organizations/other/posts/seat".into(),
        sources: vec![kenes_proto::types::Source::default()],
        ..of("nobody", "nothing")
    };
    let status = refused(
        nominate(&mut roll, "n", bad).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            "nomination.nominate_date",
            "nomination.nominated_by",
            "nomination.person",
            "nomination.post",
            "nomination.post",
            "nomination.sources[0]"
        ]
    );
    let meant = Nomination {
        post: seat,
        ..of("p", "ngo")
    };
    let status = refused(
        nominate(&mut roll, "n", meant).await,
        Code::InvalidArgument,
        Reason::NominatorMismatch,
    );
    assert_eq!(fields(&status), ["nomination.nominated_by"]);
    let mut elsewhere = asked("n", of("p", "ngo"));
    elsewhere.parent = org("fund");
    let status = refused(
        create(&mut roll, elsewhere.clone()).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["parent"]);
    elsewhere.parent = org("nowhere");
    refused(
        create(&mut roll, elsewhere).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    roll.suspend("fund", "2026-05-01").await;
    let status = refused(
        nominate(&mut roll, "n", of("p", "fund")).await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let said = "organizations/fund was suspended on 1 May 2026";
    assert!(status.message().contains(said), "{}", status.message());
    let before = Nomination {
        nominate_date: day("2026-04-30"),
        ..of("p", "fund")
    };
    nominate(&mut roll, "n", before)
        .await
        .expect("the day before");
    let missing = roll
        .members
        .get_nomination(pb::GetNominationRequest {
            name: "organizations/chamber/nominations/none".into(),
            ..Default::default()
        })
        .await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
}
