//! The servers that a run measures: started, seeded, and reached.

use std::{path::Path, process::Command};

use super::{Options, Outcome, delay, load::Channels, process::Server, seed};

/// A server and the connections to it.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) server: Server,
    pub(super) channels: Channels,
}

impl Target {
    pub(super) async fn start(arguments: &[&str], log: &Path) -> Outcome<Self> {
        let server = Server::start(arguments, log).await?;
        let channels = Channels::connect(&server.address).await?;
        Ok(Self { server, channels })
    }
}

/// The servers of a run.
#[derive(Debug)]
pub(super) struct Servers {
    /// The echo on tonic's own server.
    pub(super) echo: Target,
    /// The echo behind the server of the services.
    pub(super) own_echo: Target,
    pub(super) registry: Server,
    pub(super) consultation: Target,
    /// How the consultation service was started.
    pub(super) arguments: Vec<String>,
}

impl Servers {
    /// Starts the servers and writes what must be there before the first comment.
    pub(super) async fn start(options: &Options, folder: &Path) -> Outcome<Self> {
        let log = |name: &str| folder.join(format!("{name}.log"));
        let path = |name: &str| folder.join(name).display().to_string();
        let echo = Target::start(&["bench", "echo"], &log("echo")).await?;
        let own_echo = Target::start(&["bench", "echo", "--own"], &log("echo-own")).await?;
        let registry = ["registry", "serve", "--database", &path("registry.db")];
        let registry = [&registry[..], QUIET].concat();
        let registry = Target::start(&registry, &log("registry")).await?;
        seed::registry(&registry.channels).await?;
        let database = match &options.database {
            Some(url) => {
                migrate(url.secret())?;
                match options.delay {
                    Some(delay) => delay::through(url.secret(), delay)?,
                    None => url.secret().to_owned(),
                }
            }
            None => path("consultation.db"),
        };
        let arguments = [
            "consultation",
            "serve",
            "--database",
            &database,
            "--log-dir",
            &path("log"),
            "--registry",
            &format!("http://{}", registry.server.address),
        ];
        let arguments = [&arguments[..], QUIET].concat();
        std::fs::create_dir_all(folder.join("log"))?;
        let consultation = Target::start(&arguments, &log("consultation")).await?;
        seed::consultations(consultation.channels.of(0)).await?;
        Ok(Self {
            echo,
            own_echo,
            registry: registry.server,
            consultation,
            arguments: arguments.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Returns all of them.
    pub(super) fn all(&self) -> [&Server; 4] {
        [
            &self.echo.server,
            &self.own_echo.server,
            &self.registry,
            &self.consultation.server,
        ]
    }
}

/// Brings the database of the consultation service up to date, or makes its schema.
fn migrate(database: &str) -> Outcome<()> {
    let mut program = Command::new(std::env::current_exe()?);
    let made = program.args(["consultation", "migrate", "--database", database]);
    let made = made.output()?;
    match made.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&made.stderr).trim().into()),
    }
}

/// Options of a service that is only measured.
pub(super) const QUIET: &[&str] = &["--metrics-address", "off", "--log-level", "warn"];
