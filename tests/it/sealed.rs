//! Sealed means sealed: before the opening no word of an application, and not who sent it, is in any list, event, entry, tile, log
//! line or file; and from the opening on anybody can see that what was opened is what was sealed.

use std::{
    fs,
    sync::{Arc, Mutex},
};

use common::{
    secret::{self, Sealed},
    store::{Database, Value},
    testing::{self, Channel},
};
use kenes_proto::{
    POOL,
    record::{self as record_pb, event_stream_service_client::EventStreamServiceClient},
    registry::{self as pb, Application, application::State},
    types::{Document, ErrorReason as Reason},
};
use prost::{
    Message,
    bytes::{Buf, BufMut},
};
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::{
    Code, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};
use tracing_subscriber::{fmt::MakeWriter, util::SubscriberInitExt};

use crate::{
    lists::wildcards,
    order::{BEGUN, OPENED, Order, T, application_name, line, money, offer, tender},
    record::{Records, entries, receipt_of},
    roll::org,
    tiles::http1,
    world::{ask_as, en, refused},
};

const CALLER: &str = "demo|aigul";

/// An offer of which each word is found nowhere else.
fn unmistakable() -> Application {
    Application {
        titles: en("Kyzgaldak title"),
        descriptions: en("Kyzgaldak description"),
        value: money(777_123, "KZT"),
        cost_lines: vec![line("wages", 777_000), line("goods", 123)],
        documents: vec![Document {
            document_type: "kyzgaldak-paper".into(),
            uri: "https://kyzgaldak.example/paper".into(),
            ..Default::default()
        }],
        ..offer("bilim", 777_123)
    }
}

/// What is looked for: the words of the offer, and its value as it is encoded.
fn words() -> Vec<Vec<u8>> {
    let value = money(777_123, "KZT").expect("a value");
    vec![
        b"yzgaldak".to_vec(),
        "yzgaldak"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
        value.encode_to_vec(),
    ]
}

/// What says who applies.
fn names() -> Vec<Vec<u8>> {
    vec![org("bilim").into_bytes(), CALLER.as_bytes().to_vec()]
}

fn found(bytes: &[u8], wanted: &[Vec<u8>]) -> bool {
    let holds = |word: &Vec<u8>| bytes.windows(word.len()).any(|part| part == word);
    wanted.iter().any(holds)
}

// === what is read

/// Requests as messages, answers as their bytes, whatever they are.
struct Raw;

impl Codec for Raw {
    type Encode = DynamicMessage;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&item.encode_to_vec());
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining()).to_vec()))
    }
}

async fn call(channel: &Channel, method: &MethodDescriptor, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut request = DynamicMessage::new(method.input());
    for (field, value) in fields {
        request.set_field_by_name(field, prost_reflect::Value::String((*value).to_owned()));
    }
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path: PathAndQuery = path.parse().expect("a path");
    let mut client = Grpc::new(channel.clone());
    client.ready().await.expect("a connection");
    let answer = client.unary(tonic::Request::new(request), path, Raw).await;
    let answer = answer.unwrap_or_else(|status| panic!("{}: {status:?}", method.full_name()));
    answer.into_inner()
}

/// The answers of every method of the social order that reads, and of every other list of the registry.
async fn answers(order: &Order, application: &str) -> (Vec<u8>, Vec<u8>) {
    let services = POOL.services();
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    let methods = methods.filter(|method| {
        method.full_name().starts_with("kenes.registry.")
            && method.input().get_field_by_name("validate_only").is_none()
    });
    let (mut ours, mut others, mut count) = (Vec::new(), Vec::new(), 0);
    for method in methods {
        let first = format!("{application}/revisions/1");
        let tender = format!("{T}/revisions/1");
        let everywhere;
        let fields = match method.name() {
            "GetTender" | "ListTenderRevisions" | "RankApplications" => vec![("name", T)],
            "GetTenderRevision" => vec![("name", tender.as_str())],
            "GetApplication" | "ListApplicationRevisions" => vec![("name", application)],
            "GetApplicationRevision" => vec![("name", first.as_str())],
            "ListApplications" => vec![("parent", "tenders/-")],
            "ListScores" => vec![("parent", "tenders/-/applications/-")],
            "ListCodes" => vec![("parent", "referenceData/-")],
            "ListRedactions" => vec![("parent", "persons/-")],
            "ListTenders" | "ListOrganizations" | "ListPersons" => vec![],
            name if name.starts_with("List") && !name.contains("Revision") => {
                let parent = method.input().get_field_by_name("parent");
                everywhere = parent.map_or_else(String::new, |_| wildcards(&method).remove(0));
                match everywhere.as_str() {
                    "" => vec![],
                    parent => vec![("parent", parent)],
                }
            }
            _ => continue,
        };
        count += 1;
        let answer = call(&order.world.registry, &method, &fields).await;
        match method.parent_service().name() {
            "SocialOrderService" => ours.extend(answer),
            _ => others.extend(answer),
        }
    }
    assert!(count > 14, "{count} methods");
    (ours, others)
}

