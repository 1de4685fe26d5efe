//! A registry that says what a test tells it to, on a port of its own.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, atomic::AtomicUsize, atomic::Ordering},
};

use common::{
    Error, date,
    server::{self, Readiness, Service, Settings},
    testing::Hand,
};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{
        self as pb,
        reference_data_service_server::{ReferenceDataService, ReferenceDataServiceServer},
        standing_service_server::{StandingService, StandingServiceServer},
    },
    types::ErrorReason as Reason,
};
use tokio::{net::TcpListener, sync::oneshot};
use tonic::{Request, Response, Status};

/// What it says of whoever it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// Active, and mandated.
    Yes,
    NotMandated,
    Suspended,
    /// There is no such organization.
    Unknown,
    /// The power is not one of its codes.
    NoSuchPower,
    /// It knows no person of that subject.
    Stranger,
    // From here on, nonsense.
    AnotherOrganization,
    AnotherDay,
    /// An answer an hour old.
    Stale,
    NoTimes,
    /// The moment asked about is to come, by its clock.
    Behind,
}

#[derive(Clone)]
pub(crate) struct FakeRegistry {
    says: Arc<Mutex<Says>>,
    asked: Arc<AtomicUsize>,
    hand: Hand,
}

/// It runs until this is dropped.
pub(crate) struct Up {
    pub(crate) address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Up {
    pub(crate) fn url(&self) -> Option<String> {
        Some(format!("http://{}", self.address))
    }
}

impl FakeRegistry {
    pub(crate) fn new(says: Says, hand: &Hand) -> Self {
        Self {
            hand: hand.clone(),
            says: Arc::new(Mutex::new(says)),
            asked: Arc::default(),
        }
    }

    pub(crate) fn say(&self, says: Says) {
        *self.says.lock().expect("the lock") = says;
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Runs it at an address; port 0 is any.
    pub(crate) async fn start(&self, address: SocketAddr) -> Up {
        let listener = TcpListener::bind(address).await.expect("the port");
        let address = listener.local_addr().expect("an address");
        let service = Service::new("registry.kenes")
            .with_unlimited(StandingServiceServer::new(self.clone()))
            .with_unlimited(ReferenceDataServiceServer::new(self.clone()));
        let settings = Settings {
            shutdown_delay: std::time::Duration::ZERO,
            shutdown_grace: std::time::Duration::ZERO,
            ..Settings::default()
        };
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server::serve(
            listener,
            service,
            settings,
            Readiness::default(),
            async {
                drop(stopped.await);
            },
        ));
        Up {
            address,
            _stop: stop,
        }
    }

    /// Runs it somewhere.
    pub(crate) async fn up(&self) -> Up {
        self.start(nowhere()).await
    }
}

/// Any port of loopback.
pub(crate) fn nowhere() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// The person that the fake names for a subject: `demo|aigul` is `persons/aigul`.
fn person(subject: &str) -> String {
    let id = subject.rsplit('|').next().unwrap_or_default();
    format!("persons/{id}")
}

fn title(text: &str, language: &str) -> LocalizedText {
    LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }
}

fn standing(
    says: Says,
    now: i64,
    request: pb::VerifyStandingRequest,
) -> Result<pb::Standing, Error> {
    let at = request.as_of_time.as_ref().map_or(0, date::micros);
    let mut standing = pb::Standing {
        organization: request.organization.clone(),
        titles: vec![title("Ұйым", "kk"), title("Organization", "en")],
        display_title: "Ұйым".into(),
        org_id: "KZ-KENES-o".into(),
        mandated: true,
        person: match request.person.as_str() {
            "" => person(&request.subject),
            asked => asked.to_owned(),
        },
        person_display_name: "Aigul Serikova".into(),
        associations: vec![pb::Affiliation {
            organization: "organizations/cnok".into(),
            ..Default::default()
        }],
        as_of_time: request.as_of_time,
        verify_time: Some(date::timestamp(now)),
        valid_until: Some(date::timestamp(now + 60_000_000)),
        ..Default::default()
    };
    standing.set_organization_state(pb::organization::State::Active);
    standing.set_organization_kind(pb::organization::Kind::Ngo);
    match says {
        Says::Yes | Says::Stranger => {}
        Says::NotMandated => standing.mandated = false,
        Says::Suspended => standing.set_organization_state(pb::organization::State::Suspended),
        Says::AnotherOrganization => standing.organization = "organizations/another".into(),
        Says::AnotherDay => standing.as_of_time = Some(date::timestamp(at - 86_400_000_000)),
        Says::Stale => standing.verify_time = Some(date::timestamp(now - 3_600_000_000)),
        Says::NoTimes => (standing.as_of_time, standing.verify_time) = (None, None),
        Says::Unknown => {
            return Err(Error::not_found(
                "registry.kenes/Organization",
                request.organization,
            ));
        }
        Says::NoSuchPower => return Err(Error::invalid(Reason::CodeUnknown, "power", "no")),
        Says::Behind => return Err(Error::invalid(Reason::DatesInvalid, "as_of_time", "no")),
    }
    Ok(standing)
}

