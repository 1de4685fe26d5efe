//! Lists that end at their bytes as at their number, in one language or all, with bodies or without.

use common::{store::Mode, testing::Channel};
use kenes_proto::{
    consultation::{self as pb, comment_service_client::CommentServiceClient as Client},
    gtype::LocalizedText,
    record as rec,
    types::{ErrorReason as Reason, ProposedChange, View, proposed_change::Kind},
};
use prost::Message;
use tonic::Code;

use crate::{
    comment::{Scene, changed, create, name, new, place, scene},
    fixtures::V1,
    record::{Records, metadata},
    world::{fields, refused},
};

/// What a client of gRPC takes unless it is told otherwise.
const TAKEN: usize = 4 << 20;
const MANY: usize = 60;

/// One text of 20,000 letters in each language.
fn everywhere() -> Vec<LocalizedText> {
    let text = |language: &str| LocalizedText {
        text: "ж".repeat(20_000),
        language_code: language.into(),
    };
    ["kk", "ru", "en"].map(text).to_vec()
}

/// As many comments as a page has, each as long as a comment may be.
async fn full() -> Scene {
    let scene = scene().await;
    for n in 0..MANY {
        let request = changed(&format!("c{n:02}"), |comment| {
            comment.texts = everywhere();
            comment.reasons = everywhere();
            comment.proposed_change = Some(ProposedChange {
                kind: Kind::Replacement.into(),
                target: Some(place(V1, "art_1")),
                new_texts: everywhere(),
            });
        });
        create(&scene.client, request).await.expect("accepted");
    }
    scene
}

fn request() -> pb::ListCommentsRequest {
    pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        ..Default::default()
    }
}

/// All pages of a list, each below what a client takes.
async fn pages(
    client: &mut Client<Channel>,
    request: &pb::ListCommentsRequest,
) -> Vec<Vec<pb::Comment>> {
    let (mut pages, mut request) = (Vec::new(), request.clone());
    loop {
        let page = client
            .list_comments(request.clone())
            .await
            .expect("a page")
            .into_inner();
        assert!(page.encoded_len() < TAKEN, "{} bytes", page.encoded_len());
        assert!(!page.comments.is_empty());
        pages.push(page.comments);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            return pages;
        }
    }
}

fn names(pages: &[Vec<pb::Comment>]) -> Vec<&str> {
    pages
        .iter()
        .flatten()
        .map(|comment| comment.name.as_str())
        .collect()
}

#[tokio::test]
async fn sixty_comments_of_three_full_texts_in_three_languages_are_listed() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = full().await;
    let all = pages(&mut client, &request()).await;
    let expected: Vec<String> = (0..MANY).map(|n| name(&format!("c{n:02}"))).collect();
    assert_eq!(names(&all), expected);
    // Ten of 360,000 bytes fit into 3.5 MiB.
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [10; 6]);
    let largest = pb::ListCommentsRequest {
        page_size: 1000,
        ..request()
    };
    assert_eq!(names(&pages(&mut client, &largest).await), expected);

    // In one language three times as many fit, and without bodies all.
    let one = pb::ListCommentsRequest {
        language_code: "ru".into(),
        ..request()
    };
    let one = pages(&mut client, &one).await;
    assert_eq!(names(&one), expected);
    assert_eq!(one.iter().map(Vec::len).collect::<Vec<_>>(), [30, 30]);
    let comment = &one[0][0];
    let change = comment.proposed_change.as_ref().expect("a change");
    for texts in [&comment.texts, &comment.reasons, &change.new_texts] {
        let languages: Vec<&str> = texts
            .iter()
            .map(|text| text.language_code.as_str())
            .collect();
        assert_eq!(languages, ["ru"]);
    }
    let basic = pb::ListCommentsRequest {
        view: View::Basic.into(),
        page_size: 100,
        ..request()
    };
    let basic = pages(&mut client, &basic).await;
    assert_eq!(
        (basic.len(), names(&basic)),
        (1, expected.iter().map(String::as_str).collect())
    );
    let comment = &basic[0][0];
    assert!(comment.texts.is_empty() && comment.reasons.is_empty());
    let change = comment.proposed_change.as_ref().expect("a change");
    assert!(
        change.new_texts.is_empty()
            && change.target == all[0][0].proposed_change.as_ref().expect("a change").target
    );

    // What is shown may differ from page to page.
    let first = client
        .list_comments(request())
        .await
        .expect("a page")
        .into_inner();
    let rest = pb::ListCommentsRequest {
        page_token: first.next_page_token,
        view: View::Basic.into(),
        ..request()
    };
    let rest = client
        .list_comments(rest)
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(rest.comments.len(), 50);
    assert_eq!(rest.comments[0].name, expected[10]);

    batches(&mut client, &expected).await;
    let mut records = Records::new(world.consultation.clone());
    let history = rec::ListRevisionsRequest {
        name: expected[0].clone(),
        language_code: "en".into(),
        ..Default::default()
    };
    let history = records
        .list_revisions(history)
        .await
        .expect("listed")
        .into_inner();
    let snapshot = history.revisions[0].snapshot.as_ref().expect("shown");
    let comment = pb::Comment::decode(&*snapshot.value).expect("a comment");
    assert_eq!(
        (comment.texts.len(), comment.texts[0].language_code.as_str()),
        (1, "en")
    );
}

