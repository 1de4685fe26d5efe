//! The organizations over which statistics are measured: the same in every run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, AnnualFigure, NgoActivity, NgoProfile, ngo_activity::Status as Judgement,
        ngo_profile::Scope, organization::Kind,
        organization_service_client::OrganizationServiceClient,
        statistics_service_client::StatisticsServiceClient,
    },
    types::{Classification, Place, Source},
};
use tonic::{Status, transport::Channel};

use crate::bench::{
    Outcome,
    dice::Dice,
    load::{self, Channels, Until},
    seed::{as_clerk, en, fingerprint},
};

pub(super) const ORGANIZATIONS: u64 = 30_000;
pub(super) const FIRST_YEAR: i32 = 2005;
pub(super) const LAST_YEAR: i32 = 2024;
/// A day in the middle of a year.
pub(super) const DAY: Date = Date {
    year: 2019,
    month: 6,
    day: 14,
};
/// Calls in flight while filling: each writes the counts of 20 years.
const FILLERS: usize = 16;
/// PostgreSQL puts additions to counters together every few seconds; so long after the last of them all are.
const FOLDED: Duration = Duration::from_secs(12);

const REGIONS: &[&str] = &[
    "KZ-10", "KZ-11", "KZ-15", "KZ-19", "KZ-23", "KZ-27", "KZ-31", "KZ-33", "KZ-35", "KZ-39",
    "KZ-43", "KZ-47", "KZ-55", "KZ-59", "KZ-61", "KZ-62", "KZ-63", "KZ-71", "KZ-75", "KZ-79",
];
const FIELDS: &[&str] = &[
    "A10", "B12", "C20", "D11", "E10", "F10", "G10", "H10", "I10",
];
const GROUPS: &[&str] = &[
    "women",
    "vulnerable-protection",
    "environmental",
    "youth",
    "human-rights",
];
const FORMS: &[&str] = &["public-association", "public-fund", "institution"];

/// Writes the organizations; those that are there already are answered again. Returns the rate of the creations.
pub(super) async fn fill(channels: &Channels) -> Outcome<f64> {
    let begun = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let created = load::run(FILLERS, Until::Calls(ORGANIZATIONS), |n| {
        let (channel, next) = (channels.of(n), Arc::clone(&next));
        move || {
            let (channel, n) = (channel.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move { create(channel, n).await }
        }
    })
    .await?;
    let rate = created.rate();
    settled(created)?;
    let next = Arc::new(AtomicU64::new(0));
    let lived = load::run(FILLERS, Until::Calls(ORGANIZATIONS), |n| {
        let (channel, next) = (channels.of(n), Arc::clone(&next));
        move || {
            let (channel, n) = (channel.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move { live(channel, n).await }
        }
    })
    .await?;
    settled(lived)?;
    eprintln!("filled in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(rate)
}

fn settled(load: load::Load) -> Outcome<()> {
    load.first_refusal
        .map_or(Ok(()), |status| Err(format!("filling: {status}").into()))
}

/// Waits until what was written is what is read at any time, and makes sure that all are counted.
pub(super) async fn settle(channels: &Channels, engine: &str) -> Outcome<()> {
    if engine != "sqlite" {
        tokio::time::sleep(FOLDED).await;
    }
    let request = pb::GetStatisticsRequest {
        indicator: "employees".into(),
        from_year: FIRST_YEAR,
        to_year: LAST_YEAR,
        ..Default::default()
    };
    let mut client = StatisticsServiceClient::new(channels.of(0));
    let answer = client.get_statistics(request).await?.into_inner();
    let points = answer.series.iter().flat_map(|series| &series.points);
    let reporting: Vec<_> = points
        .map(pb::StatisticsPoint::reporting_organization_count)
        .collect();
    let all = i64::try_from(ORGANIZATIONS)?;
    match reporting.iter().all(|count| *count == all) {
        true => Ok(()),
        false => Err(format!("of {all} organizations these are counted: {reporting:?}").into()),
    }
}

fn id(n: u64) -> String {
    format!("bench-counted-{n:05}")
}

fn pick<'a>(from: &[&'a str], dice: &mut Dice) -> &'a str {
    let at = dice.below(from.len() as u64);
    from[usize::try_from(at).unwrap_or(0)]
}

