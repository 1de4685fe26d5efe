//! Tenders per year, counted as they go on: by level, form, area and group of areas; and what is counted of sealed applications.

use super::*;
use crate::{
    awarding::{Awarding, after, chosen, kzt},
    order::{OPENED, Order, T, offer, tender},
    world::en,
};

/// Our count of an indicator in 2026, whole: a number, or an amount in whole tenge.
async fn count(client: &mut Client, indicator: &str) -> i64 {
    let asked = years(indicator, 2026, 2026, Dimension::Unspecified);
    let answer = get(client, asked).await;
    let points = answer.series.iter().flat_map(|series| &series.points);
    let of = |point: &pb::StatisticsPoint| match &point.amount {
        Some(amount) => {
            assert_eq!(amount.currency_code, "KZT");
            amount.units
        }
        None => point.count.expect("a count"),
    };
    points.map(of).sum()
}

async fn all(client: &mut Client) -> Vec<i64> {
    let mut found = Vec::new();
    for indicator in [
        "tenders",
        "tender-amount",
        "tender-applications",
        "tender-applicants",
        "tender-awards",
        "award-amount",
        "tender-winners",
        "contracts",
        "contract-amount",
        "payment-amount",
    ] {
        found.push(count(client, indicator).await);
    }
    found
}

/// The row "Government social order" in numbers: every step of a tender is in the counts as soon as it is taken, and out of
/// them when it is taken back.
#[tokio::test]
async fn tenders_per_year_are_counted_as_they_go_on() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let mut it = Awarding::start(&world).await;
    let opened = [1, 1_000, 3, 3, 0, 0, 0, 0, 0, 0];
    assert_eq!(all(&mut client).await, opened);
    it.propose("a", chosen("first", 400))
        .await
        .expect("an award");
    it.propose("b", chosen("second", 300))
        .await
        .expect("an award");
    assert_eq!(
        all(&mut client).await,
        opened,
        "what is proposed is not awarded"
    );
    it.confirm("a").await.expect("confirmed");
    it.confirm("b").await.expect("confirmed");
    let awarded = [1, 1_000, 3, 3, 2, 700, 2, 0, 0, 0];
    assert_eq!(all(&mut client).await, awarded);
    it.cancel("b").await.expect("cancelled");
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    assert_eq!(all(&mut client).await, [1, 1_000, 3, 3, 1, 400, 1, 0, 0, 0]);
    it.sign("c", "2026-06-01").await.expect("signed");
    let paid = pb::CreatePaymentRequest {
        parent: "contracts/c".into(),
        payment: Some(pb::Payment {
            amount: kzt(150),
            pay_date: day("2026-06-02"),
            ..Default::default()
        }),
        payment_id: "p".into(),
        ..Default::default()
    };
    let paid = it.contracts.create_payment(ask(paid)).await;
    let paid = paid.expect("paid").into_inner();
    let signed = [1, 1_000, 3, 3, 1, 400, 1, 1, 400, 150];
    assert_eq!(all(&mut client).await, signed);
    let back = pb::ReversePaymentRequest {
        name: paid.name,
        reasons: en("Sent to a wrong account."),
        ..Default::default()
    };
    let back = it.contracts.reverse_payment(ask(back)).await;
    back.expect("it came back");
    assert_eq!(
        all(&mut client).await,
        [1, 1_000, 3, 3, 1, 400, 1, 1, 400, 0]
    );
}