/// The record from this entry on: entries, events, receipts, revisions and the tiles of the log.
async fn record(order: &Order, application: &str, from: usize) -> Vec<u8> {
    let channel = &order.world.registry;
    let mut records = Records::new(channel.clone());
    let receipt = records.fetch_receipt(receipt_of(application, 1)).await;
    let mut all = receipt.expect("a receipt").into_inner().encode_to_vec();
    let entries = entries(&mut records, 1_000).await;
    let size = entries.len();
    for entry in &entries[from..] {
        all.extend(entry.encode_to_vec());
    }
    let request = record_pb::ReplayEventsRequest {
        from_index: i64::try_from(from).expect("a number"),
        ..Default::default()
    };
    let mut events = EventStreamServiceClient::new(channel.clone());
    let events = events.replay_events(request).await;
    let events = events.expect("events").into_inner();
    assert!(events.encoded_len() > 500);
    all.extend(events.encode_to_vec());
    let request = record_pb::ListRevisionsRequest {
        name: application.into(),
        ..Default::default()
    };
    let revisions = records.list_revisions(request).await;
    all.extend(revisions.expect("revisions").into_inner().encode_to_vec());
    for path in [
        "/record/checkpoint".to_owned(),
        format!("/record/tile/0/000.p/{size}"),
        format!("/record/tile/entries/000.p/{size}"),
    ] {
        let tile = http1(order.world.addresses()[0], "GET", &path).await;
        assert!(!tile.body.is_empty(), "{path}");
        all.extend(tile.body);
    }
    all
}

/// All that the database holds of applications, and on SQLite the bytes of its files.
async fn stored(order: &Order) -> (Vec<u8>, Vec<u8>) {
    let read = order.world.registry_kit.store.read("Test", |tx| {
        let mut rows = tx.query("SELECT * FROM application", &[])?;
        let sql = "SELECT * FROM revision WHERE name >= 'tenders/t/applications' AND name < 'tenders/t/b'";
        rows.extend(tx.query(sql, &[])?);
        rows.extend(tx.query("SELECT * FROM seal", &[])?);
        Ok(rows)
    });
    let mut cells = Vec::new();
    for cell in read.await.expect("rows").into_iter().flatten() {
        match cell {
            Value::Text(text) => cells.extend(text.into_bytes()),
            Value::Bytes(bytes) => cells.extend(bytes),
            Value::Int(number) => cells.extend(number.to_string().into_bytes()),
            Value::Null => {}
        }
    }
    assert!(cells.len() > 500);
    let mut files = Vec::new();
    if let Database::Sqlite(file) = order.world.databases()[0] {
        let folder = file.parent().expect("a folder");
        for entry in fs::read_dir(folder).expect("a folder") {
            files.extend(fs::read(entry.expect("an entry").path()).unwrap_or_default());
        }
        assert!(files.len() > 10_000);
    }
    (cells, files)
}

// === what is logged

/// All log lines of this thread, and so of the services, which run on it.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic")).into_owned()
    }
}

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nobody_reads_an_application_before_the_opening() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_writer(lines.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .finish();
    let mut order = Order::announced(tender()).await;
    let mut records = Records::new(order.world.registry.clone());
    // On PostgreSQL what is written gets its place a moment later.
    let announced = records.fetch_receipt(receipt_of(T, 2)).await;
    announced.expect("the tender has its place");
    let before = entries(&mut records, 1_000).await.len();
    // What was logged before is not about an application.
    // With one collector alone, a place that another thread reaches first would be taken for one that nobody listens to.
    let _other = tracing_subscriber::registry().set_default();
    let logging = log.set_default();
    let sealed = order.apply("a", unmistakable()).await.expect("accepted");
    let name = application_name("a");
    let again = order.apply("b", unmistakable()).await;
    refused(again, Code::FailedPrecondition, Reason::ApplicationExists);
    let strange = Application {
        cost_lines: vec![],
        ..unmistakable()
    };
    let wrong = order.apply("c", strange).await;
    refused(wrong, Code::InvalidArgument, Reason::EstimateMismatch);

    let (ours, others) = answers(&order, &name).await;
    let recorded = record(&order, &name, before).await;
    let (cells, files) = stored(&order).await;
    let logged = lines.0.lock().expect("no panic").clone();
    for (what, bytes) in [
        ("the answer", &sealed.encode_to_vec()),
        ("a method of the order", &ours),
        ("the record", &recorded),
        ("the database", &cells),
        ("a log line", &logged),
    ] {
        assert!(!found(bytes, &words()), "{what} says a word");
        assert!(!found(bytes, &names()), "{what} says who");
    }
    // Who is in the register is no secret: that it applied is.
    for (what, bytes) in [("a list", &others), ("a file", &files)] {
        assert!(!found(bytes, &words()), "{what} says a word");
    }
    let text = String::from_utf8_lossy(&logged);
    assert!(
        text.contains("APPLICATION_EXISTS"),
        "refusals are logged: {text}"
    );

    // The same look finds all of it once it is open.
    drop(logging);
    order.world.hand.set(OPENED);
    order.open().await.expect("opened");
    let (ours, _) = answers(&order, &name).await;
    let recorded = record(&order, &name, before).await;
    let (cells, files) = stored(&order).await;
    for bytes in [&ours, &recorded, &cells] {
        assert!(found(bytes, &words()[..1]) && found(bytes, &names()));
        assert!(found(bytes, &words()[2..]), "its value");
    }
    assert!(files.is_empty() || found(&files, &words()[..1]));
}

