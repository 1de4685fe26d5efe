//! `kenes export`: what comes out goes in again and comes out the same, an interruption costs nothing, and no text is a formula. What
//! each format holds is read by other programs in `tests/clients/export.py`.

use std::{
    fs,
    future::{pending, poll_fn},
    path::{Path, PathBuf},
    task::Poll,
};

use common::clock::Clock;
use kenes::{
    Exit, Failure, cli,
    config::{self, Export},
    export::{self, Written},
};
use serde_json::Value;
use tonic::transport::Endpoint;

use crate::import::Desk;

mod erased;
pub(crate) mod ocds;

impl Desk {
    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn export(&self, name: &str, format: cli::Format) -> Export {
        let at = |address| Endpoint::from_shared(format!("http://{address}")).expect("a URL");
        Export {
            out: self.out(name),
            format,
            of: Vec::new(),
            registry: at(self.registry.address),
            consultation: at(self.consultation.address),
            package: config::Package::default(),
        }
    }

    async fn save(&self, name: &str, format: cli::Format) -> Written {
        let written = export::save(&self.export(name, format), pending()).await;
        assert!(!self.out(&format!("{name}.part")).exists());
        written.expect("an export")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.out(name)).expect("a text")
    }
}

/// A pair with the demo in it.
pub(crate) async fn demo() -> Desk {
    let desk = Desk::start().await;
    let told = desk
        .demo
        .seed(Clock::system().now())
        .await
        .expect("two services");
    assert!(told.problems.is_empty(), "{}", told.problems.join("\n"));
    desk
}

