//! Statistics of 30,000 organizations with 20 years of history: exact, and how long an answer takes.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use common::{
    app::derive_columns,
    store::{Mode, Store, Tx, Upgrade, Value as Cell},
    table::{FIXED, Type},
};
use kenes_proto::registry::{StatePeriod, organization::State};
use prost::Message;

use super::*;

/// On PostgreSQL a tenth: to fill it would take minutes, and what an answer reads is years and codes, not organizations.
fn organizations(store: &Store) -> i64 {
    match store.engine() {
        "sqlite" => 30_000,
        _ => 3_000,
    }
}

const FIRST: i32 = 2005;
const LAST: i32 = 2024;
/// An answer of a debug build, on a machine that does other things too, takes at most so long; a release takes at most 50 ms.
const SLOWEST: Duration = Duration::from_millis(500);

/// What there is of the `n`-th organization.
struct Made {
    founded: Date,
    suspended: Option<[Date; 2]>,
    dissolved: Option<Date>,
    region: String,
    employees: (i32, i64),
}

fn small(n: i64) -> i32 {
    i32::try_from(n).expect("small")
}

fn day_of(n: i64, since: i32, years: i64) -> Date {
    Date {
        year: since + small(n % years),
        month: 1 + small(n / 7 % 12),
        day: 1 + small(n / 3 % 28),
    }
}

fn made(n: i64) -> Made {
    let founded = day_of(n * 31, 2003, 20);
    let later = |by: i32| Date {
        year: founded.year + by,
        ..founded
    };
    Made {
        founded,
        suspended: (n % 10 == 1).then(|| [later(1), later(2)]),
        dissolved: (n % 6 == 1).then(|| later(3)),
        region: format!(
            "KZ-{}",
            [75, 71, 35, 63, 61, 10][usize::try_from(n % 6).expect("small")]
        ),
        employees: (FIRST + small(n % 20), n % 50),
    }
}

fn organization(n: i64, made: &Made) -> pb::Organization {
    let mut starts = vec![(State::Active, made.founded)];
    if let Some([from, until]) = made.suspended {
        starts.extend([(State::Suspended, from), (State::Active, until)]);
    }
    starts.extend(made.dissolved.map(|day| (State::Dissolved, day)));
    let period = |(at, (state, from)): (usize, &(State, Date))| StatePeriod {
        state: (*state).into(),
        start_date: Some(*from),
        end_date: starts.get(at + 1).map(|(_, next)| date::day_before(next)),
        ..Default::default()
    };
    let (year, employees) = made.employees;
    let figures = vec![size(year, employees, 10 * employees)];
    let ngo = ngo(&date::show(&made.founded), &made.region, "D11");
    pb::Organization {
        name: org(&format!("o{n}")),
        etag: "\"1\"".into(),
        state_periods: starts.iter().enumerate().map(period).collect(),
        ..with(ngo, |profile| {
            profile.scope = small(n % 4);
            profile.group_codes = vec!["women".into()];
            profile.figures = figures;
        })
    }
}

