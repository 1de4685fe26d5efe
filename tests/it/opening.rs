//! The opening of applications: what is due is opened whole, whatever else cannot be, and with nothing done by a call that is
//! refused; what becomes of it without the secret, and how another secret follows.

use common::store::Mode;
use kenes_proto::{
    registry::{
        self as pb, Application, Lot, Tender, application::State as Applied, tender::State,
    },
    types::ErrorReason as Reason,
};
use registry::opening::Opening;
use tonic::{Code, Response, Status};
use tracing_subscriber::util::SubscriberInitExt;

use crate::{
    order::{BEGUN, OPENED, Order, T, offer, tender},
    sealed::Lines,
    world::{ask, ask_as, en, refused, request_id},
};

const OTHER: &str = "tenders/other";

async fn open(order: &mut Order, etag: &str, request_id: &str) -> Result<Tender, Status> {
    let request = pb::OpenApplicationsRequest {
        name: T.into(),
        etag: etag.into(),
        request_id: request_id.into(),
        ..Default::default()
    };
    let done = order.orders.open_applications(ask(request)).await;
    done.map(Response::into_inner)
}

/// Another tender that is announced.
async fn announced(order: &mut Order, id: &str) {
    order.create(id, tender()).await.expect("a tender");
    let request = pb::AnnounceTenderRequest {
        name: format!("tenders/{id}"),
        ..Default::default()
    };
    let done = order.orders.announce_tender(ask(request)).await;
    done.expect("announced");
}

async fn apply_in(order: &mut Order, tender: &str) -> Result<Application, Status> {
    let request = pb::CreateApplicationRequest {
        parent: tender.into(),
        application: Some(offer("adilet", 900_000)),
        ..Default::default()
    };
    let sent = ask_as("demo|aigul", request);
    let made = order.orders.create_application(sent).await;
    made.map(Response::into_inner)
}

async fn state(order: &mut Order, name: &str) -> State {
    let request = pb::GetTenderRequest {
        name: name.into(),
        ..Default::default()
    };
    let found = order.orders.get_tender(request).await;
    found.expect("a tender").into_inner().state()
}

async fn cancel(order: &mut Order) {
    let request = pb::CancelTenderRequest {
        name: T.into(),
        reasons: en("What was sealed is lost."),
        ..Default::default()
    };
    let done = order.orders.cancel_tender(ask(request)).await;
    done.expect("cancelled");
}

#[tokio::test]
async fn a_call_that_is_refused_opens_nothing() {
    let mut order = Order::announced(tender()).await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    let used = request_id();
    let request = pb::CreateTenderRequest {
        tender: Some(tender()),
        request_id: used.clone(),
        ..Default::default()
    };
    let made = order.orders.create_tender(ask(request)).await;
    made.expect("another tender");
    order.world.hand.set(OPENED);
    let stale = open(&mut order, "\"77\"", "").await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let reused = open(&mut order, "", &used).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
    assert_eq!(order.application("a").await.state(), Applied::Sealed);
    assert_eq!(order.tender().await.state(), State::Announced);

    let (etag, id) = (order.tender().await.etag, request_id());
    let opened = open(&mut order, &etag, &id).await.expect("opened");
    assert_eq!(opened.state(), State::Evaluating);
    assert_eq!(order.application("a").await.state(), Applied::Opened);
    let again = open(&mut order, &etag, &id).await.expect("a retry");
    assert_eq!(again, opened);
}

#[tokio::test]
async fn more_applications_than_fit_a_transaction_are_all_opened() {
    let lots = (0..70).map(|n| Lot {
        lot_id: format!("lot-{n}"),
        titles: en("A lot"),
        ..Default::default()
    });
    let many = Tender {
        lots: lots.collect(),
        ..tender()
    };
    let mut order = Order::announced(many).await;
    for n in 0..70 {
        for organization in ["adilet", "bilim"] {
            let application = Application {
                lot: format!("lot-{n}"),
                ..offer(organization, 9_000)
            };
            let id = format!("{organization}-{n}");
            order.apply(&id, application).await.expect("accepted");
        }
    }
    order.world.hand.set(OPENED);
    let etag = order.tender().await.etag;
    let opened = open(&mut order, &etag, &request_id()).await;
    assert_eq!(opened.expect("opened").state(), State::Evaluating);
    let request = pb::ListApplicationsRequest {
        parent: T.into(),
        filter: "state = OPENED".into(),
        ..Default::default()
    };
    let listed = order.orders.list_applications(request).await;
    let listed = listed.expect("a list").into_inner();
    assert_eq!(listed.total_size, Some(140));
}

