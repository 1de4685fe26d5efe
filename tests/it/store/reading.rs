//! Reading: one consistent state, values as they were written, one order of text.

use std::{ops::ControlFlow, sync::mpsc};

use common::{
    Error,
    store::{Tx, Value},
};
use tokio::sync::mpsc::unbounded_channel;

use super::{PATIENCE, coins, commit, give, hard, number, open, open_purse};

#[tokio::test]
async fn a_read_sees_one_state_whatever_is_committed_meanwhile() {
    let (_fresh, store) = open().await;
    commit(&store, |tx| {
        open_purse(tx, "a", 100)?;
        open_purse(tx, "b", 0)
    })
    .await
    .expect("purses");
    let (has_read, mut read) = unbounded_channel();
    let (go, gate) = mpsc::channel();
    let reader = store.clone();
    let reader = tokio::spawn(async move {
        let work = move |tx: &mut dyn Tx| {
            let before = coins(tx, "a")?;
            has_read.send(()).expect("the test listens");
            gate.recv_timeout(PATIENCE).expect("the test says go");
            Ok((before, coins(tx, "a")?, coins(tx, "b")?))
        };
        reader.read("read", work).await
    });
    read.recv().await.expect("the reader has begun");
    commit(&store, |tx| {
        give(tx, "a", -30)?;
        give(tx, "b", 30)
    })
    .await
    .expect("a reader is in nobody's way");
    assert_eq!(
        number(&store, "SELECT coins FROM purse WHERE owner = 'b'").await,
        30
    );
    go.send(()).expect("the reader waits");
    let seen = reader.await.expect("no panic").expect("a read");
    assert_eq!(seen, (100, 100, 0));
}

#[tokio::test]
async fn rows_are_shown_until_enough_is_seen_and_the_transaction_goes_on() {
    let (_fresh, store) = open().await;
    commit(&store, |tx| {
        let names = ["a", "b", "c", "d", "e"];
        for name in names {
            open_purse(tx, name, 1)?;
        }
        Ok(())
    })
    .await
    .expect("purses");
    let read = store.read("read", |tx| {
        let mut seen = Vec::new();
        tx.each("SELECT owner FROM purse ORDER BY owner", &[], &mut |row| {
            seen.push(row.value(0)?.text()?.to_owned());
            Ok(match seen.len() {
                2 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
        })?;
        Ok((seen, coins(tx, "e")?))
    });
    let (seen, coins) = read.await.expect("a read");
    assert_eq!(
        (seen.as_slice(), coins),
        (["a".to_owned(), "b".to_owned()].as_slice(), 1)
    );
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let (_fresh, store) = open().await;
    let rows = hard();
    let written = rows.clone();
    commit(&store, move |tx| {
        for (n, [int, text, bytes]) in written.iter().enumerate() {
            let sql = "INSERT INTO anything (id, n, t, b) VALUES ($1, $2, $3, $4)";
            let id = Value::from(format!("row-{n}"));
            assert_eq!(
                tx.execute(sql, &[id, int.clone(), text.clone(), bytes.clone()])?,
                1
            );
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
async fn ids_sort_by_their_bytes_and_a_prefix_is_a_range() {
    let (_fresh, store) = open().await;
    let mut ids: Vec<String> = [
        "a",
        "a-b",
        "a/b",
        "a0",
        "a_b",
        "ab",
        "aB",
        "A",
        "Z",
        "z",
        "b-1",
        "b-10",
        "b-2",
        "~",
        "0",
        "a/b/c",
        "a/bb",
        "a.b",
        "ә",
        "я",
        "ё",
        "ab\u{301}",
        "a|b",
    ]
    .map(str::to_owned)
    .into();
    let written = ids.clone();
    commit(&store, move |tx| {
        written
            .iter()
            .try_for_each(|id| open_purse(tx, id, 1).map(drop))
    })
    .await
    .expect("written");
    let texts = |rows: Vec<Vec<Value>>| -> Result<Vec<String>, Error> {
        rows.iter()
            .map(|row| row[0].text().map(str::to_owned))
            .collect()
    };
    let all = store.read("all", move |tx| {
        texts(tx.query("SELECT owner FROM purse ORDER BY owner", &[])?)
    });
    ids.sort_unstable();
    assert_eq!(all.await.expect("read"), ids);
    let under = store.read("under", move |tx| {
        // '0' is the byte after '/': everything under a/ and nothing else.
        let sql = "SELECT owner FROM purse WHERE owner >= $1 AND owner < $2 ORDER BY owner DESC";
        texts(tx.query(sql, &["a/".into(), "a0".into()])?)
    });
    assert_eq!(under.await.expect("read"), ["a/bb", "a/b/c", "a/b"]);
}
