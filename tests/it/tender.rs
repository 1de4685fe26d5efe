//! Tenders: what one must say, how it goes on, and what may change on the way.

mod archive;
mod lists;

use kenes_proto::{
    registry::{
        self as pb, Lot, Tender, application::State as ApplicationState, organization::Kind,
        tender::State,
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    order::{BEGUN, ENDED, OPENED, Order, T, money, offer, tender, time},
    roll::paths,
    world::{ask, en, fields, refused, request_id},
};

async fn amend(order: &mut Order, patch: Tender, mask: &[&str]) -> Result<Tender, Status> {
    let request = pb::AmendTenderRequest {
        tender: Some(Tender {
            name: T.into(),
            ..patch
        }),
        update_mask: paths(mask),
        reasons: en("Asked for by applicants."),
        ..Default::default()
    };
    let done = order.orders.amend_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn extend(order: &mut Order, end: &str, opening: &str) -> Result<Tender, Status> {
    let request = pb::ExtendTenderRequest {
        name: T.into(),
        submission_end_time: time(end),
        opening_time: time(opening),
        reasons: en("A holiday."),
        ..Default::default()
    };
    let done = order.orders.extend_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn fail(order: &mut Order) -> Result<Tender, Status> {
    let request = pb::FailTenderRequest {
        name: T.into(),
        reasons: en("Nobody meets the criteria."),
        ..Default::default()
    };
    let done = order.orders.fail_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn cancel(order: &mut Order) -> Result<Tender, Status> {
    let request = pb::CancelTenderRequest {
        name: T.into(),
        reasons: en("The budget was cut."),
        ..Default::default()
    };
    let done = order.orders.cancel_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn withdraw(order: &mut Order) -> Result<Tender, Status> {
    let request = pb::WithdrawTenderRequest {
        name: T.into(),
        reasons: en("It is not needed."),
        ..Default::default()
    };
    let done = order.orders.withdraw_tender(ask(request)).await;
    done.map(Response::into_inner)
}

/// The row of the domain: announcement, applications, the commission's choice. What follows a choice is with contracts.
#[tokio::test]
async fn government_social_order() {
    let mut order = Order::start().await;
    let drafted = order.create("t", tender()).await.expect("a tender");
    assert_eq!(drafted.state(), State::Draft);
    let early = order.apply("early", offer("adilet", 900_000)).await;
    refused(early, Code::FailedPrecondition, Reason::TenderNotOpen);
    let announced = order.announce().await.expect("announced");
    assert_eq!(announced.state(), State::Announced);
    assert!(announced.announce_time.is_some());
    order.world.hand.set(BEGUN);
    for (id, units) in [("adilet", 900_000), ("bilim", 800_000), ("umit", 1_000_000)] {
        let made = order.apply(id, offer(id, units)).await.expect("accepted");
        assert_eq!(made.state(), ApplicationState::Sealed);
    }
    order
        .withdraw("umit", "demo|aigul")
        .await
        .expect("withdrawn");
    order.world.hand.set(ENDED);
    let late = order.apply("late", offer("umit", 900_000)).await;
    refused(late, Code::FailedPrecondition, Reason::TenderNotOpen);
    order.world.hand.set(OPENED);
    order.round().await.expect("opened by the service itself");
    assert_eq!(order.tender().await.state(), State::Evaluating);
    for id in ["adilet", "bilim"] {
        order.admit(id).await.expect("admitted");
    }
    for (id, person, points) in [
        ("adilet", "chair", [10, 5]),
        ("adilet", "second", [5, 5]),
        ("bilim", "chair", [8, 4]),
        ("bilim", "second", [9, 4]),
    ] {
        order.score(id, person, points).await.expect("scored");
    }
    let expected = [("adilet", 1, 8_500, 2), ("bilim", 2, 8_300, 2)];
    let expected = expected.map(|(id, rank, score, count)| (id.to_owned(), rank, score, count));
    assert_eq!(order.ranking("").await, expected);
}

#[tokio::test]
async fn a_tender_says_what_fits_together() {
    let mut order = Order::start().await;
    let mut bad = tender();
    bad.criteria[1].criterion_id = "need".into();
    bad.criteria[1].weight = 30;
    bad.commission_members[1].person = "persons/chair".into();
    bad.level_code = "galactic".into();
    bad.area_codes = vec!["astrology".into()];
    bad.buyer = "organizations/nobody".into();
    bad.value = money(1_000_000, "tenge");
    let status = order.create("t", bad).await;
    let status = refused(status, Code::InvalidArgument, Reason::AmountInvalid);
    assert_eq!(
        fields(&status),
        [
            "tender.area_codes[0]",
            "tender.buyer",
            "tender.commission_members[1].person",
            "tender.criteria",
            "tender.criteria[1].criterion_id",
            "tender.level_code",
            "tender.value.currency_code",
        ]
    );
    let lot = |id: &str, units, code: &str| Lot {
        lot_id: id.into(),
        titles: en(id),
        value: money(units, code),
        ..Default::default()
    };
    let mut unheard_of = tender();
    unheard_of.lots = vec![Lot {
        area_codes: vec!["rights".into(), "astrology".into()],
        ..lot("a", 600_000, "KZT")
    }];
    let status = order.create("t", unheard_of).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["tender.lots[0].area_codes[1]"]);
    let mut greedy = tender();
    greedy.lots = vec![lot("a", 600_000, "KZT"), lot("b", 500_000, "KZT")];
    let status = order.create("t", greedy.clone()).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["tender.lots"]);
    greedy.lots[1] = lot("b", 1, "USD");
    let status = order.create("t", greedy).await;
    refused(status, Code::InvalidArgument, Reason::CurrencyMismatch);
    for (start, end, opening, field) in [
        (ENDED, BEGUN, OPENED, "tender.submission_end_time"),
        (BEGUN, OPENED, ENDED, "tender.opening_time"),
    ] {
        let mut backwards = tender();
        backwards.submission_start_time = time(start);
        backwards.submission_end_time = time(end);
        backwards.opening_time = time(opening);
        let status = order.create("t", backwards).await;
        let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), [field]);
    }
}

#[tokio::test]
async fn what_is_announced_is_whole_and_ahead() {
    let mut order = Order::start().await;
    let bare = Tender {
        titles: en("Bare"),
        form_code: "prize".into(),
        buyer: crate::roll::org("ministry"),
        ..Default::default()
    };
    order
        .create("t", bare)
        .await
        .expect("a draft may lack much");
    let status = order.announce().await;
    let status = refused(status, Code::FailedPrecondition, Reason::TenderIncomplete);
    let text = status.message();
    assert!(
        text.contains("criteria, commission_members, submission_start_time"),
        "{text}"
    );
    assert!(!text.contains("value"), "a prize needs none: {text}");
    let update = |tender: Tender, mask: &[&str]| pb::UpdateTenderRequest {
        tender: Some(Tender {
            name: T.into(),
            ..tender
        }),
        update_mask: paths(mask),
        ..Default::default()
    };
    let all = [
        "form_code",
        "value",
        "criteria",
        "commission_members",
        "submission_start_time",
        "submission_end_time",
        "opening_time",
    ];
    let saved = order
        .orders
        .update_tender(ask(update(tender(), &all)))
        .await;
    saved.expect("a draft is corrected");
    order.world.hand.set(ENDED);
    let status = order.announce().await;
    refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    order.world.hand.set(BEGUN);
    order.announce().await.expect("announced");
    let status = order
        .orders
        .update_tender(ask(update(tender(), &all)))
        .await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let status = order.announce().await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

/// What is changed, and the field for which that is refused.
type Case = (fn(&mut Tender), &'static str);

#[tokio::test]
async fn a_change_after_the_announcement_is_recorded_with_its_reasons() {
    let mut order = Order::start().await;
    order.create("t", tender()).await.expect("a tender");
    let of = |change: fn(&mut Tender)| {
        let mut changed = tender();
        change(&mut changed);
        changed
    };
    let number = of(|t| t.number = "12".into());
    let status = amend(&mut order, number.clone(), &["number"]).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    order.announce().await.expect("announced");
    let amended = amend(&mut order, number.clone(), &["number"]).await;
    let amended = amended.expect("amended");
    assert_eq!(amended.amendments[0].paths, ["number"]);
    assert_eq!(
        amended.amendments[0].reasons,
        en("Asked for by applicants.")
    );
    let weights = of(|t| (t.criteria[0].weight, t.criteria[1].weight) = (50, 50));
    amend(&mut order, weights, &["criteria"])
        .await
        .expect("nobody applies yet");
    order.world.hand.set(BEGUN);
    let kept: [Case; 6] = [
        (|t| t.criteria[0].max_points = 9, "criteria"),
        (|t| t.form_code = "grant".into(), "form_code"),
        (
            |t| t.opening_time = time("2026-06-20T06:00:00Z"),
            "opening_time",
        ),
        (|t| t.value = money(1_000_000, "USD"), "value"),
        (
            |t| {
                t.lots = vec![Lot {
                    lot_id: "new".into(),
                    titles: en("New"),
                    ..Default::default()
                }];
            },
            "lots",
        ),
        (|t| t.number = "12".into(), ""),
    ];
    for (change, field) in kept {
        let mask = if field.is_empty() { "number" } else { field };
        let status = amend(&mut order, of(change), &[mask]).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        let named = format!("tender.{field}");
        assert_eq!(fields(&status), [named.trim_end_matches('.')], "{mask}");
    }
    let none = of(|t| t.commission_members.clear());
    let status = amend(&mut order, none, &["commission_members"]).await;
    refused(status, Code::FailedPrecondition, Reason::TenderIncomplete);
    order.world.hand.set(ENDED);
    let status = amend(&mut order, of(|t| t.number = "13".into()), &["number"]).await;
    refused(status, Code::FailedPrecondition, Reason::TenderNotOpen);
}

#[tokio::test]
async fn the_end_of_the_submission_moves_one_way() {
    let mut order = Order::announced(tender()).await;
    let status = extend(&mut order, ENDED, "").await;
    let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["submission_end_time"]);
    let status = extend(&mut order, "2026-06-20T06:00:00Z", OPENED).await;
    let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["opening_time"]);
    // Nor does the opening come before the one that was announced.
    let status = extend(&mut order, "2026-06-10T06:00:01Z", "2026-06-11T05:59:59Z").await;
    let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["opening_time"]);
    let extended = extend(&mut order, "2026-06-20T06:00:00Z", "").await;
    let extended = extended.expect("extended");
    assert_eq!(extended.opening_time, time("2026-06-20T06:00:00Z"));
    let paths = &extended.amendments[0].paths;
    assert_eq!(paths, &["submission_end_time", "opening_time"]);
    order.world.hand.set(OPENED);
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("in time now");
    let status = order.open().await;
    refused(status, Code::FailedPrecondition, Reason::ApplicationsSealed);
    order.world.hand.set("2026-06-20T06:00:00Z");
    let status = extend(&mut order, "2026-06-30T06:00:00Z", "").await;
    refused(status, Code::FailedPrecondition, Reason::TenderNotOpen);
}

