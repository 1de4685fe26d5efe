//! What is wrong with a command line, gathered until all of it was looked at.

use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use tonic::transport::Endpoint;

use crate::{Exit, Failure};

/// Stands for an address that could not be read; never used, since the problem ends the command.
pub(super) const UNBOUND: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What is wrong so far. Values are not repeated: they may come from the environment, where passwords are. A value that is wrong is replaced by its default, so that the next can be looked at.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<String>);

impl Problems {
    /// Adds what is wrong with an option.
    pub(super) fn add(&mut self, what: &str, text: &str) {
        self.0.push(format!("{what}: {text}"));
    }

    /// Fails if anything was wrong.
    pub(super) fn end(self) -> Result<(), Failure> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(self.failure()),
        }
    }

    /// Returns the failure that tells all of it.
    pub(super) fn failure(self) -> Failure {
        Failure {
            exit: Exit::Usage,
            problems: self.0,
        }
    }

    /// A file that can be read; `-` is standard input.
    pub(super) fn file(&mut self, file: &Path) {
        match std::fs::metadata(file) {
            _ if file.as_os_str() == "-" => {}
            Ok(found) if found.is_dir() => self.add(&file.display().to_string(), "is a folder"),
            Ok(_) => {}
            Err(error) => self.add(&file.display().to_string(), &error.to_string()),
        }
    }

    /// A folder, or one that can be made. Returns whether it is.
    pub(super) fn folder(&mut self, option: &str, folder: &Path) -> bool {
        let problem = match std::fs::metadata(folder) {
            Ok(found) if found.is_dir() => return true,
            Err(error) if error.kind() == ErrorKind::NotFound => return true,
            Ok(_) => "is a file; give a folder".to_owned(),
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                "lies in a file; give a folder".to_owned()
            }
            Err(error) => error.to_string(),
        };
        self.add(option, &format!("{} {problem}", folder.display()));
        false
    }

    /// Returns an address that only this machine reaches. `localhost` is taken for 127.0.0.1.
    pub(super) fn loopback(&mut self, option: &str, text: &str) -> Option<SocketAddr> {
        match numeric(text) {
            Some(address) if address.ip().to_canonical().is_loopback() => Some(address),
            Some(address) => {
                let text = format!(
                    "{address} can be reached by others, and there is no TLS yet: use a loopback address such as 127.0.0.1:{}",
                    address.port()
                );
                self.add(option, &text);
                None
            }
            None => {
                self.add(option, "not an address such as 127.0.0.1:50051");
                None
            }
        }
    }

    /// Returns a service, as a URL or as a host and a port.
    pub(super) fn service(&mut self, option: &str, address: &str) -> Endpoint {
        match address.contains("://") {
            true => self.endpoint(option, address),
            false => self.endpoint(option, &format!("http://{address}")),
        }
    }

    /// Returns a service, as a URL.
    pub(super) fn endpoint(&mut self, option: &str, url: &str) -> Endpoint {
        let endpoint = Endpoint::from_shared(url.to_owned())
            .ok()
            .filter(|endpoint| {
                let uri = endpoint.uri();
                let user = uri
                    .authority()
                    .is_some_and(|whole| whole.as_str().contains('@'));
                uri.scheme_str() == Some("http") && uri.port().is_some() && !user
            });
        endpoint.unwrap_or_else(|| {
            self.add(
                option,
                "not a URL such as http://127.0.0.1:50051; it names neither a user nor a password",
            );
            Endpoint::from_static("http://127.0.0.1:0")
        })
    }

    /// Returns a length of time.
    pub(super) fn time(&mut self, option: &str, text: &str) -> Duration {
        time(text).unwrap_or_else(|| {
            self.add(option, "not a time such as 500ms, 10s or 2m");
            Duration::ZERO
        })
    }

    /// Returns a number from 1 on. More than a million need more memory than there is.
    pub(super) fn count(&mut self, option: &str, text: &str) -> usize {
        let number = text.parse().ok().filter(|n| (1..=1_000_000).contains(n));
        number.unwrap_or_else(|| {
            self.add(option, "not a number from 1 to 1000000");
            1
        })
    }
}

/// Reads an address in numbers. `localhost` is taken for 127.0.0.1.
pub(super) fn numeric(text: &str) -> Option<SocketAddr> {
    text.replace("localhost:", "127.0.0.1:").parse().ok()
}

/// Reads `500ms`, `10s`, `2m`.
pub(super) fn time(text: &str) -> Option<Duration> {
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
