//! What a service is started with.

use std::{net::SocketAddr, path::PathBuf};

use common::{record::Files, server::Settings, store::Database};
use tonic::transport::Endpoint;

use super::{
    Callers, Log, Uploads,
    problems::{Problems, UNBOUND},
};
use crate::{Failure, ServiceKind, cli};

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
    /// Who is asked what was signed last, where that is not known.
    pub peer: Option<Endpoint>,
    /// Where uploaded files go, if any come.
    pub uploads: Uploads,
    /// How it knows its callers.
    pub callers: Callers,
    /// The registry it asks; empty for the registry itself.
    pub registry: String,
    /// Where the index of searches is, where that is said; `off` for nowhere.
    pub search: Option<PathBuf>,
    /// What is logged.
    pub log: Log,
    /// Its limits.
    pub settings: Settings,
}

/// What `migrate` works on.
#[derive(Clone, Debug)]
pub struct Migrate {
    /// Whose schema.
    pub which: ServiceKind,
    /// Where.
    pub database: Database,
}

/// Returns the registry, from what was typed.
pub fn registry(args: &cli::RegistryServe) -> Result<Serve, Failure> {
    serve(
        ServiceKind::Registry,
        &args.address,
        &args.metrics_address,
        ("", None),
        None,
        &args.common,
    )
}

/// Returns the consultation service, from what was typed.
pub fn consultation(args: &cli::ConsultationServe) -> Result<Serve, Failure> {
    serve(
        ServiceKind::Consultation,
        &args.address,
        &args.metrics_address,
        (&args.registry, args.search_dir.as_ref()),
        Some(&args.files),
        &args.common,
    )
}

fn serve(
    which: ServiceKind,
    address: &str,
    metrics_address: &str,
    (registry, search): (&str, Option<&PathBuf>),
    uploaded: Option<&cli::Files>,
    common: &cli::Serve,
) -> Result<Serve, Failure> {
    let mut problems = Problems::default();
    let callers = problems.callers(which, address, &common.callers);
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
    if let Some(folder) = search.filter(|folder| folder.as_os_str() != "off") {
        problems.folder("--search-dir", folder);
    }
    let database = problems.database(which, &common.storage);
    let files = problems.files(
        which,
        &database,
        &common.record.files,
        common.record.log_origin.as_ref(),
    );
    let peer = common.peer.as_ref();
    let peer = peer.map(|url| problems.endpoint("--peer", url));
    let uploads = problems.uploads(&files, uploaded);
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
        peer,
        uploads,
        callers,
        registry: registry.to_owned(),
        search: search.cloned(),
        log,
        settings: Settings {
            shutdown_grace: grace,
            max_open_streams: streams,
            reflection: common.reflection,
            ..Settings::default()
        },
    })
}

/// Returns what `migrate` works on, from what was typed.
pub fn migrate(args: &cli::Migrate, which: ServiceKind) -> Result<Migrate, Failure> {
    let mut problems = Problems::default();
    let database = problems.database(which, &args.storage);
    problems.end()?;
    Ok(Migrate { which, database })
}
