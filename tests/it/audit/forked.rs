//! A log that is not the one that was seen at the last visit: another history, or less of it.

use kenes::Exit;

use super::{Auditor, Registry, found};

#[tokio::test]
async fn another_history_under_the_same_key_is_found() {
    let it = Registry::of(None, &["a", "b", "c"]).await;
    let auditor = Auditor::new(it.app.log.verifier());
    let seen = auditor.visit(&it.running).await.expect("sound");
    let kept = std::fs::read(auditor.state()).expect("kept");

    // As long as what was seen, longer, and shorter; each is sound to whoever sees it for the first time.
    for (ids, exit, text) in [
        (&["a", "b", "x"][..], Exit::Forked, "the log was rewritten"),
        (&["a", "b", "c", "d"], Exit::Forked, "the log was rewritten"),
        (&["a", "b"], Exit::Shrunk, "the log is shorter than it was"),
    ] {
        let fork = Registry::of(Some(&it), ids).await;
        assert_eq!(fork.app.log.verifier(), it.app.log.verifier());
        let stranger = Auditor::new(it.app.log.verifier());
        stranger
            .visit(&fork.running)
            .await
            .expect("sound by itself");
        found(auditor.visit(&fork.running).await, exit, text);
        found(auditor.visit_all(&fork.running).await, exit, text);
        // Both notes are shown, and the last visit stays what it was.
        let failure = auditor.visit(&fork.running).await.expect_err(text);
        let notes = failure.problems[0]
            .matches("\u{2014} registry.kenes/")
            .count();
        assert_eq!(notes, 2, "{failure:?}");
        assert_eq!(std::fs::read(auditor.state()).expect("kept"), kept);
    }
    let again = auditor.visit(&it.running).await.expect("the control");
    assert_eq!(again.checkpoint, seen.checkpoint);
}

#[tokio::test]
async fn a_log_that_shows_an_older_checkpoint_is_shorter_than_it_was() {
    let it = Registry::of(None, &["a", "b"]).await;
    let liar = it.liar().await;
    let older = it.app.log.published().note.clone();
    let auditor = Auditor::new(it.app.log.verifier());
    it.organization("c").await;
    auditor.visit(&liar.running).await.expect("sound");
    liar.sign(&older);
    let shorter = auditor.visit(&liar.running).await;
    found(shorter, Exit::Shrunk, "shorter than it was");
    let stranger = Auditor::new(it.app.log.verifier());
    stranger.visit(&liar.running).await.expect("the control");
}
