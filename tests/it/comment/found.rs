//! Comments found in lists, followed into later versions, and refused.

use super::*;

#[tokio::test]
async fn comments_are_found_by_who_speaks_and_of_what() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    create(&client, claimed("one")).await.expect("accepted");
    world.hand.pass(1);
    let amends = changed("two", |c| {
        c.target = Some(place(V1, "art_2"));
        c.stance = Stance::Amend.into();
    });
    create(&client, amends).await.expect("accepted");
    fixtures::open_consultation(&world, "other").await;
    world.hand.pass(1);
    let mut elsewhere = new("three");
    elsewhere.parent = "consultations/other".into();
    create(&client, elsewhere).await.expect("accepted");

    let all = list(&client, "consultations/-", "").await.expect("listed");
    assert_eq!(
        all,
        (vec!["one".into(), "two".into(), "three".into()], Some(3))
    );
    for (filter, found) in [
        (format!("author.on_behalf_of = \"{ADILET}\""), vec!["one"]),
        (
            "author.person = \"//registry.kenes/persons/aigul\"".into(),
            vec!["one"],
        ),
        ("verification = NOT_CLAIMED".into(), vec!["two"]),
        (
            "target.eid = \"art_2\" AND stance = STANCE_AMEND".into(),
            vec!["two"],
        ),
        (
            "target.wid = \"art_1\" AND state = PUBLISHED".into(),
            vec!["one"],
        ),
        (format!("target.version = \"{V2}\""), vec![]),
        ("submit_time > \"2026-05-25T12:00:00Z\"".into(), vec!["two"]),
    ] {
        let (ids, total) = list(&client, "consultations/c", &filter)
            .await
            .expect("listed");
        assert_eq!(ids, found, "{filter}");
        assert_eq!(total, Some(i64::try_from(found.len()).expect("few")));
    }
    let newest = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        order_by: "submit_time desc".into(),
        page_size: 1,
        ..Default::default()
    };
    let page = client
        .list_comments(newest.clone())
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(
        (page.comments[0].name.as_str(), page.total_size),
        (name("two").as_str(), Some(2))
    );
    let rest = pb::ListCommentsRequest {
        page_token: page.next_page_token.clone(),
        ..newest
    };
    let rest = client
        .list_comments(rest)
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(rest.comments[0].name, name("one"));
    assert_eq!((rest.next_page_token.as_str(), rest.total_size), ("", None));

    let batch = |parent: &str, names: &[String]| pb::BatchGetCommentsRequest {
        parent: parent.into(),
        names: names.to_vec(),
        ..Default::default()
    };
    let three = "consultations/other/comments/three".to_owned();
    let both = client
        .batch_get_comments(batch("consultations/-", &[three.clone(), name("one")]))
        .await;
    let both = both.expect("read").into_inner().comments;
    assert_eq!(
        both.iter().map(|c| &c.name).collect::<Vec<_>>(),
        [&three, &name("one")]
    );
    let stray = client
        .batch_get_comments(batch("consultations/c", &[name("one"), three]))
        .await;
    let status = refused(stray, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["names[1]"]);
    let none = client
        .batch_get_comments(batch("consultations/c", &[name("none")]))
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let none = client
        .get_comment(pb::GetCommentRequest {
            name: name("none"),
            ..Default::default()
        })
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let invalid = Code::InvalidArgument;
    refused(
        list(&client, "consultations/none", "").await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    refused(
        list(&client, "consultations/c", "texts:\"x\"").await,
        invalid,
        Reason::FilterInvalid,
    );
    let by = |order_by: &str, page_token: &str| pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        order_by: order_by.into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    let mut client = Client::new(world.consultation.clone());
    let order = client.list_comments(by("stance", "")).await;
    refused(order, invalid, Reason::OrderByInvalid);
    let token = client.list_comments(by("", &page.next_page_token)).await;
    refused(token, invalid, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn a_comment_is_carried_forward_by_what_its_provision_became() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    for (id, eid) in [
        ("moved", "art_1"),
        ("gone", "art_2"),
        ("changed", "art_2__para_1"),
        ("whole", ""),
    ] {
        let made = create(&client, changed(id, |c| c.target = Some(place(V1, eid)))).await;
        assert!(made.expect("accepted").carried_forward.is_empty());
        world.hand.pass(1);
    }
    fixtures::next_version(&world).await;
    let became = |comment: &pb::Comment| {
        let carried = comment.carried_forward.iter();
        carried
            .map(|c| (c.version.clone(), c.eid.clone(), c.fate()))
            .collect::<Vec<_>>()
    };
    let to = |eid: &str, fate| vec![(V2.to_owned(), eid.to_owned(), fate)];
    assert_eq!(
        became(&get(&client, "moved").await),
        to("art_2", Fate::Mapped)
    );
    assert_eq!(became(&get(&client, "gone").await), to("", Fate::Deleted));
    let request = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        ..Default::default()
    };
    let listed = client
        .list_comments(request)
        .await
        .expect("listed")
        .into_inner();
    let all: Vec<_> = listed.comments.iter().map(became).collect();
    let expected = [
        to("art_2", Fate::Mapped),
        to("", Fate::Deleted),
        to("art_3__para_1", Fate::Changed),
        vec![],
    ];
    assert_eq!(all, expected);
    // Lists answer with the bytes that are stored, and leave nothing of them out.
    for comment in listed.comments {
        let (_, id) = comment.name.rsplit_once('/').expect("a name");
        assert_eq!(get(&client, id).await, comment);
    }
    // A comment made now, and the retry of one, say the same.
    let mut late = new("late");
    late.request_id = request_id();
    for _ in 0..2 {
        let made = create(&client, late.clone()).await.expect("accepted");
        assert_eq!(became(&made), to("art_2", Fate::Mapped));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let Scene {
        world: _world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let shapeless = changed("Big", |c| {
        c.texts.clear();
        c.target = Some(place("v1", "art 1"));
        c.hearing = "h".into();
        c.stance = 99;
    });
    let status = refused(
        create(&client, shapeless).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            "comment.hearing",
            "comment.stance",
            "comment.target.eid",
            "comment.target.version",
            "comment.texts",
            "comment_id"
        ]
    );
    let rules = changed("x", |c| {
        c.texts = en(&"я".repeat(20_001));
        c.reasons = en(" ");
        c.author = Some(Actor {
            organization: ADILET.into(),
            ..Default::default()
        });
    });
    let status = refused(
        create(&client, rules).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            "comment.author.organization",
            "comment.reasons[0].text",
            "comment.texts[0].text"
        ]
    );
    let longest = changed("x", |c| c.texts = en(&"я".repeat(20_000)));
    create(&client, longest)
        .await
        .expect("20,000 characters are accepted");
    let mute = changed("y", |c| c.texts[0].language_code.clear());
    refused(
        create(&client, mute).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    let nobody = client.clone().create_comment(new("y")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}
