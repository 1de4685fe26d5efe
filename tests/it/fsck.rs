//! `kenes fsck`: what is sound is called so, and of what was damaged the first thing is named. On SQLite, whose files it checks.

use std::path::Path;

use common::{
    app::App,
    attachments::Attachments,
    clock::Ids,
    context::Context,
    record::{Files, Log},
    resource::{self, New},
    store::{Database, Mode, Store, Tx, Upgrade, Value},
    stored_body::StoredBody,
    testing::Hand,
};
use kenes::Exit;
use tempfile::TempDir;
use tlog::entry::{self, Entry, Kind, Slot};

/// Two full tiles and some more.
const ENTRIES: u64 = 600;

async fn store(folder: &Path) -> Store {
    let database = Database::Sqlite(folder.join("registry.db"));
    Store::open(&database, registry::MIGRATIONS, Upgrade::Apply)
        .await
        .expect("a store")
}

async fn app(folder: &Path) -> App {
    let (store, ids, hand) = (store(folder).await, Ids::random(), Hand::default());
    let context = Context::own(registry::DOMAIN, "OpenLog", hand.now(), &ids);
    let files = Files::within(folder, "registry");
    let log = Log::open(&store, &files, &context).await.expect("a log");
    App {
        store,
        log,
        attachments: Attachments::beside(&files.key),
        clock: hand.clock(),
        ids,
        domain: registry::DOMAIN,
        kinds: registry::DEFINITION.kinds,
    }
}

/// A folder with a record of so many entries, all signed, that nobody uses any more.
async fn recorded(entries: u64) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path()).await;
    write(&app, 1..entries).await;
    let last = app.log.receipt(entries - 1).await.expect("a store");
    assert!(last.is_some(), "signed in time");
    let closed = app.store.closed();
    drop(app);
    closed.await;
    folder
}

async fn write(app: &App, numbers: std::ops::Range<u64>) {
    let context = app.own("Test");
    let work = move |tx: &mut dyn Tx| {
        for n in numbers.clone() {
            let body = format!("what was said, {n}");
            let (content, identity) = body.as_bytes().split_at(body.len() - 1);
            let new = New {
                name: &format!("things/{n}"),
                revision: 1,
                leaf: Kind::RESOURCE,
                uid: context.fresh(),
                topic: None,
                body: StoredBody::copy(content, identity),
            };
            resource::revise(tx, &context, new)?;
        }
        Ok(())
    };
    app.store
        .write("Test", Mode::Commit, work)
        .await
        .expect("written");
}

/// Changes the database behind the log's back.
async fn damage(folder: &Path, sql: &'static str, args: Vec<Value>) {
    let store = store(folder).await;
    let work = move |tx: &mut dyn Tx| tx.execute(sql, &args);
    assert_eq!(
        store
            .write("Test", Mode::Commit, work)
            .await
            .expect("changed"),
        1,
        "{sql}"
    );
    let closed = store.closed();
    drop(store);
    closed.await;
}

/// A copy of a folder.
fn copy(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for file in std::fs::read_dir(folder).expect("a folder") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("copied");
    }
    copy
}