/// What belongs to a tender is counted by what the tender is, also when that is amended; and until the opening no more can be
/// counted of sealed applications than lists show.
#[tokio::test]
async fn sealed_applications_are_counted_as_lists_show_them_and_no_more() {
    let mut order = Order::announced(pb::Tender {
        area_codes: vec!["rights".into()],
        ..tender()
    })
    .await;
    let codes = ["tender-applications", "tender-applicants", "tender-amount"];
    order.roll.code("indicators", &codes).await;
    order.roll.code("order-levels", &[]).await;
    let mut client = Client::new(order.world.registry.clone());
    for (id, ngo, units) in [
        ("a", "adilet", 500_000),
        ("b", "bilim", 400_000),
        ("c", "umit", 300_000),
    ] {
        order.apply(id, offer(ngo, units)).await.expect("accepted");
    }
    order.withdraw("c", "demo|aigul").await.expect("taken back");
    let request = pb::ListApplicationsRequest {
        parent: T.into(),
        filter: "state = SEALED".into(),
        ..Default::default()
    };
    let listed = order.orders.list_applications(request).await;
    let listed = listed.expect("listed").into_inner().applications;
    assert_eq!(listed.len(), 2);
    let by = |by| years("tender-applications", 2026, 2026, by);
    assert_eq!(
        counts(&mut client, by(Dimension::Tender)).await,
        series(&[(T, &[2])])
    );
    assert_eq!(
        counts(&mut client, by(Dimension::Area)).await,
        series(&[("rights", &[2])])
    );
    let applicants = || years("tender-applicants", 2026, 2026, Dimension::Tender);
    assert_eq!(
        counts(&mut client, applicants()).await,
        [],
        "who applied is sealed"
    );

    let amended = pb::AmendTenderRequest {
        tender: Some(pb::Tender {
            name: T.into(),
            level_code: "regional".into(),
            area_codes: vec!["health".into(), "rights".into()],
            ..Default::default()
        }),
        update_mask: paths(&["level_code", "area_codes"]),
        reasons: en("It was announced with one area only."),
        ..Default::default()
    };
    order
        .orders
        .amend_tender(ask(amended))
        .await
        .expect("amended");
    order.world.hand.set(OPENED);
    order.open().await.expect("opened");
    for (by, expected) in [
        (Dimension::Unspecified, series(&[("", &[2])])),
        (Dimension::Level, series(&[("regional", &[2])])),
        (Dimension::OrderForm, series(&[("social-order", &[2])])),
        (
            Dimension::Area,
            series(&[("health", &[2]), ("rights", &[2])]),
        ),
        (Dimension::AreaGroup, series(&[("", &[2])])),
    ] {
        let asked = years("tender-applications", 2026, 2026, by);
        assert_eq!(counts(&mut client, asked).await, expected, "{by:?}");
        let asked = years("tender-applicants", 2026, 2026, by);
        assert_eq!(counts(&mut client, asked).await, expected, "{by:?}");
    }
    let whole = years("tender-amount", 2026, 2026, Dimension::Level);
    let answer = get(&mut client, whole).await;
    let [regional] = answer.series.as_slice() else {
        panic!("{answer:?}");
    };
    let shown = (regional.code.as_str(), regional.currency_code.as_str());
    assert_eq!(shown, ("regional", "KZT"));
    assert_eq!(regional.points[0].amount, Some(of_tenge(1_000_000)));
    assert_eq!(regional.points[0].share_permille, Some(1_000));
    // An organization is not in a tender: by regions there is nothing to count.
    let region = get(
        &mut client,
        years("tender-applications", 2026, 2026, Dimension::Region),
    )
    .await;
    assert_eq!(region.series, []);
}

/// A tender is counted in the group of its areas once, and one of which nobody recorded the days is counted apart.
#[tokio::test]
async fn a_tender_is_counted_once_in_a_group_of_areas() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let mut it = Awarding::empty(&world).await;
    let of = |areas: &[&str], start: &str| pb::Tender {
        area_codes: areas.iter().map(|&area| area.into()).collect(),
        submission_start_time: crate::order::time(start),
        ..crate::awarding::past_tender()
    };
    for (id, tender) in [
        (
            "culture",
            of(&["culture", "heritage"], "2006-01-10T06:00:00Z"),
        ),
        ("youth", of(&["youth"], "2006-01-10T06:00:00Z")),
        ("undated", of(&[], "")),
    ] {
        it.tender(id, tender).await;
        let award = pb::CreateAwardRequest {
            parent: format!("tenders/{id}"),
            award: Some(pb::Award {
                supplier: org("first"),
                value: kzt(1_000),
                award_date: day("2006-03-01"),
                recorded_from_source: true,
                sources: crate::awarding::source(),
                ..Default::default()
            }),
            award_id: "a".into(),
            ..Default::default()
        };
        let award = it.awards.create_award(ask(award)).await.expect("an award");
        let confirm = pb::ConfirmAwardRequest {
            name: award.into_inner().name,
            ..Default::default()
        };
        it.awards
            .confirm_award(ask(confirm))
            .await
            .expect("confirmed");
    }
    for indicator in ["tenders", "tender-awards", "tender-winners"] {
        let asked = years(indicator, 2006, 2006, Dimension::AreaGroup);
        let answer = get(&mut client, asked).await;
        let found = answer.series.iter().map(|series| {
            let point = &series.points[0];
            (
                series.code.as_str(),
                point.count,
                point.undated_count,
                point.share_permille,
            )
        });
        let found = found.collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                ("", Some(1), Some(1), Some(500)),
                ("culture-heritage", Some(1), Some(0), Some(500)),
            ],
            "{indicator}"
        );
    }
    let asked = years("award-amount", 2006, 2006, Dimension::AreaGroup);
    let answer = get(&mut client, asked).await;
    let found = answer.series.iter().map(|series| {
        let point = &series.points[0];
        let (amount, undated) = (point.amount.clone(), point.undated_amount.clone());
        (series.code.as_str(), amount, undated)
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            ("", kzt(1_000), kzt(1_000)),
            ("culture-heritage", kzt(1_000), kzt(0)),
        ]
    );
}
