//! How files go: by an erasure, before it says that it is done; and after a day where nothing names them.

use std::slice;

use common::app::App;
use consultation::{
    attachments::{WAITS, check, forget_left, remove_unnamed},
    redaction,
};
use kenes_proto::record::{
    Redaction,
    redaction::{Action, State as Step},
};

use super::*;
use crate::{comment, redaction::redact, world::request_id};

async fn named(scene: &Scene, id: &str, papers: &[Document]) -> String {
    let mut request = comment::changed(id, |comment| comment.attachments = papers.to_vec());
    request.request_id = request_id();
    let made = comment::create(&scene.client, request).await;
    made.expect("accepted").name
}

/// What a folder check says: the files, and what is superfluous.
async fn sound(app: &App) -> Result<(u64, usize), common::Error> {
    let folder = app.attachments.folder().to_owned();
    let look = move |tx: &mut dyn common::store::Tx| {
        let hash = |sha256| {
            let found = std::fs::read(common::attachments::path(&folder, sha256));
            Ok(found.ok().map(|bytes| Sha256::digest(&bytes).into()))
        };
        check(tx, &folder, &hash, &mut |_| ())
    };
    let checked = app.store.read("Test", look).await?;
    Ok((checked.files, checked.superfluous.len()))
}

#[tokio::test]
async fn an_erasure_takes_a_file_away_unless_another_comment_names_it() {
    let scene = scene().await;
    let (world, client) = (&scene.world, &scene.client);
    let (own, shared) = (stored(world, "own").await, stored(world, "shared").await);
    let one = named(&scene, "one", &[own.clone(), shared.clone()]).await;
    let two = named(&scene, "two", slice::from_ref(&shared)).await;
    // Both have the same bytes, and lie there once.
    assert_eq!(files(world), 1);
    redact(client, &one, Action::Erase).await;
    let gone = get(world, AIGUL, "own").await.expect("its name");
    let bare = pb::Attachment {
        name: "attachments/own".into(),
        state: State::Removed.into(),
        ..Default::default()
    };
    assert_eq!(gone, bare, "nothing but that");
    for subject in [AIGUL, OTHER] {
        let status = read(world, subject, "own").await;
        refused(status, Code::FailedPrecondition, Reason::AttachmentRemoved);
        assert_eq!(read(world, subject, "shared").await.expect("public"), TEXT);
    }
    assert_eq!(files(world), 1, "the other name has it still");
    redact(client, &two, Action::Erase).await;
    assert_eq!(files(world), 0, "said to be done, and gone");
    // It is not named again, and its name is not given again.
    let mut request = comment::changed("three", |comment| comment.attachments = vec![own]);
    request.request_id = request_id();
    let again = comment::create(client, request).await;
    refused(again, Code::FailedPrecondition, Reason::AttachmentRemoved);
    let again = send(world, AIGUL, text("own")).await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    let hash = Sha256::digest(TEXT).to_vec();
    let known = move |tx: &mut dyn common::store::Tx| {
        let sql = "SELECT name FROM attachment WHERE sha256 = $1 OR uploader <> ''";
        tx.query(sql, &[common::store::Value::Bytes(hash.clone())])
    };
    let known = world.app.store.read("Test", known).await.expect("rows");
    assert!(
        known.is_empty(),
        "whose it was and what it was is forgotten: {known:?}"
    );
}

#[tokio::test]
async fn what_a_redaction_hides_is_kept_and_read_by_nobody() {
    let scene = scene().await;
    let (world, client) = (&scene.world, &scene.client);
    let paper = stored(world, "a").await;
    let one = named(&scene, "one", slice::from_ref(&paper)).await;
    redact(client, &one, Action::Hide).await;
    let shown = get(world, AIGUL, "a").await.expect("its name");
    assert_eq!((shown.state(), shown.sha256.len()), (State::Hidden, 0));
    let status = read(world, AIGUL, "a").await;
    refused(status, Code::FailedPrecondition, Reason::AttachmentRemoved);
    let mut request = comment::changed("two", |comment| comment.attachments = vec![paper.clone()]);
    request.request_id = request_id();
    let again = comment::create(client, request).await;
    refused(again, Code::FailedPrecondition, Reason::AttachmentRemoved);
    assert_eq!(files(world), 1, "nothing is deleted");
    redact(client, &one, Action::Erase).await;
    assert_eq!(files(world), 0);
    // Without its author a comment says what it said.
    let paper = stored(world, "b").await;
    let three = named(&scene, "three", &[paper]).await;
    redact(client, &three, Action::Anonymise).await;
    assert_eq!(read(world, OTHER, "b").await.expect("public"), TEXT);
}

#[cfg(unix)]
#[tokio::test]
async fn an_erasure_is_not_done_while_a_file_is_there() {
    let scene = scene().await;
    let world = &scene.world;
    let paper = stored(world, "a").await;
    let one = named(&scene, "one", slice::from_ref(&paper)).await;
    // In the place of the file lies what cannot be deleted as one.
    let path = common::attachments::path(
        world.app.attachments.folder(),
        paper.sha256.try_into().expect("a hash"),
    );
    let aside = path.with_extension("aside");
    std::fs::rename(&path, &aside).expect("moved");
    std::fs::create_dir_all(path.join("in the way")).expect("made");
    let done: Redaction = crate::redaction::begun(&scene.client, &one, Action::Erase).await;
    assert_eq!(done.state(), Step::Approved);
    let shown = get(world, AIGUL, "a").await.expect("its name");
    assert_eq!(shown.state(), State::Hidden, "not said to be gone");
    std::fs::remove_dir_all(&path).expect("removed");
    std::fs::rename(&aside, &path).expect("moved");
    assert!(
        redaction::finish(&world.app, &world.search, &done.name)
            .await
            .expect("finished")
    );
    assert_eq!(files(world), 0);
    let shown = get(world, AIGUL, "a").await.expect("its name");
    assert_eq!(shown.state(), State::Removed);
}

