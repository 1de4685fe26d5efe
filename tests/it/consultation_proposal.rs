//! Proposals to consult: who makes them, the answer of the body, and the consultation that follows.

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, consultation_proposal::State,
        consultation_proposal_service_client::ConsultationProposalServiceClient as Client,
        consultation_service_client::ConsultationServiceClient, response::Outcome,
        stage::PolicyPhase,
    },
    types::{Actor, Document, ErrorReason as Reason},
};
use tonic::Code;

use crate::{
    chamber::{self, CHAMBER, Chamber, MINISTRY, NGO, OFFICIAL},
    fixtures::at,
    receipt::Bare as _,
    world::{World, ask_as, en, fields, refused, request_id},
};

/// Speaks for the NGO.
const SPEAKER: &str = "demo|aigul";

fn new(id: &str) -> pb::CreateConsultationProposalRequest {
    let mut proposal = pb::ConsultationProposal {
        author: Some(Actor {
            on_behalf_of: NGO.into(),
            ..Default::default()
        }),
        body: MINISTRY.into(),
        titles: en("How projects are evaluated"),
        texts: en("Nobody asks those who were served."),
        ..Default::default()
    };
    proposal.set_phase(PolicyPhase::Assessment);
    pb::CreateConsultationProposalRequest {
        consultation_proposal: Some(proposal),
        consultation_proposal_id: id.into(),
        ..Default::default()
    }
}

fn withdrawal(name: &str) -> pb::WithdrawConsultationProposalRequest {
    pb::WithdrawConsultationProposalRequest {
        name: name.into(),
        reasons: en("The ministry asks already."),
        ..Default::default()
    }
}

async fn chamber() -> (Chamber, Client<Channel>) {
    let it = Chamber::start().await;
    let mut roll = crate::roll::Roll::of(&it.world);
    let kinds = ["problem", "act-in-force"];
    roll.code("consultation-subjects", &kinds).await;
    let client = Client::new(it.world.consultation.clone());
    (it, client)
}

async fn submitted(client: &mut Client<Channel>, id: &str) -> pb::ConsultationProposal {
    let made = client
        .create_consultation_proposal(ask_as(SPEAKER, new(id)))
        .await;
    made.expect("submitted").into_inner()
}

async fn get(client: &mut Client<Channel>, name: &str) -> pb::ConsultationProposal {
    let request = pb::GetConsultationProposalRequest {
        name: name.into(),
        ..Default::default()
    };
    let found = client.get_consultation_proposal(request).await;
    found.expect("found").into_inner()
}

/// A consultation of the ministry, or of whom it is said, that follows a proposal.
async fn following(world: &World, organizer: &str, proposal: &str) -> Result<(), tonic::Status> {
    let mut consultation = pb::Consultation {
        titles: en("How projects are evaluated"),
        subject: Some(pb::Subject {
            kind_code: "act-in-force".into(),
            documents: vec![Document {
                document_type: "act".into(),
                titles: en("On the social order"),
                ..Default::default()
            }],
            ..Default::default()
        }),
        organizer: organizer.into(),
        proposal: proposal.into(),
        open_time: at(world.hand.now()),
        close_time: at(world.hand.now() + 1_000_000),
        ..Default::default()
    };
    consultation.set_phase(PolicyPhase::Assessment);
    let request = pb::CreateConsultationRequest {
        consultation: Some(consultation),
        ..Default::default()
    };
    let mut client = ConsultationServiceClient::new(world.consultation.clone());
    let made = client.create_consultation(ask_as(OFFICIAL, request)).await;
    made.map(drop)
}

#[tokio::test]
async fn an_organization_proposes_a_consultation_and_the_body_answers_with_reasons() {
    let (it, mut client) = chamber().await;
    let mut request = new("evaluation");
    request.request_id = request_id();
    let made = client
        .create_consultation_proposal(ask_as(SPEAKER, request.clone()))
        .await;
    let made = made.expect("submitted").into_inner();
    assert_eq!(made.state(), State::Submitted);
    assert!(made.receipt.is_some());
    assert_ne!(made.author.as_ref().expect("one").person, "");
    let again = client
        .create_consultation_proposal(ask_as(SPEAKER, request))
        .await;
    assert_eq!(
        again.expect("again").into_inner().bare(),
        made.clone().bare()
    );

    let reasonless = chamber::answer(&made.name, MINISTRY, Outcome::Accepted);
    let rejecting = |mut request: pb::CreateResponseRequest| {
        request
            .response
            .as_mut()
            .expect("one")
            .set_outcome(Outcome::Rejected);
        request
    };
    let unreasoned = client
        .create_response(ask_as(OFFICIAL, rejecting(reasonless.clone())))
        .await;
    refused(unreasoned, Code::InvalidArgument, Reason::ReasonsRequired);
    let given = client.create_response(ask_as(OFFICIAL, reasonless)).await;
    let given = given.expect("answered").into_inner();
    assert!(given.receipt.is_some());
    assert_eq!(get(&mut client, &made.name).await.state(), State::Answered);
    let read = client
        .get_response(pb::GetResponseRequest {
            name: given.name.clone(),
            ..Default::default()
        })
        .await;
    assert_eq!(read.expect("read").into_inner(), given.bare());
    for (parent, count) in [("consultationProposals/-", 1), (made.name.as_str(), 1)] {
        let page = client
            .list_responses(pb::ListResponsesRequest {
                parent: parent.into(),
                ..Default::default()
            })
            .await;
        assert_eq!(page.expect("listed").into_inner().responses.len(), count);
    }
    following(&it.world, MINISTRY, &made.name)
        .await
        .expect("it follows");
}

