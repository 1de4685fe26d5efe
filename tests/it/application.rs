//! Applications: who may apply, when, and what an estimate may hold. That nobody reads them before their time is in `sealed`.

use kenes_proto::{
    registry::{self as pb, Application, Lot, application::State, organization::Kind},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    order::{BEGUN, ENDED, OPENED, Order, T, line, money, offer, tender, time},
    roll::org,
    world::{ask, ask_as, en, fields, refused, request_id},
};

#[tokio::test]
async fn any_non_profit_organization_in_good_standing_applies_once_a_lot() {
    let lot = |id: &str| Lot {
        lot_id: id.into(),
        titles: en(id),
        value: money(500_000, "KZT"),
        ..Default::default()
    };
    let mut asked = tender();
    asked.lots = vec![lot("north"), lot("south")];
    let mut order = Order::announced(asked).await;
    let to = |organization: &str, lot: &str| Application {
        lot: lot.into(),
        ..offer(organization, 400_000)
    };
    order
        .apply("a", to("adilet", "north"))
        .await
        .expect("accepted");
    order
        .apply("b", to("adilet", "south"))
        .await
        .expect("another lot");
    order
        .apply("c", to("bilim", "north"))
        .await
        .expect("another one");
    let again = order.apply("d", to("adilet", "north")).await;
    refused(again, Code::FailedPrecondition, Reason::ApplicationExists);
    order.withdraw("a", "demo|aigul").await.expect("withdrawn");
    order
        .apply("d", to("adilet", "north"))
        .await
        .expect("again");
    for lot in ["", "west"] {
        let status = order.apply("e", to("umit", lot)).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["application.lot"]);
    }
    let dear = Application {
        lot: "north".into(),
        ..offer("umit", 500_001)
    };
    let status = order.apply("e", dear).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["application.value"]);
}

#[tokio::test]
async fn who_is_no_non_profit_organization_or_not_in_being_does_not_apply() {
    let mut order = Order::announced(tender()).await;
    order.roll.record(Kind::StateBody, &["akimat"]).await;
    order
        .roll
        .record(Kind::Association, &["union-of-ngos"])
        .await;
    order
        .roll
        .code("sectors", &["business", "nongovernmental"])
        .await;
    for (id, sector) in [
        ("shop", "business"),
        ("fund", "nongovernmental"),
        ("unknown", ""),
    ] {
        let other = pb::Organization {
            kind: Kind::Other.into(),
            sector_code: sector.into(),
            ..Default::default()
        };
        order.roll.organization(id, other).await;
    }
    for id in ["akimat", "union-of-ngos", "shop", "fund", "unknown"] {
        order.mandate(id, "sign").await;
    }
    for id in ["akimat", "shop", "unknown"] {
        let status = order.apply(id, offer(id, 900_000)).await;
        refused(
            status,
            Code::FailedPrecondition,
            Reason::ApplicantNotEligible,
        );
    }
    for id in ["union-of-ngos", "fund"] {
        order.apply(id, offer(id, 900_000)).await.expect("accepted");
    }
    let dissolve = pb::DissolveOrganizationRequest {
        name: org("bilim"),
        reason: "Its own decision".into(),
        ..Default::default()
    };
    let done = order
        .roll
        .organizations
        .dissolve_organization(ask(dissolve));
    done.await.expect("dissolved");
    let suspend = pb::SuspendOrganizationRequest {
        name: org("umit"),
        reason: "A court".into(),
        ..Default::default()
    };
    let done = order.roll.organizations.suspend_organization(ask(suspend));
    done.await.expect("suspended");
    for id in ["bilim", "umit"] {
        let status = order.apply(id, offer(id, 900_000)).await;
        refused(
            status,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        );
    }
    let status = order.apply("x", offer("nobody", 900_000)).await;
    let status = refused(status, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["application.applicant"]);
}

#[tokio::test]
async fn only_who_may_sign_for_an_organization_applies_for_it() {
    let mut order = Order::announced(tender()).await;
    order.roll.record(Kind::Ngo, &["mute", "other"]).await;
    order.mandate("mute", "comment").await;
    for id in ["mute", "other"] {
        let status = order.apply(id, offer(id, 900_000)).await;
        refused(
            status,
            Code::FailedPrecondition,
            Reason::StandingNotMandated,
        );
    }
}