/// Writes the organizations as an older release left them, without what is counted, and has an upgrade count them.
async fn fill(store: &Store) {
    let kinds = registry::DEFINITION.kinds;
    let schemas = kinds.schemas();
    let table = schemas.iter().find(|t| t.name == "organization");
    let table = *table.expect("a table");
    for batch in 0..organizations(store) / 500 {
        let rows = move |tx: &mut dyn Tx| {
            for n in batch * 500..(batch + 1) * 500 {
                let organization = organization(n, &made(n));
                let name = organization.name.as_str();
                let mut row: Vec<Cell> = vec![name.into(), "".into(), 1.into()];
                row.extend([Cell::Int(1), Cell::Int(1), Cell::Int(0)]);
                assert_eq!(row.len(), FIXED.len());
                row.extend(table.columns.iter().map(|column| match column.kind {
                    Type::Text | Type::Folded | Type::List => Cell::from(""),
                    _ => Cell::Int(0),
                }));
                tx.execute(&table.upsert, &row)?;
                let sql = "INSERT INTO revision (name, revision, time, actor, method, leaf, body_salt, topic, withheld, \
                           identity_at, body, entry) VALUES ($1, 1, 1, '', '', $2, $2, '', 0, $3, $2, $4)";
                let body = organization.encode_to_vec();
                let length = i64::try_from(body.len()).expect("short");
                // Beside the record.
                let place = -1 - n;
                tx.execute(
                    sql,
                    &[name.into(), Cell::Bytes(body), length.into(), place.into()],
                )?;
            }
            Ok(())
        };
        let filled = store.write("Fill", Mode::Commit, rows).await;
        filled.expect("written");
    }
    let older = store.write("Fill", Mode::Commit, |tx: &mut dyn Tx| {
        tx.execute("UPDATE derivation SET version = 0", &[])
    });
    older.await.expect("written");
    let derived = derive_columns(store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await;
    derived.expect("counted");
}

/// What one finds who looks at every organization: by region, how many there are on each day.
fn counted(of: i64, days: &[i64], holds: impl Fn(&Made, i64) -> bool) -> Vec<(String, Vec<i64>)> {
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for n in 0..of {
        let made = made(n);
        let code = made.region.to_lowercase();
        let numbers = found.entry(code).or_insert_with(|| vec![0; days.len()]);
        for (number, day) in numbers.iter_mut().zip(days) {
            *number += i64::from(holds(&made, *day));
        }
    }
    found.into_iter().collect()
}

fn number(day: &Date) -> i64 {
    date::lower(Some(day))
}

fn registered(made: &Made, day: i64) -> bool {
    number(&made.founded) <= day && made.dissolved.is_none_or(|end| day < number(&end))
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_of_30_000_organizations_are_exact_and_fast() {
    let world = World::with_starter().await;
    let of = organizations(&world.registry_kit.store);
    let begun = Instant::now();
    fill(&world.registry_kit.store).await;
    println!("{of} organizations counted in {:?}", begun.elapsed());
    let mut client = Client::new(world.registry.clone());

    let all = "registered-organizations";
    let year_ends: Vec<i64> = (FIRST..=LAST)
        .map(|year| i64::from(year) * 10_000 + 1231)
        .collect();
    let by_region = counts(&mut client, years(all, FIRST, LAST, Dimension::Region)).await;
    assert_eq!(by_region, counted(of, &year_ends, registered));
    for (on_day, day) in [("2010-06-15", 2010_06_15), ("2019-02-28", 2019_02_28)] {
        let found = counts(&mut client, on(all, on_day, Dimension::Region)).await;
        assert_eq!(found, counted(of, &[day], registered), "{on_day}");
    }
    let suspended = years("suspended-organizations", FIRST, LAST, Dimension::Region);
    let is_suspended = |made: &Made, day: i64| {
        registered(made, day)
            && made
                .suspended
                .is_some_and(|[from, until]| (number(&from)..number(&until)).contains(&day))
    };
    let mut expected = counted(of, &year_ends, is_suspended);
    expected.retain(|(_, numbers)| numbers.iter().any(|number| *number != 0));
    assert_eq!(counts(&mut client, suspended).await, expected);
    let employed = counts(
        &mut client,
        years("employees", FIRST, LAST, Dimension::Unspecified),
    )
    .await;
    let sums = (FIRST..=LAST).map(|year| {
        let reported = (0..of).map(|n| made(n).employees);
        reported
            .filter(|(of, _)| *of == year)
            .map(|(_, number)| number)
            .sum()
    });
    assert_eq!(employed, [(String::new(), sums.collect::<Vec<i64>>())]);

    for (what, request) in [
        (
            "years, whole",
            years(all, FIRST, LAST, Dimension::Unspecified),
        ),
        (
            "years by region",
            years(all, FIRST, LAST, Dimension::Region),
        ),
        ("years by group", years(all, FIRST, LAST, Dimension::Group)),
        (
            "years by founding year",
            years(all, FIRST, LAST, Dimension::FoundingYear),
        ),
        ("a day by region", on(all, "2019-02-28", Dimension::Region)),
        (
            "employees by region",
            years("employees", FIRST, LAST, Dimension::Region),
        ),
    ] {
        let mut times = Vec::new();
        for _ in 0..100 {
            let begun = Instant::now();
            get(&mut client, request.clone()).await;
            times.push(begun.elapsed());
        }
        times.sort();
        println!("{what}: p50 {:?}, p99 {:?}", times[50], times[98]);
        assert!(times[98] < SLOWEST, "{what}: {:?}", times[98]);
    }
}
