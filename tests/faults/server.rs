//! A service in a process of its own: started, killed, stopped, started again on the same data at the same address.

use std::{
    fs::OpenOptions,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tonic::transport::{Channel, Endpoint};

use crate::Outcome;

/// How long a service may take to listen, or to refuse to.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long an answer of the operator's port may take.
const MOMENT: Duration = Duration::from_secs(1);

/// A service. Its process ends with it.
#[derive(Debug)]
pub(crate) struct Server {
    child: Option<Child>,
    arguments: Vec<String>,
    /// What it finds in its environment, besides ours.
    pub(crate) environment: Vec<(String, String)>,
    log: PathBuf,
    /// How long its log was when it started last.
    since: usize,
    /// Where it keeps its data.
    pub(crate) data: PathBuf,
    pub(crate) address: String,
    /// Where it answers the operator.
    pub(crate) operator: String,
}

/// Whether a service says that it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    Yes,
    /// It says no, or takes no connection.
    No,
    /// It says nothing: on a busy machine that need not mean anything.
    Silent,
}

/// What became of a start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// It listens.
    Serves,
    /// It ended, with this exit code, and said this.
    Ended(Option<i32>, String),
}

impl Server {
    /// `kenes <which> serve` with its data in `folder`, not started yet.
    pub(crate) fn new(which: &str, folder: &Path, more: &[&str]) -> Outcome<Self> {
        // Held together, so that the two differ.
        let ports = [
            TcpListener::bind("127.0.0.1:0")?,
            TcpListener::bind("127.0.0.1:0")?,
        ];
        let [address, operator] = ports.map(|port| port.local_addr().map(|a| a.to_string()));
        let (address, operator) = (address?, operator?);
        std::fs::create_dir_all(folder)?;
        let data = folder.join(which);
        let place = data.display().to_string();
        let fixed = [
            which,
            "serve",
            "--address",
            &address,
            "--metrics-address",
            &operator,
            "--data-dir",
            &place,
        ];
        let arguments = fixed.iter().chain(more).map(ToString::to_string).collect();
        Ok(Self {
            child: None,
            arguments,
            environment: Vec::new(),
            log: folder.join(format!("{which}.log")),
            since: 0,
            data,
            address,
            operator,
        })
    }

    /// Gives the value of a flag that is there already another one.
    pub(crate) fn set(&mut self, flag: &str, value: &str) {
        if let Some(at) = self.arguments.iter().position(|argument| argument == flag) {
            value.clone_into(&mut self.arguments[at + 1]);
        }
    }

    /// Puts the database at this URL in the place of one of its own; its log's files stay where its data was to be.
    pub(crate) fn share(&mut self, url: &str) {
        if let Some(at) = self
            .arguments
            .iter()
            .position(|argument| argument == "--data-dir")
        {
            "--log-dir".clone_into(&mut self.arguments[at]);
        }
        self.add(&["--database", url]);
    }

    /// Adds arguments.
    pub(crate) fn add(&mut self, more: &[&str]) {
        self.arguments.extend(more.iter().map(ToString::to_string));
    }

    /// Starts `kenes <which> serve` with its data in `folder`.
    pub(crate) async fn start(which: &str, folder: &Path, more: &[&str]) -> Outcome<Self> {
        let mut server = Self::new(which, folder, more)?;
        server.restart().await?;
        Ok(server)
    }

    /// SIGKILL: nothing of the process runs any more, not even a destructor.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Asks it to stop, and waits until it has: its exit code. What ended well is whole in its one file.
    pub(crate) async fn stop(&mut self) -> Outcome<Option<i32>> {
        self.signal("TERM")?;
        let code = self.ended(PATIENCE).await?.0;
        if code == Some(0) && self.data.exists() {
            for file in std::fs::read_dir(&self.data)? {
                let file = file?;
                let name = file.file_name();
                if file.metadata()?.permissions().mode() & 0o077 != 0 {
                    return Err(format!("others may read {}", name.display()).into());
                }
                if name.to_string_lossy().ends_with("-wal") {
                    return Err(format!("it ended, and left {}", name.display()).into());
                }
            }
        }
        Ok(code)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) -> Outcome<()> {
        let id = self.child.as_ref().ok_or("it does not run")?.id();
        let sent = Command::new("kill")
            .args(["-s", name, &id.to_string()])
            .status()?;
        sent.success()
            .then_some(())
            .ok_or_else(|| "no such process".into())
    }

