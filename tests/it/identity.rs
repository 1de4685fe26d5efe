//! Who calls, where the services know their callers by access tokens: what a good one is worth, and what goes without one.
//!
//! What is wrong with a token is tried in full beside the rules, in the crate `identity`; here, over real gRPC, a case of each
//! refusal. The tests of `kept` are about keys that change.

use std::{fs, path::PathBuf, sync::Arc};

use common::{
    app::App,
    store::{Tx, Value},
    testing::{self, Channel, Fresh, Hand, Running},
};
use identity::{
    Assurance, Issuer, Revoked, Source, Verifier,
    sign::{Issue, Signer},
};
use kenes_proto::{
    consultation::{
        CreateDraftLawRequest, DraftLaw, draft_law_service_client::DraftLawServiceClient,
    },
    health::{HealthCheckRequest, health_client::HealthClient},
    registry::{
        self as pb, organization_service_client::OrganizationServiceClient as Organizations,
    },
    types::ErrorReason as Reason,
};
use tempfile::TempDir;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::world::{en, refused};

mod imported;
mod kept;
mod refusals;
mod spoken;

const ISSUER: &str = "https://id.example.org/people";
const REGISTRY: &str = "registry.kenes";
const CONSULTATION: &str = "consultation.kenes";

/// Both services, which trust one issuer.
struct Guarded {
    hand: Hand,
    signer: Signer,
    jwks: PathBuf,
    revoked: PathBuf,
    /// The registry's.
    verifier: Arc<Verifier>,
    registry: Channel,
    consultation: Channel,
    app: App,
    running: [Running; 2],
    _fresh: [Fresh; 2],
    folder: TempDir,
}

/// A signer with a new key.
fn signer() -> Signer {
    let key = tlog::key::generate().expect("a key");
    Signer::from_pkcs8(&key).expect("a signer")
}

impl Guarded {
    /// With the keys in a file.
    async fn start() -> Self {
        Self::with(|folder| Source::File(folder.join("people.jwks"))).await
    }

