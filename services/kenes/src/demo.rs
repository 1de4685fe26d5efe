//! `kenes demo`: both services in this process, with the story of a draft law in them.
//!
//! The story is data, the files in `demo/`, and goes in by the front door: through the importer and the services' own gRPC,
//! with the clock set to the time at which each thing happened. Only then do the services listen where others find them.

mod files;
mod seed;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use common::{
    clock::Clock,
    context::SUBJECT,
    record::Files,
    server::{Service, Settings},
    store::{Database, Upgrade},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure, config,
    config::ServiceKind,
    import::Summary,
    open::{self, Opened},
    serve::{self, Background, Part},
    signals::Signals,
};

/// Something to try: a call that works as it is printed.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it shows.
    pub title: &'static str,
    /// Which service answers.
    pub which: ServiceKind,
    /// The method, with its service.
    pub method: &'static str,
    /// Who calls; empty where anybody may.
    pub subject: &'static str,
    /// The request in JSON.
    pub request: &'static str,
}

/// Three calls to begin with.
pub const EXAMPLES: [Example; 3] = [
    Example {
        title: "An association of NGOs, as the registry knows it",
        which: ServiceKind::Registry,
        method: "kenes.registry.v1.OrganizationService/GetOrganization",
        subject: "",
        request: r#"{"name":"organizations/cnok"}"#,
    },
    Example {
        title: "What became of a comment: recommendation, answer, the provision before and after",
        which: ServiceKind::Consultation,
        method: "kenes.consultation.v1.TraceService/GetTrace",
        subject: "",
        request: r#"{"name":"consultations/demo-first-round/comments/adilet-art-5","language_code":"en"}"#,
    },
    Example {
        title: "A comment of your own, on the round that is open now",
        which: ServiceKind::Consultation,
        method: "kenes.consultation.v1.CommentService/CreateComment",
        subject: "demo|aigul",
        request: concat!(
            r#"{"parent":"consultations/demo-second-round","comment":{"author":{"on_behalf_of":"//registry.kenes/organizations/demo-adilet"},"#,
            r#""target":{"version":"draftLaws/demo-public-participation/versions/v2","eid":"art_5__para_2"},"#,
            r#""texts":[{"text":"Please say who answers.","language_code":"en"}],"stance":"STANCE_AMEND"}}"#
        ),
    },
];

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
    let mut signals = Signals::new()?;
    // Bound before the work is done: a port that is taken is worth knowing at once.
    let listeners = [
        serve::bind(config.registry_address).await?,
        serve::bind(config.consultation_address).await?,
    ];
    let addresses = [address(&listeners[0])?, address(&listeners[1])?];
    let folder = Folder::open(config.data_dir.as_deref())?;
    let demo = Demo::open(
        (
            &folder.database(ServiceKind::Registry),
            &folder.files(ServiceKind::Registry),
        ),
        (
            &folder.database(ServiceKind::Consultation),
            &folder.files(ServiceKind::Consultation),
        ),
    )
    .await?;
    if let Some(now) = folder.to_seed()? {
        // Stopped meanwhile, it must still take its folder away.
        let summary = tokio::select! {
            summary = demo.seed(now) => summary?,
            () = signals.next() => return Err(Failure::said(Exit::Failed)),
        };
        folder.seeded(now)?;
        let refused = summary.total().refused;
        eprintln!("{}", summary.to_string().lines().last().unwrap_or_default());
        if refused > 0 && config.once {
            return Err(Failure::said(Exit::Failed));
        }
    }
    if config.once {
        print(addresses, &folder, "loaded and stopped");
        return Ok(());
    }
    print(
        addresses,
        &folder,
        "two services on this machine only. Stop with Ctrl-C",
    );
    let stop = CancellationToken::new();
    let parts = demo.parts(listeners, &stop)?;
    serve::until_stopped(parts, &Settings::default(), stop).await
}

impl Demo {
    /// Opens both databases, and their logs.
    pub async fn open(
        registry: (&Database, &Files),
        consultation: (&Database, &Files),
    ) -> Result<Self, Failure> {
        let open = |which, (database, files)| open::open(which, database, files, Upgrade::Apply);
        Ok(Self {
            registry: open(ServiceKind::Registry, registry).await?,
            consultation: open(ServiceKind::Consultation, consultation).await?,
            hand: Arc::default(),
        })
    }

    /// Tells the story up to `now`, in microseconds since 1970. What is there already is skipped.
    pub async fn seed(&self, now: i64) -> Result<Summary, Failure> {
        seed::run(self, now).await
    }

    fn clock(&self) -> Clock {
        Clock::by_hand(Arc::clone(&self.hand))
    }

    /// The registry, ready to be served.
    pub fn registry(&self) -> Service {
        self.registering(&CancellationToken::new()).0
    }

    fn registering(&self, stop: &CancellationToken) -> (Service, Vec<Background>) {
        let app = serve::app(ServiceKind::Registry, &self.registry, self.clock());
        serve::registry(app, stop)
    }

