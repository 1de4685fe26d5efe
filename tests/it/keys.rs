//! The keys of a log: what is shown of them, and a log that gets a new one, on both engines.

use common::{
    Error,
    app::App,
    attachments::Attachments,
    clock::Ids,
    context::Context,
    record::{Files, Log, key, keys, last_signed, rotation},
    resource::{self, New},
    store::{Mode, Store, Upgrade},
    stored_body::StoredBody,
    testing::{self, Fresh, Hand},
};
use kenes_proto::record as pb;
use prost::Message;
use tlog::{
    entry::Kind,
    note::{self, Checkpoint, Note, Verifier},
    policy::Policy,
    proof::Receipt,
    verify::{Fault, verify},
};

const DOMAIN: &str = registry::DOMAIN;

/// A log on a database, until it is dropped.
pub(crate) async fn open(fresh: &Fresh) -> App {
    let outcome = tried(fresh).await;
    outcome.expect("the log opens")
}

/// The signer of the one before may still be ending.
pub(crate) async fn tried(fresh: &Fresh) -> Result<App, Error> {
    let mut outcome = testing::app(fresh, &registry::DEFINITION, &Hand::default()).await;
    for _ in 0..50 {
        if !outcome
            .as_ref()
            .is_err_and(|e| e.to_string().contains("another process"))
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        outcome = testing::app(fresh, &registry::DEFINITION, &Hand::default()).await;
    }
    outcome
}

/// Writes something, and answers its receipt.
pub(crate) async fn write(app: &App, name: &'static str) -> Receipt {
    put(app, name).await;
    receipt(&app.log, name).await
}

/// Writes something.
pub(crate) async fn put(app: &App, name: &'static str) {
    let context = app.own("Test");
    let uid = context.fresh();
    app.store
        .write("Test", Mode::Commit, move |tx| {
            let new = New {
                name,
                revision: 1,
                leaf: Kind::RESOURCE,
                uid,
                topic: None,
                body: StoredBody::copy(name.as_bytes(), &[]),
            };
            resource::revise(tx, &context, new)
        })
        .await
        .expect("written");
}

pub(crate) async fn receipt(log: &Log, name: &str) -> Receipt {
    let place = log.index(name, 1).await.expect("a store").expect("a place");
    log.receipt(place)
        .await
        .expect("a store")
        .expect("signed in time")
}

pub(crate) async fn rotate(fresh: &Fresh) -> Result<keys::Handover, Error> {
    let store = Store::open(&fresh.database, registry::MIGRATIONS, Upgrade::Apply)
        .await
        .expect("a store");
    let context = Context::own(DOMAIN, "RotateKey", Hand::default().now(), &Ids::random());
    let mut outcome = rotation::rotate(&store, &fresh.files, &context).await;
    for _ in 0..50 {
        if !outcome
            .as_ref()
            .is_err_and(|e| e.to_string().contains("another process"))
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        outcome = rotation::rotate(&store, &fresh.files, &context).await;
    }
    outcome
}

