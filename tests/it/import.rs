//! `kenes import`: bad lines cost nobody but themselves, what is there is skipped, and a dry run writes nothing. What many
//! comments, changed lines and archives add is in files of their own.

mod archive;
mod bulk;
mod changed;
mod ocds;
mod texts;

use std::{
    future::pending,
    path::{Path, PathBuf},
};

use common::testing::{self, Fresh, Running};
use kenes::{
    Exit,
    config::{Credentials, Import},
    demo::Demo,
    import::{self, Count, Summary},
};
use tempfile::TempDir;
use tonic::transport::Endpoint;

/// Both services with nothing in them, and a folder for files.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    pub(crate) registry: Running,
    pub(crate) consultation: Running,
    pub(crate) demo: Demo,
    _fresh: [Fresh; 2],
}

impl Desk {
    pub(crate) async fn start() -> Self {
        let fresh = [
            testing::fresh("registry").await.expect("a database"),
            testing::fresh("consultation").await.expect("a database"),
        ];
        let demo = Demo::open(fresh[0].parts(), fresh[1].parts())
            .await
            .expect("two stores");
        let registry = testing::start(demo.registry()).await;
        let service = demo.consultation(&format!("http://{}", registry.address));
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            registry,
            consultation: testing::start(service.expect("a URL")).await,
            demo,
            _fresh: fresh,
        }
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }

    fn config(&self, lines: &[&Path]) -> Import {
        let at = |running: &Running| {
            Endpoint::from_shared(format!("http://{}", running.address)).expect("a URL")
        };
        let files = lines.iter().map(|path| path.to_path_buf());
        let (packages, lines) =
            files.partition(|file| file.extension().is_some_and(|e| e == "json"));
        Import {
            lines,
            packages,
            documents: None,
            replace_all: false,
            registry: at(&self.registry),
            consultation: at(&self.consultation),
            subject: "test|clerk".into(),
            credentials: Credentials::Named,
            update: false,
            archive: false,
            dry_run: false,
        }
    }

    pub(crate) async fn import(&self, lines: &[&Path]) -> Summary {
        let (summary, outcome) = import::load(&self.config(lines), pending()).await;
        outcome.expect("both services answer");
        summary
    }
}

