//! What can be typed about callers: which issuers a service trusts.

use std::path::PathBuf;

use clap::Args;

/// How a service knows its callers.
#[derive(Debug, Args)]
pub struct Callers {
    /// File that names the issuers of OpenID Connect whose access tokens are taken; see below. Without it, and without
    /// --local-issuer, a caller is whoever it says it is
    #[arg(long, env = "KENES_ISSUERS", value_name = "FILE")]
    pub issuers: Option<PathBuf>,
    /// What the tokens must be for, their audience: registry.kenes or consultation.kenes otherwise
    #[arg(long, env = "KENES_AUDIENCE", value_name = "NAME")]
    pub audience: Option<String>,
    /// File of who and what is not taken any more, a line each: `subject ISSUER|NAME`, or `token` and its digits in the log.
    /// It may change at any time
    #[arg(long, env = "KENES_REVOKED", value_name = "FILE")]
    pub revoked: Option<PathBuf>,
    /// Folder of a local issuer that is trusted too: whoever may read its key makes tokens with `kenes token`
    #[arg(long, env = "KENES_LOCAL_ISSUER", value_name = "DIR")]
    pub local_issuer: Option<PathBuf>,
    /// Trust the local issuer even where others than this machine reach the service
    #[arg(long, env = "KENES_ALLOW_LOCAL_ISSUER")]
    pub allow_local_issuer: bool,
}

/// How the file of `--issuers` looks.
pub(super) const ISSUERS: &str = "\
The file of --issuers is JSON; an issuer has an assurance level, low, substantial or high:
  {\"issuers\": [
    {\"issuer\": \"https://id.example.org/people\", \"assurance\": \"high\"},
    {\"issuer\": \"https://id.example.net\", \"assurance\": \"low\",
     \"keys_url\": \"https://id.example.net/keys\"},
    {\"issuer\": \"https://old.example.net\", \"assurance\": \"low\",
     \"keys_file\": \"old.jwks\"}]}
With neither keys_url nor keys_file an issuer is asked where its keys are (OpenID Connect
Discovery); they may change at any time. A token is a JWT of the type at+jwt (RFC 9068), by EdDSA,
ES256 or RS256, for this audience alone and 15 minutes at most. The subject of its caller is the
issuer and, after a bar, what that says: https://id.example.org/people|aigul.";