fn identity(
    says: Says,
    now: i64,
    request: &pb::IdentifySubjectRequest,
) -> Result<pb::IdentifySubjectResponse, Error> {
    let own = pb::KnownPerson {
        person: person(&request.subject),
        display_name: "Aigul Serikova".into(),
    };
    let verified = match says {
        Says::Behind => return Err(Error::invalid(Reason::DatesInvalid, "as_of_time", "no")),
        Says::NoTimes | Says::AnotherDay => None,
        Says::Stale => Some(date::timestamp(now - 3_600_000_000)),
        _ => Some(date::timestamp(now)),
    };
    Ok(pb::IdentifySubjectResponse {
        persons: (says != Says::Stranger)
            .then_some(own)
            .into_iter()
            .collect(),
        as_of_time: request.as_of_time,
        verify_time: verified,
        valid_until: Some(date::timestamp(now + 60_000_000)),
    })
}

#[tonic::async_trait]
impl StandingService for FakeRegistry {
    async fn verify_standing(
        &self,
        request: Request<pb::VerifyStandingRequest>,
    ) -> Result<Response<pb::Standing>, Status> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let says = *self.says.lock().expect("the lock");
        standing(says, self.hand.now(), request.into_inner())
            .map(Response::new)
            .map_err(|error| error.into_status("registry.kenes"))
    }

    async fn identify_subject(
        &self,
        request: Request<pb::IdentifySubjectRequest>,
    ) -> Result<Response<pb::IdentifySubjectResponse>, Status> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let says = *self.says.lock().expect("the lock");
        identity(says, self.hand.now(), request.get_ref())
            .map(Response::new)
            .map_err(|error| error.into_status("registry.kenes"))
    }

    async fn create_mandate(
        &self,
        _: Request<pb::CreateMandateRequest>,
    ) -> Result<Response<pb::Mandate>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn get_mandate(
        &self,
        _: Request<pb::GetMandateRequest>,
    ) -> Result<Response<pb::Mandate>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn list_mandates(
        &self,
        _: Request<pb::ListMandatesRequest>,
    ) -> Result<Response<kenes_proto::Page>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn update_mandate(
        &self,
        _: Request<pb::UpdateMandateRequest>,
    ) -> Result<Response<pb::Mandate>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn end_mandate(
        &self,
        _: Request<pb::EndMandateRequest>,
    ) -> Result<Response<pb::Mandate>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn list_mandate_revisions(
        &self,
        _: Request<pb::ListMandateRevisionsRequest>,
    ) -> Result<Response<pb::ListMandateRevisionsResponse>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn get_mandate_revision(
        &self,
        _: Request<pb::GetMandateRevisionRequest>,
    ) -> Result<Response<pb::MandateRevision>, Status> {
        Err(Status::unimplemented("a fake"))
    }
}

/// It knows every code.
#[tonic::async_trait]
impl ReferenceDataService for FakeRegistry {
    async fn verify_codes(
        &self,
        _: Request<pb::VerifyCodesRequest>,
    ) -> Result<Response<pb::VerifyCodesResponse>, Status> {
        Ok(Response::new(pb::VerifyCodesResponse::default()))
    }

    async fn create_code(
        &self,
        _: Request<pb::CreateCodeRequest>,
    ) -> Result<Response<pb::Code>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn get_code(&self, _: Request<pb::GetCodeRequest>) -> Result<Response<pb::Code>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn list_codes(
        &self,
        _: Request<pb::ListCodesRequest>,
    ) -> Result<Response<kenes_proto::Page>, Status> {
        Err(Status::unimplemented("a fake"))
    }

    async fn update_code(
        &self,
        _: Request<pb::UpdateCodeRequest>,
    ) -> Result<Response<pb::Code>, Status> {
        Err(Status::unimplemented("a fake"))
    }
}
