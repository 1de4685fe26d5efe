//! What moment an answer is about, and questions that have none.

use super::*;

#[tokio::test]
async fn an_answer_says_what_moment_it_is_about_and_how_long_it_may_be_kept() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let time = |text: &str| date::parse_time(text).map(date::timestamp);
    let past = verify(&mut roll, about("2006-05-01T09:00:00.123456Z"))
        .await
        .expect("an answer");
    assert_eq!(past.as_of_time, time("2006-05-01T09:00:00.123456Z"));
    assert_eq!(past.verify_time, time("2026-05-25T12:00:00Z"));
    assert_eq!(past.valid_until, time("2026-05-25T12:01:00Z"));
    // Half a minute before midnight in Kazakhstan.
    world.hand.set("2026-05-25T18:59:30Z");
    let now = verify(&mut roll, about("")).await.expect("an answer");
    assert_eq!(now.as_of_time, now.verify_time);
    assert_eq!(now.valid_until, time("2026-05-25T19:00:00Z"));
    let next = verify(&mut roll, about("2026-05-25T19:00:30Z"))
        .await
        .expect("a minute ahead");
    assert_eq!(next.valid_until, time("2026-05-25T19:00:30Z"));

    give(&mut roll, "2026-05-01", "").await;
    let later = verify(&mut roll, about("")).await.expect("an answer");
    assert_eq!(
        later.registry_revision,
        now.registry_revision + 1,
        "one write between"
    );
}

#[tokio::test]
async fn an_organization_bears_the_titles_that_it_had_at_that_moment() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let asked = world.hand.now();
    let before = about(&date::timestamp(asked).to_string());
    world.hand.pass(1_000_000);
    let renamed = pb::Organization {
        titles: en("renamed"),
        ..Default::default()
    };
    roll.correct_organization("ngo", renamed, &["titles"])
        .await
        .expect("renamed");
    let mut called = Vec::new();
    // On record then; after the change; and of a day that the record does not reach back to.
    for request in [before, about(""), about("2006-05-01T09:00:00Z")] {
        let standing = verify(&mut roll, request).await.expect("an answer");
        assert_eq!(standing.titles, en(&standing.display_title));
        called.push(standing.display_title);
    }
    assert_eq!(called, ["ngo", "renamed", "renamed"]);
}

#[tokio::test]
async fn a_question_that_has_no_answer_is_refused() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let ahead = verify(&mut roll, about("2026-05-25T12:01:00.000001Z")).await;
    let status = refused(ahead, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["as_of_time"]);
    let unknown = pb::VerifyStandingRequest {
        power: "fly".into(),
        ..about("")
    };
    let status = refused(
        verify(&mut roll, unknown).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
    assert_eq!(fields(&status), ["power"]);
    let short = pb::VerifyStandingRequest {
        subject: "a".into(),
        organization: "ngo".into(),
        ..about("")
    };
    let status = refused(
        verify(&mut roll, short).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["organization", "subject"]);
    roll.record(Kind::Ngo, &["gone"]).await;
    roll.delete("gone").await.expect("deleted");
    for id in ["none", "gone"] {
        let asked = pb::VerifyStandingRequest {
            organization: org(id),
            ..about("")
        };
        refused(
            verify(&mut roll, asked).await,
            Code::NotFound,
            Reason::ResourceNotFound,
        );
    }
}

#[tokio::test]
async fn a_circle_in_damaged_data_does_not_hold_up_the_answer() {
    let fresh = testing::fresh("registry").await.expect("a database");
    let hand = Hand::default();
    let app = testing::app(&fresh, &registry::DEFINITION, &hand).await;
    let app = app.expect("a store");
    let running = testing::start(registry::service(app.clone())).await;
    let mut roll = Roll::over(&running.channel().await);
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.record(Kind::Association, &["a", "b"]).await;
    for (joined, member, start) in [("a", "ngo", "2001"), ("b", "a", "2001"), ("a", "b", "")] {
        let made = roll.join(joined, member, group(member, start, "")).await;
        made.expect("joined, or proposed");
    }
    let damage = app.store.write("Damage", Mode::Commit, |tx| {
        tx.execute(
            "UPDATE membership SET first_day = 20010101 WHERE start_date = 0",
            &[],
        )
    });
    assert_eq!(damage.await.expect("written"), 1);
    let standing = on(&mut roll, "2006-01-01").await;
    assert_eq!(associations(&standing), [("a", 1), ("b", 2)]);
    let again = roll.join("ngo", "b", group("b", "2006", "")).await;
    refused(again, Code::FailedPrecondition, Reason::MembershipCycle);
}