#[tokio::test]
async fn an_application_comes_while_the_submission_runs() {
    let mut order = Order::announced(tender()).await;
    for (n, (moment, open)) in [
        ("2026-06-01T05:59:59Z", false),
        ("2026-06-01T06:00:00Z", true),
        ("2026-06-10T05:59:59Z", true),
        (ENDED, false),
        (OPENED, false),
    ]
    .into_iter()
    .enumerate()
    {
        order.world.hand.set(moment);
        let id = format!("a{n}");
        let outcome = order.apply(&id, offer("adilet", 900_000)).await;
        if open {
            outcome.expect("accepted");
            let withdrawn = order.withdraw(&id, "demo|aigul").await;
            withdrawn.expect("withdrawn");
            // A name is never used twice.
            let again = order.apply(&id, offer("adilet", 900_000)).await;
            refused(again, Code::AlreadyExists, Reason::ResourceExists);
        } else {
            refused(outcome, Code::FailedPrecondition, Reason::TenderNotOpen);
        }
    }
    let late = order.apply("late", offer("bilim", 900_000)).await;
    let status = refused(late, Code::FailedPrecondition, Reason::TenderNotOpen);
    assert!(
        status.message().contains("2026-06-10T06:00:00Z"),
        "{status:?}"
    );
}

/// What is changed in a good application, why it is refused then, and which fields it names.
type Case = (fn(&mut Application), Reason, &'static [&'static str]);

#[tokio::test]
async fn an_estimate_is_at_cost_and_adds_up() {
    let mut order = Order::announced(tender()).await;
    let of = |change: fn(&mut Application)| {
        let mut changed = offer("adilet", 900_000);
        change(&mut changed);
        changed
    };
    let cases: [Case; 9] = [
        (
            |a| a.cost_lines[1].kind_code = "profit".into(),
            Reason::ProfitNotAllowed,
            &["application.cost_lines[1].kind_code"],
        ),
        (
            |a| a.cost_lines.push(line("goods", 1)),
            Reason::EstimateMismatch,
            &["application.cost_lines"],
        ),
        (
            |a| a.cost_lines.clear(),
            Reason::EstimateMismatch,
            &["application.cost_lines"],
        ),
        (
            |a| a.value = money(900_000, "USD"),
            Reason::CurrencyMismatch,
            &[
                "application.cost_lines[0].amount.currency_code",
                "application.cost_lines[1].amount.currency_code",
                "application.value.currency_code",
            ],
        ),
        (
            |a| a.value.as_mut().expect("a value").nanos = 1_000_000,
            Reason::AmountInvalid,
            &["application.value.nanos"],
        ),
        (
            |a| a.value = None,
            Reason::AmountInvalid,
            &["application.value"],
        ),
        (
            |a| a.value = money(1_000_001, "KZT"),
            Reason::FieldInvalid,
            &["application.value"],
        ),
        (
            |a| a.cost_lines[0].kind_code = "bribes".into(),
            Reason::CodeUnknown,
            &["application.cost_lines[0].kind_code"],
        ),
        (
            |a| a.titles.clear(),
            Reason::LanguageMissing,
            &["application.titles"],
        ),
    ];
    for (change, reason, named) in cases {
        let status = order.apply("a", of(change)).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), named, "{reason:?}");
    }
    let mut cents = of(|a| {
        a.value.as_mut().expect("a value").nanos = 10_000_000;
        a.cost_lines[0].amount.as_mut().expect("one").nanos = 10_000_000;
    });
    order
        .apply("a", cents.clone())
        .await
        .expect("to the hundredth");
    cents.applicant = org("bilim");
    cents.cost_lines[0].amount.as_mut().expect("one").nanos = 20_000_000;
    let status = order.apply("b", cents).await;
    refused(status, Code::InvalidArgument, Reason::EstimateMismatch);
}

#[tokio::test]
async fn a_prize_needs_no_estimate() {
    let mut prize = tender();
    prize.form_code = "prize".into();
    prize.value = None;
    let mut order = Order::announced(prize).await;
    let bare = Application {
        applicant: org("adilet"),
        titles: en("What we did"),
        ..Default::default()
    };
    order.apply("a", bare).await.expect("accepted");
}

#[tokio::test]
async fn only_who_sent_an_application_withdraws_it_and_only_in_time() {
    let mut order = Order::announced(tender()).await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    order
        .apply("b", offer("bilim", 900_000))
        .await
        .expect("accepted");
    let status = order.withdraw("a", "demo|rival").await;
    refused(status, Code::PermissionDenied, Reason::NotTheAuthor);
    let withdrawn = order.withdraw("a", "demo|aigul").await.expect("withdrawn");
    assert_eq!(withdrawn.state(), State::Withdrawn);
    let status = order.withdraw("a", "demo|aigul").await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    order.world.hand.set(ENDED);
    let status = order.withdraw("b", "demo|aigul").await;
    refused(status, Code::FailedPrecondition, Reason::TenderNotOpen);
    order.world.hand.set(OPENED);
    order.open().await.expect("opened");
    let kept = order.application("a").await;
    assert_eq!(kept.state(), State::Withdrawn);
    assert!(
        kept.applicant.is_empty() && kept.seal_key.is_empty(),
        "sealed for good"
    );
    assert_eq!(order.application("b").await.state(), State::Opened);
}