    /// The consultation service, ready to be served; it asks the registry at `url`.
    pub fn consultation(&self, url: &str) -> Result<Service, Failure> {
        self.consulting(url, &CancellationToken::new())
            .map(|(service, _)| service)
    }

    fn consulting(
        &self,
        url: &str,
        stop: &CancellationToken,
    ) -> Result<(Service, Vec<Background>), Failure> {
        let app = serve::app(ServiceKind::Consultation, &self.consultation, self.clock());
        serve::consultation(app, url, self.clock(), stop)
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

impl Example {
    /// The command line that makes the call.
    pub fn grpcurl(&self, address: SocketAddr) -> String {
        let caller = match self.subject {
            "" => String::new(),
            subject => format!("-H '{SUBJECT}: {subject}' "),
        };
        let place = match address.ip() {
            ip if ip == std::net::Ipv4Addr::LOCALHOST => format!("localhost:{}", address.port()),
            _ => address.to_string(),
        };
        format!(
            "grpcurl -plaintext {caller}-d '{}' {place} {}",
            self.request, self.method
        )
    }
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener
        .local_addr()
        .map_err(|e| Failure::new(Exit::Unavailable, e.to_string()))
}

fn print([registry, consultation]: [SocketAddr; 2], folder: &Folder, state: &str) {
    println!("Kenes demo: {state}");
    println!("  registry      {registry}");
    println!("  consultation  {consultation}");
    println!("  data          {}", folder.shown());
    println!("  callers       whoever the metadata {SUBJECT} names: identity is not built yet");
    for example in &EXAMPLES {
        let address = match example.which {
            ServiceKind::Registry => registry,
            ServiceKind::Consultation => consultation,
        };
        println!("\n{}:\n  {}", example.title, example.grpcurl(address));
    }
    println!("\nAll there is to call: grpcurl -plaintext {consultation} list");
}

/// Where the data of a demo is, and whether the story has been told there.
#[derive(Debug)]
enum Folder {
    Kept(PathBuf),
    Passing(tempfile::TempDir),
}

impl Folder {
    fn open(kept: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = kept else {
            return tempfile::Builder::new()
                .prefix("kenes-demo-")
                .tempdir()
                .map(Self::Passing)
                .map_err(|e| Failure::new(Exit::Io, format!("a temporary folder: {e}")));
        };
        let folder = Self::Kept(path.to_owned());
        let taken = [ServiceKind::Registry, ServiceKind::Consultation]
            .iter()
            .any(|which| path.join(format!("{}.db", which.name())).exists());
        if taken && !folder.mark().exists() {
            let text = format!(
                "{}: holds data that is not a demo's; name another folder",
                path.display()
            );
            return Err(Failure::new(Exit::Usage, text));
        }
        Ok(folder)
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Passing(folder) => folder.path(),
        }
    }

    fn database(&self, which: ServiceKind) -> Database {
        Database::Sqlite(self.path().join(format!("{}.db", which.name())))
    }

    fn files(&self, which: ServiceKind) -> Files {
        Files::within(self.path(), which.name())
    }

    /// Says that the folder is a demo's, for which day its story is told, and whether to the end.
    fn mark(&self) -> PathBuf {
        self.path().join("demo")
    }

    /// The day of the story, unless it is told already. One that was interrupted goes on with its own day.
    fn to_seed(&self) -> Result<Option<i64>, Failure> {
        let text = std::fs::read_to_string(self.mark()).unwrap_or_default();
        let mut words = text.split_whitespace();
        match (words.next().map(str::parse), words.next()) {
            (Some(Ok(_)), Some("told")) => Ok(None),
            (Some(Ok(now)), _) => Ok(Some(now)),
            _ => {
                let now = Clock::system().now();
                self.write(&format!("{now} begun\n"))?;
                Ok(Some(now))
            }
        }
    }

    fn seeded(&self, now: i64) -> Result<(), Failure> {
        self.write(&format!("{now} told\n"))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        std::fs::write(self.mark(), text)
            .map_err(|e| Failure::new(Exit::Io, format!("{}: {e}", self.mark().display())))
    }

    fn shown(&self) -> String {
        match self {
            Self::Kept(path) => path.display().to_string(),
            Self::Passing(folder) => {
                format!("{} (gone when the demo stops)", folder.path().display())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_survives_the_shell() {
        for example in &EXAMPLES {
            assert!(!example.request.contains('\''));
            let line = example.grpcurl("127.0.0.1:50051".parse().expect("an address"));
            assert!(line.contains(" localhost:50051 kenes."), "{line}");
        }
    }

    #[test]
    fn a_folder_with_other_data_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("registry.db"), "").expect("a file");
        let refused = Folder::open(Some(folder.path())).expect_err("not a demo's");
        assert_eq!(refused.exit, Exit::Usage);
    }

    #[test]
    fn a_story_is_told_once_and_an_interrupted_one_keeps_its_day() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(place.path())).expect("an empty folder");
        let day = folder.to_seed().expect("writable").expect("not told");
        assert_eq!(folder.to_seed().expect("writable"), Some(day));
        folder.seeded(day).expect("writable");
        assert_eq!(folder.to_seed().expect("writable"), None);
    }
}
