//! For whom a body keeps its seats, and who may nominate for them.

use super::*;

async fn council(roll: &mut Roll, profile: BodyProfile) {
    roll.record(Kind::StateBody, &["ministry", "akimat"]).await;
    roll.record(Kind::Ngo, &["ngo", "fund"]).await;
    roll.record(Kind::Other, &["union"]).await;
    roll.body("council", profile).await;
    roll.people(&["a", "b", "c"]).await;
}

fn for_whom(who: &str, behalf: &str, start: &str) -> Membership {
    Membership {
        on_behalf_of: if behalf.is_empty() {
            String::new()
        } else {
            org(behalf)
        },
        ..person(who, start, "")
    }
}

#[tokio::test]
async fn seats_that_are_kept_for_ngos_are_taken_by_no_others() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    let profile = BodyProfile {
        seat_count: 3,
        ngo_seat_minimum: 2,
        ..Default::default()
    };
    council(&mut roll, profile).await;
    roll.join("council", "ministry", group("ministry", "2006", ""))
        .await
        .expect("the one seat for others");
    for bad in [
        group("akimat", "2007", ""),
        for_whom("a", "akimat", "2007"),
        for_whom("a", "union", "2007"),
        for_whom("a", "", "2007"),
    ] {
        refused(
            roll.join("council", "bad", bad).await,
            Code::FailedPrecondition,
            Reason::SeatsKeptForNgos,
        );
    }
    roll.join("council", "a", for_whom("a", "ngo", "2007"))
        .await
        .expect("for an NGO");
    roll.join("council", "fund", group("fund", "2007", ""))
        .await
        .expect("an NGO itself");
    // Nobody slips in by a correction either.
    let patch = Membership {
        name: "organizations/council/memberships/a".into(),
        on_behalf_of: org("union"),
        ..Default::default()
    };
    refused(
        roll.correct(patch, &["on_behalf_of"]).await,
        Code::FailedPrecondition,
        Reason::SeatsKeptForNgos,
    );
}

#[tokio::test]
async fn nobody_sits_on_behalf_of_one_that_may_not_nominate() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.code("sectors", &["nongovernmental"]).await;
    let profile = BodyProfile {
        nominator_sector_codes: vec!["nongovernmental".into()],
        ..Default::default()
    };
    council(&mut roll, profile).await;
    refused(
        roll.join("council", "a", for_whom("a", "ministry", "2006"))
            .await,
        Code::FailedPrecondition,
        Reason::NominatorNotEntitled,
    );
    let made = roll
        .join("council", "a", for_whom("a", "ngo", "2006"))
        .await
        .expect("an NGO may");
    let patch = Membership {
        name: made.name.clone(),
        on_behalf_of: org("ministry"),
        ..Default::default()
    };
    refused(
        roll.correct(patch, &["on_behalf_of"]).await,
        Code::FailedPrecondition,
        Reason::NominatorNotEntitled,
    );

    // Another rule does not undo what was right before.
    let only = pb::Organization {
        body_profile: Some(BodyProfile {
            nominators: vec![org("ministry"), org("akimat")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let mask = [
        "body_profile.nominators",
        "body_profile.nominator_sector_codes",
    ];
    let saved = roll.correct_organization("council", only, &mask).await;
    saved.expect("another rule");
    let patch = Membership {
        name: made.name,
        end_date: day("2007"),
        ..Default::default()
    };
    roll.correct(patch, &["end_date"])
        .await
        .expect("it is not asked again");
    roll.join("council", "b", for_whom("b", "ministry", "2006"))
        .await
        .expect("named");

    // Whoever has a say in it stays on record.
    refused(
        roll.delete("akimat").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
}