#[tokio::test]
async fn proposals_are_found_by_what_waits_for_an_answer() {
    let (_it, mut client) = chamber().await;
    let first = submitted(&mut client, "first").await;
    submitted(&mut client, "second").await;
    let withdrawn = client
        .withdraw_consultation_proposal(ask_as(SPEAKER, withdrawal(&first.name)))
        .await;
    assert_eq!(
        withdrawn.expect("withdrawn").into_inner().state(),
        State::Withdrawn
    );
    let list = pb::ListConsultationProposalsRequest {
        filter: format!("state = STATE_SUBMITTED AND body = \"{MINISTRY}\""),
        ..Default::default()
    };
    let page = client.list_consultation_proposals(list).await;
    let page = page.expect("listed").into_inner();
    assert_eq!(page.consultation_proposals.len(), 1);
    assert_eq!(
        page.consultation_proposals[0].name,
        "consultationProposals/second"
    );
}

#[tokio::test]
async fn only_who_holds_a_mandate_proposes_to_a_body_that_is_there() {
    let (_it, client) = chamber().await;
    let propose = |subject: &'static str, change: fn(&mut pb::ConsultationProposal)| {
        let mut request = new("evaluation");
        change(request.consultation_proposal.as_mut().expect("one"));
        let mut client = client.clone();
        async move {
            client
                .create_consultation_proposal(ask_as(subject, request))
                .await
        }
    };
    let stranger = propose("demo|stranger", |_| {}).await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    let nobody = propose(SPEAKER, |p| {
        p.body = "//registry.kenes/organizations/nobody".into();
    });
    let status = refused(
        nobody.await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["consultation_proposal.body"]);
    let other = propose(SPEAKER, |p| {
        p.author.as_mut().expect("one").person = "//registry.kenes/persons/other".into();
    });
    let status = refused(other.await, Code::InvalidArgument, Reason::PersonMismatch);
    assert_eq!(fields(&status), ["consultation_proposal.author.person"]);
    let alone = propose(SPEAKER, |p| {
        p.author.as_mut().expect("one").on_behalf_of.clear();
    });
    let status = refused(alone.await, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(
        fields(&status),
        ["consultation_proposal.author.on_behalf_of"]
    );
    let lawless = propose(SPEAKER, |p| {
        p.subject = Some(pb::Subject {
            kind_code: "problem".into(),
            documents: vec![Document {
                document_type: "report".into(),
                titles: en("A report"),
                ..Default::default()
            }],
            draft_law: "draftLaws/none".into(),
            ..Default::default()
        });
    });
    let status = refused(
        lawless.await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["consultation_proposal.subject.draft_law"]);
}

#[tokio::test]
async fn a_proposal_is_answered_once_by_the_body_that_was_asked() {
    let (it, mut client) = chamber().await;
    let made = submitted(&mut client, "evaluation").await;
    let not_asked = chamber::answer(&made.name, CHAMBER, Outcome::Noted);
    let not_asked = client
        .create_response(ask_as("demo|chamber", not_asked))
        .await;
    assert!(not_asked.is_err());
    let answer = chamber::answer(&made.name, MINISTRY, Outcome::Deferred);
    let stranger = client
        .create_response(ask_as(SPEAKER, answer.clone()))
        .await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    let given = client
        .create_response(ask_as(OFFICIAL, answer.clone()))
        .await;
    given.expect("answered");
    let twice = client.create_response(ask_as(OFFICIAL, answer)).await;
    let forbidden = Reason::StateTransitionForbidden;
    refused(twice, Code::FailedPrecondition, forbidden);
    let late = client
        .withdraw_consultation_proposal(ask_as(SPEAKER, withdrawal(&made.name)))
        .await;
    refused(late, Code::FailedPrecondition, forbidden);
    let other = submitted(&mut client, "other").await;
    let theft = client
        .withdraw_consultation_proposal(ask_as(OFFICIAL, withdrawal(&other.name)))
        .await;
    refused(theft, Code::PermissionDenied, Reason::NotTheAuthor);
    let held = following(&it.world, CHAMBER, &made.name).await;
    let status = refused(held, Code::InvalidArgument, Reason::ProposalToAnotherBody);
    assert_eq!(fields(&status), ["consultation.proposal"]);
    let unknown = following(&it.world, MINISTRY, "consultationProposals/none").await;
    refused(unknown, Code::InvalidArgument, Reason::ReferenceNotFound);
}

#[tokio::test]
async fn nothing_is_proposed_to_a_body_that_is_no_more_and_an_answer_has_no_points() {
    let (mut it, mut client) = chamber().await;
    let name = submitted(&mut client, "p").await.name;
    let mut pointed = chamber::answer(&name, MINISTRY, Outcome::Accepted);
    let answer = pointed.response.as_mut().expect("one");
    answer.point_answers = vec![pb::PointAnswer {
        number: 1,
        outcome: Outcome::Accepted.into(),
        ..Default::default()
    }];
    let status = client.create_response(ask_as(OFFICIAL, pointed)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["response.point_answers"]);
    it.roll.dissolve("ministry", "2026-05-25").await;
    let late = client
        .create_consultation_proposal(ask_as(SPEAKER, new("late")))
        .await;
    let reason = Reason::AddresseeNotInBeing;
    let status = refused(late, Code::FailedPrecondition, reason);
    assert!(
        status.message().contains("dissolved on 25 May 2026"),
        "{status:?}"
    );
}
