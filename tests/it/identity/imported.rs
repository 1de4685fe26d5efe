//! Files that are loaded and uploaded where callers are known by tokens.

use kenes::{
    attach::upload,
    config::{Attach, Credentials, Import},
    import,
};
use tonic::transport::Endpoint;

use super::*;

/// Two lines for the two services, and one that names somebody.
const LINES: &str = r#"{"organization":{"name":"organizations/one","kind":"KIND_NGO","titles":[{"languageCode":"en","text":"One"}]}}
{"draftLaw":{"name":"draftLaws/one","titles":[{"languageCode":"en","text":"One"}]}}
{"organization":{"name":"organizations/two","kind":"KIND_NGO","titles":[{"languageCode":"en","text":"Two"}]},"subject":"demo|dana"}
"#;

impl Guarded {
    fn import(&self, credentials: Credentials) -> Import {
        let lines = self.folder.path().join("lines.jsonl");
        fs::write(&lines, LINES).expect("written");
        let [registry, consultation] = self.running.each_ref().map(at);
        Import {
            lines: vec![lines],
            packages: Vec::new(),
            documents: None,
            replace_all: false,
            registry,
            consultation,
            subject: format!("{ISSUER}|aigul"),
            credentials,
            update: false,
            archive: false,
            dry_run: false,
        }
    }
}

fn at(running: &Running) -> Endpoint {
    Endpoint::from_shared(format!("http://{}", running.address)).expect("a URL")
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_kept_in_a_folder_are_sent_and_read_again() {
    let world = Guarded::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Credentials::Kept {
        folder: folder.path().to_owned(),
        own: format!("{ISSUER}|aigul"),
    };
    let keep = |file: &str, audience: &str| {
        let token = world.token(audience) + "\n";
        fs::write(folder.path().join(file), token).expect("written");
    };
    keep("registry.token", REGISTRY);
    let (summary, outcome) =
        import::load(&world.import(kept.clone()), std::future::pending()).await;
    outcome.expect("both services answer");
    let said = summary.problems.join("\n");
    // One was written; for the other service there is no token yet; and nobody speaks for somebody else.
    assert_eq!(
        (summary.total().created, summary.problems.len()),
        (1, 2),
        "{summary}"
    );
    assert!(said.contains("consultation.token"), "{said}");
    assert!(
        said.contains("demo|dana") && said.contains("--tokens"),
        "{said}"
    );
    let writer = world.writer("organizations/one").await;
    assert_eq!(writer, format!("{ISSUER}|aigul"));

    keep("consultation.token", CONSULTATION);
    let (summary, _) = import::load(&world.import(kept.clone()), std::future::pending()).await;
    assert_eq!(
        (summary.total().created, summary.problems.len()),
        (1, 1),
        "{summary}"
    );

    // A file, too; and by name nobody writes anything here.
    let file = folder.path().join("letter.txt");
    fs::write(&file, "Ten days are too few.").expect("written");
    let letter = |credentials| Attach {
        file: file.clone(),
        name: String::new(),
        media_type: "text/plain".into(),
        subject: format!("{ISSUER}|aigul"),
        credentials,
        consultation: at(&world.running[1]),
    };
    let refused = upload(&letter(Credentials::Named), std::future::pending()).await;
    let refused = refused.expect_err("no token").problems.join("\n");
    assert!(refused.contains("TOKEN_REQUIRED"), "{refused}");
    upload(&letter(kept), std::future::pending())
        .await
        .expect("uploaded");
    let (summary, _) =
        import::load(&world.import(Credentials::Named), std::future::pending()).await;
    assert!(
        summary
            .problems
            .iter()
            .all(|p| p.contains("TOKEN_REQUIRED")),
        "{summary}"
    );
}
