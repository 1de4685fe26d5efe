//! What is audited, and under whose keys.

use std::{path::PathBuf, time::Duration};

use tonic::transport::Endpoint;

use super::{Trusted, problems::Problems};
use crate::{Failure, cli};

/// What is audited, and under whose keys.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The service.
    pub endpoint: Endpoint,
    /// Who is believed.
    pub trusted: Trusted,
    /// Where the last visit is kept.
    pub state: State,
    /// Whether everything is read again.
    pub all: bool,
}

/// Where a visit is kept.
#[derive(Clone, Debug)]
pub enum State {
    /// In this file.
    File(PathBuf),
    /// In a file of this folder that has the name of the log.
    Folder(PathBuf),
}

/// How long a service may take to be there, and to answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_mins(1);

/// Returns what is audited, from what was typed.
pub fn audit(args: &cli::Audit) -> Result<Audit, Failure> {
    let mut problems = Problems::default();
    let endpoint = problems
        .service("ADDRESS", &args.address)
        .connect_timeout(CONNECT)
        .timeout(ANSWER);
    let trusted = problems.trusted(args.key.as_deref(), args.policy.as_deref());
    let beside = |home: &PathBuf| home.join(".local/state");
    let state = match &args.state {
        Some(file) => Some(State::File(file.clone())),
        None => args
            .xdg_state_home
            .clone()
            .filter(|folder| folder.is_absolute())
            .or(args.home.as_ref().map(beside))
            .map(|folder| State::Folder(folder.join("kenes"))),
    };
    if state.is_none() {
        problems.add("--state", "say where to keep what the next visit needs");
    }
    match (trusted, state) {
        (Some(trusted), Some(state)) if problems.0.is_empty() => Ok(Audit {
            endpoint,
            trusted,
            state,
            all: args.all,
        }),
        _ => Err(problems.failure()),
    }
}
