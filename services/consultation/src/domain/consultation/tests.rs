//! The rules of consultations, case by case.

use super::*;

fn reasons_given() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "More time.".into(),
        language_code: "en".into(),
    }]
}

fn announced() -> pb::Consultation {
    pb::Consultation {
        name: "consultations/c".into(),
        titles: vec![LocalizedText {
            text: "Round".into(),
            language_code: "en".into(),
        }],
        draft_law_versions: vec!["draftLaws/d/versions/v1".into()],
        open_time: Some(date::timestamp(1_000_000)),
        close_time: Some(date::timestamp(2_000_000)),
        announce_time: Some(date::timestamp(1)),
        ..Default::default()
    }
}

#[test]
fn an_extension_leads_later_and_a_closed_one_stays_closed() {
    let mut consultation = announced();
    let until = |seconds| pb::ExtendConsultationRequest {
        close_time: Some(Timestamp {
            seconds,
            nanos: 999,
        }),
        reasons: reasons_given(),
        ..Default::default()
    };
    let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason()).err();
    assert_eq!(
        reason(extend(&mut consultation, &until(2), 1_500_000)),
        Some(Reason::DatesInvalid)
    );
    assert_eq!(
        reason(extend(&mut consultation, &until(3), 1_500_000)),
        None
    );
    assert_eq!(consultation.close_time, Some(date::timestamp(3_000_000)));
    assert_eq!(
        consultation.extensions[0].previous_close_time,
        Some(date::timestamp(2_000_000))
    );
    assert_eq!(
        reason(extend(&mut consultation, &until(4), 3_000_000)),
        Some(Reason::StateTransitionForbidden)
    );
}

#[test]
fn once_announced_the_question_is_fixed() {
    let present = announced();
    let refused = |change: fn(&mut pb::Consultation)| {
        let mut merged = present.clone();
        change(&mut merged);
        check_update(&present, &merged).is_err()
    };
    assert!(!refused(|c| c.titles.clear()));
    assert!(!refused(|c| c.time_zone = "Asia/Aqtau".into()));
    assert!(refused(|c| c.draft_law_versions.clear()));
    assert!(refused(|c| c.organizer = "o".into()));
    assert!(refused(|c| c.open_time = None));
    assert!(refused(|c| c.close_time = None));
    let mut draft = announced();
    draft.announce_time = None;
    assert!(check_update(&draft, &present).is_ok());
    draft.cancel_time = Some(date::timestamp(1));
    assert!(check_update(&draft, &draft).is_err());
}

#[test]
fn its_times_are_in_order_and_its_zone_has_a_name() {
    assert!(check(&mut announced()).is_ok());
    let fields = |change: fn(&mut pb::Consultation)| {
        let mut consultation = announced();
        change(&mut consultation);
        let error = check(&mut consultation).expect_err("a fault");
        error
            .fields()
            .iter()
            .map(|v| v.field.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        fields(|c| c.close_time = c.open_time),
        ["consultation.close_time"]
    );
    let zones: [fn(&mut pb::Consultation); 4] = [
        |c| c.time_zone = "Asia/".into(),
        |c| c.time_zone = "Asia/Almatyy".into(),
        |c| c.time_zone = "Mars/Olympus".into(),
        |c| c.time_zone = "UTC+5".into(),
    ];
    for change in zones {
        assert_eq!(fields(change), ["consultation.time_zone"]);
    }
    assert_eq!(
        fields(|c| {
            c.open_time = Some(Timestamp {
                seconds: 0,
                nanos: -1,
            });
            c.close_time = Some(Timestamp {
                seconds: i64::MAX,
                nanos: 0,
            });
        }),
        ["consultation.open_time", "consultation.close_time"]
    );
}

#[test]
fn a_day_that_was_missed_is_not_missed_again_by_another_that_has_passed() {
    let today = date::parse("2026-11-29").expect("a day");
    let now = date::first_moment(&today);
    let missed = Some(Timestamp {
        seconds: 1,
        nanos: 0,
    });
    let of = |day: &str| {
        let mut round = pb::Consultation {
            reply_miss_time: missed,
            ..Default::default()
        };
        set_due(&mut round, (date::parse(day), duty::given()), now);
        round.reply_miss_time
    };
    assert_eq!(of("2026-11-26"), missed);
    assert_eq!(of("2026-12-26"), None, "one to come may be missed");
}