#[tokio::test]
async fn who_applies_again_is_not_seen_to_be_the_same() {
    let mut order = Order::announced(tender()).await;
    let mut tags = Vec::new();
    for id in ["a", "b", "c"] {
        let sent = order.apply(id, offer("adilet", 900_000)).await;
        let sent = sent.expect("accepted");
        tags.push(sent.seal.expect("a seal").applicant_tag);
        let status = order.apply("again", offer("adilet", 900_000)).await;
        refused(status, Code::FailedPrecondition, Reason::ApplicationExists);
        if id != "c" {
            order.withdraw(id, "demo|aigul").await.expect("withdrawn");
        }
    }
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[tokio::test]
async fn nobody_may_withdraw_without_end() {
    let mut order = Order::announced(tender()).await;
    for n in 0..100 {
        let id = format!("a-{n}");
        let sent = order.apply(&id, offer("adilet", 900_000)).await;
        sent.expect("accepted");
        order.withdraw(&id, "demo|aigul").await.expect("withdrawn");
    }
    let status = order.apply("more", offer("adilet", 900_000)).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let other = order.apply("other", offer("bilim", 900_000)).await;
    other.expect("another organization may");
}

#[tokio::test]
async fn an_offer_for_nothing_is_none() {
    let mut order = Order::announced(tender()).await;
    let free = Application {
        value: crate::order::money(0, "KZT"),
        cost_lines: vec![],
        ..offer("adilet", 900_000)
    };
    let status = order.apply("a", free).await;
    let status = refused(status, Code::InvalidArgument, Reason::AmountInvalid);
    assert_eq!(fields(&status), ["application.value"]);
}

#[tokio::test]
async fn a_retry_finds_its_application_and_another_request_does_not() {
    let order = Order::announced(tender()).await;
    let request = pb::CreateApplicationRequest {
        parent: T.into(),
        application: Some(offer("adilet", 900_000)),
        request_id: request_id(),
        ..Default::default()
    };
    let send = |caller: &str, request: pb::CreateApplicationRequest| {
        let (mut orders, request) = (order.orders.clone(), ask_as(caller, request));
        async move {
            let made: Result<Response<Application>, Status> =
                orders.create_application(request).await;
            made.map(Response::into_inner)
        }
    };
    let mut rehearsal = request.clone();
    rehearsal.validate_only = true;
    rehearsal.request_id = request_id();
    let rehearsed = send("demo|aigul", rehearsal).await.expect("it would do");
    assert_eq!(rehearsed.state(), State::Sealed);
    assert!(rehearsed.applicant.is_empty());
    let first = send("demo|aigul", request.clone()).await.expect("accepted");
    let second = send("demo|aigul", request.clone()).await.expect("again");
    assert_eq!(first, second, "the sealed form, both times");
    assert!(second.applicant.is_empty());
    let other = send("demo|rival", request.clone()).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
    let mut changed = request;
    changed.application = Some(offer("adilet", 800_000));
    let other = send("demo|aigul", changed).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
}

#[tokio::test]
async fn nothing_is_opened_before_the_time() {
    let mut order = Order::announced(tender()).await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    for moment in [BEGUN, ENDED, "2026-06-11T05:59:59Z"] {
        order.world.hand.set(moment);
        let status = order.open().await;
        let status = refused(status, Code::FailedPrecondition, Reason::ApplicationsSealed);
        assert_eq!(
            crate::record::metadata(&status, "opening_time").as_deref(),
            Some(OPENED)
        );
        order.round().await.expect("nothing is due");
        assert_eq!(order.application("a").await.state(), State::Sealed);
        let status = order.admit("a").await;
        refused(status, Code::FailedPrecondition, Reason::ApplicationsSealed);
    }
    order.world.hand.set(OPENED);
    let opened = order.open().await.expect("opened");
    assert_eq!(opened.open_time, time(OPENED));
    let application = order.application("a").await;
    assert_eq!(application.applicant, org("adilet"));
    assert_eq!(application.submitter, "demo|aigul");
    assert_eq!(order.open().await.expect("open already"), opened);
}
