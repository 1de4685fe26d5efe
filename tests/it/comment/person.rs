//! In whose name a comment is made, where it is in that of a person, and how the person disavows it.

use super::*;

const AIGUL: &str = "//registry.kenes/persons/aigul";
const OLGA: &str = "//registry.kenes/persons/olga";

/// A comment in the name of a person, for no organization.
pub(crate) fn signed(id: &str, person: &str) -> pb::CreateCommentRequest {
    changed(id, |c| {
        c.author = Some(Actor {
            person: person.into(),
            display_name: "Somebody grand".into(),
            ..Default::default()
        });
    })
}

#[tokio::test]
async fn author_person_is_the_callers_own() {
    let Scene {
        world,
        client,
        fake,
        _up,
    } = scene_alone().await;
    let made = create(&client, signed("own", AIGUL)).await;
    let made = made.expect("accepted");
    assert_eq!(made.verification(), Verification::Verified);
    assert_eq!((made.standing, made.verification_note.as_str()), (None, ""));
    assert_eq!(made.verify_time, fixtures::at(world.hand.now()));
    let author = made.author.expect("an author");
    assert_eq!(
        author.display_name, "Aigul Serikova",
        "as the registry shows her"
    );

    // One question in a minute, whoever is named; none where nobody is.
    let other = create(&client, signed("other", OLGA)).await;
    let status = refused(other, Code::InvalidArgument, Reason::PersonMismatch);
    assert_eq!(fields(&status), ["comment.author.person"]);
    let nobody = changed("nobody", |c| {
        c.author = Some(Actor {
            display_name: "A citizen".into(),
            ..Default::default()
        });
    });
    let nobody = create(&client, nobody).await.expect("accepted");
    assert_eq!(nobody.verification(), Verification::NotClaimed);
    assert_eq!(fake.asked(), 1);

    world.hand.pass(60_000_000);
    fake.say(Says::Stranger);
    let stranger = create(&client, signed("stranger", AIGUL)).await;
    refused(stranger, Code::InvalidArgument, Reason::PersonMismatch);
    assert_eq!(count(&world).await, 2);
}

#[tokio::test]
async fn a_person_disavows_what_was_said_in_their_name() {
    let Scene {
        world,
        mut client,
        fake,
        _up,
    } = scene().await;
    // The registry was silent when somebody else spoke in her name.
    fake.say(Says::Stale);
    let forger = |id: &str| ask_as("demo|forger", signed(id, AIGUL));
    for id in ["one", "two"] {
        let made = client.create_comment(forger(id)).await.expect("accepted");
        assert_eq!(made.get_ref().verification(), Verification::Pending);
    }
    world.hand.pass(2 * 3600 * 1_000_000);
    let silent = client
        .disavow_comment(ask_as("demo|aigul", disavowal("one")))
        .await;
    refused(silent, Code::Unavailable, Reason::RegistryUnavailable);
    world.hand.pass(2 * 3600 * 1_000_000);
    fake.say(Says::Yes);
    for other in ["demo|forger", "demo|olga"] {
        let denied = client
            .disavow_comment(ask_as(other, disavowal("one")))
            .await;
        refused(denied, Code::PermissionDenied, Reason::NotTheAuthor);
    }
    let gone = client
        .disavow_comment(ask_as("demo|aigul", disavowal("one")))
        .await;
    let gone = gone.expect("disavowed").into_inner();
    assert_eq!(gone.state(), State::Disavowed);
    assert_eq!(gone.state_reasons, disavowal("one").reasons);
    assert_eq!(count(&world).await, 1);

    // Also where the comment was made for an organization that holds to it.
    let mut both = claimed("both");
    let author = both.comment.as_mut().and_then(|c| c.author.as_mut());
    author.expect("one").person = AIGUL.into();
    create(&client, both).await.expect("accepted");
    let gone = client
        .disavow_comment(ask_as("demo|aigul", disavowal("both")))
        .await;
    assert_eq!(
        gone.expect("disavowed").into_inner().state(),
        State::Disavowed
    );
}
