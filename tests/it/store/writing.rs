//! Writing: what is put is there when it is asked for and when the group ends, and what was read before is read again when it changed.

use std::{sync::mpsc, time::Duration};

use common::{
    Error,
    store::{Lasts, Mode, Store, Tx, Upgrade, Value},
};
use kenes_proto::types::ErrorReason as Reason;
use tokio::sync::mpsc::unbounded_channel;

use super::{PATIENCE, SCHEMA, applies, commit, hard, number, open};

const PUT: &str = "INSERT INTO purse (owner, coins) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET coins = excluded.coins";
const COINS: &str = "SELECT coins FROM purse WHERE owner = $1";

fn put(tx: &mut dyn Tx, owner: &str, coins: i64) -> Result<(), Error> {
    tx.put(PUT, vec![owner.into(), coins.into()])
}

fn recalled(tx: &mut dyn Tx, owner: &str) -> Result<Option<i64>, Error> {
    let rows = tx.recall(COINS, &[owner.into()], Lasts::UntilWritten)?;
    rows.first().map(|row| row[0].int()).transpose()
}

#[tokio::test]
async fn what_is_put_is_there_when_it_is_asked_for() {
    let (_fresh, store) = open().await;
    let seen = commit(&store, |tx| {
        put(tx, "a", 1)?;
        put(tx, "b", 2)?;
        put(tx, "a", 3)?;
        let first = recalled(tx, "a")?;
        put(tx, "a", 4)?;
        let changed = tx.execute("UPDATE purse SET coins = coins + 1", &[])?;
        Ok((first, changed, recalled(tx, "a")?))
    });
    assert_eq!(seen.await.expect("written"), (Some(3), 2, Some(5)));
    assert_eq!(
        number(&store, "SELECT coins FROM purse WHERE owner = 'b'").await,
        3
    );
}

#[tokio::test]
async fn rows_that_are_put_together_are_what_they_would_be_alone() {
    let (_fresh, store) = open().await;
    let rows = hard();
    let written = rows.clone();
    commit(&store, move |tx| {
        for (n, [int, text, bytes]) in written.iter().enumerate() {
            let sql = "INSERT INTO anything (id, n, t, b) VALUES ($1, $2, $3, $4)";
            let id = Value::from(format!("row-{n}"));
            tx.put(sql, vec![id, int.clone(), text.clone(), bytes.clone()])?;
        }
        Ok(())
    })
    .await
    .expect("written");
    let read = store.read("read", |tx| {
        tx.query("SELECT n, t, b FROM anything ORDER BY id", &[])
    });
    assert_eq!(read.await.expect("read"), rows);
}

#[tokio::test]
async fn of_a_group_only_what_was_accepted_is_put() {
    let (_fresh, store) = open().await;
    let writers: Vec<_> = (0..90)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let work = move |tx: &mut dyn Tx| {
                    put(tx, &format!("{}", n % 30), n)?;
                    // A third asks for what it put, a third changes it.
                    match n % 3 {
                        1 => assert_eq!(recalled(tx, &format!("{}", n % 30))?, Some(n)),
                        2 => drop(tx.execute("UPDATE purse SET coins = coins", &[])?),
                        _ => {}
                    }
                    put(tx, &format!("last {n}"), n)?;
                    match n % 2 {
                        0 => Ok(()),
                        _ => Err(Error::refused(Reason::ResourceInUse, "n", "odd")),
                    }
                };
                let mode = match n % 5 {
                    0 => Mode::ValidateOnly,
                    _ => Mode::Commit,
                };
                store.write("put", mode, work).await.is_ok()
            })
        })
        .collect();
    let mut accepted = 0;
    for writer in writers {
        accepted += i64::from(writer.await.expect("no panic"));
    }
    assert_eq!(accepted, 45);
    let lasting =
        "SELECT count(*) FROM purse WHERE owner >= 'last' AND coins % 2 = 0 AND coins % 5 > 0";
    assert_eq!(number(&store, lasting).await, 36);
    assert_eq!(
        number(&store, "SELECT count(*) FROM purse WHERE owner >= 'last'").await,
        36
    );
    let odd = "SELECT count(*) FROM purse WHERE coins % 2 = 1 OR coins % 5 = 0";
    assert_eq!(number(&store, odd).await, 0);
}

