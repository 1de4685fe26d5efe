//! Support by form and by source of money, and budgets, beside what sources report.

use super::*;
use crate::support::{Support, amount, grant, measure, report as sources, tenge as kzt};

/// The amounts of each code and currency, in the order of the years, each with its share.
async fn amounts(
    client: &mut Client,
    request: pb::GetStatisticsRequest,
) -> Vec<(String, Vec<(i64, Option<i32>)>)> {
    let answer = get(client, request).await;
    let of = |series: &pb::StatisticsSeries| {
        let points = series.points.iter().map(|point| {
            let amount = point.amount.as_ref().expect("an amount");
            assert_eq!(amount.currency_code, series.currency_code);
            assert_eq!((point.count, point.undated_count), (None, None));
            (amount.units, point.share_permille)
        });
        let name = format!("{} {}", series.code, series.currency_code);
        (name, points.collect())
    };
    answer.series.iter().map(of).collect()
}

#[tokio::test]
async fn foreign_grants_giving_way_to_domestic_sources_is_a_series() {
    let mut it = Support::start().await;
    let mut client = Client::new(it.world.registry.clone());
    let of = |kind: &str, year: &str, awarded| pb::Grant {
        funder_kind_code: kind.into(),
        award_date: day(year),
        amount_awarded: awarded,
        ..grant()
    };
    let (foreign, state) = ("international-foundation", "state");
    for (id, one) in [
        ("a", of(foreign, "1996", amount("USD", 5_000))),
        ("b", of(foreign, "1996-11", amount("USD", 7_000))),
        ("c", of(foreign, "1997", kzt(300_000))),
        ("d", of(state, "1997", kzt(100_000))),
        ("e", of(foreign, "1998", kzt(100_000))),
        ("f", of(state, "1998-05-05", kzt(700_000))),
    ] {
        it.grant(id, one).await.expect("recorded");
    }
    let by_source = |indicator| years(indicator, 1996, 1998, Dimension::FunderKind);
    let expected = [
        // Amounts of two currencies are two series, each with shares of its own.
        (
            "international-foundation KZT",
            vec![(0, None), (300_000, Some(750)), (100_000, Some(125))],
        ),
        (
            "international-foundation USD",
            vec![(12_000, Some(1_000)), (0, None), (0, None)],
        ),
        (
            "state KZT",
            vec![(0, None), (100_000, Some(250)), (700_000, Some(875))],
        ),
    ];
    let expected = expected.map(|(name, points)| (name.to_owned(), points));
    assert_eq!(
        amounts(&mut client, by_source("grant-amount")).await,
        expected
    );
    assert_eq!(
        counts(&mut client, by_source("grants")).await,
        series(&[(foreign, &[2, 1, 1]), (state, &[0, 1, 1])])
    );
    let whole = years("grant-amount", 1998, 1998, Dimension::Unspecified);
    let whole = amounts(&mut client, whole).await;
    assert_eq!(whole, [(" KZT".to_owned(), vec![(800_000, None)])]);

    // What sources report stands beside the sum of its currency, and beside no other.
    for (id, reported) in [
        ("in-tenge", tenge(1_000_000)),
        ("in-dollars", Value::Amount(amount("USD", 9).expect("one"))),
    ] {
        let of_1998 = ReportedFigure {
            start_date: day("1998"),
            // A source reports the same once.
            source: Some(crate::support::source(id)),
            ..figure("grant-amount", reported)
        };
        report(&mut client, id, of_1998).await.expect("recorded");
    }
    let whole = years("grant-amount", 1998, 1998, Dimension::Unspecified);
    let answer = get(&mut client, whole).await;
    let beside = answer.series.iter().map(|series| {
        let point = &series.points[0];
        let differences = point.reported_figures.iter();
        let differences: Vec<_> = differences
            .map(|one| one.amount_difference.clone())
            .collect();
        (
            series.currency_code.as_str(),
            point.amount.clone(),
            differences,
        )
    });
    assert_eq!(
        beside.collect::<Vec<_>>(),
        [
            (
                "KZT",
                Some(of_tenge(800_000)),
                vec![Some(of_tenge(-200_000))]
            ),
            ("USD", amount("USD", 0), vec![amount("USD", -9)]),
        ]
    );
}

#[tokio::test]
async fn support_is_counted_by_form_and_by_source_of_money() {
    let mut it = Support::start().await;
    let mut client = Client::new(it.world.registry.clone());
    let of = |form: &str, kind: &str, year: &str, amount| pb::SupportMeasure {
        form_code: form.into(),
        funder_kind_code: kind.into(),
        start_date: day(year),
        amount,
        ..measure()
    };
    for (id, one) in [
        ("a", of("methodological", "state", "2003", None)),
        ("b", of("consultative", "state", "2004", kzt(50_000))),
        ("c", of("consultative", "", "2004-03", None)),
    ] {
        let made = it.measure(crate::support::PROGRAM, id, one).await;
        made.expect("received");
    }
    let by = |by| years("support-measures", 2003, 2004, by);
    assert_eq!(
        counts(&mut client, by(Dimension::SupportForm)).await,
        series(&[("consultative", &[0, 2]), ("methodological", &[1, 0])])
    );
    assert_eq!(
        counts(&mut client, by(Dimension::FunderKind)).await,
        series(&[("", &[0, 1]), ("state", &[1, 1])])
    );
    let sums = years("support-amount", 2003, 2004, Dimension::SupportForm);
    let sums = amounts(&mut client, sums).await;
    assert_eq!(
        sums,
        [(
            "consultative KZT".to_owned(),
            vec![(0, None), (50_000, Some(1_000))]
        )]
    );
}

#[tokio::test]
async fn budgets_are_counted_as_planned_changed_and_spent() {
    let mut it = Support::start().await;
    let mut client = Client::new(it.world.registry.clone());
    let planned = |level: &str, units| pb::BudgetAllocation {
        year: 2006,
        purposes: crate::world::en("Government social order"),
        level_code: level.into(),
        planned_amount: kzt(units),
        sources: sources(),
        ..Default::default()
    };
    for (id, budget) in [
        ("b", planned("central", 350)),
        ("r", planned("regional", 50)),
    ] {
        it.budget(id, budget).await.expect("planned");
    }
    let change = pb::ChangeBudgetAllocationRequest {
        name: "budgetAllocations/b".into(),
        direction: pb::budget_change::Direction::Decrease.into(),
        amount: kzt(20),
        source: sources().pop(),
        ..Default::default()
    };
    let changed = it.client.change_budget_allocation(ask(change)).await;
    changed.expect("changed");
    let spend = pb::RecordExecutionRequest {
        name: "budgetAllocations/b".into(),
        amount: kzt(300),
        execute_date: day("2006-12"),
        source: sources().pop(),
        ..Default::default()
    };
    let spent = it.client.record_execution(ask(spend)).await;
    spent.expect("spent");
    for (indicator, whole, central) in [
        ("budget-planned", 400, (350, Some(875))),
        ("budget-changed", -20, (-20, None)),
        ("budget-executed", 300, (300, Some(1_000))),
    ] {
        let asked = years(indicator, 2006, 2006, Dimension::Unspecified);
        let found = amounts(&mut client, asked).await;
        assert_eq!(
            found,
            [(" KZT".to_owned(), vec![(whole, None)])],
            "{indicator}"
        );
        let asked = years(indicator, 2006, 2006, Dimension::Level);
        let found = amounts(&mut client, asked).await;
        assert_eq!(
            found[0],
            ("central KZT".to_owned(), vec![central]),
            "{indicator}"
        );
    }
}
