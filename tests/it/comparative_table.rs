//! The comparative table of a draft law: its rows, their order, its formats and languages, and what it refuses.

mod large;

use common::testing::DAY;
use kenes_proto::{
    consultation::{
        self as pb, ExportChunk, TableFormat, comment_service_client::CommentServiceClient,
        export_service_client::ExportServiceClient as Client,
    },
    gtype::LocalizedText,
    record::redaction::Action,
    types::{Actor, ErrorReason as Reason, ProposedChange, proposed_change::Kind},
};
use tonic::{Code, Status};

use crate::{
    bulk::{bytes, chunks, text},
    comment::{Scene, changed, claimed, create, name, new, place, scene},
    fixtures::{self, MINISTRY, V1, V2},
    redaction::redact,
    world::{World, ask_as, en, fields, refused},
};

fn table(format: TableFormat, language: &str) -> pb::ExportComparativeTableRequest {
    let mut request = pb::ExportComparativeTableRequest {
        draft_law: "draftLaws/d".into(),
        language_code: language.into(),
        ..Default::default()
    };
    request.set_format(format);
    request
}

async fn export(
    world: &World,
    request: pb::ExportComparativeTableRequest,
) -> Result<Vec<ExportChunk>, Status> {
    let mut client = Client::new(world.consultation.clone());
    chunks(client.export_comparative_table(request).await).await
}

/// The rows of a table as CSV, without its mark and header, each cut into cells.
async fn rows(world: &World, language: &str) -> Vec<Vec<String>> {
    let found = export(world, table(TableFormat::Csv, language)).await;
    let mut rows = read_csv(&text(&found.expect("a table")));
    rows.remove(0);
    rows
}

/// Reads CSV as RFC 4180 has it.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, quoted) {
            ('"', true) if signs.peek() == Some(&'"') => cell.extend(signs.next()),
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (sign, _) => cell.push(sign),
        }
    }
    rows
}

fn both(ru: &str, en: &str) -> Vec<LocalizedText> {
    let text = |text: &str, language: &str| LocalizedText {
        text: text.into(),
        language_code: language.into(),
    };
    vec![text(ru, "ru"), text(en, "en")]
}

/// A comment on the draft as a whole, two on `art_1`, and one on the paragraph of `art_2`, which proposes a change.
async fn said() -> Scene {
    let scene = scene().await;
    let client = &scene.client;
    let inner = changed("inner", |c| {
        c.target = Some(place(V1, "art_2__para_1"));
        c.texts = both("Слишком мало.", "Too short.");
        let mut change = ProposedChange {
            target: Some(place(V1, "art_2__para_1")),
            new_texts: en("In thirty days."),
            ..Default::default()
        };
        change.set_kind(Kind::Replacement);
        c.proposed_change = Some(change);
    });
    create(client, inner).await.expect("said");
    create(client, claimed("first")).await.expect("said");
    scene.world.hand.pass(1_000_000);
    create(client, new("again")).await.expect("said");
    let whole = changed("whole", |c| c.target = Some(place(V1, "")));
    create(client, whole).await.expect("said");
    scene
}

async fn answer(scene: &Scene, comment: &str) {
    let mut response = pb::Response {
        responder: Some(Actor {
            organization: MINISTRY.into(),
            ..Default::default()
        }),
        reasons: both("Дорого.", "It costs too much."),
        details: fixtures::partly(),
        ..Default::default()
    };
    response.set_outcome(pb::response::Outcome::PartlyAccepted);
    let request = pb::CreateResponseRequest {
        parent: name(comment),
        response: Some(response),
        ..Default::default()
    };
    let mut client = CommentServiceClient::new(scene.world.consultation.clone());
    let request = ask_as("demo|official", request);
    client.create_response(request).await.expect("answered");
}

#[tokio::test]
async fn a_table_has_a_row_a_comment_in_the_order_of_the_text() {
    let scene = said().await;
    scene.world.hand.pass(2 * DAY);
    answer(&scene, "inner").await;
    let rows = rows(&scene.world, "en").await;
    let cells = |n: usize| rows.iter().map(|row| row[n].as_str()).collect::<Vec<_>>();
    assert_eq!(cells(0), ["1", "2", "3", "4"]);
    assert_eq!(
        cells(1),
        [
            "The draft as a whole",
            "Article 1",
            "Article 1",
            "Article 2, paragraph 1"
        ]
    );
    assert_eq!(cells(2), ["", "Everybody may comment.", "", "In ten days."]);
    assert_eq!(cells(3), ["", "", "", "Replace\nIn thirty days."]);
    assert!(
        rows[1][4].contains("Fifteen days are too short."),
        "{}",
        rows[1][4]
    );
    assert!(
        rows[3][5].starts_with("Partly accepted, "),
        "{}",
        rows[3][5]
    );
    assert!(rows[3][5].ends_with(
        "\nAdopted: The first sentence.\nNot adopted: The second sentence.\nIt costs too much."
    ));
    assert_eq!(rows[0][5], "Not answered yet.");
}

#[tokio::test]
async fn a_table_speaks_the_language_that_is_asked_for_and_falls_back() {
    let scene = said().await;
    let headers = [
        (
            "kk",
            "Жобаның мәтіні",
            "Too short.",
            "Слишком мало.",
            "Ұйым",
        ),
        (
            "ru-KZ",
            "Текст проекта",
            "Too short.",
            "Слишком мало.",
            "Ұйым",
        ),
        (
            "en",
            "Text of the draft",
            "Слишком мало.",
            "Too short.",
            "Organization",
        ),
    ];
    for (language, header, not, said, organization) in headers {
        let found = export(&scene.world, table(TableFormat::Csv, language)).await;
        let rows = read_csv(&text(&found.expect("a table")));
        assert_eq!(rows[0][2], header);
        assert!(
            rows[4][4].contains(said) && !rows[4][4].contains(not),
            "{:?}",
            rows[4]
        );
        assert_eq!(rows[4][2], "In ten days.", "in English only");
        // It spoke English; the registry has no Russian title of it.
        assert!(
            rows[2][4].starts_with(&format!("{organization} (")),
            "{:?}",
            rows[2]
        );
    }
    let status = refused(
        export(&scene.world, table(TableFormat::Csv, "de")).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["language_code"]);
}

