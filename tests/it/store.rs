//! The contract of the store, asked of the engine under test: what every handler relies on without saying so.
//!
//! Nothing here knows a resource. A test that only one engine can pass is named in [`ONLY_POSTGRES`], and says why.

mod opening;
mod reading;
mod wanted;
mod writing;

use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use common::{
    Error,
    store::{Database, Migration, Mode, Store, Tx, Upgrade, Value, counter},
    testing::{self, Fresh},
};
use kenes_proto::types::ErrorReason as Reason;
use tokio::sync::mpsc::unbounded_channel;

/// The tests that SQLite cannot be asked: one program has its file, without a connection that can be lost, and it has one collation.
const ONLY_POSTGRES: [&str; 3] = [
    "who_waits_for_its_turn_sees_what_the_other_wrote",
    "a_database_with_another_order_of_text_is_refused",
    "who_writes_while_the_connection_is_lost_is_told_to_come_back",
];

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_mins(1);

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "conformance",
    sql: "CREATE TABLE seat (post TEXT NOT NULL, holder TEXT NOT NULL); \
          CREATE TABLE purse (owner TEXT PRIMARY KEY, coins BIGINT NOT NULL); \
          CREATE TABLE anything (id TEXT PRIMARY KEY, n BIGINT, t TEXT, b BYTEA)",
}];

async fn open() -> (Fresh, Store) {
    let fresh = testing::fresh("store").await.expect("a database");
    let store = Store::open(&fresh.database, SCHEMA, Upgrade::Apply)
        .await
        .expect("an empty database opens");
    (fresh, store)
}

/// Whether the engine under test can be asked what only PostgreSQL can answer.
fn applies(test: &str, database: &Database) -> bool {
    assert!(ONLY_POSTGRES.contains(&test), "{test} is not in the list");
    matches!(database, Database::Postgres(_))
}

async fn commit<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    store.write("test", Mode::Commit, work).await
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let read = store.read("number", move |tx| tx.query(sql, &[])?[0][0].int());
    read.await.expect("a number")
}

async fn kept(store: &Store, name: &'static str) -> i64 {
    let read = store.read("kept", move |tx| counter(tx, name));
    read.await.expect("a counter")
}

fn coins(tx: &mut dyn Tx, owner: &str) -> Result<i64, Error> {
    let sql = "SELECT coins FROM purse WHERE owner = $1";
    tx.query(sql, &[owner.into()])?[0][0].int()
}

fn give(tx: &mut dyn Tx, owner: &str, coins: i64) -> Result<(), Error> {
    let sql = "UPDATE purse SET coins = coins + $2 WHERE owner = $1";
    tx.execute(sql, &[owner.into(), coins.into()]).map(drop)
}

fn open_purse(tx: &mut dyn Tx, owner: &str, coins: i64) -> Result<u64, Error> {
    let sql = "INSERT INTO purse (owner, coins) VALUES ($1, $2)";
    tx.execute(sql, &[owner.into(), coins.into()])
}

/// Rows of `n`, `t` and `b` with what is hard to keep.
fn hard() -> Vec<[Value; 3]> {
    vec![
        [i64::MIN.into(), "".into(), Vec::new().into()],
        [
            i64::MAX.into(),
            "ұ".repeat(20_000).into(),
            vec![0, 255, 0].into(),
        ],
        [Value::Null, Value::Null, Value::Null],
        [
            0.into(),
            "Қазақстан 'x' \" \\ % _ $1 ?1 {a,\"b\"} NULL\n🇰🇿".into(),
            vec![b'\''; 70_000].into(),
        ],
    ]
}

/// What the operator would read in the log.
fn cause(error: &Error) -> String {
    error
        .source()
        .map_or_else(|| error.message().to_owned(), ToString::to_string)
}

// === writers

#[tokio::test]
async fn of_24_who_race_for_a_free_seat_one_gets_it() {
    let (_fresh, store) = open().await;
    let racers: Vec<_> = (0..24)
        .map(|n| {
            let store = store.clone();
            // No unique index helps: only the isolation of transactions does.
            tokio::spawn(async move {
                let take = move |tx: &mut dyn Tx| {
                    let sql = "SELECT holder FROM seat WHERE post = $1";
                    if let Some(row) = tx.query(sql, &["chair".into()])?.first() {
                        return Err(Error::refused(
                            Reason::SeatAlreadyHeld,
                            row[0].text()?,
                            "taken",
                        ));
                    }
                    let sql = "INSERT INTO seat (post, holder) VALUES ($1, $2)";
                    tx.execute(sql, &["chair".into(), format!("racer-{n}").into()])
                };
                commit(&store, take).await
            })
        })
        .collect();
    let mut winners = 0;
    for racer in racers {
        match racer.await.expect("no panic") {
            Ok(rows) => winners += rows,
            Err(error) => assert_eq!(error.reason(), Reason::SeatAlreadyHeld, "{error:?}"),
        }
    }
    assert_eq!(winners, 1);
    assert_eq!(number(&store, "SELECT count(*) FROM seat").await, 1);
}

