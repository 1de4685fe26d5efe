//! The order of the house: which crate, module and file of `services/` may import which, and where a name from outside may stand.
//!
//! The tables below say it; the tests read every file of `services/` without its tests and compare. Each test comes with its
//! control: what is against the table is found, and both files are named.

mod imports;
mod rules;
mod source;

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use imports::Imports;
use rules::{circles, crates_against_order, modules_against_order, names_out_of_place};
use source::Source;

/// The crates, from the top. A crate depends only on crates in rows below its own.
const CRATES: &[&str] = &[
    "kenes",
    "registry consultation",
    "common",
    "server store search",
    "identity tlog",
    "error",
    "kenes-proto",
];

/// The modules of each crate, from the top. A module imports only itself and modules in rows below its own; `lib` is the file
/// `lib.rs`. `error` is three files, one screen.
const MODULES: &[(&str, &[&str])] = &[
    (
        "kenes",
        &[
            "main",
            "lib",
            "bench demo init",
            "front_door",
            "attach audit export fsck import key migrate recover report reseal search serve token verify",
            "completion healthcheck protoset version",
            "run",
            "callers",
            "services",
            "client",
            "local_issuer",
            "open open_data trust uploads",
            "s3",
            "config join messages progress ready signals suspect system",
            "cli",
            "exit service_kind",
        ],
    ),
    (
        "registry",
        &[
            "lib",
            "api",
            "opening",
            "redaction seal starter",
            "store",
            "domain",
        ],
    ),
    (
        "consultation",
        &[
            "lib",
            "api",
            "campaigns duties redaction resolve starter",
            "attachments search",
            "registry store",
            "domain",
        ],
    ),
    (
        "common",
        &[
            "lib",
            "testing",
            "record_api redaction",
            "coverage events",
            "app",
            "record",
            "resource",
            "context list sheet",
            "excerpt money parts scheme span table validate",
            "attachments clock date log mask median names pace secret state stored_body subject verb",
            "contract text",
        ],
    ),
    (
        "server",
        &[
            "lib",
            "listener ops",
            "connection service",
            "call",
            "authentication plain unary",
            "page",
            "answer",
            "admission received",
            "fault health measure",
            "line",
            "address deadline memory metadata metrics one_message peers process readiness reflection request_id settings",
        ],
    ),
    (
        "store",
        &[
            "lib",
            "store",
            "database",
            "postgres sqlite",
            "writer",
            "transaction",
            "engine failure folder migrate sequence",
            "leaves wanted",
            "tx",
            "memory",
            "value",
        ],
    ),
    (
        "search",
        &[
            "lib",
            "index",
            "writer",
            "shared",
            "searcher stamp",
            "highlight schema",
            "filter query",
            "document",
            "analyzer failure",
        ],
    ),
    (
        "identity",
        &[
            "lib",
            "verifier",
            "keyring revoked",
            "issuers",
            "source",
            "fetch",
            "sign token",
            "jwks",
            "key",
            "object refusal url",
        ],
    ),
    (
        "tlog",
        &[
            "lib",
            "verify",
            "policy proof",
            "entry frontier note",
            "tree",
            "damage hex key",
        ],
    ),
];

/// Names from outside, and the only files and folders that may hold them.
const NAMES: &[(&str, &[&str])] = &[
    (
        "tonic tonic_prost tonic_reflection tonic_types",
        &[
            "services/error/src/status.rs",
            "services/server/",
            "services/common/src/record_api/events.rs",
            "services/common/src/app",
            "services/common/src/context.rs",
            "services/common/src/events/watch",
            "services/common/src/testing",
            "services/consultation/src/api/downloads.rs",
            "services/consultation/src/api/exports.rs",
            "services/consultation/src/registry",
            "services/kenes/",
        ],
    ),
    (
        "deadpool_postgres rusqlite tokio_postgres",
        &[
            "services/store/src/postgres",
            "services/store/src/sqlite",
            "services/common/src/testing",
        ],
    ),
    ("frostem tantivy", &["services/search/"]),
    ("SystemTime", &["services/common/src/clock.rs"]),
];

// === the files

/// Returns the files of `services/` that end so, by their paths from the root of the repository.
pub(crate) fn files(ending: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    let mut folders = vec![root.join("services")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("below the root");
            let name = name.to_str().expect("a plain name").to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.insert(name, fs::read_to_string(path).expect("a text"));
            }
        }
    }
    found
}

