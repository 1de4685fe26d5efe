//! Redactions of comments: four eyes, in the log before anything is deleted, and what stays.

pub(crate) mod canary;
mod crash;
mod hidden;
mod proposals;
mod seen;

use common::testing::Channel;
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
use tonic::{Code, Status};

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

/// Proposed by one officer and approved by another.
pub(crate) async fn begun(
    client: &Client<Channel>,
    comment: &str,
    action: Action,
) -> record::Redaction {
    let proposed = propose(client, proposal(comment, action)).await;
    let proposed = proposed.expect("proposed");
    let done = approve(client, SECOND, approval(&proposed.name)).await;
    done.expect("approved")
}

/// The same, and carried out.
pub(crate) async fn redact(
    client: &Client<Channel>,
    comment: &str,
    action: Action,
) -> record::Redaction {
    let done = begun(client, comment, action).await;
    assert_eq!(done.state(), Step::Done, "{done:?}");
    done
}

/// The first two steps, where they may be refused.
pub(crate) async fn try_redact(client: &Client<Channel>, comment: &str, action: Action) {
    if let Ok(proposed) = propose(client, proposal(comment, action)).await {
        drop(approve(client, SECOND, approval(&proposed.name)).await);
    }
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
    assert_eq!(reached.slots, ["body", "identity", "caller"]);
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
