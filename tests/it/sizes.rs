//! How long the files of `services/` may be, tests among them. CONTRIBUTING prints the figures with one command.

use crate::layers::files;

/// Half of the files have at most so many lines.
const MEDIAN: usize = 130;

/// Nine of ten have at most so many.
const MOST: usize = 300;

/// None has more.
const LONGEST: usize = 450;

/// Returns which bounds these files break; each has a path and a number of lines.
fn beyond(mut files: Vec<(String, usize)>) -> Vec<String> {
    files.sort_by_key(|(_, lines)| *lines);
    let rank = |percent: usize| files[(files.len() * percent).div_ceil(100) - 1].1;
    let mut found = Vec::new();
    for (name, lines, bound) in [
        ("the median", rank(50), MEDIAN),
        ("the 90th percentile", rank(90), MOST),
    ] {
        if lines > bound {
            found.push(format!("{name} is {lines} lines, more than {bound}"));
        }
    }
    for (file, lines) in files.iter().filter(|(_, lines)| *lines > LONGEST) {
        found.push(format!("{file} has {lines} lines, more than {LONGEST}"));
    }
    found
}

fn sizes() -> Vec<(String, usize)> {
    let files = files(".rs").into_iter();
    files
        .map(|(file, text)| (file, text.lines().count()))
        .collect()
}

#[test]
fn files_are_short() {
    let found = beyond(sizes());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn files_that_are_too_long_are_named() {
    let many = |lines: usize, of: usize| {
        let file = move |number| (format!("services/{lines}/{number}.rs"), lines);
        (0..of).map(file)
    };
    let mixed = |middling, long| {
        many(130, 100 - middling - long)
            .chain(many(300, middling))
            .chain(many(301, long))
            .collect()
    };
    assert_eq!(beyond(mixed(40, 10)), [""; 0]);
    assert_eq!(
        beyond(mixed(41, 10)),
        ["the median is 300 lines, more than 130"]
    );
    assert_eq!(
        beyond(mixed(39, 11)),
        ["the 90th percentile is 301 lines, more than 300"]
    );
    let mut files = sizes();
    files.push(("services/store/src/long.rs".to_owned(), 451));
    let found = beyond(files).join("\n");
    assert!(
        found.contains("services/store/src/long.rs has 451 lines"),
        "{found}"
    );
}
