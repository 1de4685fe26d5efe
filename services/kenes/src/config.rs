//! From what was typed to plain data: checked whole, before anything is opened or bound, all problems at once.

mod record;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    log::{self, Format},
    record::Files,
    server::Settings,
    store::Database,
    subject,
};
use tonic::transport::Endpoint;

use crate::{Exit, Failure, cli};
pub use record::{Audit, KeyRotate, State, Verify, Whom, audit, rotate, verify};

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    /// Who takes part.
    Registry,
    /// What is said.
    Consultation,
}

/// What a service is started with.
#[derive(Clone, Debug)]
pub struct Serve {
    /// Which.
    pub which: ServiceKind,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it answers the operator, if anywhere.
    pub metrics_address: Option<SocketAddr>,
    /// Where its data is.
    pub database: Database,
    /// Where its log keeps its key and its last signature.
    pub files: Files,
    /// The registry it asks; empty for the registry itself.
    pub registry: String,
    /// What is logged.
    pub log: Log,
    /// Its limits.
    pub settings: Settings,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct Log {
    /// How a line looks.
    pub format: Format,
    /// Which lines are written.
    pub filter: String,
}

/// What `migrate` works on.
#[derive(Clone, Debug)]
pub struct Migrate {
    /// Whose schema.
    pub which: ServiceKind,
    /// Where.
    pub database: Database,
}

/// What the demo is started with.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Where the registry listens.
    pub registry_address: SocketAddr,
    /// Where the consultation service listens.
    pub consultation_address: SocketAddr,
    /// Where the data stays; nowhere otherwise.
    pub data_dir: Option<PathBuf>,
    /// Stop when the data is there.
    pub once: bool,
    /// What is logged.
    pub log: Log,
}

/// What an import is started with.
#[derive(Clone, Debug)]
pub struct Import {
    /// JSON Lines, in their order; `-` is standard input.
    pub lines: Vec<PathBuf>,
    /// Akoma Ntoso documents, and the version that they are the text of.
    pub documents: Option<(String, Vec<PathBuf>)>,
    /// The registry.
    pub registry: Endpoint,
    /// The consultation service.
    pub consultation: Endpoint,
    /// Who writes, where a line does not say.
    pub subject: String,
    /// Whether to write nothing.
    pub dry_run: bool,
}

/// What a health check asks.
#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// The service.
    pub endpoint: Endpoint,
    /// One of its gRPC services; empty for the whole.
    pub service: String,
    /// How long to wait.
    pub timeout: Duration,
}

/// What is wrong so far. A value that is wrong is replaced by its default, so that the next can be looked at.
#[derive(Default)]
struct Problems(Vec<String>);

// === impl Which

impl ServiceKind {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Consultation => "consultation",
        }
    }
}

// === from what was typed

/// The registry, from what was typed.
pub fn registry(args: &cli::RegistryServe) -> Result<Serve, Failure> {
    serve(
        ServiceKind::Registry,
        &args.address,
        &args.metrics_address,
        "",
        &args.common,
    )
}

/// The consultation service, from what was typed.
pub fn consultation(args: &cli::ConsultationServe) -> Result<Serve, Failure> {
    serve(
        ServiceKind::Consultation,
        &args.address,
        &args.metrics_address,
        &args.registry,
        &args.common,
    )
}

fn serve(
    which: ServiceKind,
    address: &str,
    metrics_address: &str,
    registry: &str,
    common: &cli::Serve,
) -> Result<Serve, Failure> {
    let mut problems = Problems::default();
    let address = problems.loopback("--address", address);
    let metrics_address = match metrics_address {
        "off" => None,
        some => problems.loopback("--metrics-address", some),
    };
    if address.is_some_and(|a| a.port() != 0) && address == metrics_address {
        problems.add("--metrics-address", "must differ from --address");
    }
    if which == ServiceKind::Consultation {
        problems.endpoint("--registry", registry);
    }
    let database = problems.place(which, &common.place);
    let files = problems.files(which, &database, &common.record);
    let log = problems.log(&common.log);
    let grace = problems.time("--shutdown-grace", &common.shutdown_grace);
    let streams = problems.count("--max-streams", &common.max_streams);
    problems.end()?;
    Ok(Serve {
        which,
        address: address.unwrap_or(UNBOUND),
        metrics_address,
        database,
        files,
        registry: registry.to_owned(),
        log,
        settings: Settings {
            shutdown_grace: grace,
            max_open_streams: streams,
            reflection: common.reflection,
            ..Settings::default()
        },
    })
}

