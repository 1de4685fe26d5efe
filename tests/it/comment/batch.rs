//! `BatchCreateComments`: all comments or none, each with its own key, its own receipt, and its own faults named.

use super::*;

/// A batch of these comments, each with a fresh key.
fn batch(requests: Vec<pb::CreateCommentRequest>) -> pb::BatchCreateCommentsRequest {
    let keyed = requests
        .into_iter()
        .map(|request| pb::CreateCommentRequest {
            request_id: request_id(),
            ..request
        });
    pb::BatchCreateCommentsRequest {
        parent: "consultations/c".into(),
        requests: keyed.collect(),
        ..Default::default()
    }
}

async fn send(
    client: &Client<Channel>,
    batch: pb::BatchCreateCommentsRequest,
) -> Result<pb::BatchCreateCommentsResponse, Status> {
    let answer = client
        .clone()
        .batch_create_comments(ask_as("demo|aigul", batch))
        .await;
    answer.map(tonic::Response::into_inner)
}

fn silent(request: &mut pb::CreateCommentRequest) -> &mut pb::Comment {
    let comment = request.comment.as_mut().expect("a comment");
    comment.texts[0].text = " ".into();
    comment
}

#[tokio::test]
async fn a_batch_is_recorded_whole_and_answered_in_order_each_with_its_receipt() {
    let scene = scene().await;
    let sent = batch(vec![new("one"), claimed(""), new("three")]);
    let answer = send(&scene.client, sent).await.expect("accepted");
    assert_eq!(answer.replayed_indexes, [0; 0]);
    let made = &answer.comments;
    assert_eq!(
        (&made[0].name, &made[2].name),
        (&name("one"), &name("three"))
    );
    assert_eq!(made[1].verification(), Verification::Verified);
    let receipts = made.iter().map(|c| c.receipt.as_ref().expect("a receipt"));
    let mut indexes: Vec<i64> = receipts
        .inspect(|receipt| assert!(!receipt.pending && !receipt.proof.is_empty()))
        .map(|receipt| receipt.index.expect("an index"))
        .collect();
    // Places that are next to each other; which of the three has which is the engine's affair.
    indexes.sort_unstable();
    assert_eq!(indexes, [indexes[0], indexes[0] + 1, indexes[0] + 2]);
    for comment in made {
        let read = get(&scene.client, common::names::id(&comment.name)).await;
        assert_eq!(read, comment.clone().bare());
    }
    assert_eq!(count(&scene.world).await, 3);
    assert_eq!(counter(&scene.world, V1).await, 3);
    let methods = scene.world.app.store.read("Test", |tx| {
        common::store::texts(
            tx,
            "SELECT DISTINCT method FROM revision WHERE name >= $1 AND name < $2",
            &[
                "consultations/c/comments/".into(),
                "consultations/c/comments0".into(),
            ],
        )
    });
    assert_eq!(methods.await.expect("read"), ["CreateComment"]);
}

#[tokio::test]
async fn every_fault_of_every_comment_is_named_and_nothing_is_written() {
    let scene = scene().await;
    let mut requests = vec![new("one"), new("two"), new("three"), new("four")];
    silent(&mut requests[1]).texts[0].language_code = "de".into();
    silent(&mut requests[3]);
    let refusal = send(&scene.client, batch(requests)).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(
        fields(&status),
        [
            "requests[1].comment.texts[0].language_code",
            "requests[1].comment.texts[0].text",
            "requests[3].comment.texts[0].text",
        ]
    );
    // Shape, which the contract says itself.
    let mut requests = vec![new("one"), new("Two"), new("three")];
    requests[2].comment.as_mut().expect("one").texts.clear();
    let refusal = send(&scene.client, batch(requests)).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(
        fields(&status),
        ["requests[1].comment_id", "requests[2].comment.texts"]
    );
    // What only the store knows. The code is that of the first; a comment without a field at fault is named itself.
    let elsewhere = |id, version, eid| changed(id, |c| c.target = Some(place(version, eid)));
    let lost = changed("five", |c| c.hearing = "hearings/none".into());
    let requests = vec![
        new("one"),
        elsewhere("two", V1, "art_9"),
        elsewhere("three", V2, "art_1"),
        new("four"),
        lost,
    ];
    let refusal = send(&scene.client, batch(requests)).await;
    let status = refused(refusal, Code::NotFound, Reason::EidUnknown);
    assert_eq!(
        fields(&status),
        [
            "requests[1]",
            "requests[2].comment.target.version",
            "requests[4].comment.hearing"
        ]
    );
    assert!(status.message().contains("3 parts"), "{}", status.message());
    assert_eq!(count(&scene.world).await, 0);
}

