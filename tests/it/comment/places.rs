//! A comment is about words that stand in the text, and its proposed change is to what it is about.

use super::*;

/// A stretch and a quote of `art_1`, whose text has 22 characters: `Everybody may comment.`
fn words(language: &str, start: i32, end: i32, quote: &str) -> ProvisionRef {
    ProvisionRef {
        language_code: language.into(),
        start_char: start,
        end_char: end,
        quote: quote.into(),
        ..place(V1, "art_1")
    }
}

#[tokio::test]
async fn words_that_it_is_about_stand_in_the_text_where_it_says() {
    let scene = scene().await;
    let on = |target: &ProvisionRef| {
        let target = target.clone();
        create(&scene.client, changed("", |c| c.target = Some(target)))
    };
    for good in [
        words("en", 10, 13, "may"),
        words("en", 0, 22, ""),
        words("en", 0, 0, "may comment"),
        words("", 0, 0, "may\ncomment."),
    ] {
        let made = on(&good).await.expect("accepted");
        let kept = made.target.expect("a target");
        assert_eq!(
            (kept.wid.as_str(), kept.quote, kept.end_char),
            ("art_1", good.quote, good.end_char)
        );
    }
    let whole = |target: ProvisionRef| ProvisionRef {
        eid: String::new(),
        ..target
    };
    for (bad, at, say) in [
        (
            words("en", 0, 0, "no such words"),
            "quote",
            "is not in the text of art_1 in en",
        ),
        (words("ru", 0, 0, "may"), "quote", "it is in the one in en"),
        (
            words("en", 100_000, 100_010, ""),
            "end_char",
            "has 22 characters",
        ),
        (words("en", 0, 23, ""), "end_char", "give at most 22"),
        (words("ru", 0, 3, ""), "language_code", "it has one in en"),
        (words("en", 5, 5, ""), "end_char", "after start_char"),
        (words("en", 9, 3, ""), "end_char", "after start_char"),
        (
            words("en", 3, 6, "may"),
            "start_char",
            "it stands at start_char 10, end_char 13",
        ),
        (whole(words("en", 0, 3, "")), "eid", "name the provision"),
        (whole(words("en", 0, 0, "may")), "eid", "name the provision"),
    ] {
        let status = refused(on(&bad).await, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(
            fields(&status)[0],
            format!("comment.target.{at}"),
            "{bad:?}"
        );
        let details = tonic_types::StatusExt::get_error_details(&status);
        let said = &details.bad_request().expect("fields").field_violations[0];
        assert!(
            status.message().contains(say) || said.description.contains(say),
            "{status:?}"
        );
        let change = changed("", |c| {
            c.proposed_change = Some(ProposedChange {
                kind: Kind::Substitution.into(),
                target: Some(bad.clone()),
                new_texts: en("might"),
            });
        });
        let status = create(&scene.client, change).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        let field = format!("comment.proposed_change.target.{at}");
        assert_eq!(fields(&status)[0], field, "{bad:?}");
    }
}

#[tokio::test]
async fn a_change_is_to_what_the_comment_is_about() {
    let scene = scene().await;
    let changing = |about: &str, version: &str, eid: &str, kind: Kind| {
        let request = changed("", |c| {
            c.target = Some(place(V1, about));
            c.proposed_change = Some(ProposedChange {
                kind: kind.into(),
                target: Some(place(version, eid)),
                ..Default::default()
            });
        });
        create(&scene.client, request)
    };
    for (about, eid) in [
        ("art_1", "art_1"),
        ("art_2", "art_2__para_1"),
        ("art_2__para_1", "art_2"),
        ("", "art_2"),
        ("art_1", ""),
    ] {
        let made = changing(about, V1, eid, Kind::Repeal).await;
        made.unwrap_or_else(|status| panic!("{about} {eid}: {status:?}"));
    }
    for (about, eid) in [
        ("art_1", "art_2"),
        ("art_1", "art_2__para_1"),
        ("art_2__para_1", "art_1"),
    ] {
        let status = changing(about, V1, eid, Kind::Repeal).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["comment.proposed_change.target.eid"]);
        let says = format!("{eid} is outside {about}, which the comment is about");
        assert!(status.message().contains(&says), "{status:?}");
    }
}

#[tokio::test]
async fn an_insertion_needs_words_and_a_place() {
    let scene = scene().await;
    let change = |kind: Kind, eid: &str, words: &str| {
        let words = Some(words).filter(|words| !words.is_empty());
        let request = changed("", |c| {
            c.target = Some(place(V1, ""));
            c.proposed_change = Some(ProposedChange {
                kind: kind.into(),
                target: Some(place(V1, eid)),
                new_texts: words.map_or_else(Vec::new, en),
            });
        });
        create(&scene.client, request)
    };
    for kind in [Kind::Insertion, Kind::Substitution, Kind::Replacement] {
        let status = refused(
            change(kind, "art_1", "").await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
        assert_eq!(
            fields(&status),
            ["comment.proposed_change.new_texts"],
            "{kind:?}"
        );
        change(kind, "art_1", "Also in writing.")
            .await
            .expect("accepted");
        let blank = change(kind, "art_1", "\u{200b}").await;
        let status = refused(blank, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(
            fields(&status),
            ["comment.proposed_change.new_texts[0].text"],
            "{kind:?}"
        );
    }
    let nowhere = change(Kind::Insertion, "", "Also in writing.").await;
    let status = refused(nowhere, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["comment.proposed_change.target.eid"]);
    change(Kind::Repeal, "art_1", "").await.expect("accepted");
    let wordy = change(Kind::Repeal, "art_1", "Also in writing.").await;
    refused(wordy, Code::InvalidArgument, Reason::FieldInvalid);
}