fn believed(keys: &[&Verifier]) -> Policy {
    let lines: Vec<String> = keys.iter().map(|key| format!("log {key}\n")).collect();
    Policy::parse(&format!("{}quorum none\n", lines.concat())).expect("a policy")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_gets_a_new_key_and_both_keys_sign_that() {
    let fresh = testing::fresh("registry").await.expect("a database");
    assert!(
        rotation::keys(&fresh.files).is_err(),
        "nothing was signed yet"
    );
    let app = open(&fresh).await;
    let before = write(&app, "things/before").await;
    let old = app.log.verifier().clone();
    assert_eq!(
        rotation::keys(&fresh.files).expect("shown beside the service"),
        std::slice::from_ref(&old)
    );
    drop(app);

    let handover = rotate(&fresh).await.expect("rotated");
    assert_eq!(handover.previous, old);
    let new = handover.next;
    assert_eq!(new.name(), old.name(), "a log never changes its name");
    assert_eq!(
        rotation::keys(&fresh.files).expect("two keys"),
        [new.clone(), old.clone()]
    );
    let note = last_signed::peek(&fresh.files.signed)
        .expect("a file")
        .expect("a note");
    let note = Note::parse(&note).expect("a note");
    assert!(note.signed_by(&old).is_ok() && note.signed_by(&new).is_ok());

    let app = open(&fresh).await;
    assert_eq!(*app.log.verifier(), new);
    let after = write(&app, "things/after").await;
    for (receipt, signer, other) in [(&before, &old, &new), (&after, &new, &old)] {
        let text = receipt.text();
        assert!(verify(&text, &believed(&[signer])).is_ok());
        assert!(matches!(
            verify(&text, &believed(&[other])),
            Err(Fault::WrongKey(_))
        ));
        assert!(verify(&text, &believed(&[&old, &new])).is_ok());
    }
    // Who believes the old key finds the new one in the log.
    let name = format!("keys/{}", new.id());
    let both = receipt(&app.log, &name).await;
    assert_eq!(both.index, before.index + 1);
    let entry = app.store.read("test", move |tx| {
        let rows = tx.query(
            "SELECT body FROM revision WHERE name = $1",
            &[name.as_str().into()],
        )?;
        pb::LogKey::decode(rows[0][0].bytes()?).map_err(Error::internal)
    });
    let entry = entry.await.expect("an entry");
    let found = keys::handover(&entry)
        .expect("signed by both")
        .expect("a handover");
    assert_eq!((found.previous, found.next), (old.clone(), new.clone()));
    drop(app);

    // The old key no longer opens the log, now that the new one has signed alone; and a third takes over.
    let aside = format!("{}.{}", fresh.files.key.display(), old.id());
    let present = std::fs::read(&fresh.files.key).expect("a key");
    std::fs::copy(&aside, &fresh.files.key).expect("swapped");
    let refusal = tried(&fresh).await.expect_err("another key").to_string();
    assert!(refusal.contains("did not sign"), "{refusal}");
    std::fs::write(&fresh.files.key, present).expect("put back");
    let third = rotate(&fresh).await.expect("rotated again");
    assert_eq!(
        (
            third.previous,
            rotation::keys(&fresh.files).expect("three").len()
        ),
        (new, 3)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_keys_that_is_cut_short_leaves_the_old_one() {
    let fresh = testing::fresh("registry").await.expect("a database");
    assert!(rotate(&fresh).await.is_err(), "there is no log yet");
    let app = open(&fresh).await;
    let old = app.log.verifier().clone();
    let running = rotate(&fresh).await;
    assert!(running.is_err(), "the service runs: {running:?}");
    drop(app);

    // The last step fails: all is recorded and signed, and the files have not changed places.
    let aside = std::path::PathBuf::from(format!("{}.{}", fresh.files.key.display(), old.id()));
    std::fs::write(&aside, "in the way").expect("written");
    assert!(rotate(&fresh).await.is_err());
    let app = open(&fresh).await;
    assert_eq!(*app.log.verifier(), old);
    let text = write(&app, "things/x").await.text();
    assert!(verify(&text, &believed(&[&old])).is_ok());
    drop(app);

    std::fs::remove_file(&aside).expect("removed");
    let new = rotate(&fresh).await.expect("the second try").next;
    let app = open(&fresh).await;
    assert_eq!(*app.log.verifier(), new);
    assert!(verify(&write(&app, "things/y").await.text(), &believed(&[&new])).is_ok());
}

/// A second replica on the database, with files of its own.
pub(crate) async fn replica(fresh: &Fresh, files: &Files) -> Result<App, Error> {
    let database = &fresh.database;
    let store = Store::open(database, registry::MIGRATIONS, Upgrade::Refuse).await?;
    let hand = Hand::default();
    let context = Context::own(DOMAIN, "OpenLog", hand.now(), &Ids::random());
    let log = Log::open(&store, files, &context).await?;
    Ok(App {
        store,
        log,
        attachments: Attachments::beside(&files.key),
        clock: hand.clock(),
        ids: Ids::random(),
        domain: DOMAIN,
        kinds: registry::DEFINITION.kinds,
    })
}

#[tokio::test]
async fn a_second_replica_without_its_key_is_told_to_copy_it_and_makes_none() {
    let fresh = testing::fresh("registry").await.expect("a database");
    let first = open(&fresh).await;
    if !first.store.is_shared() {
        // A database of its own has one process: it cannot even be opened twice.
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let files = Files::within(folder.path(), "registry");
    for _ in 0..2 {
        let refused = replica(&fresh, &files).await.expect_err("no key");
        let said = common::error::cause(&refused);
        assert!(said.contains("copy the file"), "{said}");
        assert!(!files.key.exists(), "a key was made");
    }
    // Nor does one that made a key for a log that another began.
    key::write(&files.key, &tlog::key::generate().expect("a key")).expect("written");
    let newest = first.log.newest().await.expect("signed");
    let joins = Files {
        told: Some(newest.note.clone()),
        ..files.clone()
    };
    let refused = replica(&fresh, &joins).await.expect_err("another key");
    let said = common::error::cause(&refused);
    assert!(said.contains("copy that of another one"), "{said}");

    // The database alone does not say what was signed: it may be an old copy.
    std::fs::copy(&fresh.files.key, &files.key).expect("copied");
    let refused = replica(&fresh, &files).await.expect_err("nothing was told");
    let said = common::error::cause(&refused);
    assert!(said.contains("--peer"), "{said}");
    let told = |size: u64| {
        let key = key::read(&files.key).expect("a file").expect("a key");
        let origin = newest.checkpoint.origin.clone();
        let signer = note::Signer::from_pkcs8(&origin, &key).expect("a key");
        Files {
            told: Some(signer.sign(&Checkpoint {
                size,
                ..newest.checkpoint.clone()
            })),
            ..files.clone()
        }
    };
    let size = newest.checkpoint.size;
    let refused = replica(&fresh, &told(size + 1)).await.expect_err("old");
    let said = common::error::cause(&refused);
    assert!(said.contains("older than what the log signed"), "{said}");
    let second = replica(&fresh, &told(size)).await.expect("the same log");
    assert_eq!(second.log.verifier(), first.log.verifier());
}
