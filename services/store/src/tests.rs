//! What the contract of the store promises, on SQLite. `tests/it/store.rs` asks the same of both engines.

use std::time::{Duration, Instant};

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

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_for_long_holds_up_nobody_who_writes_and_a_long_log_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let large = |n: i64| {
        let store = store.clone();
        async move {
            let key = format!("{n} {}", "x".repeat(1 << 20));
            let written = store.write("put", Mode::Commit, move |tx| put(tx, &key));
            written.await.expect("written");
        }
    };
    let (go, gate) = std::sync::mpsc::channel();
    let (began, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let reader = store.clone();
    let reading = tokio::spawn(async move {
        let work = move |tx: &mut dyn Tx| {
            let seen = tx.query("SELECT count(*) FROM t", &[])?[0][0].int();
            began.send(()).expect("the test listens");
            gate.recv_timeout(Duration::from_secs(30))
                .expect("the test says go");
            seen
        };
        reader.read("read", work).await
    });
    begun.recv().await.expect("the reader reads");
    for n in 0..64 {
        large(n).await;
    }
    let log = folder.path().join("t.db-wal");
    let size = || std::fs::metadata(&log).expect("a log").len();
    assert!(size() > 60 << 20, "the control: the log is long");
    let mut slowest = Duration::ZERO;
    for n in 0..40 {
        let begun = Instant::now();
        let key = format!("small {n}");
        let written = store.write("put", Mode::Commit, move |tx| put(tx, &key));
        written.await.expect("written");
        slowest = slowest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    go.send(()).expect("the reader waits");
    reading.await.expect("no panic").expect("read");
    let until = Instant::now() + Duration::from_secs(20);
    for n in 100.. {
        let key = format!("after {n}");
        let written = store.write("put", Mode::Commit, move |tx| put(tx, &key));
        written.await.expect("written");
        if size() <= 40 << 20 {
            break;
        }
        assert!(Instant::now() < until, "the log has {} bytes", size());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
