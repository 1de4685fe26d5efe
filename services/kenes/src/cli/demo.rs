//! What can be typed to `demo`.

use std::path::PathBuf;

use clap::Args;

use super::storage::Log;
use crate::exit::CODES;

/// Options of `demo`.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:\n  kenes demo\n  kenes demo --data-dir /tmp/kenes-demo\n\n{CODES}"))]
pub struct Demo {
    /// Where the registry listens; port 0 takes a free one
    #[arg(
        long,
        env = "KENES_DEMO_REGISTRY_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50051"
    )]
    pub registry_address: String,
    /// Where the consultation service listens; port 0 takes a free one
    #[arg(
        long,
        env = "KENES_DEMO_CONSULTATION_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50052"
    )]
    pub consultation_address: String,
    /// Keep the data here, and find it again the next time; otherwise it is gone when the demo stops
    #[arg(long, env = "KENES_DEMO_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Load the data, print how to look at it, and stop
    #[arg(long, env = "KENES_DEMO_ONCE")]
    pub once: bool,
    /// What is logged.
    #[command(flatten)]
    pub log: Log,
}
