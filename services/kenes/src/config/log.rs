//! What is logged.

use common::log::{self, Format};

use super::problems::Problems;
use crate::cli;

/// What is logged.
#[derive(Clone, Debug)]
pub struct Log {
    /// How a line looks.
    pub format: Format,
    /// Which lines are written.
    pub filter: String,
}

impl Problems {
    /// Returns what is logged.
    pub(super) fn log(&mut self, args: &cli::Log) -> Log {
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
}
