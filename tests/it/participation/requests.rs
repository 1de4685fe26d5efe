//! Asking to speak at a hearing, and what becomes of it; entries that are taken back.

use kenes_proto::consultation::{comment::Verification, hearing::Access, participation::State};
use kenes_proto::types::Document;

use super::*;
use crate::world::ask_as;

const NGO: &str = "//registry.kenes/organizations/ngo";
const AIGUL: &str = "//registry.kenes/persons/aigul";
const OLGA: &str = "//registry.kenes/persons/olga";

/// A world in which Aigul holds a mandate of the NGO and Olga one of another, with an announced hearing.
async fn scene(access: Access) -> (World, Client<Channel>, String) {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.people(&["aigul", "olga"]).await;
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    roll.code("powers", &["comment"]).await;
    roll.mandate("ngo", "aigul", "2020-01-01", "").await;
    roll.mandate("other", "olga", "2020-01-01", "").await;
    let mut client = Client::new(world.consultation.clone());
    let mut request = crate::hearing::new(&world, "first");
    let hearing = request.hearing.as_mut().expect("one");
    hearing.set_access(access);
    hearing.access_basis = Some(Document {
        document_type: "regulations".into(),
        titles: en("Regulations of the Senate"),
        ..Default::default()
    });
    let made = client.create_hearing(ask(request)).await.expect("created");
    let name = made.into_inner().name;
    announce(&mut client, &name).await;
    (world, client, name)
}

async fn announce(client: &mut Client<Channel>, name: &str) {
    let request = pb::AnnounceHearingRequest {
        name: name.into(),
        ..Default::default()
    };
    client
        .announce_hearing(ask(request))
        .await
        .expect("announced");
}