fn small(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(0)
}

fn founded(dice: &mut Dice) -> Date {
    Date {
        year: 1988 + small(dice.below(17)),
        month: 1 + small(dice.below(12)),
        day: 1 + small(dice.below(28)),
    }
}

/// An organization with what it reported of each year, and how it was judged every few years.
fn organization(n: u64) -> pb::Organization {
    let mut dice = Dice::new(n);
    let founding_date = founded(&mut dice);
    let source = || {
        Some(Source {
            note: "Invented for a measurement".into(),
            ..Default::default()
        })
    };
    let figures = (FIRST_YEAR..=LAST_YEAR).map(|year| AnnualFigure {
        year,
        employees: Some(i64::from(1 + small(dice.below(40)))),
        citizens_served: None,
        source: source(),
    });
    let figures = figures.collect();
    let judged = |(at, year): (u64, i32)| NgoActivity {
        status: match (n + at) % 5 {
            0 => Judgement::Passive.into(),
            _ => Judgement::Active.into(),
        },
        since_date: Some(Date {
            year,
            month: 3,
            day: 1,
        }),
        basis: "Invented for a measurement".into(),
    };
    let years = (FIRST_YEAR..=LAST_YEAR).step_by(5);
    let activities = (0..).zip(years).map(judged).collect();
    pb::Organization {
        kind: Kind::Ngo.into(),
        titles: en(&format!("Counted NGO {n:05}")),
        founding_date: Some(founding_date),
        legal_form_code: pick(FORMS, &mut dice).into(),
        place: Some(Place {
            subdivision_code: pick(REGIONS, &mut dice).into(),
            ..Default::default()
        }),
        classifications: vec![Classification {
            scheme: "ICNP/TSO".into(),
            code: pick(FIELDS, &mut dice).into(),
            primary: true,
        }],
        ngo_profile: Some(NgoProfile {
            scope: match dice.below(3) {
                0 => Scope::RepublicWide.into(),
                1 => Scope::Regional.into(),
                _ => Scope::Sectoral.into(),
            },
            group_codes: vec![pick(GROUPS, &mut dice).into()],
            figures,
            activities,
            settlement_kind_code: if dice.below(4) == 0 { "rural" } else { "urban" }.into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn create(channel: Channel, n: u64) -> Result<(), Status> {
    let mut request = pb::CreateOrganizationRequest {
        organization: Some(organization(n)),
        organization_id: id(n),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    let mut client = OrganizationServiceClient::new(channel);
    client
        .create_organization(as_clerk(request))
        .await
        .map(drop)
}

/// A tenth is suspended and reinstated, a sixth dissolved.
async fn live(channel: Channel, n: u64) -> Result<(), Status> {
    let mut client = OrganizationServiceClient::new(channel);
    let mut dice = Dice::new(ORGANIZATIONS + n);
    let name = format!("organizations/{}", id(n));
    let reason = "Invented for a measurement";
    let mut on = |from: i32, years: u64| {
        Some(Date {
            year: from + small(dice.below(years)),
            month: 1 + small(dice.below(12)),
            day: 1 + small(dice.below(28)),
        })
    };
    if n % 10 == 1 {
        let mut request = pb::SuspendOrganizationRequest {
            name: name.clone(),
            effective_date: on(2006, 6),
            reason: reason.into(),
            ..Default::default()
        };
        request.request_id = fingerprint(&request);
        client.suspend_organization(as_clerk(request)).await?;
        let mut request = pb::ReinstateOrganizationRequest {
            name: name.clone(),
            effective_date: on(2012, 3),
            reason: reason.into(),
            ..Default::default()
        };
        request.request_id = fingerprint(&request);
        client.reinstate_organization(as_clerk(request)).await?;
    }
    if n % 6 == 1 {
        let mut request = pb::DissolveOrganizationRequest {
            name,
            effective_date: on(2015, 10),
            reason: reason.into(),
            ..Default::default()
        };
        request.request_id = fingerprint(&request);
        client.dissolve_organization(as_clerk(request)).await?;
    }
    Ok(())
}