fn ngo(id: &str) -> String {
    let texts = |text: &str| {
        ["kk", "ru", "en"]
            .map(|l| format!(r#"{{"languageCode":"{l}","text":"{text}"}}"#))
            .join(",")
    };
    format!(
        r#"{{"organization":{{"name":"organizations/{id}","kind":"KIND_NGO","titles":[{}]}}}}"#,
        texts(id)
    )
}

fn count(created: u64, there: u64, refused: u64) -> Count {
    Count {
        created,
        there,
        refused,
        ..Count::default()
    }
}

#[tokio::test]
async fn a_bad_line_is_named_and_the_others_are_kept() {
    let desk = Desk::start().await;
    let mut content = [
        "# a comment",
        &ngo("one"),
        "",
        "nonsense",
        r#"{"organization":{"name":"organizations/bare"}}"#,
        r#"{"organization":{"name":"organizations/leak","kind":"KIND_NGO","bin":{"@file":"../secret"}}}"#,
        &ngo("two"),
    ]
    .join("\n")
    .into_bytes();
    content.extend(b"\n\xff\xfe\n");
    content.extend(&ngo("three").as_bytes()[..40]);
    let file = desk.file("lines.jsonl", content);

    let summary = desk.import(&[&file]).await;
    assert_eq!(summary.total(), count(2, 0, 5), "{summary}");
    let places: Vec<&str> = summary
        .problems
        .iter()
        .map(|p| {
            p.rsplit_once("lines.jsonl:")
                .expect("the file")
                .1
                .split(':')
                .next()
                .expect("a line")
        })
        .collect();
    assert_eq!(places, ["4", "5", "6", "8", "9"]);
    let problem = |n: usize| summary.problems[n].as_str();
    assert!(problem(0).contains("not JSON"));
    // Every field at fault, by its path.
    assert!(
        problem(1).contains("organizations/bare: FIELD_INVALID"),
        "{}",
        problem(1)
    );
    assert!(problem(1).contains("organization.kind") && problem(1).contains("organization.titles"));
    assert!(problem(2).contains("beneath the folder"));
    assert!(problem(3).contains("not UTF-8"));
    assert!(problem(4).contains("ends in the middle") && problem(4).contains("was it cut?"));

    // Mended, the file brings what was missing and nothing twice.
    let mended = [ngo("one"), ngo("two"), ngo("three")].join("\n");
    let summary = desk.import(&[&desk.file("lines.jsonl", mended)]).await;
    assert_eq!(summary.counts["organization"], count(1, 2, 0));
}

#[tokio::test]
async fn a_name_that_is_taken_is_a_changed_line_and_a_bin_that_is_taken_a_refused_one() {
    let desk = Desk::start().await;
    let with_bin = |id: &str| ngo(id).replace(r#""kind""#, r#""bin":"970740000015","kind""#);
    let first = desk
        .import(&[&desk.file("a.jsonl", with_bin("first"))])
        .await;
    assert_eq!(first.total(), count(1, 0, 0), "{:?}", first.problems);
    let renamed = ngo("first").replace(r#""text":"first""#, r#""text":"Another""#);
    let second = desk.import(&[&desk.file("b.jsonl", renamed)]).await;
    assert_eq!(second.total().changed, 1, "{second}");
    let third = desk
        .import(&[&desk.file("c.jsonl", with_bin("second"))])
        .await;
    assert_eq!(third.total(), count(0, 0, 1), "{third}");
    assert!(
        third.problems[0].contains("organizations/first"),
        "{:?}",
        third.problems
    );
}

#[tokio::test]
async fn a_dry_run_checks_and_writes_nothing() {
    let desk = Desk::start().await;
    let file = desk.file("lines.jsonl", ngo("one"));
    let config = Import {
        dry_run: true,
        ..desk.config(&[&file])
    };
    for _ in 0..2 {
        let (summary, _) = import::load(&config, pending()).await;
        assert_eq!(summary.total(), count(1, 0, 0));
        assert!(
            summary
                .to_string()
                .ends_with("1 accepted, 0 updated, 0 already there, 0 changed, 0 refused")
        );
    }
    assert_eq!(desk.import(&[&file]).await.total(), count(1, 0, 0));
}

#[tokio::test]
async fn the_languages_of_a_text_go_in_together() {
    let desk = Desk::start().await;
    let bill = Path::new(env!("CARGO_MANIFEST_DIR")).join("services/kenes/demo/bill");
    let files: Vec<_> = ["v1.kk.xml", "v1.ru.xml", "v1.en.xml"]
        .iter()
        .map(|f| bill.join(f))
        .collect();
    let config = Import {
        documents: Some(("draftLaws/nowhere/versions/v1".into(), files)),
        ..desk.config(&[])
    };
    let (summary, outcome) = import::load(&config, pending()).await;
    outcome.expect("the service answers");
    assert_eq!(summary.counts["ImportAkomaNtoso"], count(0, 0, 1));
    let problem = &summary.problems[0];
    assert!(
        problem.contains("v1.kk.xml") && problem.contains("RESOURCE_NOT_FOUND"),
        "{problem}"
    );
}

#[tokio::test]
async fn a_service_that_is_not_there_ends_the_import() {
    let desk = Desk::start().await;
    let file = desk.file("lines.jsonl", format!("{}\n{}", ngo("one"), ngo("two")));
    let nowhere = Endpoint::from_static("http://127.0.0.1:1");
    let config = Import {
        registry: nowhere,
        ..desk.config(&[&file])
    };
    let (summary, outcome) = import::load(&config, pending()).await;
    assert_eq!(summary.total(), count(0, 0, 0));
    let failure = outcome.expect_err("nobody listens");
    assert_eq!(failure.exit, Exit::Unavailable);
    assert!(
        failure.problems[0].contains("lines.jsonl:1:"),
        "{failure:?}"
    );
}