    async fn with(keys: impl FnOnce(&std::path::Path) -> Source) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (signer, jwks) = (signer(), folder.path().join("people.jwks"));
        fs::write(&jwks, signer.jwks()).expect("a file");
        let revoked = folder.path().join("revoked");
        fs::write(&revoked, "").expect("a file");
        let issuer = Issuer {
            issuer: ISSUER.to_owned(),
            keys: keys(folder.path()),
            assurance: Assurance::Substantial,
        };
        let hand = Hand::default();
        let verifier = |audience| {
            let list = Revoked::open(&revoked).expect("a list");
            Arc::new(Verifier::new(audience, vec![issuer.clone()]).without(list))
        };
        let known = |verifier: &Arc<Verifier>, service: common::server::Service| {
            let clock = hand.clock();
            service.known_by(Arc::clone(verifier), move || clock.seconds())
        };
        let of_registry = verifier(REGISTRY);
        let fresh = [
            testing::fresh("registry").await.expect("a database"),
            testing::fresh("consultation").await.expect("a database"),
        ];
        let app = testing::app(&fresh[0], &registry::DEFINITION, &hand).await;
        let app = app.expect("a store");
        let first = testing::start(known(&of_registry, registry::service(app.clone()))).await;
        let other = testing::app(&fresh[1], &consultation::DEFINITION, &hand).await;
        let other = other.expect("a store");
        let url = format!("http://{}", first.address);
        let asks = consultation::Registry::connect(&url, hand.clock()).expect("an address");
        let search = consultation::Search::off(other.log.beside("search"));
        let second = consultation::service(other, asks, search);
        let second = testing::start(known(&verifier(CONSULTATION), second)).await;
        Self {
            hand,
            signer,
            jwks,
            verifier: of_registry,
            registry: first.channel().await,
            consultation: second.channel().await,
            app,
            revoked,
            running: [first, second],
            _fresh: fresh,
            folder,
        }
    }

    /// A token of `aigul` for a service, by its issuer's present key.
    fn token(&self, audience: &str) -> String {
        self.signer.token(&self.issue(audience))
    }

    fn issue<'i>(&self, audience: &'i str) -> Issue<'i> {
        Issue {
            issuer: ISSUER,
            subject: "aigul",
            audience,
            client: "portal",
            id: "the-id-of-a-token",
            now: self.hand.clock().seconds(),
            life: 900,
        }
    }

    /// Writes an organization, with this metadata.
    async fn write(&self, id: &str, metadata: &[(&'static str, &str)]) -> Result<(), Status> {
        let request = pb::CreateOrganizationRequest {
            organization_id: id.into(),
            organization: Some(pb::Organization {
                kind: pb::organization::Kind::Ngo.into(),
                titles: en("Known by a token"),
                ..Default::default()
            }),
            ..Default::default()
        };
        let mut client = Organizations::new(self.registry.clone());
        let made = client.create_organization(with(request, metadata)).await;
        made.map(drop)
    }

    /// Reads what nobody needs to be known for, with this metadata.
    async fn read(&self, metadata: &[(&'static str, &str)]) -> Result<(), Status> {
        let mut client = Organizations::new(self.registry.clone());
        let request = with(pb::ListOrganizationsRequest::default(), metadata);
        client.list_organizations(request).await.map(drop)
    }

    /// Who wrote a resource first, as the database has it.
    async fn writer(&self, name: &'static str) -> String {
        let read = move |tx: &mut dyn Tx| {
            let sql = "SELECT actor FROM revision WHERE name = $1 ORDER BY revision";
            tx.query(sql, &[name.into()])
        };
        let rows = self.app.store.read("Test", read).await.expect("rows");
        match &rows[0][0] {
            Value::Text(actor) => actor.clone(),
            other => panic!("{other:?}"),
        }
    }
}

/// A request with this metadata.
fn with<T>(message: T, metadata: &[(&'static str, &str)]) -> Request<T> {
    let mut request = Request::new(message);
    for (key, value) in metadata {
        let value = value.parse().expect("ASCII");
        request.metadata_mut().append(*key, value);
    }
    request
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn a_caller_is_whom_the_issuer_says() {
    let world = Guarded::start().await;
    let token = bearer(&world.token(REGISTRY));
    let written = world.write("one", &[("authorization", &token)]).await;
    written.expect("a good token");
    let actor = world.writer("organizations/one").await;
    assert_eq!(actor, "https://id.example.org/people|aigul");
    // The scheme has no case.
    let token = token.replace("Bearer", "bEARER");
    let written = world.write("two", &[("authorization", &token)]).await;
    written.expect("the same token");
    // It goes with what needs none, too.
    world
        .read(&[("authorization", &token)])
        .await
        .expect("read");
}

#[tokio::test]
async fn each_service_takes_tokens_for_itself() {
    let world = Guarded::start().await;
    let mut laws = DraftLawServiceClient::new(world.consultation.clone());
    let mut write = async |audience: &str| {
        let request = CreateDraftLawRequest {
            draft_law_id: "one".into(),
            draft_law: Some(DraftLaw {
                titles: en("On trials"),
                ..Default::default()
            }),
            validate_only: true,
            ..Default::default()
        };
        let token = bearer(&world.token(audience));
        laws.create_draft_law(with(request, &[("authorization", &token)]))
            .await
    };
    let mismatch = Reason::TokenAudienceMismatch;
    let status = refused(write(REGISTRY).await, Code::Unauthenticated, mismatch);
    let details = status.get_error_details();
    let info = details.error_info().expect("an ErrorInfo");
    assert_eq!(info.metadata["audience"], CONSULTATION);
    assert_eq!(info.domain, CONSULTATION);
    // Its own is looked into: what is refused then is what the law lacks.
    let outcome = write(CONSULTATION).await;
    assert!(outcome.is_ok() || outcome.is_err_and(|status| status.code() != Code::Unauthenticated));
    let token = bearer(&world.token(CONSULTATION));
    let outcome = world.write("one", &[("authorization", &token)]).await;
    refused(outcome, Code::Unauthenticated, mismatch);
}

#[tokio::test]
async fn what_anybody_may_ask_needs_no_token() {
    let world = Guarded::start().await;
    world.read(&[]).await.expect("read");
    let get = pb::GetOrganizationRequest {
        name: "organizations/none".into(),
        ..Default::default()
    };
    let mut client = Organizations::new(world.registry.clone());
    let none = client.get_organization(get).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    // Tools send to health and reflection whatever goes with a call.
    for metadata in [&[][..], &[("authorization", "Bearer nonsense")]] {
        let mut health = HealthClient::new(world.registry.clone());
        let asked = with(HealthCheckRequest::default(), metadata);
        health.check(asked).await.expect("serving");
        reflection(&world.registry, metadata).await;
    }
}

/// Lists the services by reflection.
async fn reflection(channel: &Channel, metadata: &[(&'static str, &str)]) {
    use tonic_reflection::pb::v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest,
    };
    let ask = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(channel.clone());
    let request = with(tokio_stream::once(ask), metadata);
    let answer = client.server_reflection_info(request).await;
    let answer = answer.expect("an answer").into_inner().message().await;
    answer.expect("an answer").expect("the services");
}
