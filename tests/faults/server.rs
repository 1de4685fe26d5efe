//! A service in a process of its own, to be killed and started again on the same data at the same address.

use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tonic::transport::{Channel, Endpoint};

use crate::Outcome;

/// How long a service may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service. Its process ends with it.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    arguments: Vec<String>,
    log: PathBuf,
    pub(crate) address: String,
}

impl Server {
    /// Starts `kenes <which> serve` with its data in `folder`.
    pub(crate) async fn start(which: &str, folder: &Path, more: &[&str]) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let data = folder.join(which).display().to_string();
        let fixed = [
            which,
            "serve",
            "--address",
            &address,
            "--metrics-address",
            "off",
            "--data-dir",
            &data,
        ];
        let arguments = fixed.iter().chain(more).map(ToString::to_string).collect();
        let log = folder.join(format!("{which}.log"));
        let mut server = Self {
            child: spawn(&arguments, &log)?,
            arguments,
            log,
            address,
        };
        server.listens().await?;
        Ok(server)
    }

    /// SIGKILL: nothing of the process runs any more, not even a destructor.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again on what it left.
    pub(crate) async fn restart(&mut self) -> Outcome<()> {
        self.child = spawn(&self.arguments, &self.log)?;
        self.listens().await
    }

    /// A connection that is made when it is needed, and made anew when it broke.
    pub(crate) fn channel(&self) -> Outcome<Channel> {
        Ok(Endpoint::from_shared(format!("http://{}", self.address))?.connect_lazy())
    }

    async fn listens(&mut self) -> Outcome<()> {
        let waiting = tokio::time::timeout(PATIENCE, async {
            while tokio::net::TcpStream::connect(&self.address).await.is_err() {
                if let Some(status) = self.child.try_wait()? {
                    let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                    return Err(format!("the service ended with {status}: {said}").into());
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Ok(())
        });
        waiting.await?
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

fn spawn(arguments: &Vec<String>, log: &Path) -> Outcome<Child> {
    let log: File = OpenOptions::new().create(true).append(true).open(log)?;
    let child = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()?;
    Ok(child)
}
