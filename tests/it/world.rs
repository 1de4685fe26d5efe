//! Both services running on fresh databases, and what every test asks of an answer.

use std::{fmt::Debug, future::pending, net::SocketAddr};

use common::{
    app::App,
    secret::Secret,
    store::{Database, leaves},
    testing::{self, Channel, Fresh, Hand, Running},
};
use kenes_proto::{gtype::LocalizedText, types::ErrorReason};
use tokio::task::{JoinHandle, JoinSet};
use tonic::{Code, Request, Status, metadata::AsciiMetadataValue};
use tonic_types::StatusExt;

/// Both services, a clock and a channel to each.
///
/// On PostgreSQL two replicas of each run on one database, and the calls on a channel go to the one and the other in turn. What a
/// test does in the process itself it does in the first.
pub(crate) struct World {
    pub(crate) hand: Hand,
    pub(crate) registry: Channel,
    pub(crate) consultation: Channel,
    /// What consultation runs on, for what it does by itself.
    pub(crate) app: App,
    /// What the registry runs on.
    pub(crate) registry_kit: App,
    /// Its client of the registry.
    pub(crate) asks: consultation::Registry,
    /// Its search, which follows the log as soon as a test [searches](Self::search).
    pub(crate) search: consultation::Search,
    replicas: Vec<Replica>,
}

/// One replica of each service.
struct Replica {
    registry: App,
    consultation: App,
    asks: consultation::Registry,
    search: consultation::Search,
    running: [Running; 2],
    fresh: [Fresh; 2],
}

impl World {
    pub(crate) async fn start() -> Self {
        // It is large, and all that awaits it would be.
        Box::pin(Self::asking(Hand::default(), None)).await
    }

    /// A world whose registry has its built-in reference data, as any real one has.
    pub(crate) async fn with_starter() -> Self {
        let world = Self::start().await;
        let loaded = registry::starter::load(&world.registry_kit).await;
        loaded.expect("the built-in reference data");
        world
    }

    /// A world with this clock in which consultation asks another registry than the real one, at `http://…`.
    pub(crate) async fn asking(hand: Hand, address: Option<String>) -> Self {
        Self::of(hand, address, 2).await
    }

    /// The same with one replica of each service on both engines, for a test that says why.
    pub(crate) async fn alone(hand: Hand, address: Option<String>) -> Self {
        Self::of(hand, address, 1).await
    }

    async fn of(hand: Hand, address: Option<String>, count: usize) -> Self {
        let fresh = [
            testing::fresh("registry").await.expect("a database"),
            testing::fresh("consultation").await.expect("a database"),
        ];
        let mut replicas = vec![Replica::start(fresh, &hand, address.as_deref()).await];
        if let Database::Postgres(_) = replicas[0].fresh[0].database {
            // An operator copies the secret as soon as there is one: here it is there from the start.
            let seal = replicas[0].registry.log.beside("seal");
            let made = Secret::generate().and_then(|secret| secret.write(&seal));
            made.expect("a secret");
            while replicas.len() < count {
                let beside = |fresh: &Fresh| fresh.beside().expect("copies");
                let fresh = replicas[0].fresh.each_ref().map(beside);
                replicas.push(Replica::start(fresh, &hand, address.as_deref()).await);
            }
        }
        let (mut registry, mut consultation) = (Vec::new(), Vec::new());
        for replica in &replicas {
            registry.push(replica.running[0].channel().await);
            consultation.push(replica.running[1].channel().await);
        }
        Self {
            hand,
            registry: Channel::in_turn(&registry),
            consultation: Channel::in_turn(&consultation),
            app: replicas[0].consultation.clone(),
            registry_kit: replicas[0].registry.clone(),
            asks: replicas[0].asks.clone(),
            search: replicas[0].search.clone(),
            replicas,
        }
    }

    /// Has the search of consultation follow the log, as it does wherever consultation is served.
    pub(crate) fn index(&self) -> JoinHandle<()> {
        let mut following = JoinSet::new();
        for replica in &self.replicas {
            let (app, search) = (replica.consultation.clone(), replica.search.clone());
            following.spawn(consultation::keep_indexing(app, search, pending()));
        }
        tokio::spawn(async move { drop(following.join_all().await) })
    }

