//! A log whose database lost what was signed: nobody signs on it, until somebody decides that it goes on without. Then it says so,
//! and whoever saw what is lost is told.

use std::path::PathBuf;

use common::{
    clock::Ids,
    context::Context,
    record::{
        Files, keys, last_signed,
        recovery::{self, Recovered},
        rotation,
    },
    store::{Mode, Store, Tx, Upgrade, Value},
    testing::{self, Fresh, Hand},
};
use kenes::Exit;
use kenes_proto::record as pb;
use prost::Message;
use tlog::{policy::Policy, verify::verify};

use super::{Auditor, Registry, found};
use crate::keys::{open, replica, tried};

const REASON: &str = "The standby took over without the last entries.";

async fn store(fresh: &Fresh) -> Store {
    let store = Store::open(&fresh.database, registry::MIGRATIONS, Upgrade::Apply).await;
    store.expect("a store")
}

/// The service stops, and the database loses the last entries.
async fn lose(it: Registry, last: u64) -> (Fresh, u64) {
    let size = it.app.log.published().checkpoint.size;
    let Registry {
        app,
        running,
        fresh,
    } = it;
    drop((app, running));
    let from = [Value::Int((size - last).cast_signed())];
    let work = move |tx: &mut dyn Tx| {
        let from = &from;
        let kept = "SELECT name FROM revision WHERE entry >= $1";
        for row in tx.query(kept, from)? {
            tx.execute("DELETE FROM organization WHERE name = $1", &row[..1])?;
        }
        tx.execute("DELETE FROM revision WHERE entry >= $1", from)?;
        tx.execute("UPDATE record_head SET size = $1", from)
    };
    let lost = store(&fresh).await.write("Lose", Mode::Commit, work).await;
    lost.expect("lost");
    (fresh, size)
}

async fn recover(fresh: &Fresh, files: &Files) -> Result<Recovered, String> {
    let store = store(fresh).await;
    let context = Context::own(
        registry::DOMAIN,
        "RecoverLog",
        Hand::default().now(),
        &Ids::random(),
    );
    for _ in 0..50 {
        let outcome = recovery::recover(&store, files, &context, REASON).await;
        match outcome.map_err(|error| common::error::cause(&error)) {
            // The signer of the one before may still be ending.
            Err(text) if text.contains("another process") => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            outcome => return outcome,
        }
    }
    Err("another process".to_owned())
}

async fn receipt(app: &common::app::App, name: &str) -> String {
    let index = app.log.index(name, 1).await.expect("a store");
    let receipt = app.log.receipt(index.expect("an entry")).await;
    receipt.expect("a store").expect("signed").text()
}

