//! What the contract of the store promises, on SQLite. `tests/it/store.rs` asks the same of both engines.

use error::Error;
use kenes_proto::types::ErrorReason as Reason;

use super::*;

const TABLE: Migration = Migration {
    number: 1,
    name: "t",
    sql: "CREATE TABLE t (k TEXT PRIMARY KEY, v BIGINT NOT NULL)",
};

async fn open(folder: &std::path::Path) -> Store {
    let database = Database::Sqlite(folder.join("t.db"));
    Store::open(&database, &[TABLE], Upgrade::Apply)
        .await
        .expect("a fresh database opens")
}

fn put(tx: &mut dyn Tx, key: &str) -> Result<u64, Error> {
    tx.execute(
        "INSERT INTO t (k, v) VALUES ($1, $2)",
        &[key.into(), 1.into()],
    )
}

async fn count(store: &Store) -> i64 {
    store
        .read("count", |tx| {
            tx.query("SELECT count(*) FROM t", &[])?[0][0].int()
        })
        .await
        .expect("count")
}

#[tokio::test]
async fn a_refusal_in_a_group_leaves_no_trace_and_no_neighbour() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let work = move |tx: &mut dyn Tx| {
                    put(tx, &n.to_string())?;
                    tx.add("all", 1)?;
                    if n % 2 == 0 {
                        Err(Error::refused(Reason::ResourceInUse, "n", "even"))
                    } else {
                        Ok(())
                    }
                };
                store.write("put", Mode::Commit, work).await.is_ok()
            })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += i64::from(task.await.expect("no panic"));
    }
    assert_eq!(accepted, 32);
    assert_eq!(count(&store).await, 32);
    assert_eq!(
        store
            .read("counter", |tx| counter(tx, "all"))
            .await
            .expect("counter"),
        32
    );
}

#[tokio::test]
async fn a_write_that_is_only_validated_answers_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let work = |tx: &mut dyn Tx| {
        tx.add("all", 1)?;
        put(tx, "a")
    };
    assert_eq!(
        store
            .write("put", Mode::ValidateOnly, work)
            .await
            .expect("validated"),
        1
    );
    assert_eq!(count(&store).await, 0);
    assert_eq!(
        store
            .read("counter", |tx| counter(tx, "all"))
            .await
            .expect("counter"),
        0
    );
}

#[tokio::test]
async fn a_panic_in_one_write_is_that_writes_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let bad = store
        .write("bad", Mode::Commit, |_| -> Result<(), Error> {
            panic!("on purpose")
        })
        .await;
    assert_eq!(bad.expect_err("refused").reason(), Reason::Internal);
    store
        .write("put", Mode::Commit, |tx| put(tx, "a"))
        .await
        .expect("the writer lives");
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_an_older_one_says_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()).await);
    let database = Database::Sqlite(folder.path().join("t.db"));
    let older = Store::open(&database, &[], Upgrade::Apply)
        .await
        .expect_err("schema 1 is newer");
    assert!(older.message().contains("newer program"));
    let next = Migration {
        number: 2,
        name: "u",
        sql: "CREATE TABLE u (k TEXT PRIMARY KEY)",
    };
    let refused = Store::open(&database, &[TABLE, next], Upgrade::Refuse)
        .await
        .expect_err("not applied");
    assert!(refused.message().contains("migrate"));
    Store::open(&database, &[TABLE, next], Upgrade::Apply)
        .await
        .expect("applied");
}