    /// Waits until whoever is asked finds all that was written.
    pub(crate) async fn indexed(&self) {
        for replica in &self.replicas {
            indexed(&replica.consultation, &replica.search).await;
        }
    }

    /// Where the registry and consultation listen.
    pub(crate) fn addresses(&self) -> [SocketAddr; 2] {
        let running = &self.replicas[0].running;
        running.each_ref().map(|running| running.address)
    }

    /// Where the registry and consultation keep their data.
    pub(crate) fn databases(&self) -> [&Database; 2] {
        let fresh = &self.replicas[0].fresh;
        fresh.each_ref().map(|fresh| &fresh.database)
    }
}

impl Replica {
    async fn start(fresh: [Fresh; 2], hand: &Hand, address: Option<&str>) -> Self {
        let registry = testing::app(&fresh[0], &registry::DEFINITION, hand).await;
        let registry = registry.expect("a store");
        let first = testing::start(registry::service(registry.clone())).await;
        let app = testing::app(&fresh[1], &consultation::DEFINITION, hand).await;
        let app = app.expect("a store");
        let own = format!("http://{}", first.address);
        let asks = consultation::Registry::connect(address.unwrap_or(&own), hand.clock());
        let asks = asks.expect("an address");
        let search = consultation::Search::at(app.log.beside("search"));
        let service = consultation::service(app.clone(), asks.clone(), search.clone());
        Self {
            registry,
            consultation: app,
            asks,
            search,
            running: [first, testing::start(service).await],
            fresh,
        }
    }
}

/// Waits until the search of an app finds all that was written.
pub(crate) async fn indexed(app: &App, search: &consultation::Search) {
    loop {
        let written = app.store.read("Test", leaves::size);
        let size = written.await.expect("read");
        let signed = app.log.published().checkpoint.size;
        if signed >= size && search.catch_up(app).await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// A request of the caller `test|clerk`.
pub(crate) fn ask<T>(message: T) -> Request<T> {
    ask_as("test|clerk", message)
}

/// A request of a caller.
pub(crate) fn ask_as<T>(subject: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let value = AsciiMetadataValue::try_from(subject).expect("an ASCII subject");
    request
        .metadata_mut()
        .insert(common::context::SUBJECT, value);
    request
}

/// English text.
pub(crate) fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

/// A fresh request id.
pub(crate) fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Asserts that a call was refused with this code and reason, and that the answer names what the code's details must name.
pub(crate) fn refused<T: Debug>(
    outcome: Result<T, Status>,
    code: Code,
    reason: ErrorReason,
) -> Status {
    let status = outcome.expect_err("a refusal");
    let details = status.get_error_details();
    let info = details
        .error_info()
        .unwrap_or_else(|| panic!("no ErrorInfo: {status:?}"));
    assert_eq!(
        (status.code(), info.reason.as_str()),
        (code, common::error::name(reason)),
        "{status:?}"
    );
    assert!(info.domain.contains(".kenes"), "{}", info.domain);
    match code {
        // What cannot be read has no fields to name.
        Code::InvalidArgument if reason != ErrorReason::MessageMalformed => {
            let bad = details
                .bad_request()
                .unwrap_or_else(|| panic!("no BadRequest: {status:?}"));
            assert!(
                bad.field_violations
                    .iter()
                    .all(|v| !v.field.is_empty() && !v.description.is_empty())
            );
        }
        Code::FailedPrecondition => assert!(details.precondition_failure().is_some(), "{status:?}"),
        Code::NotFound | Code::AlreadyExists => {
            assert!(details.resource_info().is_some(), "{status:?}");
        }
        _ => {}
    }
    status
}

/// The fields that an `INVALID_ARGUMENT` names, sorted.
pub(crate) fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|b| b.field_violations.clone());
    let mut fields: Vec<String> = violations
        .unwrap_or_default()
        .into_iter()
        .map(|v| v.field)
        .collect();
    fields.sort();
    fields
}