/// A batch that does not fit into an answer says how many of it would; for less of each, all do.
async fn batches(client: &mut Client<Channel>, names: &[String]) {
    let request = |names: &[String]| pb::BatchGetCommentsRequest {
        parent: "consultations/c".into(),
        names: names.to_vec(),
        ..Default::default()
    };
    let all = client.batch_get_comments(request(names)).await;
    let all = refused(all, Code::ResourceExhausted, Reason::AnswerTooLarge);
    assert!(
        all.message().contains("ask for at most 10 of these"),
        "{all:?}"
    );
    assert_eq!(metadata(&all, "limit_bytes").as_deref(), Some("3670016"));
    let some = client.batch_get_comments(request(&names[..10])).await;
    assert_eq!(some.expect("read").into_inner().comments.len(), 10);
    let basic = pb::BatchGetCommentsRequest {
        view: View::Basic.into(),
        ..request(names)
    };
    let basic = client
        .batch_get_comments(basic)
        .await
        .expect("read")
        .into_inner();
    assert_eq!(basic.comments.len(), MANY);
}

#[tokio::test]
async fn revisions_end_at_their_bytes_too() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    // As if it had been written forty times.
    let long = changed("long", |comment| comment.texts = everywhere());
    create(&client, long).await.expect("accepted");
    let sql = "INSERT INTO revision SELECT name, $2, time, actor, method, NULL, NULL, $3, leaf, body_salt, identity_salt, caller_salt, topic, \
               withheld, identity_at, body FROM revision WHERE name = $1 AND revision = 1";
    for revision in 2..=40_i64 {
        let write = world.app.store.write("Test", Mode::Commit, move |tx| {
            // Beside the record.
            let args = [name("long").into(), revision.into(), (-revision).into()];
            tx.execute(sql, &args).map(drop)
        });
        write.await.expect("written");
    }
    let mut records = Records::new(world.consultation.clone());
    let (mut found, mut token) = (Vec::new(), String::new());
    loop {
        let request = rec::ListRevisionsRequest {
            name: name("long"),
            page_token: token,
            ..Default::default()
        };
        let page = records
            .list_revisions(request)
            .await
            .expect("a page")
            .into_inner();
        assert!(page.encoded_len() < TAKEN, "{} bytes", page.encoded_len());
        found.push(page.revisions.len());
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found.iter().sum::<usize>(), 40);
    assert!(found[0] > 20 && found[0] < 40, "{found:?}");
}

#[tokio::test]
async fn a_language_that_is_none_of_the_records_is_refused() {
    let Scene {
        world: _world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    create(&client, new("one")).await.expect("accepted");
    for code in ["de", "de-KZ", "deu"] {
        let list = pb::ListCommentsRequest {
            language_code: code.into(),
            ..request()
        };
        let list = client.list_comments(list).await;
        let list = refused(list, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&list), ["language_code"], "{code}");
    }
}