#[tokio::test]
async fn what_nothing_names_goes_after_a_day() {
    let scene = scene().await;
    let world = &scene.world;
    let paper = stored(world, "named").await;
    named(&scene, "one", &[paper]).await;
    send(world, AIGUL, file("whole", "text/plain", b"another"))
        .await
        .expect("received");
    send(world, AIGUL, stretch(&text("half"), 0, 9))
        .await
        .expect("received");
    assert_eq!(files(world), 3);
    world.hand.pass(WAITS - 1_000_000);
    remove_unnamed(&world.app).await.expect("looked");
    assert_eq!(files(world), 3, "not yet");
    world.hand.pass(2_000_000);
    remove_unnamed(&world.app).await.expect("removed");
    assert_eq!(files(world), 1);
    for id in ["whole", "half"] {
        let unknown = get(world, AIGUL, id).await;
        refused(unknown, Code::NotFound, Reason::ResourceNotFound);
    }
    assert_eq!(read(world, OTHER, "named").await.expect("public"), TEXT);
    // The name may be used again.
    let half = send(world, AIGUL, text("half")).await.expect("received");
    assert_eq!(half.state(), State::Stored);
}

#[tokio::test]
async fn what_a_crash_left_is_made_good() {
    let scene = scene().await;
    let (world, app) = (&scene.world, &scene.world.app);
    // It stopped when all had come, before and after the file got its place.
    for (id, placed) in [("before", false), ("after", true)] {
        let bytes = format!("{id} the crash").into_bytes();
        let whole = file(id, "text/plain", &bytes);
        let hash: [u8; 32] = whole.sha256.clone().try_into().expect("a hash");
        send(world, AIGUL, stretch(&whole, 0, 3))
            .await
            .expect("received");
        app.attachments
            .write(id, 3, bytes[3..].to_vec())
            .await
            .expect("written");
        let (name, size) = (whole.name.clone(), whole.size);
        let note = move |tx: &mut dyn common::store::Tx| {
            let sql = "UPDATE attachment SET received = $2, state = 11 WHERE name = $1";
            tx.execute(sql, &[name.as_str().into(), size.into()])
        };
        let mode = common::store::Mode::Commit;
        app.store.write("Test", mode, note).await.expect("noted");
        if placed {
            let kept = app.attachments.keep(id, hash, |_| Ok(())).await;
            kept.expect("kept");
        }
        let shown = get(world, AIGUL, id).await.expect("known");
        assert_eq!(
            (shown.state(), shown.received_size),
            (State::Uploading, size)
        );
        let last = stretch(&whole, bytes.len() - 1, bytes.len());
        let made = send(world, AIGUL, last).await.expect("received");
        assert_eq!(made.state(), State::Stored);
        assert_eq!(read(world, AIGUL, id).await.expect("read"), bytes);
    }
    // The table says more than the disk has: what is missing is sent again.
    let whole = text("short");
    send(world, AIGUL, stretch(&whole, 0, 20))
        .await
        .expect("received");
    app.attachments.forget("short").await.expect("lost");
    let shown = get(world, AIGUL, "short").await.expect("known");
    assert_eq!(shown.received_size, 0);
    let made = send(world, AIGUL, whole).await.expect("received");
    assert_eq!(made.state(), State::Stored);
    assert_eq!(sound(app).await.expect("sound"), (3, 0));
}

#[tokio::test]
async fn a_file_that_is_missing_damaged_or_superfluous_is_named() {
    let scene = scene().await;
    let (world, app) = (&scene.world, &scene.world.app);
    let paper = stored(world, "a").await;
    assert_eq!(sound(app).await.expect("sound"), (1, 0));
    app.attachments
        .write("unknown", 0, TEXT.to_vec())
        .await
        .expect("written");
    std::fs::write(app.attachments.folder().join("stray"), "x").expect("written");
    assert_eq!(sound(app).await.expect("sound"), (1, 2));
    let hash = paper.sha256.try_into().expect("a hash");
    let path = common::attachments::path(app.attachments.folder(), hash);
    let mut bytes = std::fs::read(&path).expect("there");
    bytes[3] ^= 1;
    std::fs::write(&path, bytes).expect("damaged");
    let said = common::error::cause(&sound(app).await.expect_err("damaged"));
    assert!(
        said.contains("attachments/a") && said.contains("not what was stored"),
        "{said}"
    );
    std::fs::remove_file(&path).expect("removed");
    let said = common::error::cause(&sound(app).await.expect_err("missing"));
    assert!(said.contains("missing"), "{said}");
}

/// A kill between the end of a file and the end of its upload leaves the pieces of one that is whole.
#[tokio::test]
async fn what_a_crash_left_of_an_upload_goes_at_the_next_start_and_what_still_comes_stays() {
    let scene = scene().await;
    let world = &scene.world;
    stored(world, "whole").await;
    let first = stretch(&text("coming"), 0, 5);
    send(world, AIGUL, first).await.expect("received");
    let parts = world.app.attachments.folder().join("parts");
    for left in ["whole", "whole.0123", "unknown"] {
        std::fs::write(parts.join(left), TEXT).expect("room");
    }
    assert_eq!(files(world), 5);
    forget_left(&world.app).await.expect("dropped");
    assert_eq!(files(world), 2, "the file, and what still comes");
    let rest = stretch(&text("coming"), 5, TEXT.len());
    let made = send(world, AIGUL, rest).await.expect("received");
    assert_eq!(made.state(), State::Stored, "{made:?}");
    assert_eq!(read(world, AIGUL, "whole").await.expect("its own"), TEXT);
}
