//! The rules of hearings: when they may be moved, held, cancelled and described.

use kenes_proto::types::Document;

use super::*;

const NOON: i64 = 1_779_710_400_000_000;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn attended_by(attendee_count: i32) -> pb::HoldHearingRequest {
    pb::HoldHearingRequest {
        attendee_count,
        ..Default::default()
    }
}

fn papers(minutes: Document, transcript: Option<Document>) -> pb::PublishMinutesRequest {
    pb::PublishMinutesRequest {
        minutes: Some(minutes),
        transcript,
        ..Default::default()
    }
}

fn hearing() -> Hearing {
    let mut hearing = Hearing {
        titles: en("Round table"),
        start_time: Some(date::timestamp(NOON)),
        ..Default::default()
    };
    hearing.set_state(State::Tentative);
    hearing
}

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

type Change = fn(&mut Hearing);

fn reason<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (Reason, Vec<String>) {
    let error = outcome.expect_err("a refusal");
    let fields = error.fields().iter().map(|v| v.field.clone()).collect();
    (error.reason(), fields)
}

#[test]
fn a_hearing_has_times_or_days() {
    assert!(check(&hearing(), 2026_05_25).is_ok());
    let with = |change: Change| {
        let mut hearing = hearing();
        change(&mut hearing);
        check(&hearing, 2026_05_25)
    };
    assert!(
        with(|h| {
            h.start_time = None;
            h.start_date = Some(day(2000, 0, 0));
        })
        .is_ok()
    );
    let wrong: [(Change, &str); 6] = [
        (|h| h.start_time = None, "hearing.start_time"),
        (
            |h| h.start_date = Some(day(2000, 1, 1)),
            "hearing.start_date",
        ),
        (|h| h.end_date = Some(day(2000, 1, 1)), "hearing.end_date"),
        (
            |h| h.end_time = Some(date::timestamp(NOON - 1)),
            "hearing.end_time",
        ),
        (
            |h| {
                h.start_time = None;
                h.start_date = Some(day(2003, 10, 15));
                h.end_date = Some(day(2003, 10, 14));
            },
            "hearing.end_date",
        ),
        (
            |h| {
                h.start_time = None;
                h.start_date = Some(day(2003, 2, 30));
            },
            "hearing.start_date",
        ),
    ];
    for (change, field) in wrong {
        let (why, fields) = reason(with(change));
        assert_eq!((why, fields[0].as_str()), (Reason::DatesInvalid, field));
    }
    let zones: [Change; 4] = [
        |h| h.time_zone = "Asia Almaty".into(),
        |h| h.time_zone = "Asia/Almatyy".into(),
        |h| h.time_zone = "Mars/Olympus".into(),
        |h| h.time_zone = "UTC+5".into(),
    ];
    for change in zones {
        let (why, fields) = reason(with(change));
        assert_eq!(why, Reason::FieldInvalid);
        assert_eq!(fields, ["hearing.time_zone"]);
    }
    assert!(with(|h| h.time_zone = "Asia/Almaty".into()).is_ok());
}

#[test]
fn the_states_follow_each_other_one_way() {
    use State::{Cancelled, Confirmed, Passed, Tentative};
    let allowed = [
        (Tentative, Confirmed),
        (Tentative, Cancelled),
        (Confirmed, Cancelled),
        (Confirmed, Passed),
    ];
    for from in [Tentative, Confirmed, Cancelled, Passed] {
        for to in [Tentative, Confirmed, Cancelled, Passed] {
            let mut hearing = hearing();
            hearing.set_state(from);
            let moved = advance(&mut hearing, to);
            assert_eq!(moved.is_ok(), allowed.contains(&(from, to)));
        }
    }
}

#[test]
fn the_dates_of_an_announced_hearing_change_by_rescheduling_only() {
    let present = hearing();
    let mut merged = present.clone();
    merged.start_time = Some(date::timestamp(NOON + 1));
    assert!(check_update(&present, &merged, 2026_05_25).is_ok());

    let mut announced = present.clone();
    announced.set_state(State::Confirmed);
    merged.set_state(State::Confirmed);
    let (why, fields) = reason(check_update(&announced, &merged, 2026_05_25));
    assert_eq!(
        (why, fields[0].as_str()),
        (Reason::DatesInvalid, "hearing.start_time")
    );
    merged.start_time = None;
    merged.start_date = Some(day(2026, 5, 25));
    let (_, fields) = reason(check_update(&announced, &merged, 2026_05_25));
    assert_eq!(fields, ["hearing.start_date"]);

    let request = pb::RescheduleHearingRequest {
        start_date: Some(day(2026, 6, 1)),
        reasons: en("The hall was taken."),
        ..Default::default()
    };
    reschedule(&mut announced, &request, NOON).expect("moved");
    assert_eq!(announced.start_time, None);
    let before = &announced.reschedules[0];
    assert_eq!(before.previous_start_time, present.start_time);
    assert_eq!(before.reasons, request.reasons);
    announced.set_state(State::Passed);
    let (why, _) = reason(reschedule(&mut announced, &request, NOON));
    assert_eq!(why, Reason::StateTransitionForbidden);
}