#[tokio::test]
async fn what_left_is_marked_and_nobody_is_named_by_what_was_erased() {
    let scene = said().await;
    let signed = changed("erased", |c| {
        c.author = Some(Actor {
            display_name: "Aigul Secret".into(),
            ..Default::default()
        });
    });
    create(&scene.client, signed).await.expect("said");
    let before = export(&scene.world, table(TableFormat::Csv, "en"))
        .await
        .expect("a table");
    assert!(text(&before).contains("Aigul Secret"));
    redact(&scene.client, &name("erased"), Action::Erase).await;
    let withdraw = pb::WithdrawCommentRequest {
        name: name("again"),
        reasons: en("Said elsewhere."),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    client
        .withdraw_comment(ask_as("demo|aigul", withdraw))
        .await
        .expect("withdrawn");
    let after = rows(&scene.world, "en").await;
    assert_eq!(after.len(), 5);
    assert!(
        after[2][4].contains("\nWithdrawn by its author.\n"),
        "{}",
        after[2][4]
    );
    assert!(
        after[3][4].ends_with("\nIts words and its author were erased by a redaction."),
        "{}",
        after[3][4]
    );
    // Nor by a table of the time when it was there.
    for format in [TableFormat::Csv, TableFormat::Html] {
        let mut again = table(format, "en");
        again.snapshot.clone_from(&before[0].snapshot);
        let again = text(&export(&scene.world, again).await.expect("a table"));
        assert!(
            !again.contains("Aigul Secret") && !again.contains("Withdrawn"),
            "{again}"
        );
        assert!(again.contains("erased by a redaction"));
    }
}

#[tokio::test]
async fn the_same_snapshot_gives_the_same_table_in_each_format() {
    let scene = said().await;
    let mut taken = Vec::new();
    for format in [TableFormat::Xlsx, TableFormat::Html, TableFormat::Csv] {
        let found = export(&scene.world, table(format, "ru"))
            .await
            .expect("a table");
        assert_eq!(found.last().expect("one").row_count, 4);
        assert!(found.iter().all(|chunk| chunk.position.is_empty()));
        taken.push((format, found));
    }
    assert!(bytes(&taken[0].1).starts_with(b"PK"));
    let page = text(&taken[1].1);
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.ends_with("</tbody></table></body></html>\n")
    );
    assert_eq!(page.matches("<tr>").count(), 5);
    scene.world.hand.pass(DAY / 4);
    create(&scene.client, new("later")).await.expect("said");
    fixtures::next_version(&scene.world).await;
    for (format, before) in taken {
        let mut again = table(format, "ru");
        again.snapshot.clone_from(&before[0].snapshot);
        let again = export(&scene.world, again).await.expect("a table");
        assert!(bytes(&again) == bytes(&before), "{format:?}");
    }
    // The current version is another now, and nobody has spoken about it; the earlier one can be asked for.
    assert_eq!(rows(&scene.world, "ru").await, Vec::<Vec<String>>::new());
    let mut earlier = table(TableFormat::Csv, "ru");
    earlier.version = V1.into();
    let found = export(&scene.world, earlier).await.expect("a table");
    assert_eq!(found.last().expect("one").row_count, 5);
}

#[tokio::test]
async fn a_table_that_cannot_be_is_refused_with_one_error() {
    let scene = said().await;
    let world = &scene.world;
    let mut none = table(TableFormat::Csv, "en");
    none.draft_law = "draftLaws/none".into();
    refused(
        export(world, none).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let version = |version: &str| pb::ExportComparativeTableRequest {
        version: version.into(),
        ..table(TableFormat::Csv, "en")
    };
    let draft = export(world, version("draftLaws/d/versions/v3")).await;
    refused(draft, Code::FailedPrecondition, Reason::VersionNotPublished);
    refused(
        export(world, version(V2)).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let mut unknown = table(TableFormat::Csv, "en");
    unknown.format = 9;
    for (request, field) in [
        (version("draftLaws/other/versions/v1"), "version"),
        (table(TableFormat::Unspecified, "en"), "format"),
        (unknown, "format"),
    ] {
        let status = refused(
            export(world, request).await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
        assert_eq!(fields(&status), [field]);
    }
    // The snapshot of an export of the same law is none of its table.
    let mut client = Client::new(world.consultation.clone());
    let mut law = pb::ExportDraftLawRequest {
        draft_law: "draftLaws/d".into(),
        ..Default::default()
    };
    law.set_format(pb::ExportFormat::JsonLines);
    let law = chunks(client.export_draft_law(law).await)
        .await
        .expect("an export");
    let mut other = table(TableFormat::Csv, "en");
    other.snapshot.clone_from(&law[0].snapshot);
    refused(
        export(world, other).await,
        Code::InvalidArgument,
        Reason::SnapshotMismatch,
    );
    let own = export(world, table(TableFormat::Csv, "en"))
        .await
        .expect("a table");
    let mut late = table(TableFormat::Csv, "en");
    late.snapshot.clone_from(&own[0].snapshot);
    world.hand.pass(31 * DAY);
    refused(
        export(world, late).await,
        Code::FailedPrecondition,
        Reason::SnapshotExpired,
    );
}