/// The files of `services/`, read once.
static SOURCES: LazyLock<BTreeMap<String, Source>> = LazyLock::new(|| {
    let files = files(".rs").into_iter();
    let own = files.filter(|(file, _)| file.contains("/src/"));
    own.map(|(file, text)| (file, Source::read(&text)))
        .collect()
});

/// Returns the imports as they are.
fn imports() -> Imports {
    Imports::of(SOURCES.clone())
}

/// Returns the imports, were this line added to that file.
fn with(file: &str, line: &str) -> Imports {
    let mut sources = SOURCES.clone();
    let before = files(file).remove(file).unwrap_or_default();
    sources.insert(file.to_owned(), Source::read(&(before + line)));
    Imports::of(sources)
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Somebody is told of both files.
fn assert_names(found: &[String], one: &str, other: &str) {
    let both = |line: &&String| line.contains(one) && line.contains(other);
    assert!(found.iter().any(|line| both(&line)), "{found:#?}");
}

// === the tests

#[test]
fn crates_depend_on_crates_below_them() {
    let mut manifests = files("Cargo.toml");
    assert_none(&crates_against_order(&manifests));
    let store = manifests.get_mut("services/store/Cargo.toml");
    store
        .expect("the store")
        .push_str("[dependencies]\ncommon.workspace = true\n");
    let text = manifests["services/store/Cargo.toml"].replacen("[dependencies]", "[before]", 1);
    manifests.insert("services/store/Cargo.toml".to_owned(), text);
    let found = crates_against_order(&manifests);
    assert_names(&found, "services/store/Cargo.toml", "common");
}

#[test]
fn modules_import_modules_below_them() {
    assert_none(&modules_against_order(&imports()));
}

#[test]
fn an_import_against_the_order_of_modules_is_named() {
    for (file, line, other) in [
        (
            "services/common/src/date.rs",
            "use crate::record::Log;",
            "services/common/src/record/log.rs",
        ),
        (
            "services/common/src/record/log.rs",
            "fn f() { super::super::redaction::finish(); }",
            "services/common/src/redaction/finish.rs",
        ),
        (
            "services/consultation/src/domain/comment.rs",
            "use crate::{domain::stage, store::{comment::Comments}};",
            "services/consultation/src/store/comment.rs",
        ),
        (
            "services/consultation/src/domain/comment.rs",
            "use crate::Registry;",
            "services/consultation/src/registry",
        ),
        (
            "services/registry/src/redaction.rs",
            "use crate::api::redaction as officers;",
            "services/registry/src/api/redaction.rs",
        ),
        (
            "services/tlog/src/tree.rs",
            "use ::tlog::verify::Subject;",
            "services/tlog/src/verify.rs",
        ),
    ] {
        let found = modules_against_order(&with(file, line));
        assert_names(&found, file, other);
    }
    let found = modules_against_order(&with("services/store/src/new.rs", ""));
    assert_names(&found, "store", "new has no row");
}

#[test]
fn what_a_test_imports_does_not_count() {
    let line = "#[cfg(test)] mod far { use crate::record::Log; }";
    let found = modules_against_order(&with("services/common/src/date.rs", line));
    assert!(
        !found.iter().any(|line| line.contains("common/src/date.rs")),
        "{found:#?}"
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_none(&circles(&imports()));
}

#[test]
fn a_circle_of_files_is_named() {
    // Siblings; a file and another's child; two crates, through a re-export.
    for (file, line, other) in [
        (
            "services/common/src/text.rs",
            "use crate::{parts as p};",
            "services/common/src/parts.rs",
        ),
        (
            "services/store/src/sqlite/statement.rs",
            "use super::writer;",
            "services/store/src/sqlite/writer.rs",
        ),
        (
            "services/store/src/tx.rs",
            "use common::store::leaves;",
            "services/store/src/leaves.rs",
        ),
    ] {
        assert_names(&circles(&with(file, line)), file, other);
    }
}

#[test]
fn names_from_outside_stand_in_their_place() {
    assert_none(&names_out_of_place(&imports()));
    for (file, line, name) in [
        (
            "services/common/src/date.rs",
            "use std::time::{self, SystemTime as Now};",
            "SystemTime",
        ),
        (
            "services/registry/src/api/post.rs",
            "fn f() -> tonic::Status {}",
            "tonic",
        ),
        (
            "services/store/src/leaves.rs",
            "use rusqlite::types;",
            "rusqlite",
        ),
    ] {
        assert_names(&names_out_of_place(&with(file, line)), file, name);
    }
}
