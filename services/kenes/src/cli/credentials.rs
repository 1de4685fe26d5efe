//! What can be typed of who calls a service.

use std::path::PathBuf;

use clap::Args;

/// How a service is told who calls, where it knows its callers by access tokens.
#[derive(Clone, Debug, Default, Args)]
pub struct Credentials {
    /// Folder of a local issuer that the services trust: the subjects are local|NAME, and a token is made for each
    #[arg(
        long,
        env = "KENES_LOCAL_ISSUER",
        value_name = "DIR",
        conflicts_with = "tokens"
    )]
    pub local_issuer: Option<PathBuf>,
    /// Folder with access tokens, registry.token and consultation.token, which are read again for each call
    #[arg(long, env = "KENES_TOKENS", value_name = "DIR")]
    pub tokens: Option<PathBuf>,
}
