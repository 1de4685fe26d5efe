//! What can be typed to `token`.

use std::path::PathBuf;

use clap::Args;

use crate::ServiceKind;

/// Options of `token`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Token {
    /// Folder of the local issuer: its key is made there at the first use
    #[arg(long, env = "KENES_DATA_DIR", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// For whom it speaks: its subject is then local|NAME
    #[arg(long, env = "KENES_PERSON", value_name = "NAME")]
    pub person: String,
    /// The service that it is for
    #[arg(long = "for", env = "KENES_FOR", value_name = "SERVICE")]
    pub service: ServiceKind,
    /// Its audience, where that service was given another one than its own
    #[arg(long, env = "KENES_AUDIENCE", value_name = "NAME")]
    pub audience: Option<String>,
    /// How long it is valid, 15m at the most
    #[arg(long, env = "KENES_LIFE", value_name = "TIME", default_value = "15m")]
    pub life: String,
}

const HELP: &str = "\
The token goes to standard output, and nowhere else. The key is issuer.key in the folder, for its
owner alone; issuer.jwks beside it is its public half, which the services read. It is for trying
out: whoever may read the key can be anybody.

Example:
  kenes registry serve --data-dir /tmp/kenes --local-issuer /tmp/kenes
  export TOKEN=$(kenes token --data-dir /tmp/kenes --person aigul --for registry)
  grpcurl -plaintext -expand-headers -H 'authorization: Bearer ${TOKEN}' -d '{}' \\
      localhost:50051 kenes.registry.v1.OrganizationService/ListOrganizations";
