//! Replicas of a log that keep what they signed last in one folder: none signs what does not go with what another one signed, and a
//! key that one of them changed is the others' too.

use std::{path::PathBuf, time::Duration};

use common::{
    app::App,
    record::{
        Files, key,
        last_signed::{LastSigned, peek},
    },
    store::{Distrust, Mode, Store, Tx, Upgrade, Value, leaves},
    testing::{self, Fresh},
};
use tempfile::TempDir;
use tlog::{
    note::{self, Checkpoint},
    policy::Policy,
    verify::verify,
};

use crate::keys::{open, put, receipt, replica, rotate, tried, write};

/// A database whose log keeps what it signs in a folder, as the replica of this name.
async fn shared(folder: &TempDir, name: &str) -> Fresh {
    let mut fresh = testing::fresh("registry").await.expect("a database");
    fresh.files = sharing(&fresh.files, folder, name);
    fresh
}

fn sharing(files: &Files, folder: &TempDir, name: &str) -> Files {
    files.clone().sharing(folder.path(), "registry", name)
}

/// The files of another replica, with the key.
fn another(fresh: &Fresh, own: &TempDir, folder: &TempDir, name: &str) -> Files {
    let files = sharing(&Files::within(own.path(), "registry"), folder, name);
    std::fs::copy(&fresh.files.key, &files.key).expect("copied");
    files
}