/// What `migrate` works on, from what was typed.
pub fn migrate(args: &cli::Migrate, which: ServiceKind) -> Result<Migrate, Failure> {
    let mut problems = Problems::default();
    let database = problems.place(which, &args.place);
    problems.end()?;
    Ok(Migrate { which, database })
}

/// The demo, from what was typed.
pub fn demo(args: &cli::Demo) -> Result<Demo, Failure> {
    let mut problems = Problems::default();
    let registry = problems.loopback("--registry-address", &args.registry_address);
    let consultation = problems.loopback("--consultation-address", &args.consultation_address);
    if registry.is_some_and(|a| a.port() != 0) && registry == consultation {
        problems.add(
            "--consultation-address",
            "must differ from --registry-address",
        );
    }
    let mut log = problems.log(&args.log);
    problems.end()?;
    if args.log.log_level.is_none() {
        // The demo talks to its reader; what it prints must not drown.
        "warn,h2=warn,hyper=warn".clone_into(&mut log.filter);
    }
    Ok(Demo {
        registry_address: registry.unwrap_or(UNBOUND),
        consultation_address: consultation.unwrap_or(UNBOUND),
        data_dir: args.data_dir.clone(),
        once: args.once,
        log,
    })
}

/// An import, from what was typed.
pub fn import(args: &cli::Import) -> Result<Import, Failure> {
    let mut problems = Problems::default();
    let registry = problems.endpoint("--registry", &args.registry);
    let consultation = problems.endpoint("--consultation", &args.consultation);
    if !subject::is_valid(&args.subject) {
        problems.add("--subject", subject::RULE);
    }
    let (documents, lines): (Vec<_>, Vec<_>) = args.files.iter().cloned().partition(|file| {
        file.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("xml"))
    });
    for file in &args.files {
        problems.file(file);
    }
    let documents = match (&args.version, documents.is_empty()) {
        (Some(version), false) => Some((version.clone(), documents)),
        (None, true) => None,
        (None, false) => {
            problems.add(
                "--version",
                "is needed with XML: the version that it is the text of",
            );
            None
        }
        (Some(_), true) => {
            problems.add("--version", "goes with XML files, and there is none");
            None
        }
    };
    problems.end()?;
    Ok(Import {
        lines,
        documents,
        registry,
        consultation,
        subject: args.subject.clone(),
        dry_run: args.dry_run,
    })
}

/// A health check, from what was typed.
pub fn healthcheck(args: &cli::Healthcheck) -> Result<Healthcheck, Failure> {
    let mut problems = Problems::default();
    let endpoint = problems.service("--address", &args.address);
    let timeout = problems.time("--timeout", &args.timeout);
    problems.end()?;
    Ok(Healthcheck {
        endpoint,
        service: args.service.clone(),
        timeout,
    })
}

// === impl Problems

/// Stands for an address that could not be read; never used, since the problem ends the command.
const UNBOUND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

impl Problems {
    fn add(&mut self, what: &str, text: &str) {
        self.0.push(format!("{what}: {text}"));
    }