#[tokio::test]
async fn two_programs_on_one_database_lose_no_update() {
    let (fresh, first) = open().await;
    let second = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse)
        .await
        .expect("a second program opens the same database");
    commit(&first, |tx| open_purse(tx, "a", 0))
        .await
        .expect("a purse");
    let writers: Vec<_> = (0..40)
        .map(|n| {
            let store = if n % 2 == 0 {
                first.clone()
            } else {
                second.clone()
            };
            tokio::spawn(async move {
                let work = |tx: &mut dyn Tx| {
                    let seen = coins(tx, "a")?;
                    let sql = "UPDATE purse SET coins = $1 WHERE owner = 'a'";
                    tx.execute(sql, &[(seen + 1).into()])
                };
                commit(&store, work).await
            })
        })
        .collect();
    for writer in writers {
        let written = writer.await.expect("no panic");
        assert_eq!(written.expect("its turn comes"), 1);
    }
    assert_eq!(number(&first, "SELECT coins FROM purse").await, 40);
    assert_eq!(number(&second, "SELECT coins FROM purse").await, 40);
}

#[tokio::test]
async fn who_waits_for_its_turn_sees_what_the_other_wrote() {
    let (fresh, slow) = open().await;
    if !applies(
        "who_waits_for_its_turn_sees_what_the_other_wrote",
        &fresh.database,
    ) {
        return;
    }
    let quick = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse).await;
    let quick = quick.expect("a second program opens the same database");
    commit(&slow, |tx| open_purse(tx, "a", 1))
        .await
        .expect("a purse");
    let (has_read, mut read) = unbounded_channel();
    let (go, gate) = mpsc::channel();
    let first = tokio::spawn(async move {
        let work = move |tx: &mut dyn Tx| {
            let seen = coins(tx, "a")?;
            has_read.send(()).expect("the test listens");
            gate.recv_timeout(PATIENCE).expect("the test says go");
            let sql = "UPDATE purse SET coins = $1 WHERE owner = 'a'";
            tx.execute(sql, &[(seen * 10).into()])
        };
        commit(&slow, work).await
    });
    read.recv().await.expect("the first one has read");
    let second = tokio::spawn(async move { commit(&quick, |tx| give(tx, "a", 1)).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "it did not wait for its turn");
    go.send(()).expect("the first one waits");
    first.await.expect("no panic").expect("it commits");
    second.await.expect("no panic").expect("it commits, too");
    let store = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse).await;
    let store = store.expect("the database is there");
    assert_eq!(number(&store, "SELECT coins FROM purse").await, 11);
}

#[tokio::test]
async fn one_of_100_that_breaks_a_constraint_takes_nobody_with_it() {
    let (_fresh, store) = open().await;
    commit(&store, |tx| open_purse(tx, "57", 5))
        .await
        .expect("a purse");
    let all: Vec<_> = (0..100)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                // What is wrong with it is told when others of its group have run.
                let open = move |tx: &mut dyn Tx| {
                    let sql = "INSERT INTO purse (owner, coins) VALUES ($1, $2)";
                    tx.put(sql, vec![n.to_string().into(), 1.into()])?;
                    tx.add("purses", 1)
                };
                commit(&store, open).await
            })
        })
        .collect();
    for (n, one) in all.into_iter().enumerate() {
        let outcome = one.await.expect("no panic");
        assert_eq!(outcome.is_ok(), n != 57, "{n}: {outcome:?}");
    }
    let sql = "SELECT CAST(count(*) * 1000 + sum(coins) AS BIGINT) FROM purse";
    assert_eq!(number(&store, sql).await, 100_000 + 99 + 5);
    assert_eq!(kept(&store, "purses").await, 99);
}

#[tokio::test]
async fn what_is_refused_or_fails_half_way_leaves_no_trace() {
    let (_fresh, store) = open().await;
    let refusal = commit(&store, |tx| -> Result<(), Error> {
        open_purse(tx, "a", 1)?;
        tx.add("purses", 1)?;
        Err(Error::refused(
            Reason::ResourceInUse,
            "a",
            "changed our mind",
        ))
    });
    assert_eq!(
        refusal.await.expect_err("refused").reason(),
        Reason::ResourceInUse
    );
    let broken = commit(&store, |tx| {
        open_purse(tx, "b", 1)?;
        tx.add("purses", 1)?;
        tx.execute("INSERT INTO no_such_table (a) VALUES (1)", &[])
    });
    let broken = broken.await.expect_err("there is no such table");
    assert_eq!(broken.reason(), Reason::Internal);
    assert!(cause(&broken).contains("no_such_table"), "{broken:?}");
    let panicked = commit(&store, |tx| -> Result<(), Error> {
        open_purse(tx, "c", 1)?;
        panic!("on purpose")
    });
    assert_eq!(
        panicked.await.expect_err("a panic is an error").reason(),
        Reason::Internal
    );
    assert_eq!(number(&store, "SELECT count(*) FROM purse").await, 0);
    assert_eq!(kept(&store, "purses").await, 0);
    commit(&store, |tx| open_purse(tx, "a", 1))
        .await
        .expect("the store goes on");
}