/// Writes a note of this size and root into the folder, as the replica of this name.
fn sign(app: &App, fresh: &Fresh, folder: &TempDir, name: &str, size: u64, root: [u8; 32]) {
    let der = key::read(&fresh.files.key).expect("a file").expect("a key");
    let origin = app.log.verifier().name().to_owned();
    let signer = note::Signer::from_pkcs8(&origin, &der).expect("a key");
    let note = signer.sign(&Checkpoint { origin, size, root });
    let file: PathBuf = sharing(&fresh.files, folder, name).signed;
    let mut file = LastSigned::open(&file).expect("a file");
    let before = file.note().map(ToOwned::to_owned);
    file.swap(before.as_deref(), &note).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_replica_signed_that_is_gone_is_known_to_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut fresh = shared(&folder, "a").await;
    let app = open(&fresh).await;
    for name in ["things/a", "things/b", "things/c"] {
        write(&app, name).await;
    }
    let size = app.log.published().checkpoint.size;
    drop(app);
    let lose = move |tx: &mut dyn Tx| {
        let from = &[Value::Int((size - 1).cast_signed())];
        tx.execute("UPDATE record_head SET size = $1", from)?;
        tx.execute("DELETE FROM revision WHERE entry >= $1", from)?;
        Ok(leaves::frontier(tx)?.root())
    };
    let store = Store::open(&fresh.database, registry::MIGRATIONS, Upgrade::Apply).await;
    let root = store
        .expect("a store")
        .write("Lose", Mode::Commit, lose)
        .await;
    let root = root.expect("lost");

    fresh.files = sharing(&fresh.files, &folder, "b");
    let refused = tried(&fresh).await.expect_err("less than was signed");
    let said = common::error::cause(&refused);
    assert!(said.contains("older than what the log signed"), "{said}");

    // One that signed less itself is told by the folder, too.
    let der = key::read(&fresh.files.key).expect("a file").expect("a key");
    let last = peek(&sharing(&fresh.files, &folder, "a").signed);
    let origin = last.expect("a file").expect("a note");
    let origin = origin.lines().next().expect("a name").to_owned();
    let signer = note::Signer::from_pkcs8(&origin, &der).expect("a key");
    let less = signer.sign(&Checkpoint {
        origin,
        size: size - 1,
        root,
    });
    let mut own = LastSigned::open(&fresh.files.signed).expect("a file");
    own.swap(None, &less).expect("written");
    drop(own);
    let refused = tried(&fresh)
        .await
        .expect_err("less than another one signed");
    let said = common::error::cause(&refused);
    assert!(
        said.contains(&format!("another replica signed {size} entries")),
        "{said}"
    );

    // The control: without the folder it signs another history of as many entries.
    fresh.files.shared = false;
    let app = open(&fresh).await;
    write(&app, "things/d").await;
    assert_eq!(app.log.published().checkpoint.size, size);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_that_another_one_signed_what_is_not_there_stops() {
    let folder = tempfile::tempdir().expect("a folder");
    for (beyond, root) in [(5, [5; 32]), (0, [0; 32])] {
        let fresh = shared(&folder, &format!("a{beyond}")).await;
        let app = open(&fresh).await;
        write(&app, "things/a").await;
        let size = app.log.published().checkpoint.size;
        // What goes with it, and what is of the log before a recovery, or of the other service, changes nothing.
        let checkpoint = app.log.published().checkpoint.clone();
        sign(&app, &fresh, &folder, "good", size, checkpoint.root);
        std::fs::write(folder.path().join("consultation.x.signed"), "other").expect("written");
        write(&app, "things/b").await;
        // What cannot be read is waited for.
        let spoilt = folder.path().join("registry.spoilt.signed");
        std::fs::write(&spoilt, "x").expect("written");
        let size = size + 1;
        put(&app, "things/c").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(app.log.published().checkpoint.size, size, "it signed on");
        std::fs::remove_file(&spoilt).expect("removed");
        assert!(!receipt(&app.log, "things/c").await.path.is_empty());

        sign(
            &app,
            &fresh,
            &folder,
            &format!("bad{beyond}"),
            size + beyond,
            root,
        );
        let published = app.log.published().checkpoint.size;
        put(&app, "things/d").await;
        let Distrust::Record(text) = app.store.failed().await else {
            panic!("the disk is sound");
        };
        assert!(text.contains("another replica signed"), "{text}");
        assert_eq!(app.log.published().checkpoint.size, published);
        for file in std::fs::read_dir(folder.path()).expect("a folder") {
            std::fs::remove_file(file.expect("a file").path()).expect("removed");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_with_one_folder_write_in_turn() {
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = shared(&folder, "a").await;
    let first = open(&fresh).await;
    if !first.store.is_shared() {
        return;
    }
    write(&first, "things/a").await;
    let own = tempfile::tempdir().expect("a folder");
    let files = another(&fresh, &own, &folder, "b");
    // The folder says what --peer would.
    let second = replica(&fresh, &files).await.expect("told by the folder");
    for (app, name) in [
        (&second, "things/b"),
        (&first, "things/c"),
        (&first, "things/d"),
        (&second, "things/e"),
    ] {
        let receipt = write(app, name).await;
        let policy = Policy::of(app.log.verifier().clone());
        assert!(verify(&receipt.text(), &policy).is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_one_replica_changed_is_the_others_too() {
    let folder = tempfile::tempdir().expect("a folder");
    for is_shared in [false, true] {
        let mut fresh = testing::fresh("registry").await.expect("a database");
        let own = tempfile::tempdir().expect("a folder");
        let mut files = Files::within(own.path(), "registry");
        if is_shared {
            fresh.files = sharing(&fresh.files, &folder, "a");
            files = sharing(&files, &folder, "b");
        }
        let first = open(&fresh).await;
        if !first.store.is_shared() {
            return;
        }
        std::fs::copy(&fresh.files.key, &files.key).expect("copied");
        files.told = Some(first.log.newest().await.expect("signed").note.clone());
        let second = replica(&fresh, &files).await.expect("joined");
        files.told = None;
        write(&second, "things/a").await;
        drop((first, second));
        let handover = rotate(&fresh).await.expect("rotated");
        std::fs::copy(&fresh.files.key, &files.key).expect("copied");
        // What it signed last is signed by the key before.
        let second = replica(&fresh, &files).await.expect("the same log");
        assert_eq!(*second.log.verifier(), handover.next);
        let first = open(&fresh).await;
        write(&second, "things/b").await;
        write(&first, "things/c").await;
    }
}
