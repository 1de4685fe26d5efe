//! What people write is kept as they wrote it, and is what its reader sees.

use kenes_proto::gtype::LocalizedText;
use tonic_types::StatusExt;

use super::*;

/// What the refusal says of its first field.
fn said(status: &Status) -> String {
    let details = status.get_error_details();
    let request = details.bad_request().expect("fields");
    request.field_violations[0].description.clone()
}

async fn texts(client: &Client<Channel>, id: &str, text: &str) -> Result<String, Status> {
    let made = create(client, changed(id, |c| c.texts = en(text))).await?;
    Ok(made.texts[0].text.clone())
}

#[tokio::test]
async fn a_text_with_nothing_to_see_is_refused_like_an_empty_one() {
    let scene = scene().await;
    let empty = texts(&scene.client, "", "").await;
    let empty = refused(empty, Code::InvalidArgument, Reason::FieldInvalid);
    for nothing in [
        "\u{200b}",
        "\u{200e}",
        "\u{feff}",
        "\u{2060}",
        "\u{ad}",
        "\u{3164}",
        "\u{2800}",
        "\u{fe0f}",
        "\u{115f}",
        "\u{a0}\u{3000}",
        "\u{301}",
        "\u{200b}\n\u{200d}",
    ] {
        let status = texts(&scene.client, "", nothing).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["comment.texts[0].text"], "{nothing:?}");
        assert_eq!(said(&status), said(&empty), "{nothing:?}");
        let nameless = changed("", |c| {
            c.author = Some(Actor {
                display_name: nothing.into(),
                ..Default::default()
            });
        });
        let status = create(&scene.client, nameless).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(
            fields(&status),
            ["comment.author.display_name"],
            "{nothing:?}"
        );
    }
}

#[tokio::test]
async fn a_line_ends_in_one_way_wherever_it_is_written() {
    let scene = scene().await;
    for (n, end) in [
        "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}",
    ]
    .iter()
    .enumerate()
    {
        let kept = texts(&scene.client, &format!("c{n}"), &format!("a{end}b")).await;
        assert_eq!(kept.expect("accepted"), "a\nb", "{end:?}");
        assert_eq!(get(&scene.client, &format!("c{n}")).await.texts, en("a\nb"));
    }
    // The length is that of what is kept, and a retry is the same request.
    let long = format!("{}\r\n{}", "ж".repeat(9_999), "ж".repeat(10_000));
    let mut request = changed("long", |c| {
        c.texts = en(&long);
        c.reasons = en("x\ry");
        c.author = Some(Actor {
            display_name: "A\rB".into(),
            ..Default::default()
        });
    });
    request.request_id = request_id();
    let first = create(&scene.client, request.clone())
        .await
        .expect("20,000 characters");
    assert_eq!(first.reasons, en("x\ny"));
    assert_eq!(first.author.as_ref().expect("one").display_name, "A\nB");
    // From another machine, whose lines end otherwise.
    let comment = request.comment.as_mut().expect("one");
    comment.texts = en(&long.replace("\r\n", "\n"));
    comment.reasons = en("x\u{2028}y");
    let again = create(&scene.client, request).await.expect("a retry");
    assert_eq!(again.bare(), first.bare());
    let part = changed("part", |c| c.texts = en("a\r\nb"));
    let batch = pb::BatchCreateCommentsRequest {
        parent: "consultations/c".into(),
        requests: vec![pb::CreateCommentRequest {
            request_id: request_id(),
            ..part
        }],
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let made = client
        .batch_create_comments(ask_as("demo|aigul", batch))
        .await;
    assert_eq!(
        made.expect("accepted").into_inner().comments[0].texts,
        en("a\nb")
    );
    let mut leaving = withdrawal("part");
    leaving.reasons = en("a\rb");
    let left = client.withdraw_comment(ask_as("demo|aigul", leaving)).await;
    assert_eq!(
        left.expect("withdrawn").into_inner().state_reasons,
        en("a\nb")
    );
}

#[tokio::test]
async fn a_character_that_deceives_is_refused_by_its_name() {
    let scene = scene().await;
    let bad = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
    let bad = bad.chain([
        '\u{e0001}',
        '\u{e0041}',
        '\u{e000}',
        '\u{f0000}',
        '\u{100000}',
        '\u{fdd0}',
        '\0',
        '\u{1b}',
    ]);
    for c in bad {
        let status = texts(&scene.client, "", &format!("Ten working days{c}")).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["comment.texts[0].text"], "{c:?}");
        let name = format!("remove U+{:04X} ", u32::from(c));
        let text = said(&status);
        assert!(
            text.starts_with(&name) && text.ends_with(" at character 17"),
            "{text}"
        );
    }
    let status = texts(&scene.client, "", "Ten working days\u{202e}").await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(
        said(&status),
        "remove U+202E right-to-left override at character 17"
    );
    let mut leaving = withdrawal("one");
    leaving.reasons = en("a\u{2066}b");
    let status = scene
        .client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", leaving))
        .await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["reasons[0].text"]);
    let file = changed("", |c| {
        c.author = Some(Actor {
            role: "exp\u{202e}ert".into(),
            ..Default::default()
        });
    });
    let status = create(&scene.client, file).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["comment.author.role"]);
}

#[tokio::test]
async fn a_long_text_of_all_sorts_is_kept_unchanged() {
    let scene = scene().await;
    let sorts = "Әй\u{306}é 👩\u{200d}👩\u{200d}👧 ©\u{fe0f} שלום\u{200f}! замо\u{301}к кон\u{ad}суль 🇰🇿 \u{a0}«5¹»\t\n";
    let text: String = sorts.chars().cycle().take(19_999).chain(['.']).collect();
    let all = ["kk", "ru", "en"].map(|language| LocalizedText {
        text: text.clone(),
        language_code: language.into(),
    });
    let request = changed("long", |c| c.texts = all.to_vec());
    let made = create(&scene.client, request).await.expect("accepted");
    assert_eq!(made.texts, all);
    assert_eq!(get(&scene.client, "long").await.texts, all);
    let more = texts(&scene.client, "", &format!("{text}.")).await;
    let status = refused(more, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["comment.texts[0].text"]);
}
