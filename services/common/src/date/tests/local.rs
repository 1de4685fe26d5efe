//! Days of Kazakhstan and the names of time zones.

use super::*;

#[test]
fn days_are_those_of_almaty() {
    for (at, day) in [
        // At UTC+06:00 until the last day of February 2024, which had 25 hours.
        ("2023-12-31T17:59:59.999999Z", date(2023, 12, 31)),
        ("2023-12-31T18:00:00Z", date(2024, 1, 1)),
        ("2023-12-31T18:30:00Z", date(2024, 1, 1)),
        ("2024-02-29T18:30:00Z", date(2024, 2, 29)),
        ("2024-02-29T19:00:00Z", date(2024, 3, 1)),
        ("2024-03-01T00:00:00Z", date(2024, 3, 1)),
        ("2024-12-31T18:59:59.999999Z", date(2024, 12, 31)),
        ("2024-12-31T19:00:00Z", date(2025, 1, 1)),
        // Clocks were put forward at midnight: the day began at one.
        ("1981-03-31T17:59:59Z", date(1981, 3, 31)),
        ("1981-03-31T18:00:00Z", date(1981, 4, 1)),
    ] {
        assert_eq!(local_day(time(at)), day, "{at}");
        assert_eq!(local_number(time(at)), lower(Some(&day)), "{at}");
    }
    for (day, end) in [
        (date(2023, 12, 31), "2023-12-31T18:00:00Z"),
        (date(2024, 2, 28), "2024-02-28T18:00:00Z"),
        (date(2024, 2, 29), "2024-02-29T19:00:00Z"),
        (date(1981, 3, 31), "1981-03-31T18:00:00Z"),
    ] {
        assert_eq!(local_end(&day), time(end), "{end}");
    }
    for never in [i64::MIN, i64::MAX] {
        assert!(!valid(&local_day(never)));
        assert_eq!(local_number(never), 0);
    }
    assert_eq!(local_end(&date(9999, 12, 31)), i64::MAX);
    assert_eq!(local_end(&date(2023, 2, 29)), i64::MAX);
}

#[test]
fn a_time_zone_is_one_of_the_iana() {
    for good in [
        "",
        "Asia/Almaty",
        "Asia/Qyzylorda",
        "Asia/Aqtau",
        "UTC",
        "Etc/GMT-5",
        "Asia/Kolkata",
        "Asia/Calcutta",
    ] {
        assert_eq!(check_zone("z", good), None, "{good}");
    }
    for bad in [
        "Asia/Almatyy",
        "Mars/Olympus",
        "UTC+5",
        "+05:00",
        "asia/almaty",
        "Asia/",
        "Almaty",
        " Asia/Almaty",
        "Asia/Almaty\0",
    ] {
        let wrong = check_zone("z", bad).expect(bad);
        assert_eq!(
            (wrong.field.as_str(), wrong.reason.as_str()),
            ("z", "FIELD_INVALID")
        );
        assert_eq!(
            wrong.description,
            "write the name of an IANA time zone, such as Asia/Almaty, or nothing"
        );
    }
}