/// The same with what the demo lacks: circles, states that go and come, texts that look like something else.
async fn full() -> Desk {
    let desk = demo().await;
    let more = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/export/more.jsonl");
    let summary = desk.import(&[&more]).await;
    assert_eq!(
        summary.total().refused,
        0,
        "{}",
        summary.problems.join("\n")
    );
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn export_then_import_then_export_is_identical() {
    let desk = full().await;
    let written = desk.save("first.jsonl", cli::Format::Jsonl).await;
    // The tender whose submission runs, its sealed application, and one that was withdrawn.
    let sealed = [("tenders", 1), ("applications", 2)].map(|(list, left)| (list.to_owned(), left));
    assert_eq!(written.left_out, sealed);
    let first = desk.read("first.jsonl");

    let empty = Desk::start().await;
    let summary = empty.import(&[&desk.out("first.jsonl")]).await;
    assert_eq!(
        summary.total().refused,
        0,
        "{}",
        summary.problems.join("\n")
    );
    assert_eq!(
        summary.total().created,
        first.lines().count() as u64,
        "{summary}"
    );
    let again = empty.save("again.jsonl", cli::Format::Jsonl).await;
    assert_eq!(again.left_out, []);
    let second = empty.read("again.jsonl");
    for (one, other) in first.lines().zip(second.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(first, second);

    // Every kind and every call is among it.
    let kinds = [
        "code",
        "organization",
        "person",
        "post",
        "membership",
        "mandate",
        "nomination",
        "agreement",
        "project",
        "supportProgram",
        "supportMeasure",
        "privilege",
        "grant",
        "budgetAllocation",
        "tender",
        "award",
        "application",
        "score",
        "contract",
        "milestone",
        "payment",
        "evaluation",
        "complaint",
        "reportedFigure",
    ];
    for kind in kinds {
        assert!(
            first.contains(&format!("\n{{\"{kind}\":"))
                || first.starts_with(&format!("{{\"{kind}\":")),
            "{kind}"
        );
    }
    for told in [
        "/UpdateOrganization\"",
        "/SuspendOrganization\"",
        "/ReinstateOrganization\"",
        "/DissolveOrganization\"",
        "/AcceptNomination\"",
        "/DeclineNomination\"",
        "/WithdrawNomination\"",
        "/SignAgreement\"",
        "/AmendAgreement\"",
        "/UpdateAgreement\"",
        "/TerminateAgreement\"",
        "/CompleteProject\"",
        "/CancelProject\"",
        "/AdoptSupportProgram\"",
        "/CloseSupportProgram\"",
        "/ChangeBudgetAllocation\"",
        "/RecordExecution\"",
        "/AnnounceTender\"",
        "/DeclareConflict\"",
        "/CancelTender\"",
        "/FailTender\"",
        "/WithdrawTender\"",
        "/AdmitApplication\"",
        "/DisqualifyApplication\"",
        "/ConfirmAward\"",
        "/CancelAward\"",
        "/SignContract\"",
        "/AmendContract\"",
        "/TerminateContract\"",
        "/CompleteContract\"",
        "/AcceptMilestone\"",
        "/ReversePayment\"",
        "/UpdatePayment\"",
        "/FailLot\"",
        "/DecideComplaint\"",
    ] {
        assert!(first.contains(told), "{told}");
    }
    // What only the service says is not.
    for unsaid in [
        "\"uid\"",
        "\"etag\"",
        "\"createTime\"",
        "\"orgIds\"",
        "\"successors\"",
        "\"approval\"",
    ] {
        assert!(!first.contains(unsaid), "{unsaid}");
    }
    // The states of the day came back with it.
    let states = |desk: &Desk| {
        let rows = desk.read("csv/organizations.csv");
        let header: Vec<&str> = rows.lines().next().expect("a header").split(',').collect();
        assert!(header.contains(&"state"));
        ["STATE_ACTIVE", "STATE_SUSPENDED", "STATE_DISSOLVED"]
            .map(|state| rows.matches(state).count())
    };
    for desk in [&desk, &empty] {
        let mut csv = desk.export("csv", cli::Format::Csv);
        csv.of = vec!["organizations".into()];
        export::save(&csv, pending()).await.expect("an export");
    }
    assert_eq!(states(&desk), states(&empty));
    assert!(states(&desk).iter().all(|count| *count > 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_is_there_where_it_came_from() {
    let desk = full().await;
    desk.save("lines.jsonl", cli::Format::Jsonl).await;
    let lines = desk.read("lines.jsonl");
    let resources: Vec<&str> = lines
        .lines()
        .filter(|line| !line.starts_with("{\"rpc\""))
        .collect();
    let summary = desk
        .import(&[&desk.file("resources.jsonl", resources.join("\n"))])
        .await;
    let total = summary.total();
    assert_eq!(
        (total.created, total.refused),
        (0, 0),
        "{:?}",
        summary.problems
    );
    // What calls have changed since is as it was before them, and a tender that was held here comes back as an archive.
    let by_calls = [
        (" agreements/", "parties"),
        (" contracts/", "value, start_date, end_date"),
        (" tenders/", "archive"),
    ];
    for change in &summary.changes {
        let (name, fields) = change.split_once(": changed: ").expect("fields");
        let (fields, _) = fields.split_once(" (").expect("what to do");
        let (_, known) = by_calls
            .iter()
            .find(|(of, _)| name.contains(of))
            .expect(change);
        assert!(
            fields.split(", ").all(|field| known.contains(field)),
            "{change}"
        );
    }
    assert_eq!(total.there + total.changed, resources.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_interrupted_goes_on_where_it_stopped() {
    let desk = full().await;
    let config = desk.export("lines.jsonl", cli::Format::Jsonl);
    let notes = desk.out("lines.jsonl.part/progress.json");
    // It is stopped as soon as one list is noted.
    let noted = |list: &str| fs::read_to_string(&notes).is_ok_and(|notes| notes.contains(list));
    let stop = poll_fn(|_| match noted("ListOrganizations") {
        true => Poll::Ready(()),
        false => Poll::Pending,
    });
    let failure = export::save(&config, stop).await.expect_err("stopped");
    assert_eq!(failure.exit, Exit::Interrupted);
    assert!(
        failure.problems[0].contains("lines.jsonl.part"),
        "{failure:?}"
    );
    assert!(!config.out.exists() && noted("ListCodes") && !noted("ListNominations"));

    // A page that was cut off in the middle is read again.
    let spool = "kenes.registry.v1.PersonService.ListPersons";
    fs::write(desk.out("lines.jsonl.part").join(spool), [0, 0, 1, 0, 7]).expect("half a page");
    // Other services are not what is there.
    let other = Export {
        registry: Endpoint::from_static("http://127.0.0.1:1"),
        ..config.clone()
    };
    let failure = export::save(&other, pending()).await.expect_err("others");
    assert_eq!(failure.exit, Exit::Usage);

    let written = export::save(&config, pending()).await.expect("an export");
    assert_eq!(written, desk.save("direct.jsonl", cli::Format::Jsonl).await);
    assert_eq!(desk.read("lines.jsonl"), desk.read("direct.jsonl"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_a_list_and_no_text_that_is_a_formula() {
    let desk = full().await;
    let written = desk.save("tables", cli::Format::Csv).await;
    let mut files: Vec<String> = fs::read_dir(desk.out("tables"))
        .expect("a folder")
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    let mut lists: Vec<String> = written
        .counts
        .iter()
        .map(|(list, _)| format!("{list}.csv"))
        .collect();
    lists.sort();
    assert_eq!(files, lists);
    let rows = |list: &str| {
        written
            .counts
            .iter()
            .find(|(name, _)| name == list)
            .map(|(_, count)| *count)
    };
    assert!(
        rows("comments") > Some(10) && rows("provisions") > Some(10),
        "{written:?}"
    );
    let organizations = desk.read("tables/organizations.csv");
    assert!(organizations.contains(",\"'=HYPERLINK(\"\"https://example.org\"\",\"\"Win\"\")\","));
    let formulas = ["=", "+", "@"].map(|sign| format!(",{sign}"));
    assert!(
        !formulas
            .iter()
            .any(|formula| organizations.contains(formula))
    );

    desk.save("book.xlsx", cli::Format::Xlsx).await;
    assert!(
        fs::read(desk.out("book.xlsx"))
            .expect("a file")
            .starts_with(b"PK")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn popolo_says_who_sits_where_and_for_whom() {
    let desk = full().await;
    desk.save("popolo.json", cli::Format::Popolo).await;
    let document: Value = serde_json::from_str(&desk.read("popolo.json")).expect("JSON");
    let find = |key: &str, id: &str| {
        let items = document[key].as_array().expect("a list");
        items.iter().find(|item| item["id"] == id).cloned()
    };
    let seat = find(
        "memberships",
        "organizations/experts-chamber/memberships/seat-1",
    )
    .expect("a seat");
    assert_eq!(seat["person_id"], "persons/demo-saule");
    assert_eq!(seat["on_behalf_of_id"], "organizations/demo-taldau");
    assert_eq!(
        seat["post_id"],
        "organizations/experts-chamber/posts/seat-1"
    );
    let alliance = find("organizations", "organizations/civil-alliance").expect("the alliance");
    assert_eq!(alliance["founding_date"], "2005");
    let proposed = "organizations/experts-chamber/memberships/demo-proposed";
    assert_eq!(find("memberships", proposed), None);
}

#[tokio::test]
async fn an_export_that_cannot_be_is_refused_before_anything_is_written() {
    let desk = Desk::start().await;
    let typed = |out: PathBuf, format, of: &[&str]| cli::Export {
        file: None,
        out: Some(out),
        format: Some(format),
        of: of.iter().map(ToString::to_string).collect(),
        registry: "http://127.0.0.1:1".into(),
        consultation: "http://127.0.0.1:1".into(),
        package: cli::Package::default(),
    };
    let problem = |failure: Failure| (failure.exit, failure.problems.join("; "));
    let there = desk.file("there", "mine");
    for (typed, said) in [
        (
            typed(there.clone(), cli::Format::Csv, &[]),
            "is there already",
        ),
        (
            typed(desk.out("new"), cli::Format::Popolo, &["persons"]),
            "--of",
        ),
        (
            typed(PathBuf::from("/"), cli::Format::Csv, &[]),
            "must be the name",
        ),
    ] {
        let (exit, text) = problem(config::export(&typed).expect_err("refused"));
        assert!(exit == Exit::Usage && text.contains(said), "{text}");
    }
    for (format, of) in [
        (cli::Format::Csv, "nonsense"),
        (cli::Format::Jsonl, "comments"),
    ] {
        let mut config = desk.export("new", format);
        config.of = vec![of.into(), "persons".into()];
        let (exit, text) = problem(export::save(&config, pending()).await.expect_err("refused"));
        assert!(
            exit == Exit::Usage && text.contains(of) && text.contains("organizations"),
            "{text}"
        );
    }
    assert!(!desk.out("new.part").exists());

    let nobody = Export {
        registry: Endpoint::from_static("http://127.0.0.1:1"),
        ..desk.export("new", cli::Format::Popolo)
    };
    let (exit, text) = problem(
        export::save(&nobody, pending())
            .await
            .expect_err("nobody there"),
    );
    assert!(
        exit == Exit::Unavailable && text.contains("goes on from here"),
        "{text}"
    );
    assert!(!desk.out("new").exists());
}