#[tokio::test]
async fn what_is_opened_is_what_was_sealed() {
    let mut order = Order::announced(tender()).await;
    let sealed = order.apply("a", unmistakable()).await.expect("accepted");
    order.world.hand.set(OPENED);
    order.open().await.expect("opened");
    let opened = order.application("a").await;
    assert_eq!(opened.state(), State::Opened);
    assert_eq!(opened.seal, sealed.seal, "the seal stays");
    assert_eq!(opened.titles, unmistakable().titles);
    assert_eq!(opened.value, unmistakable().value);
    assert_eq!(opened.submitter, CALLER);
    // Anybody who has the key opens the first revision, which the log committed to before.
    let seal = sealed.seal.expect("a seal");
    let name = application_name("a");
    let closed = Sealed {
        salt: seal.salt,
        nonce: seal.nonce,
        ciphertext: seal.ciphertext,
    };
    let said = secret::open(&name, &opened.seal_key, &closed).expect("its key");
    let said = Application::decode(&*said).expect("an application");
    let expected = Application {
        submitter: CALLER.into(),
        ..unmistakable()
    };
    assert_eq!(said, expected);
    // Its first revision stays as it was recorded, and so does what it was then.
    let request = pb::GetApplicationRevisionRequest {
        name: format!("{name}/revisions/1"),
        ..Default::default()
    };
    let first = order.orders.get_application_revision(request).await;
    let first = first.expect("a revision").into_inner();
    assert_eq!(first.actor, "registry.kenes|sealed");
    assert!(first.snapshot.expect("a snapshot").applicant.is_empty());
}

#[tokio::test]
async fn a_replica_with_another_secret_or_none_neither_takes_nor_opens_applications() {
    let mut order = Order::announced(tender()).await;
    order
        .apply("a", offer("adilet", 900_000))
        .await
        .expect("accepted");
    let file = order.world.registry_kit.log.beside("seal");
    let kept = fs::read(&file).expect("the secret beside the key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let other = common::secret::Secret::generate().expect("a secret");
    for there in [false, true] {
        fs::remove_file(&file).expect("removed");
        if there {
            other.write(&file).expect("written");
        }
        // Another process on the same database.
        let again = registry::service(order.world.registry_kit.clone());
        let again = testing::start(again).await;
        let mut replica = crate::order::Orders::new(again.channel().await);
        let request = pb::CreateApplicationRequest {
            parent: T.into(),
            application: Some(offer("bilim", 900_000)),
            ..Default::default()
        };
        let status = replica.create_application(ask_as(CALLER, request)).await;
        refused(status, Code::FailedPrecondition, Reason::SealSecretMissing);
        order.world.hand.set(OPENED);
        let request = pb::OpenApplicationsRequest {
            name: T.into(),
            ..Default::default()
        };
        let status = replica.open_applications(ask_as(CALLER, request)).await;
        refused(status, Code::FailedPrecondition, Reason::SealSecretMissing);
        assert_eq!(order.application("a").await.state(), State::Sealed);
        order.world.hand.set(BEGUN);
        assert_eq!(file.exists(), there, "nothing is made in its place");
        if !there {
            other.write(&file).expect("written");
        }
    }
    fs::write(&file, kept).expect("put back");
    order.world.hand.set(OPENED);
    order.round().await.expect("the first secret opens them");
    assert_eq!(order.application("a").await.state(), State::Opened);
}
