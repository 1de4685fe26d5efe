//! `kenes attach`: a file is sent whole, goes on where it stopped, and what is refused is said.

use kenes::{Exit, attach::upload, config};
use tonic::transport::Endpoint;

use super::*;

fn command(world: &World, file: &std::path::Path) -> config::Attach {
    let [_, consultation] = world.addresses();
    config::Attach {
        file: file.to_owned(),
        name: String::new(),
        media_type: "text/plain".into(),
        subject: AIGUL.to_owned(),
        credentials: config::Credentials::Named,
        consultation: Endpoint::from_shared(format!("http://{consultation}")).expect("a URL"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_stopped() {
    let Scene {
        world,
        fake: _fake,
        _up,
        ..
    } = scene().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.txt");
    let bytes = "Ten days are too few.\n".repeat(150_000).into_bytes();
    std::fs::write(&path, &bytes).expect("written");
    let begun = file("long", "text/plain", &bytes);
    send(&world, AIGUL, stretch(&begun, 0, 1_000_000))
        .await
        .expect("received");
    let mut command = command(&world, &path);
    command.name = begun.name.clone();
    let made = upload(&command, std::future::pending())
        .await
        .expect("uploaded");
    assert_eq!((made.state(), &made.sha256), (State::Stored, &begun.sha256));
    assert!(read(&world, AIGUL, "long").await.expect("read") == bytes);
    // Again it is there already; without a name it is called by its hash.
    upload(&command, std::future::pending())
        .await
        .expect("there");
    command.name.clear();
    let made = upload(&command, std::future::pending())
        .await
        .expect("uploaded");
    assert!(made.name.starts_with("attachments/f-"), "{}", made.name);
    assert_eq!(files(&world), 1, "the same bytes lie there once");

    command.media_type = "application/pdf".into();
    command.name = "attachments/wrong".into();
    let failure = upload(&command, std::future::pending())
        .await
        .expect_err("no PDF");
    assert_eq!(failure.exit, Exit::Failed);
    assert!(
        failure
            .problems
            .join("\n")
            .contains("is no application/pdf"),
        "{failure:?}"
    );
    let stopped = upload(&command, async {}).await;
    assert!(stopped.is_err());
}