#[tokio::test]
async fn the_parts_of_a_batch_have_one_parent_and_keys_of_their_own() {
    let scene = scene().await;
    let wrong = async |change: fn(&mut pb::BatchCreateCommentsRequest)| {
        let mut sent = batch(vec![new("one"), new("two")]);
        change(&mut sent);
        let refusal = send(&scene.client, sent).await;
        fields(&refused(
            refusal,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ))
    };
    assert_eq!(
        wrong(|b| b.requests[1].request_id.clear()).await,
        ["requests[1].request_id"]
    );
    assert_eq!(
        wrong(|b| b.requests[1].request_id = b.requests[0].request_id.to_uppercase()).await,
        ["requests[1].request_id"]
    );
    assert_eq!(
        wrong(|b| b.requests[1].comment_id = "one".into()).await,
        ["requests[1].comment_id"]
    );
    assert_eq!(
        wrong(|b| b.requests[0].parent = "consultations/d".into()).await,
        ["requests[0].parent"]
    );
    assert_eq!(
        wrong(|b| b.requests[0].validate_only = true).await,
        ["requests[0].validate_only"]
    );
    assert_eq!(wrong(|b| b.requests.clear()).await, ["requests"]);
    assert_eq!(
        wrong(|b| b.requests = (0..101).map(|n| new(&format!("c{n}"))).collect()).await,
        ["requests"]
    );
    assert_eq!(count(&scene.world).await, 0);
}

#[tokio::test]
async fn a_batch_that_is_sent_again_gets_its_first_answers_whatever_else_is_in_it() {
    let scene = scene().await;
    let mut single = new("single");
    single.request_id = request_id();
    let first = create(&scene.client, single.clone())
        .await
        .expect("accepted");
    let mut sent = batch(vec![new("one"), claimed("two")]);
    sent.requests.insert(1, single);
    let answer = send(&scene.client, sent.clone()).await.expect("accepted");
    // The same entry of the log; its proof may be of a tree that has grown.
    let told = |comments: &[pb::Comment]| -> Vec<_> {
        let index = |c: &pb::Comment| c.receipt.as_ref().and_then(|receipt| receipt.index);
        let each = comments.iter();
        each.map(|c| (c.clone().bare(), index(c))).collect()
    };
    assert_eq!(told(&answer.comments[1..2]), told(&[first]));
    assert_eq!(answer.replayed_indexes, [1]);
    assert_eq!(count(&scene.world).await, 3);

    // Whatever the registry says by now, and though the consultation has closed.
    scene.fake.say(Says::NotMandated);
    scene.world.hand.pass(2 * DAY);
    let again = send(&scene.client, sent.clone()).await.expect("the same");
    assert_eq!(told(&again.comments), told(&answer.comments));
    assert_eq!(again.replayed_indexes, [0, 1, 2]);
    assert_eq!(again.comments[2].verification(), Verification::Verified);

    // One of them singly, and a new one beside them that is refused: nobody else is at fault.
    let alone = create(&scene.client, sent.requests[0].clone()).await;
    assert_eq!(
        alone.expect("the same").bare(),
        answer.comments[0].clone().bare()
    );
    sent.requests.extend(batch(vec![new("late")]).requests);
    let refusal = send(&scene.client, sent.clone()).await;
    let status = refused(
        refusal,
        Code::FailedPrecondition,
        Reason::CommentPeriodClosed,
    );
    assert_eq!(fields(&status), ["requests[3]"]);
    // The same key for other words.
    sent.requests.truncate(1);
    sent.requests[0].comment.as_mut().expect("one").texts = en("Other words.");
    let refusal = send(&scene.client, sent).await;
    let status = refused(refusal, Code::AlreadyExists, Reason::RequestIdReused);
    assert_eq!(fields(&status), ["requests[0]"]);
}