#[tokio::test]
async fn a_rehearsal_answers_what_a_commit_would_and_leaves_no_trace() {
    let (_fresh, store) = open().await;
    let work = |tx: &mut dyn Tx| {
        tx.add("purses", 1)?;
        open_purse(tx, "a", 7)?;
        give(tx, "a", 1)?;
        coins(tx, "a")
    };
    for _ in 0..2 {
        let rehearsed = store.write("rehearse", Mode::ValidateOnly, work).await;
        assert_eq!(rehearsed.expect("rehearsed"), 8);
        assert_eq!(number(&store, "SELECT count(*) FROM purse").await, 0);
        assert_eq!(kept(&store, "purses").await, 0);
    }
    assert_eq!(commit(&store, work).await.expect("committed"), 8);
    assert_eq!(kept(&store, "purses").await, 1);
    let refusal = store.write("rehearse", Mode::ValidateOnly, |_| -> Result<(), Error> {
        Err(Error::refused(Reason::ResourceInUse, "a", "no"))
    });
    assert_eq!(
        refusal.await.expect_err("refused too").reason(),
        Reason::ResourceInUse
    );
}

#[tokio::test]
async fn a_write_goes_on_when_its_caller_goes_away() {
    let (_fresh, store) = open().await;
    let (has_begun, mut begun) = unbounded_channel();
    let (go, gate) = mpsc::channel();
    let caller = store.clone();
    let caller = tokio::spawn(async move {
        let work = move |tx: &mut dyn Tx| {
            has_begun.send(()).expect("the test listens");
            gate.recv_timeout(PATIENCE).expect("the test says go");
            open_purse(tx, "a", 1)
        };
        commit(&caller, work).await
    });
    begun.recv().await.expect("the write has begun");
    caller.abort();
    assert!(caller.await.expect_err("gone").is_cancelled());
    go.send(()).expect("the write waits");
    let seen = async {
        while number(&store, "SELECT count(*) FROM purse").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, seen)
        .await
        .expect("it was committed");
}

#[tokio::test]
async fn what_does_not_fit_the_queue_is_refused_whole_and_the_rest_is_written() {
    let (_fresh, store) = open().await;
    // The writer is held until all have asked: how fast it is must not matter.
    let (go, held) = mpsc::channel::<()>();
    let busy = store.clone();
    let first =
        tokio::spawn(
            async move { commit(&busy, move |_| held.recv().map_err(Error::internal)).await },
        );
    let asked = Arc::new(AtomicU32::new(0));
    let writers: Vec<_> = (0..6_000)
        .map(|n| {
            let (store, asked) = (store.clone(), Arc::clone(&asked));
            tokio::spawn(async move {
                asked.fetch_add(1, Ordering::Relaxed);
                commit(&store, move |tx| open_purse(tx, &n.to_string(), 1)).await
            })
        })
        .collect();
    while asked.load(Ordering::Relaxed) < 6_000 {
        tokio::task::yield_now().await;
    }
    go.send(()).expect("it waits");
    first.await.expect("no panic").expect("written");
    let (mut accepted, mut refused) = (0, 0);
    for writer in writers {
        match writer.await.expect("no panic") {
            Ok(_) => accepted += 1,
            Err(error) => {
                assert_eq!(error.reason(), Reason::Overloaded, "{error:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "6,000 at once are more than any queue holds");
    assert_eq!(number(&store, "SELECT count(*) FROM purse").await, accepted);
}

// === counters

#[tokio::test]
async fn counters_are_exact_while_many_write_and_while_they_are_folded() {
    let (_fresh, store) = open().await;
    let mut sum = 0;
    // On PostgreSQL additions are rows until a replica folds them into one: go on until that has happened under our writes.
    let folded = "SELECT COALESCE(max(value), 0) FROM counter WHERE name = 'all'";
    let until = tokio::time::Instant::now() + PATIENCE;
    while sum == 0 || number(&store, folded).await == 0 {
        assert!(tokio::time::Instant::now() < until, "nobody folds");
        let writers: Vec<_> = (0..32)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let work = move |tx: &mut dyn Tx| {
                        tx.add("all", 1)?;
                        tx.add("all", 1)?;
                        tx.add("others", -1)?;
                        match n % 4 {
                            0 => Err(Error::refused(Reason::ResourceInUse, "n", "by design")),
                            _ => Ok(()),
                        }
                    };
                    let mode = if n % 4 == 1 {
                        Mode::ValidateOnly
                    } else {
                        Mode::Commit
                    };
                    store.write("add", mode, work).await.is_ok() && mode == Mode::Commit
                })
            })
            .collect();
        for writer in writers {
            if writer.await.expect("no panic") {
                sum += 1;
                // Whoever was answered sees the sum with his own part in it.
                assert!(kept(&store, "all").await >= 2 * sum);
            }
        }
        assert_eq!(kept(&store, "all").await, 2 * sum);
        assert_eq!(kept(&store, "others").await, -sum);
    }
    assert_eq!(kept(&store, "nothing").await, 0);
}
