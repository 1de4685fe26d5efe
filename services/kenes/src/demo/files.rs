//! The story's files, inside the program: the demo works wherever the executable is.

/// The lines, in the order in which they can be told.
pub(super) const LINES: &[(&str, &str)] = &[
    (
        "00-reference.jsonl",
        include_str!("../../demo/00-reference.jsonl"),
    ),
    (
        "10-registry.jsonl",
        include_str!("../../demo/10-registry.jsonl"),
    ),
    (
        "11-profile.jsonl",
        include_str!("../../demo/11-profile.jsonl"),
    ),
    (
        "12-support.jsonl",
        include_str!("../../demo/12-support.jsonl"),
    ),
    ("13-order.jsonl", include_str!("../../demo/13-order.jsonl")),
    (
        "14-contract.jsonl",
        include_str!("../../demo/14-contract.jsonl"),
    ),
    (
        "15-statistics.jsonl",
        include_str!("../../demo/15-statistics.jsonl"),
    ),
    (
        "20-consultation.jsonl",
        include_str!("../../demo/20-consultation.jsonl"),
    ),
    (
        "21-commitment.jsonl",
        include_str!("../../demo/21-commitment.jsonl"),
    ),
    (
        "22-succession.jsonl",
        include_str!("../../demo/22-succession.jsonl"),
    ),
];

/// What the lines name.
pub(super) const FILES: &[(&str, &[u8])] = &[
    (
        "bill/v1.kk.xml",
        include_bytes!("../../demo/bill/v1.kk.xml"),
    ),
    (
        "bill/v1.ru.xml",
        include_bytes!("../../demo/bill/v1.ru.xml"),
    ),
    (
        "bill/v1.en.xml",
        include_bytes!("../../demo/bill/v1.en.xml"),
    ),
    (
        "bill/v2.kk.xml",
        include_bytes!("../../demo/bill/v2.kk.xml"),
    ),
    (
        "bill/v2.ru.xml",
        include_bytes!("../../demo/bill/v2.ru.xml"),
    ),
    (
        "bill/v2.en.xml",
        include_bytes!("../../demo/bill/v2.en.xml"),
    ),
];

/// The days that the texts of the bill say of themselves, and how many days before the demo they are told as, like the lines: when
/// it was introduced, and when its versions were published.
pub(super) const DAYS: [(&str, i64); 3] =
    [("2026-03-14", 140), ("2026-04-01", 77), ("2026-06-10", 22)];
