//! Exports in bulk: comments and whole draft laws, as they stood at one place of the log.

mod refused;

use std::future::pending;

use common::{
    testing,
    testing::{Channel, DAY},
};
use kenes::{Exit, cli, config, export::file};
use kenes_proto::{
    consultation::{
        self as pb, ExportChunk, ExportFormat,
        export_service_client::ExportServiceClient as Client,
        hearing_service_client::HearingServiceClient,
    },
    record::redaction::Action,
};
use serde_json::Value;
use tonic::{Status, Streaming};

use crate::{
    comment::{Scene, changed, claimed, create, name, new, scene},
    fixtures::{self, V1},
    redaction::redact,
    world::{World, ask, ask_as, en},
};

/// All chunks of a stream, of which the last one says so.
pub(crate) async fn chunks(
    answer: Result<tonic::Response<Streaming<ExportChunk>>, Status>,
) -> Result<Vec<ExportChunk>, Status> {
    let mut stream = answer?.into_inner();
    let mut chunks = Vec::new();
    while let Some(chunk) = stream.message().await? {
        assert!(
            chunk.data.len() <= 1 << 20,
            "a chunk of {}",
            chunk.data.len()
        );
        chunks.push(chunk);
    }
    let last = chunks.iter().position(|chunk| chunk.last);
    assert_eq!(last, Some(chunks.len() - 1));
    assert!(chunks[1..].iter().all(|chunk| chunk.snapshot.is_empty()));
    Ok(chunks)
}

pub(crate) fn bytes(chunks: &[ExportChunk]) -> Vec<u8> {
    chunks.iter().flat_map(|chunk| chunk.data.clone()).collect()
}

pub(crate) fn text(chunks: &[ExportChunk]) -> String {
    String::from_utf8(bytes(chunks)).expect("UTF-8")
}

fn comments(parent: &str, format: ExportFormat) -> pb::ExportCommentsRequest {
    let mut request = pb::ExportCommentsRequest {
        parent: parent.into(),
        ..Default::default()
    };
    request.set_format(format);
    request
}

fn law(format: ExportFormat, collection: &str) -> pb::ExportDraftLawRequest {
    let mut request = pb::ExportDraftLawRequest {
        draft_law: "draftLaws/d".into(),
        collection: collection.into(),
        ..Default::default()
    };
    request.set_format(format);
    request
}

async fn export(world: &World, request: pb::ExportCommentsRequest) -> Vec<ExportChunk> {
    let mut client = Client::new(world.consultation.clone());
    let answer = client.export_comments(request).await;
    chunks(answer).await.expect("an export")
}

async fn export_law(world: &World, request: pb::ExportDraftLawRequest) -> Vec<ExportChunk> {
    let mut client = Client::new(world.consultation.clone());
    let answer = client.export_draft_law(request).await;
    chunks(answer).await.expect("an export")
}

fn lines(chunks: &[ExportChunk]) -> Vec<Value> {
    let text = text(chunks);
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON lines")
}

fn names(chunks: &[ExportChunk]) -> Vec<String> {
    let lines = lines(chunks);
    let name = |line: &Value| line["name"].as_str().expect("a name").to_owned();
    lines.iter().map(name).collect()
}

