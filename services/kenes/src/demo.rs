//! `kenes demo`: both services in one process, with a history in them that is replayed when it starts.
//!
//! The history is data (`demo/`), sent through the same gRPC methods as anybody's; only the clock is set by hand while it is
//! replayed, so that what happened weeks ago is recorded so. Then the clock follows the machine again.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use common::{
    clock::Clock,
    server::Settings,
    store::{Database, Upgrade},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use crate::{
    Exit, Failure,
    config::{Demo, Which},
    import::{Importer, Tally},
    serve::{Part, bind, consultation, kit, migrations, open, until_stopped},
};

/// The history, in the order in which it is replayed.
pub const LINES: [(&str, &str); 3] = [
    (
        "00-reference.jsonl",
        include_str!("../demo/00-reference.jsonl"),
    ),
    (
        "10-registry.jsonl",
        include_str!("../demo/10-registry.jsonl"),
    ),
    (
        "20-consultation.jsonl",
        include_str!("../demo/20-consultation.jsonl"),
    ),
];

/// The bytes of a file that the history names.
pub fn file(name: &str) -> io::Result<Vec<u8>> {
    let text = match name {
        "bill/v1.kk.xml" => include_str!("../demo/bill/v1.kk.xml"),
        "bill/v1.ru.xml" => include_str!("../demo/bill/v1.ru.xml"),
        "bill/v1.en.xml" => include_str!("../demo/bill/v1.en.xml"),
        "bill/v2.kk.xml" => include_str!("../demo/bill/v2.kk.xml"),
        "bill/v2.ru.xml" => include_str!("../demo/bill/v2.ru.xml"),
        "bill/v2.en.xml" => include_str!("../demo/bill/v2.en.xml"),
        _ => return Err(io::ErrorKind::NotFound.into()),
    };
    Ok(text.as_bytes().to_vec())
}

/// Runs until it is told to stop.
pub(crate) async fn run(config: Demo) -> Result<(), Failure> {
    let Ok(()) = common::log::init(config.log.format, &config.log.filter) else {
        return Err(Failure::new(Exit::Usage, "--log-level: not a filter"));
    };
    let temporary = match &config.data_dir {
        Some(_) => None,
        None => Some(
            tempfile::tempdir()
                .map_err(|e| Failure::new(Exit::Io, format!("no temporary folder: {e}")))?,
        ),
    };
    let folder = config
        .data_dir
        .clone()
        .or_else(|| temporary.as_ref().map(|t| t.path().to_path_buf()));
    let folder = folder.unwrap_or_else(|| PathBuf::from("."));
    let listeners = (
        bind(config.registry_address).await?,
        bind(config.consultation_address).await?,
    );
    let (registry, said) = (address(&listeners.0)?, address(&listeners.1)?);

    let hand = Arc::new(AtomicI64::new(0));
    let clock = Clock::by_hand(Arc::clone(&hand));
    let stop = CancellationToken::new();
    let mut parts = Vec::new();
    for (which, listener) in [
        (Which::Registry, listeners.0),
        (Which::Consultation, listeners.1),
    ] {
        let database = Database::Sqlite(folder.join(format!("{}.db", which.name())));
        let opened = open(which, &database, migrations(which), Upgrade::Apply).await?;
        let kit = kit(which, &opened, clock.clone());
        let (service, background) = match which {
            Which::Registry => (registry::service(kit), None),
            Which::Consultation => {
                consultation(kit, &format!("http://{registry}"), clock.clone(), &stop)?
            }
        };
        parts.push(Part {
            service,
            listener,
            operator: None,
            opened,
            background,
        });
    }
    let settings = Settings::default();
    let serving = {
        let stop = stop.clone();
        tokio::spawn(async move { until_stopped(parts, &settings, stop).await })
    };

    let importer = Importer {
        registry: channel(&registry)?,
        consultation: channel(&said)?,
        subject: "demo|importer".into(),
        dry_run: false,
        now: Clock::system().now(),
        hand: Some(Arc::clone(&hand)),
    };
    let tally = replay(&importer).await?;
    hand.store(0, Ordering::SeqCst);
    println!(
        "{}",
        welcome(&registry, &said, &tally, config.data_dir.as_ref())
    );
    if config.once {
        stop.cancel();
    }
    let outcome = serving
        .await
        .unwrap_or_else(|e| Err(Failure::new(Exit::Failed, e.to_string())));
    match tally.refused.is_empty() {
        true => outcome,
        false => outcome.and(Err(Failure::new(
            Exit::Failed,
            "the demonstration's data was not accepted whole",
        ))),
    }
}

/// Sends the whole history.
pub async fn replay(importer: &Importer) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for (name, lines) in LINES {
        importer
            .lines(
                name,
                lines.as_bytes(),
                lines.len() as u64,
                &file,
                &mut tally,
            )
            .await?;
    }
    Ok(tally)
}

fn address(listener: &TcpListener) -> Result<String, Failure> {
    let address = listener
        .local_addr()
        .map_err(|e| Failure::new(Exit::Unavailable, e.to_string()))?;
    Ok(address.to_string())
}

fn channel(address: &str) -> Result<Channel, Failure> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"));
    Ok(endpoint
        .map_err(|e| Failure::new(Exit::Usage, e.to_string()))?
        .connect_lazy())
}

fn welcome(registry: &str, said: &str, tally: &Tally, data_dir: Option<&PathBuf>) -> String {
    let place = data_dir.map_or_else(
        || "a temporary folder, gone at the end".to_owned(),
        |d| d.display().to_string(),
    );
    format!(
        r#"kenes demo: {} records written, {} already there; data in {place}
  registry      {registry}
  consultation  {said}

Which NGOs are there?
  grpcurl -plaintext -d '{{"filter":"kind = NGO","page_size":3}}' {registry} kenes.registry.v1.OrganizationService/ListOrganizations

What became of a comment? From its words to the changed law:
  grpcurl -plaintext -d '{{"name":"consultations/demo-first-round/comments/adilet-art-5","language_code":"en"}}' {said} kenes.consultation.v1.TraceService/GetTrace

Say something in the name of an NGO:
  grpcurl -plaintext -H 'kenes-subject: demo|aigul' -d '{{"parent":"consultations/demo-second-round","comment":{{"author":{{"on_behalf_of":"//registry.kenes/organizations/demo-adilet"}},"target":{{"version":"draftLaws/demo-public-participation/versions/v2","eid":"art_5__para_2"}},"texts":[{{"language_code":"en","text":"Publish the text whole, and twenty days are enough."}}]}}}}' {said} kenes.consultation.v1.CommentService/CreateComment

Ctrl-C ends it."#,
        tally.created, tally.present
    )
}
