//! `kenes demo`: both services in this process, with the story of a draft law in them.
//!
//! The story is data, the files in `demo/`, and goes in by the front door: through the importer and the services' own gRPC,
//! with the clock set to the time at which each thing happened. Only then do the services listen where others find them.

mod examples;
mod files;
mod folder;
mod seed;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use common::{
    clock::Clock,
    context::SUBJECT,
    error::cause,
    record::Files,
    server::{Service, Settings},
    store::{Database, Upgrade},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure, ServiceKind,
    cli::Cli,
    config,
    import::Summary,
    open::{self, Opened},
    run::{beforehand, until_stopped},
    services::{self, Background, Part, bind},
    signals::Signals,
};
use folder::Folder;

pub use examples::{ANSWER, EXAMPLES, Example};

/// The two services of a demo, open but not yet served.
#[derive(Debug)]
pub struct Demo {
    registry: Opened,
    consultation: Opened,
    hand: Arc<AtomicI64>,
}

pub(crate) async fn run(config: config::Demo) -> Result<(), Failure> {
    let Ok(()) = common::log::init(config.log.format, &config.log.filter) else {
        return Err(Failure::new(Exit::Usage, "--log-level: not a filter"));
    };
    for warning in Cli::warnings() {
        tracing::warn!("{warning}");
    }
    let mut signals = Signals::new()?;
    // Bound before the work is done: a port that is taken is worth knowing at once.
    let listeners = [
        bind(config.registry_address).await?,
        bind(config.consultation_address).await?,
    ];
    let addresses = [address(&listeners[0])?, address(&listeners[1])?];
    let folder = Folder::open(config.data_dir.as_deref())?;
    let [registry, consultation] =
        ServiceKind::ALL.map(|which| (folder.database(which), folder.files(which)));
    let demo = Demo::open(
        (&registry.0, &registry.1),
        (&consultation.0, &consultation.1),
    )
    .await?;
    let stores = demo.stores();
    if let Some(now) = folder.to_seed()? {
        // Stopped meanwhile, it must still take its folder away.
        let summary = tokio::select! {
            summary = beforehand(&stores, demo.seed(now)) => summary?,
            () = signals.next() => return Err(Failure::said(Exit::Failed)),
        };
        folder.seeded(now)?;
        let refused = summary.total().refused;
        eprintln!("{}", summary.to_string().lines().last().unwrap_or_default());
        if refused > 0 && config.once {
            return Err(Failure::said(Exit::Failed));
        }
    } else {
        beforehand(&stores, demo.load_starter()).await?;
    }
    if config.once {
        print(addresses, &demo, &folder, "loaded and stopped");
        return Ok(());
    }
    print(
        addresses,
        &demo,
        &folder,
        "two services on this machine only. Stop with Ctrl-C",
    );
    let stop = CancellationToken::new();
    let parts = demo.parts(listeners, &stop)?;
    until_stopped(parts, &Settings::default(), stop).await
}

impl Demo {
    /// Opens both databases, and their logs.
    pub async fn open(
        registry: (&Database, &Files),
        consultation: (&Database, &Files),
    ) -> Result<Self, Failure> {
        let open =
            |which, (database, files)| open::open(which, database, files, Upgrade::Apply, None);
        Ok(Self {
            registry: open(ServiceKind::Registry, registry).await?,
            consultation: open(ServiceKind::Consultation, consultation).await?,
            hand: Arc::default(),
        })
    }

    /// Tells the story up to `now`, in microseconds since 1970. What is there already is skipped.
    pub async fn seed(&self, now: i64) -> Result<Summary, Failure> {
        let summary = seed::run(self, now).await?;
        let app = services::app(ServiceKind::Consultation, &self.consultation, self.clock());
        // It is told up to now, and so is what follows from it.
        self.hand.store(now, Ordering::SeqCst);
        let grouped = consultation::campaigns::group_all(&app).await;
        self.hand.store(0, Ordering::SeqCst);
        grouped
            .map_err(|error| Failure::new(Exit::Failed, format!("campaigns: {}", cause(&error))))?;
        Ok(summary)
    }

    /// Writes the built-in reference data of both, when the clock shows.
    async fn load_starter(&self) -> Result<(), Failure> {
        let app = services::app(ServiceKind::Registry, &self.registry, self.clock());
        services::load_starter(&app).await?;
        let app = services::app(ServiceKind::Consultation, &self.consultation, self.clock());
        services::load_calendars(&app).await
    }

    fn stores(&self) -> [&Opened; 2] {
        [&self.registry, &self.consultation]
    }

    fn clock(&self) -> Clock {
        Clock::by_hand(Arc::clone(&self.hand))
    }

    /// Returns the registry, ready to be served.
    pub fn registry(&self) -> Service {
        self.registering(&CancellationToken::new()).0
    }

    fn registering(&self, stop: &CancellationToken) -> (Service, Vec<Background>) {
        let app = services::app(ServiceKind::Registry, &self.registry, self.clock());
        services::registry(app, stop)
    }

    /// Returns the consultation service, ready to be served; it asks the registry at `url`.
    pub fn consultation(&self, url: &str) -> Result<Service, Failure> {
        self.consulting(url, &CancellationToken::new())
            .map(|(service, _)| service)
    }

    fn consulting(
        &self,
        url: &str,
        stop: &CancellationToken,
    ) -> Result<(Service, Vec<Background>), Failure> {
        let app = services::app(ServiceKind::Consultation, &self.consultation, self.clock());
        let search = services::search(&self.consultation, None);
        services::consultation(app, url, search, self.clock(), stop)
    }

    /// Both services on their listeners: the registry's and the other one's.
    fn parts(
        self,
        [first, second]: [TcpListener; 2],
        stop: &CancellationToken,
    ) -> Result<Vec<Part>, Failure> {
        let url = format!("http://{}", address(&first)?);
        let (consultation, background) = self.consulting(&url, stop)?;
        let (registry, erasing) = self.registering(stop);
        let part = |service, listener, opened, background| Part {
            service,
            listener,
            operator: None,
            opened,
            background,
        };
        Ok(vec![
            part(registry, first, self.registry, erasing),
            part(consultation, second, self.consultation, background),
        ])
    }
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener
        .local_addr()
        .map_err(|e| Failure::new(Exit::Unavailable, e.to_string()))
}

fn print([registry, consultation]: [SocketAddr; 2], demo: &Demo, folder: &Folder, state: &str) {
    println!("Kenes demo: {state}");
    println!("  registry      {registry}");
    println!("  consultation  {consultation}");
    println!("  data          {}", folder.shown());
    println!("  callers       whoever the metadata {SUBJECT} names: it is a demo");
    for example in &EXAMPLES {
        let address = match example.which {
            ServiceKind::Registry => registry,
            ServiceKind::Consultation => consultation,
        };
        println!("\n{}:\n  {}", example.title, example.grpcurl(address));
    }
    let key = demo.consultation.log.verifier();
    println!("\nThe key of the log of consultations, which signs every receipt:\n  {key}");
    println!("\nWhat the receipt in your comment proves, without this service:");
    println!("  kenes verify {ANSWER} --key {key} --body {ANSWER}");
    println!("\nThe whole log, checked from outside:");
    println!("  kenes audit {consultation} --key {key}");
    println!("\nThe same log for monitors of any make, over plain HTTP:");
    println!("  curl --silent http://{consultation}/record/checkpoint");
    println!("\nAll there is to call: grpcurl -plaintext {consultation} list");
}
