//! Redactions of comments: four eyes, in the log before anything is deleted, and what stays.

pub(crate) mod canary;
mod crash;
mod seen;

use kenes_proto::{
    consultation::{
        self as pb, comment::State, comment_service_client::CommentServiceClient as Client,
    },
    record::{
        self,
        redaction::{Action, State as Step},
    },
    types::{Actor, ErrorReason as Reason},
};
use tlog::entry::{Entry, Kind};
use tonic::{Code, Status, transport::Channel};

use crate::{
    comment::{self, Scene, name, scene},
    world::{World, ask_as, en, fields, refused, request_id},
};

const OFFICER: &str = "justice|officer";
const SECOND: &str = "justice|second";

fn proposal(comment: &str, action: Action) -> pb::RedactCommentRequest {
    let mut request = pb::RedactCommentRequest {
        name: comment.into(),
        basis_code: "court-order".into(),
        reasons: en("The court ordered it."),
        ..Default::default()
    };
    request.set_action(action);
    request
}

async fn propose(
    client: &Client<Channel>,
    request: pb::RedactCommentRequest,
) -> Result<record::Redaction, Status> {
    let answer = client
        .clone()
        .redact_comment(ask_as(OFFICER, request))
        .await;
    answer.map(tonic::Response::into_inner)
}

fn approval(name: &str) -> record::ApproveRedactionRequest {
    record::ApproveRedactionRequest {
        name: name.into(),
        ..Default::default()
    }
}

async fn approve(
    client: &Client<Channel>,
    officer: &str,
    request: record::ApproveRedactionRequest,
) -> Result<record::Redaction, Status> {
    let answer = client
        .clone()
        .approve_redaction(ask_as(officer, request))
        .await;
    answer.map(tonic::Response::into_inner)
}

/// Proposed by one officer, approved by another, and carried out.
pub(crate) async fn redact(
    client: &Client<Channel>,
    comment: &str,
    action: Action,
) -> record::Redaction {
    let proposed = propose(client, proposal(comment, action)).await;
    let proposed = proposed.expect("proposed");
    let done = approve(client, SECOND, approval(&proposed.name)).await;
    let done = done.expect("approved");
    assert_eq!(done.state(), Step::Done, "{done:?}");
    done
}

async fn read(client: &Client<Channel>, name: &str, as_of: i64) -> Result<pb::Comment, Status> {
    let request = pb::GetCommentRequest {
        name: name.into(),
        as_of_time: crate::fixtures::at(as_of),
        ..Default::default()
    };
    let answer = client.clone().get_comment(request).await?;
    Ok(answer.into_inner())
}

/// A comment by a person with a name and a role, for an organization.
fn signed(id: &str) -> pb::CreateCommentRequest {
    let mut request = comment::changed(id, |c| {
        c.author = Some(Actor {
            on_behalf_of: comment::ADILET.into(),
            role: "chair".into(),
            ..Default::default()
        });
        c.reasons = en("People work on weekdays.");
    });
    request.request_id = request_id();
    request
}

