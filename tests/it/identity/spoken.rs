//! From a token to the word of an organization: the mandate names the caller as the token does.

use kenes_proto::{
    consultation::{
        Comment, CreateCommentRequest, comment::Verification,
        comment_service_client::CommentServiceClient,
    },
    registry::{CreateMandateRequest, Mandate, organization::Kind},
    types::{Actor, ProvisionRef},
};

use super::*;
use crate::{
    fixtures::{self, V1},
    roll::{Roll, day, org},
    world::{World, ask},
};

#[tokio::test]
async fn an_organization_speaks_through_whom_its_mandate_names() {
    // Set up by a clerk, before anybody asks for tokens.
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["aigul"]).await;
    roll.code("powers", &["comment"]).await;
    let mandate = CreateMandateRequest {
        parent: org("ngo"),
        mandate: Some(Mandate {
            person: "persons/aigul".into(),
            subject: format!("{ISSUER}|aigul"),
            power_codes: vec!["comment".into()],
            start_date: day("2024-03-01"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let given = roll.standing.create_mandate(ask(mandate)).await;
    given.expect("given");
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;

    let folder = tempfile::tempdir().expect("a folder");
    let (signer, jwks) = (signer(), folder.path().join("people.jwks"));
    fs::write(&jwks, signer.jwks()).expect("a file");
    let issuer = Issuer {
        issuer: ISSUER.to_owned(),
        keys: Source::File(jwks),
        assurance: Assurance::High,
    };
    let verifier = Arc::new(Verifier::new(CONSULTATION, vec![issuer]));
    let clock = world.hand.clock();
    let (app, asks, search) = (world.app.clone(), world.asks.clone(), world.search.clone());
    let service = consultation::service(app, asks, search);
    let running = testing::start(service.known_by(verifier, move || clock.seconds())).await;
    let mut comments = CommentServiceClient::new(running.channel().await);
    let mut say = async |id: &str, subject: &str| {
        let token = bearer(&signer.token(&Issue {
            issuer: ISSUER,
            subject,
            audience: CONSULTATION,
            client: "portal",
            id,
            now: world.hand.clock().seconds(),
            life: 300,
        }));
        let request = CreateCommentRequest {
            parent: "consultations/c".into(),
            comment_id: id.into(),
            comment: Some(Comment {
                author: Some(Actor {
                    on_behalf_of: format!("//registry.kenes/{}", org("ngo")),
                    ..Default::default()
                }),
                target: Some(ProvisionRef {
                    version: V1.into(),
                    eid: "art_1".into(),
                    ..Default::default()
                }),
                texts: en("Ten days are too short."),
                ..Default::default()
            }),
            ..Default::default()
        };
        let request = with(request, &[("authorization", &token)]);
        comments.create_comment(request).await
    };
    let said = say("one", "aigul").await.expect("accepted").into_inner();
    assert_eq!(said.verification(), Verification::Verified);
    // Control: another one of the same issuer has no mandate.
    let other = say("two", "dana").await;
    refused(other, Code::PermissionDenied, Reason::StandingNotMandated);
}