#[tokio::test]
async fn the_registry_is_asked_once_for_an_organization() {
    let scene = scene().await;
    let other = |id: &str| {
        changed(id, |c| {
            c.author = Some(Actor {
                on_behalf_of: "//registry.kenes/organizations/umit".into(),
                ..Default::default()
            });
        })
    };
    let three = vec![claimed("a"), other("b"), claimed("c"), new("d"), other("e")];
    let answer = send(&scene.client, batch(three)).await.expect("accepted");
    assert_eq!(scene.fake.asked(), 2);
    let verified = answer.comments.iter().map(pb::Comment::verification);
    let verified: Vec<_> = verified.map(|v| v == Verification::Verified).collect();
    assert_eq!(verified, [true, true, true, false, true]);

    // What it refuses is the fault of those who claim it.
    scene.world.hand.pass(60_000_000);
    for (says, code, reason) in [
        (
            Says::NotMandated,
            Code::PermissionDenied,
            Reason::StandingNotMandated,
        ),
        (
            Says::Suspended,
            Code::FailedPrecondition,
            Reason::StandingNotActive,
        ),
    ] {
        scene.fake.say(says);
        let mixed = batch(vec![new("f"), claimed("g"), new("h"), claimed("i")]);
        let status = refused(send(&scene.client, mixed).await, code, reason);
        assert_eq!(fields(&status), ["requests[1]", "requests[3]"]);
        scene.world.hand.pass(60_000_000);
    }
    scene.fake.say(Says::Unknown);
    let refusal = send(&scene.client, batch(vec![claimed("g")])).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["requests[0].comment.author.on_behalf_of"]);
    assert_eq!(count(&scene.world).await, 5);
}

#[tokio::test]
async fn a_silent_registry_holds_up_no_batch() {
    let Scene {
        world,
        client,
        _up: up,
        ..
    } = scene().await;
    drop(up);
    let many = (0..20).map(|n| claimed(&format!("c{n}"))).collect();
    let answer = send(&client, batch(many)).await.expect("accepted");
    assert!(
        answer
            .comments
            .iter()
            .all(|c| c.verification() == Verification::Pending)
    );
    assert_eq!(count(&world).await, 20);
}

#[tokio::test]
async fn a_batch_that_only_validates_writes_nothing() {
    let scene = scene().await;
    let mut sent = batch(vec![new("one"), new("two")]);
    sent.validate_only = true;
    let answer = send(&scene.client, sent).await.expect("it would do");
    assert_eq!(answer.comments.len(), 2);
    assert!(answer.comments.iter().all(|c| c.receipt.is_none()));
    assert_eq!(count(&scene.world).await, 0);
}

#[tokio::test]
async fn what_is_refused_singly_is_refused_in_a_batch() {
    let scene = scene().await;
    let anonymous = scene
        .client
        .clone()
        .batch_create_comments(batch(vec![new("one")]))
        .await;
    refused(anonymous, Code::Unauthenticated, Reason::SubjectMissing);
    create(&scene.client, new("taken")).await.expect("accepted");
    let refusal = send(&scene.client, batch(vec![new("free"), new("taken")])).await;
    let status = refused(refusal, Code::AlreadyExists, Reason::ResourceExists);
    assert_eq!(fields(&status), ["requests[1]"]);
    let mut sent = batch(vec![new("one")]);
    sent.parent = "consultations/none".into();
    sent.requests[0].parent.clone_from(&sent.parent);
    let refusal = send(&scene.client, sent).await;
    refused(refusal, Code::NotFound, Reason::ResourceNotFound);
    scene.world.hand.pass(2 * DAY);
    let refusal = send(&scene.client, batch(vec![new("late")])).await;
    refused(
        refusal,
        Code::FailedPrecondition,
        Reason::CommentPeriodClosed,
    );
}
