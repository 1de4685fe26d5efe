//! What is against the tables of `layers`, a line each that names the file and what it may not name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CRATES, MODULES, NAMES,
    imports::{Imports, module},
};

/// Returns what the crates depend on against their order, from the text of each `Cargo.toml`.
pub(super) fn crates_against_order(manifests: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in manifests {
        let name = file.split('/').nth(1).unwrap_or("kenes-proto");
        for other in dependencies(text) {
            let Some(below) = row(CRATES, other) else {
                continue;
            };
            if row(CRATES, name).is_none_or(|row| below <= row) {
                found.push(format!(
                    "{file} depends on {other}, which is not below {name}"
                ));
            }
        }
    }
    found
}

/// Returns the imports against the order of modules; also the modules that have no row, and the names of a row that are no module.
pub(super) fn modules_against_order(imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    let files: BTreeSet<(String, String)> = imports.sources.keys().map(|file| part(file)).collect();
    for (name, part) in &files {
        if rows(name).is_some_and(|rows| row(rows, part).is_none()) {
            found.push(format!("{name}: the module {part} has no row"));
        }
    }
    for (name, rows) in MODULES {
        for part in rows.iter().flat_map(|row| row.split(' ')) {
            if !files.contains(&((*name).to_owned(), part.to_owned())) {
                found.push(format!("{name}: there is no module {part}"));
            }
        }
    }
    for (file, other) in imports.all() {
        let ((name, above), (its_name, below)) = (part(&file), part(&other));
        let Some(rows) = rows(&name).filter(|_| name == its_name && above != below) else {
            continue;
        };
        if row(rows, &below).is_some_and(|below| Some(below) <= row(rows, &above)) {
            found.push(format!("{file} imports {other}, which is not below it"));
        }
    }
    found
}

/// Returns the names from outside that stand where they may not.
pub(super) fn names_out_of_place(imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    for (file, source) in &imports.sources {
        for (names, places) in NAMES {
            let allowed = places.iter().any(|place| file.starts_with(place));
            let named = names.split(' ').filter(|name| source.words.contains(*name));
            found.extend(
                named
                    .filter(|_| !allowed)
                    .map(|name| format!("{file} names {name}, which only {places:?} may")),
            );
        }
    }
    found
}

/// Returns the circles of files that import each other, but for a parent and the modules under it.
pub(super) fn circles(imports: &Imports) -> Vec<String> {
    let circles = imports.circles().into_iter();
    circles
        .map(|files| format!("import each other in a circle: {}", files.join(", ")))
        .collect()
}

// === the tables

fn rows(name: &str) -> Option<&'static [&'static str]> {
    let found = MODULES.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

fn row(rows: &[&str], name: &str) -> Option<usize> {
    rows.iter()
        .position(|row| row.split(' ').any(|known| known == name))
}

/// Returns the crate of a file, and the module directly under its root that the file is of.
fn part(file: &str) -> (String, String) {
    let mut names = module(file).into_iter();
    let name = names.next().unwrap_or_default();
    (name, names.next().unwrap_or_else(|| "lib".to_owned()))
}

/// Returns the names in the `[dependencies]` of a `Cargo.toml`.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]");
    let lines = lines.skip(1).take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split(['.', ' ', '=']).next())
}