    fn end(self) -> Result<(), Failure> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(self.failure()),
        }
    }

    fn failure(self) -> Failure {
        Failure {
            exit: Exit::Usage,
            problems: self.0,
        }
    }

    /// A file that can be read; `-` is standard input.
    fn file(&mut self, file: &Path) {
        match std::fs::metadata(file) {
            _ if file.as_os_str() == "-" => {}
            Ok(it) if it.is_dir() => self.add(&file.display().to_string(), "is a folder"),
            Ok(_) => {}
            Err(error) => self.add(&file.display().to_string(), &error.to_string()),
        }
    }

    /// An address that only this machine reaches. `localhost` is taken for 127.0.0.1.
    fn loopback(&mut self, option: &str, text: &str) -> Option<SocketAddr> {
        let numeric = text.replace("localhost:", "127.0.0.1:");
        match numeric.parse::<SocketAddr>() {
            Ok(address) if address.ip().to_canonical().is_loopback() => Some(address),
            Ok(address) => {
                let text = format!(
                    "{address} can be reached by others, and there is neither TLS nor authentication yet: use a loopback \
                     address such as 127.0.0.1:{}",
                    address.port()
                );
                self.add(option, &text);
                None
            }
            Err(_) => {
                self.add(
                    option,
                    &format!("{text:?} is not an address such as 127.0.0.1:50051"),
                );
                None
            }
        }
    }

    /// A service, as a URL or as a host and a port.
    fn service(&mut self, option: &str, address: &str) -> Endpoint {
        match address.contains("://") {
            true => self.endpoint(option, address),
            false => self.endpoint(option, &format!("http://{address}")),
        }
    }

    fn endpoint(&mut self, option: &str, url: &str) -> Endpoint {
        let endpoint = Endpoint::from_shared(url.to_owned())
            .ok()
            .filter(|endpoint| {
                let uri = endpoint.uri();
                uri.scheme_str() == Some("http") && uri.port().is_some()
            });
        endpoint.unwrap_or_else(|| {
            self.add(
                option,
                &format!("{url:?} is not a URL such as http://127.0.0.1:50051"),
            );
            Endpoint::from_static("http://127.0.0.1:0")
        })
    }

    fn place(&mut self, which: ServiceKind, place: &cli::Place) -> Database {
        let nowhere = Database::Sqlite(PathBuf::new());
        match (&place.data_dir, &place.database) {
            (Some(folder), None) => Database::Sqlite(folder.join(format!("{}.db", which.name()))),
            (None, Some(text)) => text.parse().unwrap_or_else(|problem: String| {
                self.add("--database", &problem);
                nowhere
            }),
            (None, None) => {
                self.add("--data-dir or --database", "say where the data is");
                nowhere
            }
            (Some(_), Some(_)) => {
                self.add("--data-dir and --database", "give one of the two");
                nowhere
            }
        }
    }

    fn log(&mut self, args: &cli::Log) -> Log {
        let format = args.log_format.parse().unwrap_or_else(|problem| {
            self.add("--log-format", problem);
            Format::Auto
        });
        let filter = match args.log_level.as_deref() {
            None | Some("") => log::DEFAULT_FILTER.to_owned(),
            // One bare level is for what Kenes says; the wire's chatter below a warning has to be asked for by name.
            Some(level) if !level.contains(['=', ',']) => format!("{level},h2=warn,hyper=warn"),
            Some(filter) => filter.to_owned(),
        };
        if let Err(problem) = tracing_subscriber::EnvFilter::builder().parse(&filter) {
            self.add("--log-level", &problem.to_string());
        }
        Log { format, filter }
    }

    fn time(&mut self, option: &str, text: &str) -> Duration {
        time(text).unwrap_or_else(|| {
            self.add(
                option,
                &format!("{text:?} is not a time such as 500ms, 10s or 2m"),
            );
            Duration::ZERO
        })
    }

    /// One or more; so many that memory would end first are too many.
    fn count(&mut self, option: &str, text: &str) -> usize {
        let number = text.parse().ok().filter(|n| (1..=1_000_000).contains(n));
        number.unwrap_or_else(|| {
            self.add(
                option,
                &format!("{text:?} is not a number from 1 to 1000000"),
            );
            1
        })
    }
}

/// Reads `500ms`, `10s`, `2m`.
fn time(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
