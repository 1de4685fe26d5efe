//! Both services running on fresh databases, and what every test asks of an answer.

use std::{fmt::Debug, net::SocketAddr};

use common::{
    app::App,
    testing::{self, Fresh, Hand, Running},
};
use kenes_proto::{gtype::LocalizedText, types::ErrorReason};
use tokio::task::JoinHandle;
use tonic::{Code, Request, Status, metadata::AsciiMetadataValue, transport::Channel};
use tonic_types::StatusExt;

/// Both services, a clock and a channel to each.
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
        let fresh = [
            testing::fresh("registry").await.expect("a database"),
            testing::fresh("consultation").await.expect("a database"),
        ];
        let app = testing::app(&fresh[0], &registry::DEFINITION, &hand).await;
        let registry_kit = app.expect("a store");
        let registry = testing::start(registry::service(registry_kit.clone())).await;
        let app = testing::app(&fresh[1], &consultation::DEFINITION, &hand)
            .await
            .expect("a store");
        let address = address.unwrap_or_else(|| format!("http://{}", registry.address));
        let asks = consultation::Registry::connect(&address, hand.clock()).expect("an address");
        let search = consultation::Search::at(app.log.beside("search"));
        let service = consultation::service(app.clone(), asks.clone(), search.clone());
        let consultation = testing::start(service).await;
        Self {
            hand,
            registry: registry.channel().await,
            consultation: consultation.channel().await,
            app,
            registry_kit,
            asks,
            search,
            running: [registry, consultation],
            fresh,
        }
    }

    /// Has the search of consultation follow the log, as it does wherever consultation is served.
    pub(crate) fn index(&self) -> JoinHandle<()> {
        let (app, search) = (self.app.clone(), self.search.clone());
        tokio::spawn(consultation::keep_indexing(
            app,
            search,
            std::future::pending(),
        ))
    }

    /// Waits until a search finds all that was written.
    pub(crate) async fn indexed(&self, search: &consultation::Search) {
        loop {
            let written = self.app.store.read("Test", common::store::leaves::size);
            let size = written.await.expect("read");
            let signed = self.app.log.published().checkpoint.size;
            if signed >= size && search.catch_up(&self.app).await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Where the registry and consultation listen.
    pub(crate) fn addresses(&self) -> [SocketAddr; 2] {
        self.running.each_ref().map(|running| running.address)
    }

    /// Where the registry and consultation keep their data.
    pub(crate) fn databases(&self) -> [&common::store::Database; 2] {
        self.fresh.each_ref().map(|fresh| &fresh.database)
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