#[tokio::test]
async fn what_was_read_is_read_again_when_anybody_changed_it() {
    let (fresh, store) = open().await;
    let other = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse).await;
    let other = other.expect("a second program opens the same database");
    let read = |store: &Store| {
        let store = store.clone();
        async move { commit(&store, |tx| recalled(tx, "a")).await.expect("read") }
    };
    assert_eq!(read(&store).await, None);
    commit(&store, |tx| put(tx, "a", 1)).await.expect("put");
    assert_eq!(read(&store).await, Some(1));
    commit(&other, |tx| put(tx, "a", 2)).await.expect("put");
    assert_eq!(read(&store).await, Some(2), "another program wrote");
    let refused = commit(&store, |tx| {
        put(tx, "a", 3)?;
        assert_eq!(recalled(tx, "a")?, Some(3));
        Err::<(), _>(Error::refused(Reason::ResourceInUse, "a", "no"))
    });
    refused.await.expect_err("refused");
    assert_eq!(
        read(&store).await,
        Some(2),
        "what was refused was not written"
    );
}

/// The control of the test above: what is said never to change, and does, is remembered as it was.
#[tokio::test]
async fn what_never_changes_is_not_read_twice() {
    let (_fresh, store) = open().await;
    let read = |tx: &mut dyn Tx| {
        let sql = "SELECT coins FROM purse WHERE owner = $1 AND coins > 0";
        tx.recall(sql, &["a".into()], Lasts::Always)
    };
    assert!(commit(&store, read).await.expect("read").is_empty());
    commit(&store, |tx| put(tx, "a", 1)).await.expect("put");
    assert_eq!(commit(&store, read).await.expect("read"), [[1.into()]]);
    commit(&store, |tx| put(tx, "a", 2)).await.expect("put");
    assert_eq!(commit(&store, read).await.expect("read"), [[1.into()]]);
}

#[tokio::test]
async fn who_writes_while_the_connection_is_lost_is_told_to_come_back() {
    let (fresh, store) = open().await;
    let test = "who_writes_while_the_connection_is_lost_is_told_to_come_back";
    if !applies(test, &fresh.database) {
        return;
    }
    // Prepared before, so that nothing of what follows is waited for.
    commit(&store, |tx| put(tx, "a", 1)).await.expect("put");
    let (tell, mut told) = unbounded_channel();
    let (go, gate) = mpsc::channel();
    let writer = store.clone();
    let written = tokio::spawn(async move {
        let work = move |tx: &mut dyn Tx| {
            let own = "SELECT CAST(pg_backend_pid() AS BIGINT)";
            tell.send(tx.query(own, &[])?[0][0].int()?)
                .expect("the test listens");
            gate.recv_timeout(PATIENCE).expect("the test says go");
            // Time for the loss to be heard of, and something that hears it.
            for n in 0..20 {
                std::thread::sleep(Duration::from_millis(10));
                put(tx, &format!("b {n}"), 2)?;
            }
            Ok(())
        };
        commit(&writer, work).await
    });
    let own = told.recv().await.expect("the writer has begun");
    let end = store.read("end", move |tx| {
        let sql = "SELECT CAST(pg_terminate_backend(CAST($1 AS BIGINT)::int) AS TEXT)";
        tx.query(sql, &[own.into()]).map(drop)
    });
    end.await.expect("ended");
    go.send(()).expect("the writer waits");
    let error = written.await.expect("no panic").expect_err("lost");
    assert_eq!(error.reason(), Reason::Unavailable, "{error:?}");
    assert_eq!(number(&store, "SELECT count(*) FROM purse").await, 1);
    commit(&store, |tx| put(tx, "c", 3))
        .await
        .expect("it goes on");
}
