//! What the demo is started with.

use std::{net::SocketAddr, path::PathBuf};

use super::{
    Log,
    problems::{Problems, UNBOUND},
};
use crate::{Failure, cli};

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

/// Returns the demo, from what was typed.
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
    if let Some(folder) = &args.data_dir {
        problems.folder("--data-dir", folder);
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
