//! What the lines of a calendar say.

use kenes_proto::gtype::LocalizedText;

use super::*;

const BODY: &str = "//registry.kenes/organizations/chamber";

fn texts(pairs: &[(&str, &str)]) -> Vec<LocalizedText> {
    let text = |(code, text): &(&str, &str)| LocalizedText {
        text: (*text).into(),
        language_code: (*code).into(),
    };
    pairs.iter().map(text).collect()
}

fn hearing() -> pb::Hearing {
    let mut hearing = pb::Hearing {
        name: "hearings/h".into(),
        uid: "0f0e".into(),
        etag: "\"3\"".into(),
        create_time: Some(date::timestamp(1_767_225_600_000_000)),
        update_time: Some(date::timestamp(1_767_229_200_500_000)),
        titles: texts(&[
            ("kk", "Тыңдау"),
            ("en", "A hearing; on two, or three\\things"),
        ]),
        organizer: BODY.into(),
        start_time: Some(date::timestamp(1_780_000_000_000_000)),
        online_uri: "https://example.org/live".into(),
        ..Default::default()
    };
    hearing.set_state(State::Confirmed);
    hearing
}

/// The lines of a calendar of one entry, unfolded.
fn lines(entry: Entry, language: Language) -> Vec<String> {
    let known = Titles::from([(
        BODY.to_owned(),
        texts(&[("en", "The Chamber"), ("kk", "Палата")]),
    )]);
    let teller = Teller {
        language,
        titles: &known,
    };
    let (file, count) = write(&[entry], "All", teller);
    assert_eq!(count, file.matches("BEGIN:VEVENT").count());
    let longest = file.split("\r\n").map(str::len).max();
    assert!(longest <= Some(75), "{file}");
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "{file}");
    let unfolded = file.replace("\r\n ", "");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

fn line<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    let mut lines = lines.iter();
    let found = lines.find(|line| {
        line.starts_with(&format!("{name}:")) || line.starts_with(&format!("{name};"))
    });
    found.map(|line| &line[name.len() + 1..])
}

#[test]
fn a_hearing_has_its_uid_its_revision_and_its_times_in_utc() {
    let said = lines(Entry::Hearing(hearing()), Language::English);
    for (name, value) in [
        ("UID", "0f0e"),
        ("SEQUENCE", "2"),
        ("DTSTAMP", "20260101T010000Z"),
        ("LAST-MODIFIED", "20260101T010000Z"),
        ("CREATED", "20260101T000000Z"),
        ("DTSTART", "20260528T202640Z"),
        ("STATUS", "CONFIRMED"),
        ("SUMMARY", r"A hearing\; on two\, or three\\things"),
        ("DESCRIPTION", "Held by The Chamber"),
        ("URL", "https://example.org/live"),
        ("X-KENES-NAME", "hearings/h"),
    ] {
        assert_eq!(line(&said, name), Some(value), "{said:?}");
    }
    assert_eq!(line(&said, "DTEND"), None);
    let kazakh = lines(Entry::Hearing(hearing()), Language::Kazakh);
    assert_eq!(line(&kazakh, "SUMMARY"), Some("Тыңдау"));
    assert_eq!(line(&kazakh, "DESCRIPTION"), Some("Өткізуші: Палата"));
}

#[test]
fn a_hearing_of_days_ends_on_the_day_after_its_last_and_one_without_a_day_is_left_out() {
    let of = |first: &str, last: &str| {
        let hearing = pb::Hearing {
            start_time: None,
            start_date: date::parse(first),
            end_date: date::parse(last),
            ..hearing()
        };
        lines(Entry::Hearing(hearing), Language::English)
    };
    let forum = of("2005-09-11", "2005-09-12");
    assert_eq!(line(&forum, "DTSTART"), Some("VALUE=DATE:20050911"));
    assert_eq!(line(&forum, "DTEND"), Some("VALUE=DATE:20050913"));
    let one = of("2005-12-31", "");
    assert_eq!(line(&one, "DTEND"), Some("VALUE=DATE:20060101"));
    assert_eq!(line(&of("2005-09", ""), "BEGIN"), Some("VCALENDAR"));
    assert_eq!(line(&of("2005-09", ""), "UID"), None);
}

#[test]
fn what_was_called_off_is_cancelled_and_says_why_in_short() {
    let mut gone = hearing();
    gone.set_state(State::Cancelled);
    gone.cancel_reasons = texts(&[("en", &"Қ\u{1}а ".repeat(2_000))]);
    let said = lines(Entry::Hearing(gone), Language::English);
    assert_eq!(line(&said, "STATUS"), Some("CANCELLED"));
    let description = line(&said, "DESCRIPTION").unwrap_or_default();
    assert!(
        description.starts_with(r"Held by The Chamber\nҚа Қа"),
        "{description}"
    );
    assert!(description.ends_with("..."));
    assert!(description.chars().count() < 530, "{description}");
}

#[test]
fn a_uri_that_is_no_link_breaks_no_line() {
    for bad in [
        "javascript:alert(1)",
        "https://x\r\nATTENDEE:y",
        "https://x y",
    ] {
        let mut hearing = hearing();
        hearing.online_uri = bad.into();
        let said = lines(Entry::Hearing(hearing), Language::English);
        assert_eq!(line(&said, "URL"), None, "{bad}");
    }
}

#[test]
fn a_consultation_is_its_window_and_an_answer_is_due_on_a_day() {
    let consultation = pb::Consultation {
        name: "consultations/c".into(),
        uid: "0c".into(),
        titles: texts(&[("ru", "О проекте")]),
        organizer: BODY.into(),
        open_time: Some(date::timestamp(1_780_000_000_000_000)),
        close_time: Some(date::timestamp(1_781_000_000_000_000)),
        announce_time: Some(date::timestamp(1_779_000_000_000_000)),
        ..Default::default()
    };
    let said = lines(Entry::Consultation(consultation.clone()), Language::Russian);
    assert_eq!(line(&said, "SUMMARY"), Some("Обсуждение: О проекте"));
    assert_eq!(line(&said, "DTEND"), Some("20260609T101320Z"));
    assert_eq!(line(&said, "TRANSP"), Some("TRANSPARENT"));
    let mut due = Due {
        subject: Subject::Consultation(consultation),
        body: BODY.into(),
        day: date::parse("2026-07-01").expect("a day"),
        answered: None,
    };
    let said = lines(Entry::Due(due.clone()), Language::English);
    assert_eq!(line(&said, "UID"), Some("0c-due-chamber"));
    assert_eq!(line(&said, "DTSTART"), Some("VALUE=DATE:20260701"));
    assert_eq!(line(&said, "SUMMARY"), Some("Answer due: О проекте"));
    let is = line(&said, "DESCRIPTION");
    assert_eq!(is, Some("The Chamber is to answer by 2026-07-01."));
    due.answered = date::parse("2026-06-20");
    let said = lines(Entry::Due(due), Language::English);
    let is = line(&said, "DESCRIPTION");
    assert_eq!(is, Some("Answered by The Chamber on 2026-06-20."));
}
