//! What was read back stays in order, whatever fails in between.

use tlog::entry::Entry;

use super::*;
use crate::store::{Database, Mode, Upgrade, Value};

/// More than a tile.
const SIZE: u64 = 300;

async fn put(store: &Store, sql: &'static str, hashes: Value) {
    let write = move |tx: &mut dyn Tx| tx.execute(sql, std::slice::from_ref(&hashes)).map(drop);
    let written = store.write("test", Mode::Commit, write).await;
    written.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_that_cannot_be_compared_moves_no_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("test.db"));
    let store = Store::open(&database, &[], Upgrade::Apply).await;
    let store = store.expect("open");
    let fill = |tx: &mut dyn Tx| {
        for n in 0..SIZE {
            let mut leaf = Entry {
                kind: Kind::RESOURCE,
                time_ms: n,
                ..Entry::default()
            }
            .encode();
            let entry = leaves::integer(tx.append(&mut leaf, n)?)?;
            let sql = "INSERT INTO revision (name, revision, time, actor, method, entry, leaf, topic, withheld, identity_at, body) \
                       VALUES ('a', $1, 0, '', '', $1, $2, '', 0, 0, $2)";
            tx.execute(sql, &[entry, leaf.into()])?;
        }
        Ok(())
    };
    let filled = store.write("test", Mode::Commit, fill).await;
    filled.expect("filled");
    let tile = store.read("test", |tx| {
        Ok(tx.query("SELECT hashes FROM tile", &[])?[0][0].clone())
    });
    let tile = tile.await.expect("a full tile");
    let kept = "UPDATE tile SET hashes = $1";
    put(&store, kept, Value::Bytes(Vec::new())).await;

    let runtime = Handle::current();
    let mut committed = Committed::new(store.clone(), runtime.clone(), Frontier::default());
    let (mut committed, failed) = tokio::task::spawn_blocking(move || {
        let failed = committed.read_to(SIZE);
        (committed, failed)
    })
    .await
    .expect("no panic");
    failed.expect_err("another tile is kept");
    put(&store, kept, tile).await;
    let read = tokio::task::spawn_blocking(move || committed.read_to(SIZE).map(|()| committed));
    let committed = read
        .await
        .expect("no panic")
        .expect("the tile is there again");
    assert_eq!(committed.frontier().size(), SIZE);
    for (index, entry) in committed.recent.iter().enumerate() {
        let time = Entry::decode(&entry.leaf).expect("a leaf").time_ms;
        assert_eq!(time, index as u64);
    }
    assert_eq!(committed.recent.len() as u64, SIZE);
}
