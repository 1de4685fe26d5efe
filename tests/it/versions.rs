//! The lock file against known faults: a dependency is never older than the version that repaired it.

/// Crate, the oldest version that will do, and what was wrong before it.
const OLDEST: [(&str, [u64; 3], &str); 7] = [
    (
        "h2",
        [0, 4, 20],
        "RUSTSEC-2026-0258, and its repair cut honest connections until 0.4.19",
    ),
    (
        "hyper",
        [1, 12, 0],
        "half a header held a connection for ever",
    ),
    ("jsonwebtoken", [10, 3, 0], "CVE-2026-25537"),
    (
        "rusqlite",
        [0, 43, 0],
        "brought SQLite older than 3.51.3, which can corrupt a log that is reset",
    ),
    ("rustls", [0, 23, 45], "RUSTSEC-2026-0285"),
    (
        "rustls-webpki",
        [0, 103, 13],
        "RUSTSEC-2026-0049, -0098, -0099, -0104",
    ),
    ("tonic", [0, 14, 9], "RUSTSEC-2024-0376"),
];
/// What we cannot be built without: if one of these is not found, it is the reading that is wrong.
const ALWAYS: [&str; 6] = [
    "h2",
    "hyper",
    "rusqlite",
    "rustls",
    "rustls-webpki",
    "tonic",
];

/// Every crate of the lock file with its version. One crate may be there twice.
fn locked() -> Vec<(&'static str, [u64; 3])> {
    let lock = include_str!("../../Cargo.lock");
    let value = |line: &'static str, key: &str| {
        line.strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(" = \""))
            .and_then(|rest| rest.strip_suffix('"'))
    };
    let mut found = Vec::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(text) = value(line, "name") {
            name = text;
        } else if let Some(text) = value(line, "version") {
            found.push((name, version(text)));
        }
    }
    found
}

fn version(text: &str) -> [u64; 3] {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.').map(|part| part.parse().expect("a number"));
    std::array::from_fn(|_| parts.next().expect("three numbers"))
}

#[test]
fn no_dependency_is_older_than_its_repair() {
    let locked = locked();
    for (name, oldest, why) in OLDEST {
        let ours: Vec<_> = locked.iter().filter(|(other, _)| *other == name).collect();
        assert!(
            !ours.is_empty() || !ALWAYS.contains(&name),
            "{name} is not in the lock file"
        );
        for (_, version) in ours {
            assert!(
                *version >= oldest,
                "{name} {version:?} is older than {oldest:?}: {why}"
            );
        }
    }
}

#[test]
fn versions_compare_as_numbers() {
    assert!(version("0.4.9") < version("0.4.20"));
    assert!(version("0.103.13-alpha.1+build") >= version("0.103.13"));
}
