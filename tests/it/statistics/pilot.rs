//! The tender of September 2003: what the ministry reported of it, beside what the demo has on record of it.

use super::*;

/// What one call says of the tender: our count, what is reported, and their difference.
async fn beside(
    client: &mut Client,
    indicator: &str,
) -> (pb::StatisticsPoint, Vec<pb::ComparedFigure>) {
    let asked = years(indicator, 2003, 2003, Dimension::Tender);
    let answer = get(client, asked).await;
    let of = |series: &&pb::StatisticsSeries| series.code == "tenders/demo-pilot-2003";
    let found = answer.series.iter().find(of).expect("the tender").clone();
    let point = found.points[0].clone();
    let figures = point.reported_figures.clone();
    (point, figures)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tender_of_september_2003_has_reported_totals_beside_the_counts() {
    let (channel, _kept) = demo().await;
    let mut client = Client::new(channel);
    for (indicator, counted, reported) in [
        // Six were sent in, and one was taken back.
        ("tender-applications", 5, 120),
        ("tender-applicants", 5, 109),
        ("tender-winners", 3, 20),
    ] {
        let (point, figures) = beside(&mut client, indicator).await;
        assert_eq!(point.count, Some(counted), "{indicator}");
        let [compared] = figures.as_slice() else {
            panic!("{indicator}: {figures:?}");
        };
        assert_eq!(compared.difference, Some(counted - reported), "{indicator}");
        let figure = compared.figure.as_ref().expect("a figure");
        assert_eq!(figure.value, Some(Value::Number(reported)));
        assert_eq!(figure.reporter_note, "the ministry");
        let source = figure.source.as_ref().expect("a source");
        assert!(source.note.starts_with("Study of the interaction"));
    }
    let (point, figures) = beside(&mut client, "tender-amount").await;
    let Value::Amount(reported) = tenge(10_700_000) else {
        panic!("an amount");
    };
    assert_eq!(point.amount.as_ref(), Some(&reported));
    let figure = figures[0].figure.as_ref().expect("a figure");
    assert_eq!(figure.value, Some(Value::Amount(reported)));
    assert_eq!(figures[0].amount_difference, Some(of_tenge(0)));
    // Of what was awarded, agreed on and paid nothing is reported: these are the generated records alone.
    for (indicator, units) in [("award-amount", 1_410_000), ("payment-amount", 435_000)] {
        let (point, figures) = beside(&mut client, indicator).await;
        assert_eq!(point.amount, Some(of_tenge(units)), "{indicator}");
        assert_eq!(figures, [], "{indicator}");
    }
    let (point, _) = beside(&mut client, "contracts").await;
    assert_eq!(point.count, Some(2), "one of three is not signed");
    let later = years("payment-amount", 2004, 2004, Dimension::Unspecified);
    let later = get(&mut client, later).await;
    let paid = &later.series[0].points[0];
    assert_eq!(
        paid.amount,
        Some(of_tenge(235_000)),
        "what came back does not count"
    );
}
