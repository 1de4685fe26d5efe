//! Working calendars: reference data with dates, revisions and sources, loaded once.

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{self as pb, CalendarDay},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use super::{Client, client, sources};
use crate::{
    roll::{day, paths},
    world::{World, ask, en, fields, refused},
};

fn days(days: &[&str]) -> Vec<CalendarDay> {
    let days = days.iter().map(|text| CalendarDay {
        date: Some(day(text).expect("a day")),
        reasons: en("A holiday"),
    });
    days.collect()
}

fn year(year: i32) -> pb::WorkingCalendar {
    pb::WorkingCalendar {
        year,
        days_off: days(&[&format!("{year}-01-01")]),
        projected: true,
        sources: sources(),
        ..Default::default()
    }
}

async fn create(
    client: &mut Client<Channel>,
    calendar: pb::WorkingCalendar,
    id: &str,
) -> Result<pb::WorkingCalendar, Status> {
    let request = pb::CreateWorkingCalendarRequest {
        working_calendar: Some(calendar),
        working_calendar_id: id.into(),
        ..Default::default()
    };
    let made = client.create_working_calendar(ask(request)).await;
    made.map(Response::into_inner)
}

async fn count(client: &mut Client<Channel>, from: &str, to: &str) -> Result<i32, Status> {
    let request = pb::CountWorkingDaysRequest {
        start_date: day(from),
        end_date: day(to),
    };
    let counted = client.count_working_days(request).await;
    counted.map(|answer| answer.into_inner().working_day_count)
}

#[tokio::test]
async fn the_years_that_a_service_begins_with_have_248_246_247_and_247_working_days() {
    let world = World::start().await;
    let mut client = client(&world);
    let none = count(&mut client, "2026-01-01", "2026-12-31").await;
    refused(none, Code::FailedPrecondition, Reason::CalendarYearMissing);
    let written = consultation::starter::load(&world.app)
        .await
        .expect("loaded");
    assert!(written > 20, "{written}");
    let again = consultation::starter::load(&world.app)
        .await
        .expect("nothing to do");
    assert_eq!(again, 0);
    for (year, expected) in [(2024, 248), (2025, 246), (2026, 247), (2027, 247)] {
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let counted = count(&mut client, &from, &to).await.expect("counted");
        assert_eq!(counted, expected, "{year}");
    }
    let listed = client.list_working_calendars(pb::ListWorkingCalendarsRequest::default());
    let listed = listed.await.expect("a list").into_inner().working_calendars;
    let said = listed
        .iter()
        .map(|one| (one.year, one.working_day_count, one.projected));
    let expected = [
        (2024, 248, false),
        (2025, 246, false),
        (2026, 247, false),
        (2027, 247, true),
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
    // Over New Year, in Nauryz, and where a Sunday was worked for a Friday.
    for (from, to, expected) in [
        ("2025-12-29", "2026-01-08", 6),
        ("2026-03-20", "2026-03-26", 2),
        ("2025-01-03", "2025-01-05", 1),
    ] {
        assert_eq!(
            count(&mut client, from, to).await.expect("counted"),
            expected
        );
    }
    for (from, to) in [("2023-12-31", "2024-01-01"), ("2027-12-31", "2028-01-01")] {
        let missing = count(&mut client, from, to).await;
        refused(
            missing,
            Code::FailedPrecondition,
            Reason::CalendarYearMissing,
        );
    }
    let backwards = count(&mut client, "2026-01-02", "2026-01-01").await;
    refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
}

#[tokio::test]
async fn a_calendar_is_written_read_corrected_and_keeps_what_it_was() {
    let world = World::start().await;
    let mut client = client(&world);
    let made = create(&mut client, year(2028), "")
        .await
        .expect("a calendar");
    assert_eq!(made.name, "workingCalendars/2028");
    assert_eq!(made.working_day_count, 260, "the 1st is a Saturday");
    let again = create(&mut client, year(2028), "2028").await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    world.hand.pass(DAY);
    let update = |calendar: pb::WorkingCalendar, mask: &[&str]| pb::UpdateWorkingCalendarRequest {
        working_calendar: Some(pb::WorkingCalendar {
            name: "workingCalendars/2028".into(),
            ..calendar
        }),
        update_mask: paths(mask),
        ..Default::default()
    };
    let official = pb::WorkingCalendar {
        days_off: days(&["2028-01-03"]),
        ..Default::default()
    };
    let request = update(official, &["days_off", "projected"]);
    let saved = client.update_working_calendar(ask(request)).await;
    let saved = saved.expect("corrected").into_inner();
    assert_eq!((saved.working_day_count, saved.projected), (259, false));
    let get = pb::GetWorkingCalendarRequest {
        name: made.name.clone(),
        as_of_time: made.create_time,
        ..Default::default()
    };
    let before = client.get_working_calendar(get).await.expect("read");
    assert_eq!(before.into_inner(), made);
    let list = pb::ListWorkingCalendarRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let revisions = client.list_working_calendar_revisions(list).await;
    let revisions = revisions.expect("a list").into_inner();
    assert_eq!(revisions.working_calendar_revisions.len(), 2);
    let one = pb::GetWorkingCalendarRevisionRequest {
        name: format!("{}/revisions/1", made.name),
        ..Default::default()
    };
    let one = client
        .get_working_calendar_revision(one)
        .await
        .expect("read");
    assert_eq!(one.into_inner().snapshot, Some(made));

    let twice = pb::WorkingCalendar {
        days_off: days(&["2028-01-03", "2028-01-03"]),
        ..Default::default()
    };
    let request = update(twice, &["days_off"]);
    let twice = client.update_working_calendar(ask(request)).await;
    let status = refused(twice, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["working_calendar.days_off[1].date"]);
}

#[tokio::test]
async fn bad_calendars_are_refused_with_all_that_is_wrong() {
    let world = World::start().await;
    let mut client = client(&world);
    let bad = pb::WorkingCalendar {
        days_off: days(&["2027-12-31"]),
        worked_days: days(&["2028-01-03"]),
        ..year(2028)
    };
    let refusal = create(&mut client, bad, "").await;
    let status = refused(refusal, Code::InvalidArgument, Reason::DatesInvalid);
    let expected = [
        "working_calendar.days_off[0].date",
        "working_calendar.worked_days[0].date",
    ];
    assert_eq!(fields(&status), expected);
    let named = create(&mut client, year(2028), "2029").await;
    refused(named, Code::InvalidArgument, Reason::FieldInvalid);
    let unsourced = pb::WorkingCalendar {
        sources: Vec::new(),
        ..year(2028)
    };
    let unsourced = create(&mut client, unsourced, "").await;
    refused(unsourced, Code::InvalidArgument, Reason::SourceMissing);
    for odd in [0, -1, 10_000, i32::MAX] {
        let odd = create(
            &mut client,
            pb::WorkingCalendar {
                year: odd,
                ..year(2028)
            },
            "",
        )
        .await;
        refused(odd, Code::InvalidArgument, Reason::FieldInvalid);
    }
}

#[tokio::test]
async fn what_somebody_wrote_is_not_written_over_at_the_next_start() {
    let world = World::start().await;
    let mut client = client(&world);
    let own = create(&mut client, year(2026), "2026").await.expect("ours");
    consultation::starter::load(&world.app)
        .await
        .expect("loaded");
    let get = pb::GetWorkingCalendarRequest {
        name: own.name.clone(),
        ..Default::default()
    };
    let kept = client.get_working_calendar(get).await.expect("read");
    assert_eq!(kept.into_inner(), own);
}
