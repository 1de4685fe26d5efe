//! How a service knows its callers, from what was typed and the file that names the issuers.

use std::{net::SocketAddr, path::PathBuf};

use identity::{Assurance, Issuer, Revoked, Source, issuers};

use super::problems::{Problems, numeric};
use crate::{ServiceKind, cli};

/// What the local issuer calls itself.
pub(crate) const LOCAL: &str = "local";

/// How a service knows its callers.
#[derive(Clone, Debug)]
pub enum Callers {
    /// By the metadata, whatever that says.
    Named,
    /// By access tokens.
    Known(Known),
}

/// By which access tokens a service knows its callers.
#[derive(Clone, Debug)]
pub struct Known {
    /// What they must be for.
    pub audience: String,
    /// Who may have issued them; the local issuer is among them, if it is trusted.
    pub issuers: Vec<Issuer>,
    /// The folder of the local issuer, if it is trusted.
    pub local: Option<PathBuf>,
    /// The file of what was revoked, if there is one.
    pub revoked: Option<PathBuf>,
}

/// Where the public key of the local issuer of a folder is.
pub(crate) fn local_keys(folder: &std::path::Path) -> PathBuf {
    folder.join("issuer.jwks")
}

impl Problems {
    /// Returns how a service that listens on `address` knows its callers.
    pub(super) fn callers(
        &mut self,
        which: ServiceKind,
        address: &str,
        args: &cli::Callers,
    ) -> Callers {
        let mut issuers = self.issuers(args);
        if let Some(folder) = &args.local_issuer {
            self.folder("--local-issuer", folder);
            let open = numeric(address).is_some_and(|address: SocketAddr| !local(address));
            if open && !args.allow_local_issuer {
                self.add(
                    "--local-issuer",
                    "others can reach --address, and it is for trying out: give --allow-local-issuer too if that is meant",
                );
            }
            issuers.push(Issuer {
                issuer: LOCAL.to_owned(),
                keys: Source::File(local_keys(folder)),
                assurance: Assurance::Low,
            });
        } else if args.allow_local_issuer {
            self.add(
                "--allow-local-issuer",
                "means nothing without --local-issuer",
            );
        }
        if args.issuers.is_none() && args.local_issuer.is_none() {
            for (option, given) in [
                ("--audience", args.audience.is_some()),
                ("--revoked", args.revoked.is_some()),
            ] {
                if given {
                    self.add(option, "means nothing without --issuers or --local-issuer");
                }
            }
            return Callers::Named;
        }
        if let Some(Err(problems)) = args.revoked.as_deref().map(Revoked::open) {
            for problem in problems {
                self.add("--revoked", &problem);
            }
        }
        Callers::Known(Known {
            audience: self.audience(which, args.audience.as_deref()),
            issuers,
            local: args.local_issuer.clone(),
            revoked: args.revoked.clone(),
        })
    }

    fn issuers(&mut self, args: &cli::Callers) -> Vec<Issuer> {
        let Some(file) = &args.issuers else {
            return Vec::new();
        };
        let folder = file.parent().unwrap_or(file);
        let read = std::fs::read(file).map_err(|error| vec![error.to_string()]);
        let read = read.and_then(|text| issuers::read(&text, folder));
        read.unwrap_or_else(|problems| {
            for problem in problems {
                self.add("--issuers", &format!("{}: {problem}", file.display()));
            }
            Vec::new()
        })
    }

    /// Returns what tokens for a service must be for. Each has its own: what the one is sent, nobody can send on to the other.
    pub(super) fn audience(&mut self, which: ServiceKind, given: Option<&str>) -> String {
        let own = which.definition().domain;
        let Some(given) = given else {
            return own.to_owned();
        };
        let mut others = ServiceKind::ALL.iter().filter(|other| **other != which);
        if !(1..=200).contains(&given.len()) || !given.bytes().all(|b| b.is_ascii_graphic()) {
            let text = "must be 1 to 200 printable ASCII characters without spaces";
            self.add("--audience", text);
        } else if others.any(|other| other.definition().domain == given) {
            let text = format!("is the other service's: each needs its own, such as {own}");
            self.add("--audience", &text);
        }
        given.to_owned()
    }
}

/// Whether only this machine reaches an address.
fn local(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests;
