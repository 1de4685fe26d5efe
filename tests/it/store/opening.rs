//! Opening a database: which schema is upgraded, which is refused, and what the refusal says.

use std::path::PathBuf;

use common::{
    store::{Database, Migration, Store, Upgrade},
    testing,
};

use super::{SCHEMA, applies, cause, commit, number, open, open_purse};

#[tokio::test]
async fn what_is_closed_is_one_file() {
    for _ in 0..20 {
        let (fresh, store) = open().await;
        let beside = match &fresh.database {
            Database::Sqlite(path) => ["-wal", "-shm"].map(|end| {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                PathBuf::from(name)
            }),
            // Its files are the server's.
            Database::Postgres(_) => return store.closed().await,
        };
        commit(&store, |tx| open_purse(tx, "a", 1))
            .await
            .expect("a purse");
        assert!(beside.iter().all(|file| file.exists()), "the control");
        // Every reader has read, and one is at it.
        for _ in 0..4 {
            drop(tokio::spawn({
                let store = store.clone();
                async move { number(&store, "SELECT coins FROM purse").await }
            }));
        }
        assert_eq!(number(&store, "SELECT coins FROM purse").await, 1);
        let closed = store.closed();
        drop(store);
        closed.await;
        assert!(!beside.iter().any(|file| file.exists()), "{beside:?}");
    }
}

#[tokio::test]
async fn a_schema_newer_than_the_program_is_refused() {
    let (fresh, store) = open().await;
    drop(store);
    let older = Store::open(&fresh.database, &[], Upgrade::Apply).await;
    let text = cause(&older.expect_err("the schema is newer"));
    assert!(
        text.contains("schema 1") && text.contains("newer program"),
        "{text}"
    );
}

#[tokio::test]
async fn a_schema_older_than_the_program_is_upgraded_or_refused_with_the_command() {
    let (fresh, store) = open().await;
    commit(&store, |tx| open_purse(tx, "a", 1))
        .await
        .expect("a purse");
    drop(store);
    let next = Migration {
        number: 2,
        name: "debts",
        sql: "ALTER TABLE purse ADD COLUMN debts BIGINT NOT NULL DEFAULT 0",
    };
    let both = [SCHEMA[0], next];
    let refused = Store::open(&fresh.database, &both, Upgrade::Refuse).await;
    let text = cause(&refused.expect_err("step 2 is missing"));
    assert!(
        text.contains("2 (debts)") && text.contains("migrate"),
        "{text}"
    );
    for _ in 0..2 {
        let store = Store::open(&fresh.database, &both, Upgrade::Apply)
            .await
            .expect("upgraded once");
        assert_eq!(number(&store, "SELECT debts + coins FROM purse").await, 1);
    }
    Store::open(&fresh.database, &both, Upgrade::Refuse)
        .await
        .expect("nothing is missing");
}

#[tokio::test]
async fn a_database_of_another_service_is_refused_and_left_as_it_was() {
    let (fresh, store) = open().await;
    drop(store);
    let other = |name, sql| {
        let step = Migration {
            number: 1,
            name,
            sql,
        };
        let next = Migration {
            number: 2,
            name: "next",
            sql: "CREATE TABLE next (a BIGINT)",
        };
        [step, next]
    };
    for (steps, said) in [
        (other("code", SCHEMA[0].sql), "another service's"),
        (
            other(SCHEMA[0].name, "CREATE TABLE t (a BIGINT)"),
            "never released",
        ),
    ] {
        let refused = Store::open(&fresh.database, &steps, Upgrade::Apply).await;
        let text = cause(&refused.expect_err("the steps are others"));
        assert!(text.contains(said), "{text}");
    }
    let store = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse)
        .await
        .expect("still its own");
    let next = store.read("next", |tx| tx.query("SELECT a FROM next", &[]));
    assert!(next.await.is_err(), "a step of another service was applied");
    let older = "ALTER TABLE schema_migration DROP COLUMN digest";
    commit(&store, move |tx| tx.execute(older, &[]))
        .await
        .expect("as it was before there were releases");
    drop(store);
    let refused = Store::open(&fresh.database, SCHEMA, Upgrade::Apply).await;
    let text = cause(&refused.expect_err("its book is another"));
    assert!(text.contains("begin a new one"), "{text}");
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_schema_as_it_was() {
    let (fresh, store) = open().await;
    drop(store);
    let next = Migration {
        number: 2,
        name: "broken",
        sql: "CREATE TABLE half (a BIGINT); INSERT INTO no_such_table (a) VALUES (1)",
    };
    let broken = Store::open(&fresh.database, &[SCHEMA[0], next], Upgrade::Apply).await;
    assert!(broken.is_err());
    let store = Store::open(&fresh.database, SCHEMA, Upgrade::Refuse)
        .await
        .expect("still schema 1");
    let half = store.read("half", |tx| tx.query("SELECT a FROM half", &[]));
    assert!(half.await.is_err(), "the first half of the step was undone");
}

#[tokio::test]
async fn a_database_with_another_order_of_text_is_refused() {
    let (fresh, _store) = open().await;
    if !applies(
        "a_database_with_another_order_of_text_is_refused",
        &fresh.database,
    ) {
        return;
    }
    for order in [
        "LOCALE_PROVIDER icu ICU_LOCALE 'und' LC_COLLATE 'C' LC_CTYPE 'C'",
        "LC_COLLATE 'C' LC_CTYPE 'C'",
    ] {
        let database = testing::sorted(&fresh.database, order)
            .await
            .expect("a database");
        let opened = Store::open(&database, SCHEMA, Upgrade::Apply).await;
        if order.contains("icu") {
            let text = cause(&opened.expect_err("text is sorted as people sort"));
            assert!(text.contains("LC_COLLATE 'C'"), "{text}");
        } else {
            opened.expect("the control: sorted by bytes");
        }
    }
}