#[tokio::test]
async fn a_hundred_that_cannot_be_opened_hide_no_other() {
    let mut order = Order::start().await;
    for n in 0..100 {
        announced(&mut order, &format!("bad-{n}")).await;
    }
    announced(&mut order, "other").await;
    order.world.hand.set(BEGUN);
    for n in 0..100 {
        let name = format!("tenders/bad-{n}");
        apply_in(&mut order, &name).await.expect("accepted");
    }
    // By this secret nothing opens that was sealed so far.
    let app = &order.world.registry_kit;
    let secret = common::secret::Secret::generate().expect("a secret");
    let file = app.log.beside("seal");
    std::fs::remove_file(&file).expect("removed");
    secret.write(&file).expect("written");
    let value = secret.check_value();
    let swap = move |tx: &mut dyn common::store::Tx| {
        tx.execute("UPDATE seal SET check_value = $1", &[value.clone().into()])
    };
    let swapped = app.store.write("Test", Mode::Commit, swap).await;
    assert_eq!(swapped.expect("written"), 1);
    order.world.hand.set(OPENED);
    order.round().await.expect_err("the first hundred stay");
    assert_eq!(state(&mut order, "tenders/bad-7").await, State::Announced);
    assert_eq!(state(&mut order, OTHER).await, State::Evaluating);
}

#[tokio::test]
async fn a_secret_that_is_missing_is_told_at_the_start_and_once_a_minute() {
    let mut order = Order::announced(tender()).await;
    announced(&mut order, "other").await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    let file = order.world.registry_kit.log.beside("seal");
    let kept = std::fs::read(&file).expect("a file");
    std::fs::remove_file(&file).expect("removed");
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_writer(lines.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .finish();
    let _other = tracing_subscriber::registry().set_default();
    let _logging = log.set_default();
    let told = || lines.text().lines().count();

    let mut opening = Opening::of(order.world.registry_kit.clone());
    opening.look().await;
    assert_eq!(told(), 1, "nothing is due yet: {}", lines.text());
    assert!(lines.text().contains("the file is missing"));
    for moment in [OPENED, "2026-06-11T06:00:01Z", "2026-06-11T06:00:59Z"] {
        order.world.hand.set(moment);
        opening.look().await;
    }
    assert_eq!(told(), 2, "{}", lines.text());
    order.world.hand.set("2026-06-11T06:01:00Z");
    opening.look().await;
    assert_eq!(told(), 3, "{}", lines.text());
    assert_eq!(order.application("a").await.state(), Applied::Sealed);
    let nothing_sealed = state(&mut order, OTHER).await;
    assert_eq!(nothing_sealed, State::Evaluating, "it needs no secret");

    std::fs::write(&file, kept).expect("put back");
    opening.look().await;
    assert_eq!(order.application("a").await.state(), Applied::Opened);
    order.world.hand.set("2026-06-12T06:00:00Z");
    opening.look().await;
    assert_eq!(told(), 3, "{}", lines.text());
}

#[tokio::test]
async fn another_secret_follows_one_that_nothing_waits_for() {
    let mut order = Order::announced_alone(tender()).await;
    announced(&mut order, "other").await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    let app = order.world.registry_kit.clone();
    let (file, key) = (app.log.beside("seal"), app.log.beside("key"));
    let first = std::fs::read(&file).expect("a file");
    let waits = registry::seal::end(&app.store, &key).await;
    let waits = waits.expect_err("an application waits");
    assert_eq!(waits.reason(), Reason::ResourceInUse);
    assert!(waits.message().contains(T), "{}", waits.message());
    assert_eq!(std::fs::read(&file).expect("it stays"), first);

    cancel(&mut order).await;
    // The secret of another database is not deleted.
    std::fs::write(&file, "of another").expect("a file");
    let others = registry::seal::end(&app.store, &key).await;
    let others = others.expect_err("not of this database");
    assert_eq!(others.reason(), Reason::SealSecretMissing);
    assert!(file.exists());
    std::fs::write(&file, &first).expect("a file");
    let ended = registry::seal::end(&app.store, &key).await;
    assert!(ended.expect("ended"), "there was one");
    assert!(!file.exists());
    // Whoever still knows the first one seals nothing by it.
    let status = apply_in(&mut order, OTHER).await;
    refused(status, Code::FailedPrecondition, Reason::SealSecretMissing);
    let sealed = apply_in(&mut order, OTHER).await.expect("a new secret");
    assert_ne!(std::fs::read(&file).expect("a file"), first);
    order.world.hand.set(OPENED);
    order.round().await.expect("opened");
    let request = pb::GetApplicationRequest {
        name: sealed.name,
        ..Default::default()
    };
    let opened = order.orders.get_application(request).await;
    assert_eq!(opened.expect("it").into_inner().state(), Applied::Opened);
    assert_eq!(order.application("a").await.state(), Applied::Sealed);
}