/// Takes back a comment of its own.
async fn withdraw(scene: &Scene, id: &str) {
    let withdraw = pb::WithdrawCommentRequest {
        name: name(id),
        reasons: en("Said elsewhere."),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let request = ask_as("demo|aigul", withdraw);
    client.withdraw_comment(request).await.expect("withdrawn");
}

#[tokio::test]
async fn comments_are_lines_of_json_or_rows_of_csv_in_the_order_of_their_names() {
    let scene = scene().await;
    for id in ["b", "a-1", "a"] {
        create(&scene.client, new(id)).await.expect("said");
    }
    let formula = changed("formula", |c| c.texts = en("=1+1, and more"));
    create(&scene.client, formula).await.expect("said");
    withdraw(&scene, "b").await;
    let found = export(
        &scene.world,
        comments("consultations/c", ExportFormat::JsonLines),
    )
    .await;
    assert_eq!(
        names(&found),
        ["a", "a-1", "b", "formula"].map(name),
        "in the order of their names"
    );
    let lines = lines(&found);
    assert_eq!(
        lines[0]["@type"],
        "type.googleapis.com/kenes.consultation.v1.Comment"
    );
    assert_eq!(lines[0]["target"]["wid"], "art_1");
    assert_eq!(
        (&lines[2]["state"], &lines[0]["state"]),
        (&"STATE_WITHDRAWN".into(), &"STATE_PUBLISHED".into())
    );
    assert_eq!(found.last().expect("one").row_count, 4);

    let csv = text(&export(&scene.world, comments("consultations/c", ExportFormat::Csv)).await);
    let rows: Vec<&str> = csv.split("\r\n").collect();
    assert!(rows[0].starts_with("\u{feff}name,uid,"), "{}", rows[0]);
    assert_eq!(
        rows.len(),
        6,
        "a header, four rows, and the end of the last"
    );
    assert!(rows[4].contains("\"'=1+1, and more\""), "{}", rows[4]);

    for parent in ["draftLaws/d", "consultations/-"] {
        let all = export(&scene.world, comments(parent, ExportFormat::JsonLines)).await;
        assert_eq!(bytes(&all), bytes(&found), "{parent}");
    }
}

#[tokio::test]
async fn the_same_snapshot_gives_the_same_bytes_whatever_happened_since() {
    let scene = scene().await;
    create(&scene.client, claimed("kept")).await.expect("said");
    create(&scene.client, new("withdrawn")).await.expect("said");
    create(&scene.client, claimed("hidden"))
        .await
        .expect("said");
    let ask = comments("consultations/c", ExportFormat::JsonLines);
    let before = export(&scene.world, ask.clone()).await;
    let again = pb::ExportCommentsRequest {
        snapshot: before[0].snapshot.clone(),
        ..ask.clone()
    };
    scene.world.hand.pass(DAY / 2);
    create(&scene.client, new("later")).await.expect("said");
    withdraw(&scene, "withdrawn").await;
    assert_eq!(
        bytes(&export(&scene.world, again.clone()).await),
        bytes(&before)
    );
    // Nor does it matter which process is asked.
    let service = consultation::service(
        scene.world.app.clone(),
        scene.world.asks.clone(),
        scene.world.search.clone(),
    );
    let other = testing::start(service).await;
    let mut client = Client::new(other.channel().await);
    let answer = client.export_comments(again.clone()).await;
    let after = chunks(answer).await.expect("an export");
    assert_eq!(bytes(&after), bytes(&before));
    assert_eq!(after[0].snapshot, before[0].snapshot);
    assert_eq!(names(&export(&scene.world, ask).await).len(), 4);

    // The exception that the law demands.
    redact(&scene.client, &name("hidden"), Action::Hide).await;
    let after = export(&scene.world, again).await;
    let (before, after) = (lines(&before), lines(&after));
    assert_eq!(before.len(), after.len());
    for (was, is) in before.iter().zip(&after) {
        match is["name"] == *name("hidden") {
            true => {
                assert_eq!(is["state"], "STATE_HIDDEN");
                assert!(is["texts"].is_null() && !was["texts"].is_null());
            }
            false => assert_eq!(is, was),
        }
    }
}

#[tokio::test]
async fn an_export_goes_on_after_any_of_its_chunks() {
    let scene = scene().await;
    for n in 0..12 {
        let long = changed(&format!("long-{n:02}"), |c| {
            c.texts = en(&"ә".repeat(19_000));
        });
        create(&scene.client, long).await.expect("said");
    }
    for format in [ExportFormat::JsonLines, ExportFormat::Csv] {
        let ask = comments("draftLaws/d", format);
        let whole = export(&scene.world, ask.clone()).await;
        assert!(whole.len() > 2, "{} chunks", whole.len());
        for n in 0..whole.len() {
            let on = pb::ExportCommentsRequest {
                snapshot: whole[0].snapshot.clone(),
                position: whole[n].position.clone(),
                ..ask.clone()
            };
            let rest = export(&scene.world, on).await;
            assert_eq!(bytes(&rest), bytes(&whole[n + 1..]), "after chunk {n}");
            assert_eq!(rest.last().expect("one").row_count, 12);
        }
    }
}

#[tokio::test]
async fn a_draft_law_is_exported_with_all_that_belongs_to_it() {
    let scene = scene().await;
    fixtures::next_version(&scene.world).await;
    create(&scene.client, new("own")).await.expect("said");
    let hearing = pb::CreateHearingRequest {
        hearing: Some(pb::Hearing {
            titles: en("A hearing"),
            kind: pb::hearing::Kind::RoundTable.into(),
            organizer: fixtures::MINISTRY.into(),
            start_time: fixtures::at(scene.world.hand.now() + DAY),
            draft_laws: vec!["draftLaws/d".into()],
            ..Default::default()
        }),
        hearing_id: "h".into(),
        ..Default::default()
    };
    let mut hearings = HearingServiceClient::new(scene.world.consultation.clone());
    hearings
        .create_hearing(ask(hearing))
        .await
        .expect("created");
    let found = export_law(&scene.world, law(ExportFormat::JsonLines, "")).await;
    let found_names = names(&found);
    let first = ["draftLaws/d", V1];
    assert_eq!(found_names[..2], first);
    let at = |wanted: &str| {
        let mut names = found_names.iter();
        names
            .position(|name| name == wanted)
            .unwrap_or_else(|| panic!("{wanted} is not among {found_names:?}"))
    };
    let order = [
        at(&format!("{V1}/provisions/art_1")),
        at(&format!("{}/provisions/art_3__para_1", fixtures::V2)),
        at("draftLaws/d/versions/v3"),
        at("consultations/c"),
        at(&name("own")),
        at("hearings/h"),
    ];
    assert!(order.is_sorted(), "{found_names:?}");
    assert_eq!(
        found.last().expect("one").row_count,
        i64::try_from(found_names.len()).expect("few")
    );

    let csv = text(&export_law(&scene.world, law(ExportFormat::Csv, "provisions")).await);
    assert_eq!(
        csv.split("\r\n").count(),
        2 + 6,
        "three provisions in each of two versions"
    );
}

#[tokio::test]
async fn kenes_export_writes_one_file_and_goes_on_where_it_was_stopped() {
    let scene = scene().await;
    for n in 0..12 {
        let long = changed(&format!("long-{n:02}"), |c| {
            c.texts = en(&"ә".repeat(19_000));
        });
        create(&scene.client, long).await.expect("said");
    }
    let whole = export(
        &scene.world,
        comments("consultations/c", ExportFormat::JsonLines),
    )
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("comments.jsonl");
    let [_, consultation] = scene.world.addresses();
    let typed = |name: &str, snapshot: &str| {
        let args = cli::ExportFile::Comments(cli::ExportComments {
            name: name.into(),
            format: cli::BulkFormat::Jsonl,
            target: cli::Target {
                out: out.clone(),
                snapshot: snapshot.into(),
                consultation: format!("http://{consultation}"),
            },
        });
        config::export_file(&args)
    };
    // What an earlier try has left: the first chunk, and a piece that is not whole.
    let config = typed("consultations/c", &whole[0].snapshot).expect("a command");
    let part = folder.path().join("comments.jsonl.part");
    let notes = folder.path().join("comments.jsonl.part.json");
    let stopped = file::save(&config, std::future::ready(())).await;
    assert_eq!(stopped.expect_err("stopped").exit, Exit::Interrupted);
    assert!(!part.exists() && !notes.exists(), "nothing was read");
    let mut left = whole[0].data.clone();
    left.extend(b"{\"@type\":");
    std::fs::write(&part, left).expect("written");
    let question = pb::ExportCommentsRequest {
        snapshot: String::new(),
        ..comments("consultations/c", ExportFormat::JsonLines)
    };
    let note = serde_json::json!({
        "question": common::hex(&prost::Message::encode_to_vec(&question)),
        "snapshot": whole[0].snapshot,
        "position": whole[0].position,
        "bytes": whole[0].data.len(),
    });
    std::fs::write(&notes, note.to_string()).expect("written");
    let other = file::save(&typed("consultations/-", "").expect("a command"), pending()).await;
    assert_eq!(other.expect_err("another command's").exit, Exit::Usage);
    let made = file::save(&config, pending()).await.expect("a file");
    assert_eq!((made.rows, &made.snapshot), (12, &whole[0].snapshot));
    assert!(std::fs::read(&out).expect("a file") == bytes(&whole));
    assert!(!part.exists() && !notes.exists());
    assert_eq!(
        typed("hearings/h", "").expect_err("refused").exit,
        Exit::Usage
    );
}
