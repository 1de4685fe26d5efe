//! Days and times, and every day of two centuries.

use super::*;

mod local;

fn date(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

const MICROS_A_DAY: i64 = 86_400 * MICROS;

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i64 = 719_162;

fn time(text: &str) -> i64 {
    parse_time(text).expect("a time")
}

#[test]
fn a_date_in_words_says_what_is_known() {
    for (date, said) in [
        ("2026-07-01", "1 July 2026"),
        ("2026-12", "December 2026"),
        ("2006", "2006"),
    ] {
        assert_eq!(words(&parse(date).expect("a date")), said);
    }
}

#[test]
fn every_day_of_two_centuries_goes_there_and_back() {
    let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut at = -25_567;
    for year in 1900..=2100 {
        for month in 1..=12 {
            let last = match month {
                2 => 28 + i32::from(leap(year)),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            assert!(!valid(&date(year, month, last + 1)));
            for day in 1..=last {
                let d = date(year, month, day);
                assert!(valid(&d));
                assert_eq!(first_moment(&d), at * MICROS_A_DAY);
                // Midnight in Greenwich is morning in Almaty.
                assert_eq!(local_day(at * MICROS_A_DAY), d);
                assert_eq!(local_number(at * MICROS_A_DAY), lower(Some(&d)));
                assert_eq!(local_day(local_end(&d) - 1), d);
                assert_eq!(day_before(&local_day(local_end(&d))), d);
                assert_eq!(parse(&show(&d)), Some(d));
                let time = format!("{}T00:00:00Z", show(&d));
                assert_eq!(parse_time(&time), Some(at * MICROS_A_DAY));
                at += 1;
            }
        }
    }
    assert_eq!(at * MICROS_A_DAY, first_moment(&date(2101, 1, 1)));
}

#[test]
fn a_partial_date_begins_with_its_first_day() {
    assert_eq!(earliest(None), 0);
    assert_eq!(earliest(Some(&date(2006, 0, 0))), 2006_01_01);
    assert_eq!(earliest(Some(&date(2006, 5, 0))), 2006_05_01);
    assert_eq!(earliest(Some(&date(2006, 5, 9))), 2006_05_09);
    assert_eq!(day_before(&date(2006, 5, 9)), date(2006, 5, 8));
    assert_eq!(day_before(&date(2008, 3, 0)), date(2008, 2, 29));
    assert_eq!(day_before(&date(2006, 0, 0)), date(2005, 12, 31));
    assert!(!valid(&day_before(&date(1, 1, 1))));
}

#[test]
fn known_days_have_known_numbers() {
    assert_eq!(first_moment(&date(1970, 1, 1)), 0);
    assert_eq!(first_moment(&date(2000, 2, 29)), 11_016 * MICROS_A_DAY);
    assert_eq!(first_moment(&date(1, 1, 1)), -EPOCH * MICROS_A_DAY);
    assert_eq!(local_day(1_767_225_600 * MICROS), date(2026, 1, 1));
    assert_eq!(day_before(&date(1970, 1, 1)), date(1969, 12, 31));
    assert_eq!(local_number(951_782_400 * MICROS), 20_000_229);
}

#[test]
fn leap_days() {
    for (year, is) in [
        (2000, true),
        (2024, true),
        (1900, false),
        (2100, false),
        (2023, false),
        (4, true),
    ] {
        assert_eq!(valid(&date(year, 2, 29)), is, "{year}");
    }
}

#[test]
fn partial_dates_are_dates() {
    assert!(valid(&date(2006, 0, 0)) && valid(&date(2006, 5, 0)) && valid(&date(9999, 12, 31)));
    let bad = [
        (0, 0, 0),
        (0, 5, 1),
        (2006, 0, 1),
        (2006, 13, 0),
        (2006, 4, 31),
        (2006, -1, 0),
        (2006, 1, -1),
    ];
    for (year, month, day) in bad.into_iter().chain([(10_000, 1, 1), (-1, 1, 1)]) {
        let bad = date(year, month, day);
        assert!(!valid(&bad), "{bad:?}");
        assert_eq!(
            check("d", Some(&bad)).expect("a violation").reason,
            "DATES_INVALID"
        );
    }
    assert_eq!(check("d", None), None);
}

#[test]
fn bounds_of_partial_dates() {
    let bounds = |d: Date| (lower(Some(&d)), upper(Some(&d)));
    assert_eq!(bounds(date(2000, 0, 0)), (20_000_000, 20_001_231));
    assert_eq!(bounds(date(2000, 2, 0)), (20_000_200, 20_000_229));
    assert_eq!(bounds(date(2001, 2, 3)), (20_010_203, 20_010_203));
    assert_eq!((lower(None), upper(None)), (0, 0));
    assert_eq!(first_moment(&date(1970, 0, 0)), 0);
    assert_eq!(
        Some(first_moment(&date(2006, 5, 0))),
        parse_time("2006-05-01T00:00:00Z")
    );
}

#[test]
fn order_is_wrong_only_when_it_must_be() {
    let wrong =
        |a: &str, b: &str| check_order("end", parse(a).as_ref(), parse(b).as_ref()).is_some();
    assert!(wrong("2006-05-02", "2006-05-01"));
    assert!(wrong("2006", "2005"));
    assert!(wrong("2006-05", "2006-04-30"));
    assert!(!wrong("2006-05-02", "2006-05-02"));
    assert!(!wrong("2006-05-02", "2006-05"));
    assert!(!wrong("2006", "2006-01-01"));
    assert!(!wrong("none", "2006") && !wrong("2006", "none"));
}

#[test]
fn dates_are_written_one_way() {
    assert_eq!(parse("2006"), Some(date(2006, 0, 0)));
    assert_eq!(parse("2006-05"), Some(date(2006, 5, 0)));
    assert_eq!(show(&date(7, 5, 0)), "0007-05");
    for bad in [
        "",
        "06",
        "2006-5",
        "2006-05-1",
        "2006-00",
        "2006-05-00",
        "2006-02-30",
        "2006-05-01-",
        "0000",
        "+206",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn times_have_offsets_and_fractions() {
    let noon = 1_767_268_800 * MICROS;
    assert_eq!(parse_time("2026-01-01T12:00:00Z"), Some(noon));
    assert_eq!(parse_time("2026-01-01T17:00:00+05:00"), Some(noon));
    assert_eq!(
        parse_time("2026-01-01t08:30:00.5-03:30"),
        Some(noon + 500_000)
    );
    assert_eq!(
        parse_time("2026-01-01T12:00:00.123456789z"),
        Some(noon + 123_456)
    );
    assert_eq!(
        parse_time("2026-01-01T12:00:00.12345678901234-00:00"),
        Some(noon + 123_456)
    );
    assert_eq!(
        parse_time("0001-01-01T00:00:00Z"),
        Some(-EPOCH * MICROS_A_DAY)
    );
    assert_eq!(
        parse_time("9999-12-31T23:59:59.999999Z"),
        Some(253_402_300_800 * MICROS - 1)
    );
    for bad in [
        "2026-01-01",
        "2026-01-01 12:00:00Z",
        "2026-01-01T12:00:00",
        "2026-01-01T24:00:00Z",
        "2026-01-01T12:00:60Z",
        "2026-01-01T12:00:00.Z",
        "2026-01-01T12:00:00.5",
        "2026-01-01T12:00:0012Z",
        "2026-01-01T12:00:00,5Z",
        "2026-01-01T12:00Z",
        "2026-01-01T12:00:00+05",
        "2026-01-01T12:00:00+0500",
        "2026-01-01T12:00:00+24:00",
        "2026-01-01T12:00:00+05:00[Asia/Almaty]",
        "+02026-01-01T12:00:00Z",
        "2026-01-01T12:00:00+5:00",
        "2026-02-29T12:00:00Z",
        "2026-01-01T12:00:00Zx",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-01-0ұT12:00:00Z",
    ] {
        assert_eq!(parse_time(bad), None, "{bad}");
    }
}

#[test]
fn timestamps_go_there_and_back() {
    for at in [0, 1, -1, 1_767_225_600_123_456, -62_135_596_800_000_000] {
        assert_eq!(micros(&timestamp(at)), at);
        assert!((0..1_000_000_000).contains(&timestamp(at).nanos));
    }
    assert_eq!(
        micros(&Timestamp {
            seconds: i64::MAX,
            nanos: 1
        }),
        i64::MAX
    );
}

#[test]
fn a_time_that_no_calendar_has_is_refused() {
    let time = |seconds, nanos| Timestamp { seconds, nanos };
    for good in [
        time(0, 0),
        time(-62_135_596_800, 0),
        time(253_402_300_799, 999_999_999),
    ] {
        assert!(check_time("t", Some(&good)).is_none(), "{good:?}");
    }
    for bad in [
        time(-62_135_596_801, 0),
        time(253_402_300_800, 0),
        time(0, -1),
        time(i64::MAX, 0),
    ] {
        assert!(check_time("t", Some(&bad)).is_some(), "{bad:?}");
    }
    assert!(check_times("t", Some(&time(2, 0)), Some(&time(1, 0))).is_some());
    assert!(check_times("t", Some(&time(2, 0)), Some(&time(2, 0))).is_none());
    assert!(check_times("t", None, Some(&time(1, 0))).is_none());
}

#[test]
fn a_limit_is_called_by_its_name() {
    let (day, limit) = (parse("2006-05-01"), parse("2006-06"));
    let limited = ("signature", limit.as_ref());
    let early = not_before("f", day.as_ref(), limited).map(|v| v.description);
    let say = "give a day that is not before the signature, 2006-06";
    assert_eq!(early.as_deref(), Some(say));
    assert!(not_after("f", day.as_ref(), limited).is_none());
    let (day, limit) = (parse("2006-06-01"), parse("2006-05"));
    let limited = ("last day", limit.as_ref());
    let late = not_after("f", day.as_ref(), limited).map(|v| v.description);
    let say = "give a day that is not after the last day, 2006-05";
    assert_eq!(late.as_deref(), Some(say));
    assert!(not_before("f", day.as_ref(), limited).is_none());
    for day in ["2006", "2006-05-31", "2006-05"] {
        assert!(not_before("f", parse(day).as_ref(), limited).is_none());
        assert!(not_after("f", parse(day).as_ref(), limited).is_none());
    }
    assert!(not_after("f", None, limited).is_none());
    assert!(not_after("f", limit.as_ref(), ("last day", None)).is_none());
}
