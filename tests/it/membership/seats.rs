//! Seats: how many hold one on a day, and who may.

use super::*;

#[tokio::test]
async fn a_seat_has_no_more_holders_than_places_on_any_day() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["open"]).await;
    let chamber = pb::Organization {
        kind: Kind::ConsultativeBody.into(),
        body_profile: Some(BodyProfile {
            seat_count: 2,
            ..Default::default()
        }),
        ..Default::default()
    };
    roll.organization("chamber", chamber).await;
    roll.people(&["a", "b", "c", "d"]).await;
    let held = |outcome| refused(outcome, Code::FailedPrecondition, Reason::SeatAlreadyHeld);

    // The fullest day lies inside the new term, not at its beginning.
    let chair = roll
        .post("open", "chair", pb::Post::default())
        .await
        .expect("made")
        .name;
    let seat = |who, start, end| Membership {
        post: chair.clone(),
        ..person(who, start, end)
    };
    roll.join("open", "a", seat("a", "2005-03", "2005-04"))
        .await
        .expect("seated");
    let status = held(roll.join("open", "b", seat("b", "2004", "2006")).await);
    assert!(
        status.message().contains("2005-03-01"),
        "{}",
        status.message()
    );
    roll.join("open", "b", seat("b", "2004", "2005-02"))
        .await
        .expect("before");
    roll.join("open", "c", seat("c", "2005-05", ""))
        .await
        .expect("after");
    held(roll.join("open", "d", seat("d", "2026", "")).await);
    roll.join("open", "d", seat("d", "", ""))
        .await
        .expect("a proposal takes no seat");

    // A body's seats count members: one in two posts is one.
    let post = |n| pb::Post {
        holder_limit: n,
        ..Default::default()
    };
    let lead = roll
        .post("chamber", "lead", post(1))
        .await
        .expect("made")
        .name;
    roll.join("chamber", "a", person("a", "2006", ""))
        .await
        .expect("seated");
    roll.join(
        "chamber",
        "a-lead",
        Membership {
            post: lead,
            ..person("a", "2006", "")
        },
    )
    .await
    .expect("the same member");
    roll.join("chamber", "b", person("b", "2006-05-01", "2006-05-01"))
        .await
        .expect("the second");
    held(roll.join("chamber", "c", person("c", "2006", "")).await);
    let c = roll
        .join("chamber", "c", person("c", "2006-05-02", "2010"))
        .await
        .expect("the day after");
    held(
        roll.correct(
            Membership {
                start_date: day("2006-05-01"),
                ..c
            },
            &["start_date"],
        )
        .await,
    );

    // Who stays longer than was said needs the seat for the added days too.
    world.hand.set("2009-01-01T00:00:00Z");
    roll.join("chamber", "d", person("d", "2011", ""))
        .await
        .expect("the next term");
    held(
        roll.end("organizations/chamber/memberships/c", "2011")
            .await,
    );
    roll.end("organizations/chamber/memberships/c", "2009-02")
        .await
        .expect("earlier");
}

#[tokio::test]
async fn a_post_says_who_sits_there_in_which_role_and_when() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::StateBody, &["ministry", "majilis"]).await;
    roll.people(&["p"]).await;
    roll.code("roles", &["chair", "member"]).await;
    let seat = pb::Post {
        role_code: "chair".into(),
        quota: SeatQuota::Ngo.into(),
        holder_limit: 9,
        start_date: day("2006"),
        end_date: day("2010-06"),
        ..Default::default()
    };
    let seat = roll.post("chamber", "seat", seat).await.expect("made").name;
    let sits = |behalf: &str, start, end| Membership {
        post: seat.clone(),
        on_behalf_of: if behalf.is_empty() {
            String::new()
        } else {
            org(behalf)
        },
        approved_by: org("majilis"),
        ..person("p", start, end)
    };
    for behalf in ["", "ministry"] {
        let status = refused(
            roll.join("chamber", "x", sits(behalf, "2006", "2007"))
                .await,
            Code::InvalidArgument,
            Reason::NominatorMismatch,
        );
        assert_eq!(fields(&status), ["membership.on_behalf_of"]);
    }
    let made = roll
        .join("chamber", "p", sits("ngo", "2006", "2007"))
        .await
        .expect("seated");
    assert_eq!(made.role_code, "chair", "that of the post");
    let as_member = Membership {
        role_code: "member".into(),
        ..sits("union", "2008", "2009")
    };
    let made = roll.join("chamber", "p2", as_member).await.expect("seated");
    assert_eq!(made.role_code, "member", "as said");

    for (start, end, found) in [
        ("2005-12-31", "2005-12-31", vec!["membership.start_date"]),
        ("2010", "", vec!["membership.end_date"]),
        (
            "2005",
            "2010-07-01",
            vec!["membership.end_date", "membership.start_date"],
        ),
    ] {
        let status = refused(
            roll.join("chamber", "x", sits("ngo", start, end)).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
        assert_eq!(fields(&status), found);
    }
    world.hand.set("2009-06-01T00:00:00Z");
    let late = roll
        .end("organizations/chamber/memberships/p2", "2010-07-01")
        .await;
    let status = refused(late, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["end_date"]);
    let filter = "on_behalf_of = \"organizations/union\" AND member_person = \"persons/p\" AND role_code = \"member\"";
    assert_eq!(
        listed(&mut roll, "organizations/-", filter).await,
        ["organizations/chamber/memberships/p2"]
    );
}

#[tokio::test]
async fn a_seat_of_the_state_is_for_the_state() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.record(Kind::StateBody, &["ministry"]).await;
    let state = pb::Post {
        quota: SeatQuota::State.into(),
        ..Default::default()
    };
    let state = roll
        .post("chamber", "state", state)
        .await
        .expect("made")
        .name;
    let sits = |member| Membership {
        post: state.clone(),
        ..group(member, "2006", "2006")
    };
    let status = refused(
        roll.join("chamber", "x", sits("ngo")).await,
        Code::InvalidArgument,
        Reason::NominatorMismatch,
    );
    assert_eq!(fields(&status), ["membership.member_organization"]);
    roll.join("chamber", "ministry", sits("ministry"))
        .await
        .expect("the state itself");
    assert_eq!(
        listed(
            &mut roll,
            "organizations/chamber",
            &format!("post = \"{state}\"")
        )
        .await,
        ["organizations/chamber/memberships/ministry"]
    );
}