/// How it ends, and what it says of what is wrong.
fn fsck(folder: &Path) -> (Exit, String) {
    match kenes::fsck::run(folder, &kenes::fsck::beside(folder), None) {
        Ok(()) => (Exit::Ok, String::new()),
        Err(failure) => (failure.exit, failure.problems.join("\n")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_thing_that_is_damaged_is_named() {
    let sound = recorded(ENTRIES).await;
    assert_eq!(fsck(sound.path()), (Exit::Ok, String::new()));
    let byte = |sql, named| (sql, vec![], named);
    for (sql, args, named) in [
        byte(
            "UPDATE revision SET leaf = zeroblob(124) WHERE entry = 17",
            "entry 17 does not hash to what its tile holds",
        ),
        byte(
            "UPDATE revision SET leaf = (SELECT leaf FROM revision WHERE entry = 400) WHERE entry = 300",
            "entry 300 does not hash",
        ),
        byte(
            "DELETE FROM revision WHERE entry = 511",
            "entry 511 is missing",
        ),
        byte("DELETE FROM revision WHERE entry = 0", "entry 0 is missing"),
        byte(
            "UPDATE revision SET entry = 700 WHERE entry = 555",
            "entry 555 is missing",
        ),
        byte(
            "UPDATE revision SET body = CAST('what was not said' AS BLOB) WHERE entry = 5",
            "entry 5 (things/5, revision 1) does not commit to its body",
        ),
        byte(
            "UPDATE revision SET identity_at = identity_at - 1 WHERE entry = 6",
            "entry 6 (things/6, revision 1) does not commit to its body",
        ),
        byte(
            "UPDATE revision SET identity_at = 9000 WHERE entry = 6",
            "entry 6 (things/6, revision 1): the body is cut",
        ),
        byte(
            "UPDATE revision SET actor = 'demo|else' WHERE entry = 7",
            "entry 7 (things/7, revision 1) does not commit to its caller",
        ),
        byte(
            "UPDATE revision SET method = 'RemoveThing' WHERE entry = 7",
            "entry 7 (things/7, revision 1) says another method, or other draft laws, than is kept beside it",
        ),
        byte(
            "UPDATE revision SET topic = 'draftLaws/other' WHERE entry = 7",
            "entry 7 (things/7, revision 1) says another method, or other draft laws, than is kept beside it",
        ),
        byte(
            "UPDATE revision SET time = time + 1 WHERE entry = 7",
            "entry 7 (things/7, revision 1) says another time than is kept beside it",
        ),
        byte(
            "UPDATE revision SET revision = 2 WHERE entry = 7",
            "entry 7 (things/7, revision 2) says another revision than is kept beside it",
        ),
        byte(
            "UPDATE revision SET body_salt = zeroblob(32) WHERE entry = 8",
            "entry 8 (things/8, revision 1) does not commit to its body",
        ),
        byte(
            "UPDATE revision SET body_salt = zeroblob(31) WHERE entry = 8",
            "entry 8 (things/8, revision 1) does not commit to its body",
        ),
        byte(
            "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND number = 1",
            "entry 256 does not hash to what its tile holds",
        ),
        byte(
            "UPDATE tile SET hashes = zeroblob(8191) WHERE level = 0 AND number = 1",
            "tile 0/1 has a wrong length",
        ),
        byte(
            "DELETE FROM tile WHERE level = 0 AND number = 0",
            "tile 0/0 is missing",
        ),
        byte(
            "INSERT INTO tile (level, number, hashes) VALUES (0, 2, zeroblob(8192))",
            "entry 512 does not hash to what its tile holds",
        ),
        byte(
            "INSERT INTO tile (level, number, hashes) VALUES (1, 0, zeroblob(8192))",
            "3 tiles are kept, 600 entries fill 2",
        ),
        (
            "UPDATE revision SET leaf = $1 WHERE entry = 599",
            vec![early().into()],
            "entry 599 is earlier",
        ),
    ] {
        let folder = copy(sound.path());
        damage(folder.path(), sql, args).await;
        let (exit, told) = fsck(folder.path());
        assert_eq!(exit, Exit::Record, "{sql}: {told}");
        assert!(told.contains(named), "{sql}: {told}");
    }
    // What was erased is no damage.
    let folder = copy(sound.path());
    damage(
        folder.path(),
        "UPDATE revision SET body = zeroblob(0), identity_at = 0, body_salt = NULL, identity_salt = NULL, caller_salt = NULL, actor = '' WHERE entry = 9",
        vec![],
    )
    .await;
    assert_eq!(fsck(folder.path()), (Exit::Ok, String::new()));
}

fn early() -> Vec<u8> {
    Entry {
        kind: Kind::RESOURCE,
        time_ms: 1,
        ..Entry::default()
    }
    .encode()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_was_rewritten_is_not_the_one_that_was_signed() {
    let sound = recorded(20).await;
    let (salt, words) = ([7; 32], b"other words".to_vec());
    let slots = vec![
        (Slot::BODY, entry::commit(&salt, Slot::BODY, &words)),
        (Slot::CALLER, entry::commit(&salt, Slot::CALLER, b"demo|x")),
    ];
    let leaf = Entry {
        kind: Kind::RESOURCE,
        time_ms: u64::MAX,
        revision: 1,
        labels: entry::labels("CreateThing", ""),
        slots,
        ..Entry::default()
    }
    .encode();
    damage(
        sound.path(),
        "UPDATE revision SET leaf = $1, body = $2, identity_at = 11, body_salt = $3, identity_salt = NULL, caller_salt = $3, actor = 'demo|x', time = 0, method = 'CreateThing' WHERE entry = 19",
        vec![leaf.into(), words.into(), salt.to_vec().into()],
    )
    .await;
    let (exit, told) = fsck(sound.path());
    assert_eq!(exit, Exit::Record);
    assert!(
        told.contains("the first 20 entries have another root"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_belong_together_is_said() {
    let nothing = tempfile::tempdir().expect("a folder");
    assert_eq!(fsck(nothing.path()).0, Exit::Usage);

    let old = recorded(20).await;
    let new = copy(old.path());
    let app = app(new.path()).await;
    write(&app, 100..110).await;
    assert!(app.log.receipt(29).await.expect("a store").is_some());
    let lock = std::fs::File::create(new.path().join("registry.lock")).expect("a file");
    lock.lock().expect("as a service that runs holds it");
    let (exit, told) = fsck(new.path());
    drop(lock);
    assert_eq!(
        (exit, told.contains("another process")),
        (Exit::Unavailable, true),
        "{told}"
    );
    let closed = app.store.closed();
    drop(app);
    closed.await;
    assert_eq!(fsck(new.path()), (Exit::Ok, String::new()));
    assert_eq!(
        fsck(old.path()),
        (Exit::Ok, String::new()),
        "by itself it is sound"
    );

    // Yesterday's database under what was signed since; and the other way round it is only not signed yet.
    let restored = copy(old.path());
    std::fs::copy(
        new.path().join("registry.signed"),
        restored.path().join("registry.signed"),
    )
    .expect("copied");
    let (exit, told) = fsck(restored.path());
    assert_eq!(
        (exit, told.contains("30 entries were signed, 20 are there")),
        (Exit::Record, true),
        "{told}"
    );
    let unsigned = copy(new.path());
    std::fs::copy(
        old.path().join("registry.signed"),
        unsigned.path().join("registry.signed"),
    )
    .expect("copied");
    assert_eq!(fsck(unsigned.path()).0, Exit::Ok);

    for (name, said) in [
        ("registry.signed", "nobody can tell"),
        ("registry.key", "missing"),
    ] {
        let without = copy(new.path());
        std::fs::remove_file(without.path().join(name)).expect("removed");
        let (exit, told) = fsck(without.path());
        assert_eq!((exit, told.contains(said)), (Exit::Record, true), "{told}");
        assert!(!without.path().join(name).exists(), "nothing is made");
    }
    let other = recorded(20).await;
    let swapped = copy(new.path());
    std::fs::copy(
        other.path().join("registry.key"),
        swapped.path().join("registry.key"),
    )
    .expect("copied");
    let (exit, told) = fsck(swapped.path());
    assert_eq!(
        (exit, told.contains("did not sign")),
        (Exit::Record, true),
        "{told}"
    );

    // A page of the file, and the file itself. The page is one with bodies on it: one that is free says nothing.
    let torn = copy(new.path());
    let file = torn.path().join("registry.db");
    let mut bytes = std::fs::read(&file).expect("a file");
    let (body, page) = (b"what was said, ", 4096);
    let body = bytes.windows(body.len()).position(|here| here == body);
    let torn_off = body.expect("a body") / page * page;
    bytes[torn_off..torn_off + page].fill(0x5a);
    std::fs::write(&file, &bytes).expect("written");
    assert_ne!(fsck(torn.path()).0, Exit::Ok);
    std::fs::write(&file, &bytes[..100]).expect("written");
    assert_ne!(fsck(torn.path()).0, Exit::Ok);
}
