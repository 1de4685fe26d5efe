//! Statistics: what the registry counts itself beside what sources report, by year, by day and by part.

use common::{
    clock::Clock,
    date,
    testing::{self, Channel},
};
use kenes::demo::Demo;
use kenes_proto::{
    gtype::{Date, Money},
    registry::{
        self as pb, AnnualFigure, NgoActivity, NgoProfile, ReportedFigure,
        StatisticsDimension as Dimension, ngo_activity::Status, ngo_profile::Scope,
        organization::Kind, reported_figure::Value,
        statistics_service_client::StatisticsServiceClient,
    },
    types::{Classification, Place, Source},
};
use tonic::{Response, Status as Refusal};

use crate::{
    roll::{Roll, day, org, paths},
    world::{World, ask},
};

mod figures;
mod large;
mod order;
mod pilot;
mod random;
mod study;
mod support;

type Client = StatisticsServiceClient<Channel>;

/// A figure of an indicator, with a source.
fn figure(indicator: &str, value: Value) -> ReportedFigure {
    ReportedFigure {
        indicator: indicator.into(),
        value: Some(value),
        source: Some(Source {
            note: "A report".into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn of_tenge(units: i64) -> Money {
    Money {
        currency_code: "KZT".into(),
        units,
        nanos: 0,
    }
}

fn tenge(units: i64) -> Value {
    Value::Amount(of_tenge(units))
}

/// A channel to the demo's registry, and what must be kept while it is asked.
async fn demo() -> (Channel, impl Sized) {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts()).await;
    let demo = demo.expect("two stores");
    let told = demo.seed(Clock::system().now()).await.expect("told");
    assert!(told.problems.is_empty(), "{}", told.problems.join("\n"));
    let running = testing::start(demo.registry()).await;
    (running.channel().await, (running, fresh, demo))
}

async fn report(
    client: &mut Client,
    id: &str,
    figure: ReportedFigure,
) -> Result<ReportedFigure, Refusal> {
    let request = pb::CreateReportedFigureRequest {
        reported_figure: Some(figure),
        reported_figure_id: id.into(),
        ..Default::default()
    };
    let made = client.create_reported_figure(ask(request)).await;
    made.map(Response::into_inner)
}

fn years(indicator: &str, from: i32, to: i32, group_by: Dimension) -> pb::GetStatisticsRequest {
    pb::GetStatisticsRequest {
        indicator: indicator.into(),
        from_year: from,
        to_year: to,
        group_by: group_by.into(),
        ..Default::default()
    }
}

fn on(indicator: &str, on: &str, group_by: Dimension) -> pb::GetStatisticsRequest {
    pb::GetStatisticsRequest {
        date: day(on),
        ..years(indicator, 0, 0, group_by)
    }
}

async fn get(client: &mut Client, request: pb::GetStatisticsRequest) -> pb::GetStatisticsResponse {
    let found = client.get_statistics(request).await;
    found.expect("statistics").into_inner()
}

/// The counts of each code, in the order of the days.
async fn counts(client: &mut Client, request: pb::GetStatisticsRequest) -> Vec<(String, Vec<i64>)> {
    let answer = get(client, request).await;
    let of = |points: &[pb::StatisticsPoint]| {
        let counts = points.iter().map(|point| point.count.expect("a count"));
        counts.collect()
    };
    let series = answer.series.iter();
    series
        .map(|series| (series.code.clone(), of(&series.points)))
        .collect()
}

fn series(expected: &[(&str, &[i64])]) -> Vec<(String, Vec<i64>)> {
    let series = expected.iter();
    series
        .map(|(code, counts)| ((*code).to_owned(), counts.to_vec()))
        .collect()
}

/// An NGO that was founded on a day, with a seat in a region and a field of activity.
fn ngo(founded: &str, region: &str, field: &str) -> pb::Organization {
    pb::Organization {
        kind: Kind::Ngo.into(),
        founding_date: day(founded),
        place: Some(Place {
            subdivision_code: region.into(),
            ..Default::default()
        }),
        classifications: vec![Classification {
            scheme: "ICNP/TSO".into(),
            code: field.into(),
            primary: true,
        }],
        ..Default::default()
    }
}

fn with(
    mut organization: pb::Organization,
    change: impl FnOnce(&mut NgoProfile),
) -> pb::Organization {
    change(organization.ngo_profile.get_or_insert_default());
    organization
}

fn size(year: i32, employees: i64, citizens_served: i64) -> AnnualFigure {
    AnnualFigure {
        year,
        employees: Some(employees),
        citizens_served: Some(citizens_served),
        source: Some(Source {
            note: "A report".into(),
            ..Default::default()
        }),
    }
}

/// The row "Statistics" of the systems of the study: number of NGOs over time, by region, by field, by activity; employment;
/// tenders per year. The study's growth chart has no values in our text: the series has no invented point.
#[tokio::test]
async fn row_statistics() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    let mut client = Client::new(world.registry.clone());
    let women = with(ngo("1999-02-12", "KZ-75", "D11"), |profile| {
        profile.scope = Scope::Regional.into();
        profile.group_codes = vec!["women".into(), "vulnerable-protection".into()];
        profile.figures = vec![size(2004, 7, 900), size(2005, 9, 1_100)];
        profile.activity = Some(NgoActivity {
            status: Status::Active.into(),
            since_date: day("2002-07-01"),
            ..Default::default()
        });
    });
    let greens = with(ngo("2003-10-14", "KZ-71", "E10"), |profile| {
        profile.group_codes = vec!["environmental".into()];
        profile.settlement_kind_code = "rural".into();
        profile.figures = vec![size(2005, 3, 50)];
    });
    roll.organization("women", women).await;
    roll.organization("greens", greens).await;
    roll.organization("school", ngo("1994", "KZ-75", "B12"))
        .await;
    roll.record(Kind::Ngo, &["undated"]).await;
    roll.record(Kind::StateBody, &["ministry"]).await;
    roll.suspend("greens", "2005-03-01").await;
    roll.dissolve("school", "2004-06-30").await;

    let registered = "registered-organizations";
    let whole = Dimension::Unspecified;
    let over_time = get(&mut client, years(registered, 2002, 2006, whole)).await;
    let points: Vec<_> = over_time.series[0].points.iter().collect();
    let days = points.iter().map(|point| point.date);
    assert!(days.eq((2002..=2006).map(|year| date::parse(&format!("{year}-12-31")))));
    let numbers: Vec<_> = points
        .iter()
        .map(|point| (point.count, point.undated_count))
        .collect();
    let undated = Some(1);
    assert_eq!(
        numbers,
        [Some(2), Some(3), Some(2), Some(2), Some(2)].map(|count| (count, undated))
    );
    assert!(points.iter().all(|point| point.reported_figures.is_empty()));
    assert_eq!(over_time.undated_figures, []);

    for (group_by, expected) in [
        (
            Dimension::Region,
            series(&[("", &[0, 0]), ("kz-71", &[1, 1]), ("kz-75", &[2, 1])]),
        ),
        (
            Dimension::Field,
            series(&[
                ("", &[0, 0]),
                ("b", &[1, 0]),
                ("d", &[1, 1]),
                ("e", &[1, 1]),
            ]),
        ),
        (
            Dimension::Scope,
            series(&[("", &[2, 1]), ("regional", &[1, 1])]),
        ),
        (
            Dimension::Group,
            series(&[
                ("", &[1, 0]),
                ("environmental", &[1, 1]),
                ("socially-significant", &[1, 1]),
                ("sociopolitical", &[1, 1]),
                ("vulnerable-protection", &[1, 1]),
                ("women", &[1, 1]),
            ]),
        ),
        (
            Dimension::Activity,
            series(&[("", &[2, 1]), ("active", &[1, 1])]),
        ),
        (Dimension::LegalForm, series(&[("", &[3, 2])])),
        (
            Dimension::SettlementKind,
            series(&[("", &[2, 1]), ("rural", &[1, 1])]),
        ),
        (
            Dimension::Stage,
            series(&[
                ("", &[0, 0]),
                ("constructive-cooperation", &[1, 1]),
                ("growth", &[1, 0]),
                ("state-mechanism", &[1, 1]),
            ]),
        ),
        (
            Dimension::FoundingYear,
            series(&[
                ("", &[0, 0]),
                ("1994", &[1, 0]),
                ("1999", &[1, 1]),
                ("2003", &[1, 1]),
            ]),
        ),
    ] {
        let found = counts(&mut client, years(registered, 2003, 2004, group_by)).await;
        assert_eq!(found, expected, "{group_by:?}");
    }
    for (indicator, on_day, count) in [
        (registered, "2003-10-13", 2),
        (registered, "2003-10-14", 3),
        (registered, "2004-06-29", 3),
        (registered, "2004-06-30", 2),
        ("suspended-organizations", "2005-02-28", 0),
        ("suspended-organizations", "2005-03-01", 1),
        ("functioning-organizations", "2002-06-30", 0),
        ("functioning-organizations", "2002-07-01", 1),
        (registered, "", 2),
    ] {
        let found = counts(&mut client, on(indicator, on_day, whole)).await;
        assert_eq!(found, series(&[("", &[count])]), "{indicator} {on_day}");
    }

    // Employment and citizens served, with how many organizations reported.
    let employment = get(&mut client, years("employees", 2003, 2005, whole)).await;
    let points = employment.series[0].points.iter();
    let sums: Vec<_> = points
        .map(|point| (point.count, point.reporting_organization_count))
        .collect();
    assert_eq!(
        sums,
        [(Some(0), Some(0)), (Some(7), Some(1)), (Some(12), Some(2))]
    );
    let served = years("citizens-served", 2005, 2005, Dimension::Region);
    assert_eq!(
        counts(&mut client, served).await,
        series(&[("kz-71", &[50]), ("kz-75", &[1_100])])
    );

    // What sources report stands beside the counts, with the difference where one can be taken.
    for (id, number, of) in [("year", 4_500, "2003"), ("month", 4_400, "2003-10")] {
        let dated = ReportedFigure {
            start_date: day(of),
            ..figure(registered, Value::Number(number))
        };
        report(&mut client, id, dated).await.expect("recorded");
    }
    let beside = get(&mut client, years(registered, 2002, 2003, whole)).await;
    let points = &beside.series[0].points;
    assert_eq!((points[0].count, points[1].count), (Some(2), Some(3)));
    assert_eq!(points[0].reported_figures, []);
    let compared = points[1].reported_figures.iter();
    let compared: Vec<_> = compared
        .map(|one| (one.figure.clone().expect("a figure").name, one.difference))
        .collect();
    assert_eq!(
        compared,
        [
            ("reportedFigures/month".to_owned(), None),
            ("reportedFigures/year".to_owned(), Some(-4_497))
        ]
    );
    let forum = get(&mut client, on(registered, "2003-10-14", whole)).await;
    let differences = forum.series[0].points[0].reported_figures.iter();
    let differences: Vec<_> = differences.map(|one| one.difference).collect();
    assert_eq!(differences, [Some(-4_397), Some(-4_497)]);

    // Tenders per year: a series for each tender, of what sources report beside the records, of which there are none.
    for (id, code, of, number) in [
        ("pilot", "2003-09", "2003-09", 120),
        ("second", "2004-05", "2004-05", 142),
    ] {
        let of_tender = ReportedFigure {
            dimension: Dimension::Tender.into(),
            code: code.into(),
            start_date: day(of),
            ..figure("tender-applications", Value::Number(number))
        };
        report(&mut client, id, of_tender).await.expect("recorded");
    }
    let tenders = years("tender-applications", 2003, 2005, Dimension::Tender);
    let tenders = get(&mut client, tenders).await;
    let shape = tenders.series.iter().map(|series| {
        let reported = series.points.iter().map(|point| {
            assert_eq!(point.count, Some(0));
            point.reported_figures.len()
        });
        (series.code.as_str(), reported.collect::<Vec<_>>())
    });
    assert_eq!(
        shape.collect::<Vec<_>>(),
        [("2003-09", vec![1, 0, 0]), ("2004-05", vec![0, 1, 0])]
    );
}

/// Counts follow what is corrected, taken back and brought back.
#[tokio::test]
async fn counts_follow_every_write_of_an_organization() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    let mut client = Client::new(world.registry.clone());
    roll.organization("one", ngo("1999-02-12", "KZ-75", "D11"))
        .await;
    roll.organization("two", ngo("2001", "KZ-75", "D11")).await;
    let by_region = || on("registered-organizations", "2003-01-01", Dimension::Region);
    assert_eq!(
        counts(&mut client, by_region()).await,
        series(&[("kz-75", &[2])])
    );
    let moved =
        roll.correct_organization("one", ngo("2004", "KZ-71", ""), &["place", "founding_date"]);
    moved.await.expect("corrected");
    assert_eq!(
        counts(&mut client, by_region()).await,
        series(&[("kz-75", &[1])])
    );
    let later = || years("registered-organizations", 2004, 2004, Dimension::Region);
    let both = series(&[("kz-71", &[1]), ("kz-75", &[1])]);
    assert_eq!(counts(&mut client, later()).await, both);
    roll.delete("one").await.expect("deleted");
    assert_eq!(
        counts(&mut client, later()).await,
        series(&[("kz-75", &[1])])
    );
    let back = pb::UndeleteOrganizationRequest {
        name: org("one"),
        ..Default::default()
    };
    let back = roll.organizations.undelete_organization(ask(back)).await;
    back.expect("brought back");
    assert_eq!(counts(&mut client, later()).await, both);
    let checked = pb::CreateOrganizationRequest {
        organization: Some(pb::Organization {
            titles: crate::world::en("Three"),
            ..ngo("2001", "KZ-75", "D11")
        }),
        validate_only: true,
        ..Default::default()
    };
    let checked = roll.organizations.create_organization(ask(checked)).await;
    checked.expect("good");
    assert_eq!(
        counts(&mut client, later()).await,
        both,
        "nothing was written"
    );
}
