//! The guide to adding a family, held to the tree: what it names is there, and nothing that a family needs is left out.

use std::{collections::BTreeMap, fs, path::Path};

use crate::layers::files;

/// How the family that the guide walks through is named, in Rust, in SQL and in the contract.
const NAMES: &[&str] = &[
    "agenda_item::",
    "mod agenda_item;",
    "for AgendaItems",
    "AgendaItems::",
    "TABLE agenda_item ",
    "message AgendaItem ",
    "message CreateAgendaItemRequest ",
    "rpc CreateAgendaItem(",
    "fn check(item:",
    "client.create_agenda_item(",
];

/// Who needs points of an agenda for something else: tests with a story of their own, and minutes, which have them all.
const OTHERS: &[&str] = &[
    "services/consultation/src/domain/rendering/minutes.rs",
    "services/consultation/src/domain/rendering/tests.rs",
    "services/consultation/src/store/rendering.rs",
    "tests/it/guide.rs",
    "tests/it/retry.rs",
];

/// The rows of the guide's table: a file, and a line in it.
fn rows(guide: &str) -> Vec<(String, String)> {
    let section = guide.split("## Adding a family").nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let cells = |row: &str| row.split('|').map(|c| c.trim().to_owned()).collect();
    let rows = section.lines().filter(|line| line.starts_with("| "));
    rows.map(cells)
        .filter_map(|cells: Vec<String>| {
            let code = |cell: &str| Some(cell.strip_prefix('`')?.strip_suffix('`')?.to_owned());
            Some((code(cells.get(2)?)?, code(cells.get(3)?)?))
        })
        .collect()
}

/// What the guide says that the tree does not have, and what the tree has that the guide does not say.
fn faults(guide: &str, tree: &BTreeMap<String, String>) -> Vec<String> {
    let rows = rows(guide);
    let mut found = Vec::new();
    for (file, line) in &rows {
        match tree.get(file) {
            None => found.push(format!("there is no {file}")),
            Some(text) if !text.contains(line.as_str()) => {
                found.push(format!("{file} has no line `{line}`"));
            }
            Some(_) => {}
        }
    }
    for (file, text) in tree {
        let named = NAMES.iter().any(|name| text.contains(name));
        let said = rows.iter().any(|(said, _)| said == file);
        if named && !said && !OTHERS.contains(&file.as_str()) {
            found.push(format!(
                "{file} has a part in the family, which the guide does not say"
            ));
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn guide() -> String {
    fs::read_to_string(root().join("CONTRIBUTING.md")).expect("the guide")
}

/// The sources of the services, of the contract and of these tests.
fn tree() -> BTreeMap<String, String> {
    let mut tree = files(".rs");
    // What explains a macro is no part of a family.
    tree.retain(|file, _| !file.starts_with("services/common/"));
    for folder in [
        "proto/kenes/consultation/v1",
        "services/consultation/migrations",
        "tests/it",
    ] {
        for entry in fs::read_dir(root().join(folder))
            .expect("a folder")
            .flatten()
        {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if let Ok(text) = fs::read_to_string(entry.path()) {
                tree.insert(name, text);
            }
        }
    }
    tree
}

#[test]
fn the_guide_walks_the_smallest_family_whole() {
    assert!(rows(&guide()).len() >= 10);
    assert_eq!(faults(&guide(), &tree()), [""; 0]);
}

#[test]
fn a_guide_that_forgets_or_invents_is_found() {
    let mut tree = tree();
    tree.insert(
        "services/consultation/src/api/other.rs".into(),
        "use super::agenda_item::name_new_speakers;".into(),
    );
    tree.remove("services/consultation/src/domain/agenda_item.rs");
    let main = tree.get_mut("tests/it/main.rs").expect("a file");
    *main = main.replace("mod agenda_item;", "");
    assert_eq!(
        faults(&guide(), &tree),
        [
            "there is no services/consultation/src/domain/agenda_item.rs",
            "tests/it/main.rs has no line `mod agenda_item;`",
            "services/consultation/src/api/other.rs has a part in the family, which the guide does not say",
        ]
    );
}