#[tokio::test]
async fn a_tender_ends_once_and_says_why() {
    let mut order = Order::start().await;
    order.create("t", tender()).await.expect("a tender");
    for outcome in [cancel(&mut order).await, fail(&mut order).await] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    let withdrawn = withdraw(&mut order).await.expect("withdrawn");
    assert_eq!(withdrawn.state(), State::Withdrawn);
    assert_eq!(withdrawn.reasons, en("It is not needed."));

    let mut order = Order::announced(tender()).await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    for outcome in [withdraw(&mut order).await, fail(&mut order).await] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    cancel(&mut order).await.expect("cancelled");
    order.world.hand.set(OPENED);
    let status = order.open().await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let sealed = order.application("a").await;
    assert_eq!(sealed.state(), ApplicationState::Sealed, "for good");

    let mut order = Order::evaluating(&[("a", offer("adilet", 900_000))]).await;
    let failed = fail(&mut order).await.expect("failed");
    assert_eq!(failed.state(), State::Failed);
    assert!(failed.end_time.is_some());
    let status = order.admit("a").await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn a_buyer_is_in_being_and_a_retry_makes_one_tender() {
    let mut order = Order::start().await;
    let closed = pb::Organization {
        kind: Kind::StateBody.into(),
        ..Default::default()
    };
    order.roll.organization("closed", closed).await;
    let request = pb::DissolveOrganizationRequest {
        name: crate::roll::org("closed"),
        reason: "Merged".into(),
        ..Default::default()
    };
    let done = order.roll.organizations.dissolve_organization(ask(request));
    done.await.expect("dissolved");
    let mut orphan = tender();
    orphan.buyer = crate::roll::org("closed");
    let status = order.create("t", orphan).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let request = pb::CreateTenderRequest {
        tender: Some(tender()),
        request_id: request_id(),
        ..Default::default()
    };
    let first = order.orders.create_tender(ask(request.clone())).await;
    let second = order.orders.create_tender(ask(request)).await;
    let [first, second] = [first, second].map(|made| made.expect("made").into_inner());
    assert_eq!(first, second);
    let listed = order.orders.list_tenders(pb::ListTendersRequest {
        filter: "buyer = \"organizations/ministry\" AND value.units >= 1000000".into(),
        ..Default::default()
    });
    let listed = listed.await.expect("a list").into_inner();
    assert_eq!(listed.total_size, Some(1));
}