    /// Sets its limit on the size of files, as `prlimit` writes it.
    pub(crate) fn limit(&self, size: &str) -> Outcome<()> {
        let id = self.child.as_ref().ok_or("it does not run")?.id();
        let set = Command::new("prlimit")
            .args(["--pid", &id.to_string(), &format!("--fsize={size}")])
            .status()?;
        set.success()
            .then_some(())
            .ok_or_else(|| "no limit was set".into())
    }

    /// Waits until it ended: its exit code, and how long it took.
    pub(crate) async fn ended(&mut self, within: Duration) -> Outcome<(Option<i32>, Duration)> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.exited()? {
                self.child = None;
                return Ok((status.code(), begun.elapsed()));
            }
            if begun.elapsed() > within {
                return Err(format!("it did not end within {within:?}").into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Starts it again on what it left.
    pub(crate) async fn restart(&mut self) -> Outcome<()> {
        match self.try_start().await? {
            Start::Serves => Ok(()),
            Start::Ended(code, said) => {
                Err(format!("the service ended with {code:?} instead of starting: {said}").into())
            }
        }
    }

    /// Starts it, and tells what became of that.
    pub(crate) async fn try_start(&mut self) -> Outcome<Start> {
        self.since = usize::try_from(std::fs::metadata(&self.log).map_or(0, |log| log.len()))?;
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)?;
        let child = Command::new(std::env::current_exe()?)
            .args(&self.arguments)
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        self.child = Some(child);
        let begun = Instant::now();
        // It listens before it has opened its store: only an answer shows that it serves.
        while self.ready().await != Ready::Yes {
            if let Some(status) = self.exited()? {
                self.child = None;
                return Ok(Start::Ended(status.code(), self.said()?));
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("it neither listens nor ends: {}", self.said()?).into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Start::Serves)
    }

    /// What it said since it was started last.
    pub(crate) fn said(&self) -> Outcome<String> {
        let all = std::fs::read(&self.log)?;
        let said = all.get(self.since..).unwrap_or_default();
        Ok(String::from_utf8_lossy(said).into())
    }

    /// A connection that is made when it is needed, and made anew when it broke.
    pub(crate) fn channel(&self) -> Outcome<Channel> {
        Ok(Endpoint::from_shared(format!("http://{}", self.address))?.connect_lazy())
    }

    /// What `/readyz` says.
    pub(crate) async fn ready(&self) -> Ready {
        match tokio::time::timeout(MOMENT, self.ask("/readyz")).await {
            Err(_) => Ready::Silent,
            Ok(Ok(answer)) if answer.starts_with("HTTP/1.1 200") => Ready::Yes,
            Ok(_) => Ready::No,
        }
    }

    /// All that `/metrics` says.
    pub(crate) async fn metrics(&self) -> Outcome<String> {
        Ok(self.ask("/metrics").await?)
    }

    /// Asks the operator's port.
    async fn ask(&self, path: &str) -> std::io::Result<String> {
        let mut stream = tokio::net::TcpStream::connect(&self.operator).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    /// A figure of its memory by its name in `/proc/<id>/status`, in KiB.
    pub(crate) fn memory(&self, name: &str) -> Outcome<u64> {
        let id = self.child.as_ref().ok_or("it does not run")?.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let mut lines = status.lines();
        let line = lines.find(|line| line.split(':').next() == Some(name));
        let figure = line.and_then(|line| line.split_whitespace().nth(1));
        Ok(figure.ok_or("no such figure")?.parse()?)
    }

    fn exited(&mut self) -> Outcome<Option<ExitStatus>> {
        Ok(self.child.as_mut().ok_or("it does not run")?.try_wait()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.kill());
    }
}