fn wish(hearing: &str, person: &str, on_behalf_of: &str) -> pb::RequestToSpeakRequest {
    pb::RequestToSpeakRequest {
        parent: hearing.into(),
        participation: Some(pb::Participation {
            actor: Some(Actor {
                person: person.into(),
                on_behalf_of: on_behalf_of.into(),
                ..Default::default()
            }),
            attended: true,
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn admission(name: &str) -> pb::AdmitParticipationRequest {
    pb::AdmitParticipationRequest {
        name: name.into(),
        ..Default::default()
    }
}

fn decline(name: &str) -> pb::DeclineParticipationRequest {
    pb::DeclineParticipationRequest {
        name: name.into(),
        reasons: en("The list of speakers is full."),
        ..Default::default()
    }
}

fn withdrawal(name: &str) -> pb::WithdrawParticipationRequest {
    pb::WithdrawParticipationRequest {
        name: name.into(),
        reasons: en("Could not come."),
        ..Default::default()
    }
}

#[tokio::test]
async fn whoever_asks_to_speak_is_the_caller_or_one_whom_they_may_speak_for() {
    let (_world, mut client, hearing) = scene(Access::Open).await;
    let aigul = |request| ask_as("demo|aigul", request);
    let asked = client
        .request_to_speak(aigul(wish(&hearing, "", NGO)))
        .await;
    let asked = asked.expect("asked").into_inner();
    assert_eq!((asked.state(), asked.attended), (State::Requested, false));
    assert_eq!(asked.verification(), Verification::Verified);
    let who = asked.actor.as_ref().expect("one");
    assert_eq!(
        (who.person.as_str(), who.display_name.as_str()),
        (AIGUL, "aigul")
    );
    assert_eq!(
        asked.standing.as_ref().expect("a standing").organization,
        NGO
    );

    let alone = client
        .request_to_speak(aigul(wish(&hearing, AIGUL, "")))
        .await;
    let alone = alone.expect("asked").into_inner();
    assert_eq!(
        (alone.verification(), alone.standing),
        (Verification::Verified, None)
    );
    let forged = client
        .request_to_speak(aigul(wish(&hearing, OLGA, "")))
        .await;
    let status = refused(forged, Code::InvalidArgument, Reason::PersonMismatch);
    assert_eq!(fields(&status), ["participation.actor.person"]);
    let forged = client
        .request_to_speak(aigul(wish(&hearing, OLGA, NGO)))
        .await;
    refused(forged, Code::InvalidArgument, Reason::PersonMismatch);
    let other = "//registry.kenes/organizations/other";
    let forged = client
        .request_to_speak(aigul(wish(&hearing, "", other)))
        .await;
    refused(forged, Code::PermissionDenied, Reason::StandingNotMandated);
    let mut itself = wish(&hearing, "", "");
    let participation = itself.participation.as_mut().expect("one");
    participation.actor.as_mut().expect("one").organization = NGO.into();
    let itself = client.request_to_speak(aigul(itself)).await;
    let status = refused(itself, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["participation.actor.organization"]);
    let nobody = client.request_to_speak(aigul(wish(&hearing, "", ""))).await;
    refused(nobody, Code::InvalidArgument, Reason::FieldInvalid);
    let waiting = pb::ListParticipationsRequest {
        parent: hearing,
        filter: "state = STATE_REQUESTED".into(),
        ..Default::default()
    };
    let waiting = client.list_participations(waiting).await.expect("listed");
    assert_eq!(waiting.into_inner().participations.len(), 2);
}

#[tokio::test]
async fn a_request_is_admitted_or_declined_with_reasons() {
    let (_world, mut client, hearing) = scene(Access::Open).await;
    let mut names = Vec::new();
    for (subject, person) in [("demo|aigul", AIGUL), ("demo|olga", OLGA)] {
        let asked = client
            .request_to_speak(ask_as(subject, wish(&hearing, person, "")))
            .await;
        names.push(asked.expect("asked").into_inner().name);
    }
    let admitted = client.admit_participation(ask(admission(&names[0]))).await;
    assert_eq!(
        admitted.expect("admitted").into_inner().state(),
        State::Admitted
    );
    let mut silent = decline(&names[1]);
    silent.reasons[0].language_code = "de".into();
    let silent = client.decline_participation(ask(silent)).await;
    refused(silent, Code::InvalidArgument, Reason::LanguageMissing);
    let declined = client.decline_participation(ask(decline(&names[1]))).await;
    let declined = declined.expect("declined").into_inner();
    assert_eq!(
        (declined.state(), declined.state_reasons),
        (State::Declined, en("The list of speakers is full."))
    );
    for name in &names {
        let again = client.admit_participation(ask(admission(name))).await;
        refused(
            again,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
        let again = client.decline_participation(ask(decline(name))).await;
        refused(
            again,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
}

#[tokio::test]
async fn an_entry_is_withdrawn_with_reasons_and_stays_readable() {
    let (_world, mut client, hearing) = scene(Access::Open).await;
    let made = client
        .create_participation(ask(part(&hearing, "a", "speaker")))
        .await;
    let made = made.expect("created").into_inner();
    assert_eq!(made.state(), State::Admitted, "what a clerk writes down");
    let gone = client
        .withdraw_participation(ask(withdrawal(&made.name)))
        .await;
    let gone = gone.expect("withdrawn").into_inner();
    assert_eq!(
        (gone.state(), &gone.state_reasons),
        (State::Withdrawn, &en("Could not come."))
    );
    let get = pb::GetParticipationRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    assert_eq!(
        client
            .get_participation(get)
            .await
            .expect("read")
            .into_inner(),
        gone
    );
    let twice = client
        .withdraw_participation(ask(withdrawal(&made.name)))
        .await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let patch = pb::UpdateParticipationRequest {
        participation: Some(pb::Participation {
            name: made.name,
            summaries: en("Spoke."),
            ..Default::default()
        }),
        ..Default::default()
    };
    let late = client.update_participation(ask(patch)).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn requests_are_taken_while_the_hearing_is_announced() {
    let (world, mut client, _) = scene(Access::Open).await;
    let hearing = created(&world, &mut client, "second").await.name;
    let request = || ask_as("demo|aigul", wish(&hearing, AIGUL, ""));
    let early = client.request_to_speak(request()).await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    announce(&mut client, &hearing).await;
    client.request_to_speak(request()).await.expect("asked");
    let nowhere = ask_as("demo|aigul", wish("hearings/none", AIGUL, ""));
    let nowhere = client.request_to_speak(nowhere).await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn in_a_closed_hearing_only_those_ask_to_speak_who_are_invited() {
    let (_world, mut client, hearing) = scene(Access::Closed).await;
    let aigul = || ask_as("demo|aigul", wish(&hearing, "", NGO));
    let uninvited = client.request_to_speak(aigul()).await;
    refused(uninvited, Code::FailedPrecondition, Reason::HearingClosed);
    // The clerk writes down the NGO: it is invited, and sends whom it sends.
    let mut invitation = part(&hearing, "ngo", "");
    invitation.participation.as_mut().expect("one").actor = Some(Actor {
        organization: NGO.into(),
        ..Default::default()
    });
    client
        .create_participation(ask(invitation))
        .await
        .expect("invited");
    let asked = client.request_to_speak(aigul()).await.expect("asked");
    assert_eq!(asked.into_inner().state(), State::Requested);
    let olga = ask_as("demo|olga", wish(&hearing, OLGA, ""));
    let olga = client.request_to_speak(olga).await;
    refused(olga, Code::FailedPrecondition, Reason::HearingClosed);
}