#[test]
fn a_hearing_is_held_after_it_began() {
    let mut early = hearing();
    early.set_state(State::Confirmed);
    let (why, _) = reason(hold(&mut early.clone(), &attended_by(5), NOON - 1));
    assert_eq!(why, Reason::DatesInvalid);
    hold(&mut early, &attended_by(5), NOON).expect("held");
    assert_eq!((early.state(), early.attendee_count), (State::Passed, 5));

    // Its day begins at midnight in Kazakhstan, five hours before that of UTC.
    let mut by_day = hearing();
    by_day.set_state(State::Confirmed);
    by_day.start_time = None;
    by_day.start_date = Some(day(2026, 5, 26));
    let midnight = date::parse_time("2026-05-26T00:00:00+05:00").expect("a time");
    assert!(hold(&mut by_day.clone(), &attended_by(0), midnight - 1).is_err());
    assert!(hold(&mut by_day, &attended_by(0), midnight).is_ok());
}

#[test]
fn minutes_are_added_to_what_was_held() {
    let paper = |kind: &str| Document {
        document_type: kind.into(),
        sha256: vec![7; 32],
        ..Default::default()
    };
    let mut held = hearing();
    let (why, _) = reason(publish_minutes(
        &mut held,
        &papers(paper("minutes"), None),
        NOON,
    ));
    assert_eq!(why, Reason::StateTransitionForbidden);
    held.set_state(State::Passed);
    let transcript = Some(paper("minutes"));
    let request = papers(paper("agenda"), transcript);
    let (why, fields) = reason(publish_minutes(&mut held, &request, NOON));
    assert_eq!(why, Reason::FieldInvalid);
    assert_eq!(
        fields,
        ["minutes.document_type", "transcript.document_type"]
    );
    for _ in 0..2 {
        let transcript = Some(paper("transcript"));
        publish_minutes(&mut held, &papers(paper("minutes"), transcript), NOON).expect("published");
    }
    assert_eq!(held.documents.len(), 4);
    held.documents = vec![paper("agenda"); MAX_DOCUMENTS];
    let (_, fields) = reason(publish_minutes(
        &mut held,
        &papers(paper("minutes"), None),
        NOON,
    ));
    assert_eq!(fields, ["minutes"]);
}

#[test]
fn minutes_are_a_text_or_a_document_with_its_hash() {
    let mut held = hearing();
    held.set_state(State::Passed);
    let mut publish = |texts: &[LocalizedText], minutes: Option<&str>, transcript: Option<&str>| {
        let paper = |kind: &str, hash: &str| Document {
            document_type: kind.into(),
            sha256: hash.as_bytes().to_vec(),
            ..Default::default()
        };
        let request = pb::PublishMinutesRequest {
            texts: texts.to_vec(),
            minutes: minutes.map(|hash| paper("minutes", hash)),
            transcript: transcript.map(|hash| paper("transcript", hash)),
            ..Default::default()
        };
        publish_minutes(&mut held, &request, NOON)
    };
    let (said, hash) = (
        en("Twenty days were asked for."),
        Some("32 bytes, as the contract says."),
    );
    assert!(publish(&said, None, None).is_ok());
    assert!(publish(&[], hash, None).is_ok());
    assert!(publish(&said, hash, hash).is_ok());
    for (texts, minutes, transcript, field) in [
        (&[][..], None, None, "texts"),
        (&[], None, hash, "texts"),
        (&[], Some(""), None, "minutes.sha256"),
        (&said, Some(""), None, "minutes.sha256"),
        (&said, None, Some(""), "transcript.sha256"),
    ] {
        let (why, fields) = reason(publish(texts, minutes, transcript));
        assert_eq!(why, Reason::MinutesIncomplete);
        assert_eq!(fields, [field]);
    }
    assert_eq!((held.documents.len(), held.minutes_texts), (3, said));
}

#[test]
fn who_takes_part_is_asked_about_for_the_day_of_the_hearing_if_it_has_come() {
    let mut hearing = hearing();
    assert_eq!(asked_for(&hearing, NOON + 9), NOON);
    assert_eq!(
        asked_for(&hearing, NOON - 9),
        NOON - 9,
        "it is still to come"
    );
    hearing.start_time = None;
    hearing.start_date = Some(day(2003, 10, 14));
    let asked = asked_for(&hearing, NOON);
    assert_eq!(date::local_day(asked), day(2003, 10, 14));
    for known in [day(2003, 10, 0), day(2003, 0, 0)] {
        hearing.start_date = Some(known);
        assert_eq!(asked_for(&hearing, NOON), NOON, "no day is known");
    }
    let today = date::local_day(NOON);
    hearing.start_date = Some(today);
    assert_eq!(date::local_day(asked_for(&hearing, NOON)), today);
}