/// The service on this database.
async fn serve(fresh: Fresh) -> Registry {
    let app = open(&fresh).await;
    let running = testing::start(registry::service(app.clone())).await;
    Registry {
        app,
        running,
        fresh,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_goes_on_without_what_was_lost_and_says_so() {
    let it = Registry::of(None, &["a", "b"]).await;
    let key = it.app.log.verifier().clone();
    let early = Auditor::new(&key);
    early.visit(&it.running).await.expect("sound");
    for id in ["c", "d"] {
        it.organization(id).await;
    }
    let (saw, kept) = (
        Auditor::new(&key),
        receipt(&it.app, "organizations/a").await,
    );
    saw.visit(&it.running).await.expect("sound");
    let lost = receipt(&it.app, "organizations/d").await;
    let unscathed = it.fresh.beside().expect("another replica");
    let (fresh, size) = lose(it, 2).await;

    let refusal = tried(&fresh).await.expect_err("less than was signed");
    let text = common::error::cause(&refusal);
    assert!(text.contains("kenes recover"), "{text}");
    let recovered = recover(&fresh, &fresh.files).await.expect("recovered");
    assert_eq!((recovered.former.size, recovered.kept), (size, size - 2));
    assert_eq!(recovered.previous, key);
    assert_eq!(recovered.next.name(), format!("{}/recovered-1", key.name()));
    let again = recover(&fresh, &fresh.files)
        .await
        .expect_err("all is there");
    assert!(again.contains("nothing was lost"), "{again}");

    // It goes on, under a name of its own, and its first entry says why.
    let it = serve(fresh).await;
    assert_eq!(*it.app.log.verifier(), recovered.next);
    it.organization("e").await;
    let after = receipt(&it.app, "organizations/e").await;
    for (text, key) in [
        (&kept, &recovered.previous),
        (&lost, &recovered.previous),
        (&after, &recovered.next),
    ] {
        assert!(verify(text, &Policy::of(key.clone())).is_ok(), "{text}");
    }
    let name = format!("keys/{}", recovered.next.id());
    let entry = it.app.store.read("test", move |tx| {
        let sql = "SELECT body, entry FROM revision WHERE name = $1";
        let rows = tx.query(sql, &[name.as_str().into()])?;
        let entry = pb::LogKey::decode(rows[0][0].bytes()?).map_err(common::Error::internal)?;
        Ok((entry, rows[0][1].int()?))
    });
    let (entry, index) = entry.await.expect("an entry");
    assert_eq!(
        (entry.reason.as_str(), index),
        (REASON, (size - 2).cast_signed())
    );
    let handover = keys::handover(&entry)
        .expect("signed by both")
        .expect("one");
    assert_eq!(handover.former, Some(recovered.former.clone()));

    // Who believed the log before follows it, unless he saw what is gone.
    let sound = early
        .visit(&it.running)
        .await
        .expect("a part of what is left");
    let said = format!(
        "lost: {} signed {size} entries, and {} are left of them: {REASON}",
        key.name(),
        size - 2
    );
    assert!(sound.to_string().contains(&said), "{sound}");
    let more = early.visit(&it.running).await.expect("from there on");
    assert_eq!(
        (more.before, more.to_string().contains(&said)),
        (size, true)
    );
    for _ in 0..2 {
        let told = saw.visit(&it.running).await;
        found(
            told,
            Exit::Shrunk,
            "the log lost entries that it had signed",
        );
    }
    let knows = Auditor {
        key: recovered.next.to_string(),
        ..saw
    };
    knows.visit(&it.running).await.expect("it was decided");
    let shown = rotation::keys(&it.fresh.files).expect("shown");
    assert_eq!(shown, std::slice::from_ref(&recovered.next));
    // Another log is another log.
    let other = Registry::of(None, &["a"]).await;
    found(
        Auditor::new(other.app.log.verifier())
            .visit(&it.running)
            .await,
        Exit::WrongOrigin,
        "another log",
    );

    // Another replica that knows nothing of it does not sign, and is told what to do.
    if it.app.store.is_shared() {
        let refused = replica(&it.fresh, &unscathed.files).await;
        let text = common::error::cause(&refused.expect_err("the log before"));
        assert!(text.contains("belongs to the log"), "{text}");
        std::fs::remove_file(&unscathed.files.signed).expect("moved away");
        std::fs::copy(&it.fresh.files.key, &unscathed.files.key).expect("copied");
        let told = Files {
            told: Some(it.app.log.newest().await.expect("signed").note.clone()),
            ..unscathed.files.clone()
        };
        let joined = replica(&it.fresh, &told).await.expect("the same log");
        assert_eq!(joined.log.verifier(), it.app.log.verifier());
    }

    // And it may happen again.
    let (fresh, _) = lose(it, 1).await;
    let second = recover(&fresh, &fresh.files).await.expect("recovered");
    assert_eq!(second.next.name(), format!("{}/recovered-2", key.name()));
    let it = serve(fresh).await;
    let sound = Auditor::new(&key).visit(&it.running).await.expect("sound");
    assert_eq!(sound.to_string().matches("  lost: ").count(), 2, "{sound}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_history_goes_on_only_by_decision() {
    let it = Registry::of(None, &["a", "b"]).await;
    let other = Registry::of(Some(&it), &["a", "b", "c"]).await;
    let note = last_signed::peek(&it.fresh.files.signed);
    let note = note.expect("a file").expect("a note");
    let Registry {
        app,
        running,
        fresh,
    } = other;
    drop((app, running));
    std::fs::copy(&it.fresh.files.signed, &fresh.files.signed).expect("copied");
    let refusal = tried(&fresh).await.expect_err("another history");
    let text = common::error::cause(&refusal);
    assert!(text.contains("have another root"), "{text}");
    recover(&fresh, &fresh.files).await.expect("recovered");
    let it = serve(fresh).await;
    assert_ne!(
        it.app.log.published().note.lines().next(),
        note.lines().next()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_or_complete_or_of_another_key_is_not_recovered() {
    let it = Registry::of(None, &["a", "b", "c"]).await;
    let (app, fresh) = (it.app.clone(), it.fresh.beside().expect("files"));
    let complete = recover(&fresh, &fresh.files)
        .await
        .expect_err("all is there");
    assert!(complete.contains("nothing was lost"), "{complete}");
    drop(app);
    let (fresh, size) = lose(it, 1).await;
    let spoil = move |tx: &mut dyn Tx| {
        let sql = "UPDATE revision SET body = $1 WHERE entry = $2";
        let entry = Value::Int((size - 3).cast_signed());
        tx.execute(sql, &[Value::Bytes(b"other".to_vec()), entry])
    };
    let spoilt = store(&fresh)
        .await
        .write("Spoil", Mode::Commit, spoil)
        .await;
    spoilt.expect("spoilt");
    let damaged = recover(&fresh, &fresh.files).await.expect_err("damaged");
    assert!(damaged.contains(&format!("{}", size - 3)), "{damaged}");
    std::fs::remove_file(&fresh.files.key).expect("removed");
    let keyless = recover(&fresh, &fresh.files).await.expect_err("no key");
    assert!(keyless.contains("is missing"), "{keyless}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_that_is_cut_short_is_begun_again() {
    let it = Registry::of(None, &["a", "b"]).await;
    let old = it.app.log.verifier().clone();
    let (fresh, _) = lose(it, 1).await;
    let files = &fresh.files;
    let beside = |ending: &str| PathBuf::from(format!("{}.{ending}", files.key.display()));
    let before = [&files.key, &files.signed].map(|file| std::fs::read(file).expect("a file"));

    // All but the last step: the files of the keys cannot change places.
    std::fs::write(beside(&old.id()), "in the way").expect("written");
    assert!(recover(&fresh, files).await.is_err());
    assert!(
        tried(&fresh).await.is_err(),
        "signed by a key that is aside"
    );
    std::fs::remove_file(beside(&old.id())).expect("removed");
    let first = recover(&fresh, files).await.expect("the second try");
    assert_eq!(first.previous, old);

    // The entry was written, and what was signed last was not.
    std::fs::rename(&files.key, beside("next")).expect("renamed");
    std::fs::remove_file(beside(&old.id())).expect("removed");
    for (file, bytes) in [&files.key, &files.signed].into_iter().zip(&before) {
        std::fs::write(file, bytes).expect("written");
    }
    let second = recover(&fresh, files).await.expect("the third try");
    assert_eq!((second.next.clone(), second.kept), (first.next, first.kept));
    let it = serve(fresh).await;
    it.organization("c").await;
    let sound = Auditor::new(&old).visit(&it.running).await.expect("sound");
    assert_eq!(sound.to_string().matches("  lost: ").count(), 1, "{sound}");
}
