//! What a visit believes of a checkpoint: its key, its origin, a key that was handed over.

use super::*;

#[tokio::test]
async fn a_checkpoint_that_is_not_to_be_believed_has_its_own_code() {
    let it = Registry::of(None, &["a", "b"]).await;
    let liar = it.liar().await;
    let log = it.app.log.verifier();
    let auditor = Auditor::new(log);
    let other = |name: &str| {
        let signer =
            Signer::from_pkcs8(name, &tlog::key::generate().expect("a key")).expect("a name");
        Auditor::new(&signer.verifier())
    };
    let wrong = other(log.name()).visit(&liar.running).await;
    found(wrong, Exit::WrongKey, &log.id());
    let wrong = other("x.example").visit(&liar.running).await;
    found(wrong, Exit::WrongOrigin, log.name());
    let note = it.app.log.published().note.clone();
    let size = it.app.log.published().checkpoint.size;
    liar.sign(&note.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size + 1), 1));
    found(
        auditor.visit(&liar.running).await,
        Exit::WrongSignature,
        &log.id(),
    );
    liar.sign("nothing");
    found(
        auditor.visit(&liar.running).await,
        Exit::Malformed,
        "line 1",
    );
    liar.sign(&note);
    let sound = auditor.visit(&liar.running).await.expect("the control");
    assert_eq!(sound.checkpoint.size, size);

    // What cannot be started.
    let args = auditor.args("localhost");
    found(follow(&args).await, Exit::Usage, "ADDRESS");
    let args = cli::Audit {
        key: None,
        ..auditor.args("localhost:1")
    };
    found(follow(&args).await, Exit::Usage, "--key or --policy");
    let args = cli::Audit {
        state: None,
        ..auditor.args("localhost:1")
    };
    found(follow(&args).await, Exit::Usage, "--state");
    let args = auditor.args("127.0.0.1:1");
    found(follow(&args).await, Exit::Unavailable, "127.0.0.1:1");
    // The file of a visit has the name of the log.
    let home = auditor.folder.path().join("home");
    let args = cli::Audit {
        state: None,
        home: Some(home.clone()),
        ..auditor.args(&liar.running.address.to_string())
    };
    follow(&args).await.expect("sound");
    let file = format!("{}.audit", log.name().replace('/', "_"));
    assert!(home.join(".local/state/kenes").join(file).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_believed_that_one_which_is_believed_handed_over_to() -> Result<(), Error> {
    let fresh = testing::fresh("registry").await?;
    let app = open(&fresh).await;
    let old = Auditor::new(app.log.verifier());
    let running = testing::start(registry::service(app.clone())).await;
    old.visit(&running).await.expect("sound");
    let late = Auditor::new(app.log.verifier());
    drop((running, app));
    // The service is still ending.
    let mut outcome = rotate(&fresh).await;
    for _ in 0..5 {
        if outcome.is_ok() {
            break;
        }
        outcome = rotate(&fresh).await;
    }
    let handover = outcome?;
    let app = open(&fresh).await;
    let running = testing::start(registry::service(app.clone())).await;
    assert_eq!(app.log.verifier(), &handover.next);
    for auditor in [old, late, Auditor::new(&handover.next)] {
        let sound = auditor.visit(&running).await.expect("sound").to_string();
        assert!(sound.contains("keys: 2"), "{sound}");
    }
    Ok(())
}
