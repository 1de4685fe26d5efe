//! The forms in which other programs read the record: calendars, feeds, documents in Akoma Ntoso. What in them is valid by the
//! standards is `tests/clients`' to say; here is what they hold, what they leave out, and what is refused.

mod feed;
mod rendering;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, document_service_client::DocumentServiceClient as Client, hearing::Kind,
    },
    types::ErrorReason as Reason,
};
use tonic::Code;

use crate::{
    chamber::{CHAMBER, Chamber, MINISTRY, OFFICIAL, answer, proposal},
    roll::day,
    world::{World, ask, en, fields, refused},
};

const LAW: &str = "draftLaws/law";

fn client(world: &World) -> Client<Channel> {
    Client::new(world.consultation.clone())
}

/// A proposal on the draft law, sent to the ministry.
async fn sent(it: &mut Chamber, id: &str) -> pb::Recommendation {
    let mut request = proposal(id, &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.draft_laws = vec![LAW.into()];
    it.sent(request).await
}

/// The lines of a calendar, unfolded.
async fn calendar(it: &Chamber, change: impl FnOnce(&mut pb::GetCalendarRequest)) -> Vec<String> {
    let mut request = pb::GetCalendarRequest {
        language_code: "en".into(),
        ..Default::default()
    };
    change(&mut request);
    let found = client(&it.world).get_calendar(request).await;
    let found = found.expect("a calendar").into_inner();
    assert_eq!(found.media_type, "text/calendar; charset=utf-8");
    let text = String::from_utf8(found.data).expect("a text");
    let begun = text.matches("BEGIN:VEVENT").count();
    assert_eq!(usize::try_from(found.event_count), Ok(begun));
    let unfolded = text.replace("\r\n ", "");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

fn values<'a>(lines: &'a [String], name: &str) -> Vec<&'a str> {
    let start = format!("{name}:");
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(&start))
        .collect()
}

#[tokio::test]
async fn a_calendar_has_hearings_windows_and_days_to_answer_by() {
    let mut it = Chamber::start().await;
    sent(&mut it, "term").await;
    let all = [
        "Session",
        "Consultation: First round",
        "Answer due: On the term",
    ];
    let found = calendar(&it, |_| {}).await;
    assert_eq!(values(&found, "SUMMARY"), all);
    assert_eq!(
        values(&found, "DTSTART;VALUE=DATE"),
        ["20260401", "20260610"]
    );
    assert_eq!(values(&found, "DTEND;VALUE=DATE"), ["20260701", "20260611"]);
    assert_eq!(values(&found, "STATUS"), ["CONFIRMED"; 3]);
    let names = [
        "hearings/session",
        "consultations/round",
        "recommendations/term",
    ];
    assert_eq!(values(&found, "X-KENES-NAME"), names);

    let of_law = calendar(&it, |request| request.draft_law = LAW.into()).await;
    assert_eq!(values(&of_law, "SUMMARY"), all[1..]);
    let of_body = calendar(&it, |request| request.body = MINISTRY.into()).await;
    assert_eq!(values(&of_body, "SUMMARY"), all[1..]);
    let of_chamber = calendar(&it, |request| request.body = CHAMBER.into()).await;
    assert_eq!(values(&of_chamber, "SUMMARY"), all[..1]);
    let russian = calendar(&it, |request| request.language_code = "ru".into()).await;
    assert!(values(&russian, "SUMMARY").contains(&"Срок ответа: On the term"));
    let later = calendar(&it, |request| request.start_date = day("2026-07-01")).await;
    assert_eq!(values(&later, "SUMMARY"), [""; 0]);

    let given = answer(
        "recommendations/term",
        MINISTRY,
        pb::response::Outcome::Accepted,
    );
    it.answer(OFFICIAL, given).await.expect("an answer");
    let found = calendar(&it, |_| {}).await;
    let said = values(&found, "DESCRIPTION");
    assert!(
        said.iter().any(|line| line.starts_with("Answered by ")),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_hearing_keeps_its_uid_counts_its_revisions_and_stays_when_it_is_cancelled() {
    let mut it = Chamber::start().await;
    let mut hearing = pb::Hearing {
        titles: en("A round table"),
        organizer: MINISTRY.into(),
        start_date: day("2026-09-01"),
        ..Default::default()
    };
    hearing.set_kind(Kind::RoundTable);
    let request = pb::CreateHearingRequest {
        hearing: Some(hearing),
        hearing_id: "table".into(),
        ..Default::default()
    };
    let made = it.hearings().create_hearing(ask(request)).await;
    let made = made.expect("created").into_inner();
    let seen = async |it: &Chamber| {
        let found = calendar(it, |request| request.start_date = day("2026-09-01")).await;
        let one = |name| values(&found, name).concat();
        (one("UID"), one("SEQUENCE"), one("STATUS"))
    };
    let as_is =
        |sequence: &str, status: &str| (made.uid.clone(), sequence.to_owned(), status.to_owned());
    assert_eq!(seen(&it).await, as_is("0", "TENTATIVE"));
    it.announce(&made.name).await;
    assert_eq!(seen(&it).await, as_is("1", "CONFIRMED"));
    let cancel = pb::CancelHearingRequest {
        name: made.name.clone(),
        reasons: en("The hall was taken."),
        ..Default::default()
    };
    let cancelled = it.hearings().cancel_hearing(ask(cancel)).await;
    cancelled.expect("cancelled");
    assert_eq!(seen(&it).await, as_is("2", "CANCELLED"));
}

#[tokio::test]
async fn a_calendar_or_feed_that_cannot_be_is_refused() {
    let it = Chamber::start().await;
    let mut client = client(&it.world);
    let both = pb::GetCalendarRequest {
        draft_law: LAW.into(),
        body: MINISTRY.into(),
        ..Default::default()
    };
    let outcome = client.get_calendar(both).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["body"]);
    for (law, body) in [
        ("draftLaws/none", ""),
        ("", "//registry.kenes/organizations/none"),
    ] {
        let request = pb::GetCalendarRequest {
            draft_law: law.into(),
            body: body.into(),
            ..Default::default()
        };
        let outcome = client.get_calendar(request).await;
        refused(outcome, Code::NotFound, Reason::ResourceNotFound);
        let request = pb::GetFeedRequest {
            draft_law: law.into(),
            body: body.into(),
            ..Default::default()
        };
        let outcome = client.get_feed(request).await;
        refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    }
    for (first, last) in [
        ("2026-05", ""),
        ("2026-05-02", "2026-05-01"),
        ("2003-01-01", "2026-01-01"),
    ] {
        let request = pb::GetCalendarRequest {
            start_date: day(first),
            end_date: day(last),
            ..Default::default()
        };
        let outcome = client.get_calendar(request).await;
        refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    }
    let request = pb::GetCalendarRequest {
        language_code: "de".into(),
        ..Default::default()
    };
    let outcome = client.get_calendar(request).await;
    refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
}
