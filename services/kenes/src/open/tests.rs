//! A database has one process and a schema.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn a_database_has_one_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("deep/registry.db"));
    let files = Files::within(folder.path(), "registry");
    let open = || {
        open(
            ServiceKind::Registry,
            &database,
            &files,
            Upgrade::Apply,
            None,
        )
    };
    let first = open().await.expect("a store");
    let second = open().await.expect_err("taken");
    assert_eq!(second.exit, Exit::Unavailable);
    drop(first);
    // The thread that signs ends a moment later.
    let mut again = open().await;
    for _ in 0..100 {
        if again.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        again = open().await;
    }
    again.expect("free again");
}

#[tokio::test]
async fn an_old_schema_names_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("registry.db"));
    let refused = open(
        ServiceKind::Registry,
        &database,
        &Files::within(folder.path(), "registry"),
        Upgrade::Refuse,
        None,
    )
    .await;
    let refused = refused.expect_err("no schema");
    assert_eq!(refused.exit, Exit::Failed);
    assert!(
        refused.problems[0].contains("kenes registry migrate"),
        "{refused:?}"
    );
}