#[tokio::test]
async fn an_erased_comment_leaves_its_place_and_nothing_else() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = signed("one");
    let made = comment::create(&client, request.clone())
        .await
        .expect("accepted");
    let before = world.hand.now();
    world.hand.pass(60_000_000);

    let mut asked = proposal(&made.name, Action::Erase);
    asked.redaction_id = "privacy".into();
    let proposed = propose(&client, asked).await.expect("proposed");
    assert_eq!(proposed.name, format!("{}/redactions/privacy", made.name));
    assert_eq!(
        (proposed.state(), proposed.proposer.as_str()),
        (Step::Proposed, OFFICER)
    );
    let unchanged = comment::get(&client, "one").await;
    assert_eq!(unchanged.texts, made.texts, "nothing changes yet");

    let alone = approve(&client, OFFICER, approval(&proposed.name)).await;
    refused(alone, Code::PermissionDenied, Reason::RedactionSameOfficer);
    let mut rehearsal = approval(&proposed.name);
    rehearsal.validate_only = true;
    let rehearsed = approve(&client, SECOND, rehearsal).await.expect("would do");
    assert_eq!(rehearsed.state(), Step::Approved);
    let unchanged = comment::get(&client, "one").await;
    assert_eq!(unchanged.texts, made.texts, "nor by a rehearsal");

    let mut request_of_second = approval(&proposed.name);
    request_of_second.request_id = request_id();
    let done = approve(&client, SECOND, request_of_second.clone()).await;
    let done = done.expect("approved");
    assert_eq!((done.state(), done.decider.as_str()), (Step::Done, SECOND));
    let reached = &done.redacted_resources[0];
    assert_eq!(
        (reached.public_revision, reached.indexes.len()),
        (2, 1),
        "{reached:?}"
    );
    assert_eq!(reached.slots, ["body", "identity"]);
    let again = approve(&client, SECOND, request_of_second).await;
    assert_eq!(again.expect("the same"), done);

    let tomb = comment::get(&client, "one").await;
    assert_eq!((tomb.state(), &tomb.uid), (State::Redacted, &made.uid));
    assert_eq!(tomb.redaction, done.name);
    assert_eq!((&tomb.texts, &tomb.reasons), (&Vec::new(), &Vec::new()));
    assert_eq!(tomb.standing, None);
    let author = tomb.author.expect("the organization");
    assert_eq!(
        (author.on_behalf_of.as_str(), author.person.as_str()),
        (comment::ADILET, "")
    );
    assert_eq!(tomb.target.expect("a target").eid, "art_1");
    let then = read(&client, &made.name, before).await;
    refused(then, Code::NotFound, Reason::RevisionErased);
    let retried = comment::create(&client, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);
    // Nobody answers, withdraws or redacts what is gone.
    let more = propose(&client, proposal(&made.name, Action::Anonymise)).await;
    refused(
        more,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let answer = pb::WithdrawCommentRequest {
        name: made.name.clone(),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let gone = client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", answer))
        .await;
    refused(gone, Code::PermissionDenied, Reason::NotTheAuthor);
}

#[tokio::test]
async fn the_log_says_what_was_redacted_before_it_is_done() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let made = comment::create(&client, signed("one")).await;
    let made = made.expect("accepted");
    let done = redact(&client, &made.name, Action::Erase).await;
    let name = done.name.clone();
    let rows = world.app.store.read("Test", move |tx| {
        let sql =
            "SELECT revision, method, entry, leaf FROM revision WHERE name = $1 ORDER BY revision";
        tx.query(sql, &[name.as_str().into()])
    });
    let rows = rows.await.expect("rows");
    let told: Vec<(String, Kind)> = rows
        .iter()
        .map(|row| {
            let leaf = Entry::decode(row[3].bytes().expect("bytes")).expect("a leaf");
            (row[1].text().expect("text").to_owned(), leaf.kind)
        })
        .collect();
    let told: Vec<_> = told.iter().map(|(m, k)| (m.as_str(), *k)).collect();
    assert_eq!(
        told,
        [
            ("RedactComment", Kind::STATUS),
            ("ApproveRedaction", Kind::REDACTION),
            ("FinishRedaction", Kind::STATUS)
        ]
    );
    let place = |at: usize| rows[at][2].int().expect("a place");
    assert!(place(1) < place(2));
    let leaf = Entry::decode(rows[1][3].bytes().expect("bytes")).expect("a leaf");
    let uid: uuid::Uuid = made.uid.parse().expect("a UUID");
    assert_eq!(leaf.parent, *uid.as_bytes(), "it is about the comment");
}

#[tokio::test]
async fn a_hidden_comment_is_kept_and_shown_to_nobody() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = signed("one");
    let made = comment::create(&client, request.clone()).await;
    let made = made.expect("accepted");
    let before = world.hand.now();
    world.hand.pass(60_000_000);
    let done = redact(&client, &made.name, Action::Hide).await;
    assert!(done.redacted_resources[0].slots.is_empty());
    let tomb = comment::get(&client, "one").await;
    assert_eq!((tomb.state(), tomb.texts.len()), (State::Hidden, 0));
    let then = read(&client, &made.name, before).await;
    refused(then, Code::PermissionDenied, Reason::RevisionWithheld);
    let retried = comment::create(&client, request.clone()).await;
    refused(retried, Code::PermissionDenied, Reason::RevisionWithheld);
    assert!(said(&world, &made.name).await, "it is kept");
    let twice = propose(&client, proposal(&made.name, Action::Hide)).await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    // It can still be erased.
    redact(&client, &made.name, Action::Erase).await;
    assert!(!said(&world, &made.name).await);
    let retried = comment::create(&client, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);
    assert_eq!(comment::get(&client, "one").await.state(), State::Redacted);
}

/// Whether some revision of a comment still holds its words.
async fn said(world: &World, comment: &str) -> bool {
    let name = comment.to_owned();
    let bodies = world.app.store.read("Test", move |tx| {
        tx.query(
            "SELECT body FROM revision WHERE name = $1",
            &[name.as_str().into()],
        )
    });
    let words = b"Fifteen days are too short.";
    let bodies = bodies.await.expect("rows");
    bodies.iter().any(|row| {
        let body = row[0].bytes().expect("bytes");
        body.windows(words.len()).any(|w| w == words)
    })
}

#[tokio::test]
async fn an_anonymous_comment_says_what_it_said() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = signed("one");
    let made = comment::create(&client, request.clone()).await;
    let made = made.expect("accepted");
    let before = world.hand.now();
    world.hand.pass(60_000_000);
    redact(&client, &made.name, Action::Anonymise).await;
    let now = comment::get(&client, "one").await;
    let then = read(&client, &made.name, before).await.expect("readable");
    for it in [now, then] {
        assert_eq!((it.state(), &it.texts), (State::Published, &made.texts));
        let author = it.author.expect("the organization");
        assert_eq!(author.on_behalf_of, comment::ADILET);
        assert_eq!(
            (author.person.as_str(), author.role.as_str()),
            ("", ""),
            "nobody"
        );
    }
    let retried = comment::create(&client, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);
    let mine = pb::WithdrawCommentRequest {
        name: made.name.clone(),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let mine = client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", mine))
        .await;
    refused(mine, Code::PermissionDenied, Reason::NotTheAuthor);
    // What is nobody's can still be erased.
    redact(&client, &made.name, Action::Erase).await;
}

#[tokio::test]
async fn proposals_are_checked_listed_and_rejected() {
    let Scene {
        world: _world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    for id in ["one", "two"] {
        comment::create(&client, comment::new(id))
            .await
            .expect("accepted");
    }
    let with = |change: fn(&mut pb::RedactCommentRequest)| {
        let mut request = proposal(&name("one"), Action::Hide);
        change(&mut request);
        propose(&client, request)
    };
    let wrong = with(|r| {
        r.basis_code = "Court order".into();
        r.action = 0;
    });
    let status = refused(wrong.await, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["action", "basis_code"]);
    let foreign = with(|r| r.reasons[0].language_code = "xx".into()).await;
    refused(foreign, Code::InvalidArgument, Reason::LanguageMissing);
    let stale = with(|r| r.etag = "\"7\"".into()).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let none = with(|r| r.name = name("none")).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let nobody = client
        .clone()
        .redact_comment(proposal(&name("one"), Action::Hide))
        .await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);

    let named = |r: &mut pb::RedactCommentRequest| r.redaction_id = "first".into();
    let first = with(named).await.expect("proposed");
    refused(
        with(named).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
    let rejection = |name: &str| record::RejectRedactionRequest {
        name: name.into(),
        reasons: en("It names nobody."),
        ..Default::default()
    };
    let reject = |request| {
        let mut client = client.clone();
        async move { client.reject_redaction(ask_as(OFFICER, request)).await }
    };
    let mut mute = rejection(&first.name);
    mute.reasons[0].language_code = "xx".into();
    let mute = reject(mute).await;
    refused(mute, Code::InvalidArgument, Reason::LanguageMissing);
    let rejected = reject(rejection(&first.name)).await.expect("taken back");
    assert_eq!(rejected.get_ref().state(), Step::Rejected);
    let late = approve(&client, SECOND, approval(&first.name)).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let get = |name: &str| {
        let request = record::GetRedactionRequest {
            name: name.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move { client.get_redaction(request).await }
    };
    let read = get(&first.name).await.expect("read");
    assert_eq!(read.get_ref(), rejected.get_ref());
    let foreign = get("persons/p/redactions/x").await;
    refused(foreign, Code::InvalidArgument, Reason::FieldInvalid);
    let none = get(&format!("{}/redactions/none", name("one"))).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);

    redact(&client, &name("two"), Action::Hide).await;
    let list = |parent: &str, filter: &str| {
        let request = record::ListRedactionsRequest {
            parent: parent.into(),
            filter: filter.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move {
            let page = client.list_redactions(request).await?.into_inner();
            Ok::<_, Status>((page.redactions.len(), page.total_size))
        }
    };
    let all = "consultations/-/comments/-";
    assert_eq!(list(all, "").await.expect("listed"), (2, Some(2)));
    let found = list(all, "state = STATE_DONE").await;
    assert_eq!(found.expect("listed"), (1, Some(1)));
    let found = list("consultations/c/comments/-", "action = ACTION_HIDE").await;
    assert_eq!(found.expect("listed"), (2, Some(2)));
    assert_eq!(list(&name("one"), "").await.expect("listed"), (1, Some(1)));
    let none = list(&name("none"), "").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let wild = list("consultations/-/comments/one", "").await;
    refused(wild, Code::InvalidArgument, Reason::FieldInvalid);
    let unknown = list(all, "colour = red").await;
    refused(unknown, Code::InvalidArgument, Reason::FilterInvalid);
}
