//! The servers that are measured: this executable once more, in processes of their own, read through `/proc`.
//!
//! Owns starting, finding out when they answer, and what they cost. A server ends with its [`Server`].

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tonic::transport::Endpoint;

use super::Outcome;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long it may take to have nothing left to do, and how many microseconds of CPU a second that is.
const REST: Duration = Duration::from_mins(10);
const IDLE: f64 = 30_000.0;

/// A server in a process of its own, in our process group.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
}

impl Server {
    /// Starts `kenes <arguments> --address <a free port of loopback>`; its log goes to `log`.
    pub(super) async fn start(arguments: &[&str], log: &Path) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .args(["--address", &address])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(log)?)
            .spawn()?;
        let mut server = Self { child, address };
        server.answers(log).await?;
        Ok(server)
    }

    async fn answers(&mut self, log: &Path) -> Outcome<()> {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address))?;
        let waiting = tokio::time::timeout(PATIENCE, async {
            while endpoint.connect().await.is_err() {
                if let Some(status) = self.child.try_wait()? {
                    let said = fs::read_to_string(log).unwrap_or_default();
                    return Err(format!("the server ended with {status}: {said}").into());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        });
        waiting.await?
    }

    /// Waits until it has nothing left to do: a start reads the record again, and what was written is merged and compared later.
    pub(super) async fn rested(&self) -> Outcome<()> {
        let mut before = self.usage()?.busy();
        for _ in 0..REST.as_secs() {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.usage()?.busy();
            if now - before < IDLE {
                return Ok(());
            }
            before = now;
        }
        eprintln!(
            "the server is not at rest after {} minutes: it is measured beside what it still does",
            REST.as_secs() / 60
        );
        Ok(())
    }

    /// Ends it.
    pub(super) fn stop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Returns what the server has cost until now.
    pub(super) fn usage(&self) -> Outcome<Usage> {
        Usage::of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// CPU time and memory of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Usage {
    /// Microseconds on a CPU, by the name of the thread.
    pub(super) threads: BTreeMap<String, f64>,
    /// Resident memory, and the most it ever was, in MiB.
    pub(super) rss_mb: f64,
    pub(super) peak_mb: f64,
    /// Of the resident memory that which no file is behind.
    pub(super) anonymous_mb: f64,
}

impl Usage {
    /// Microseconds on a CPU.
    fn busy(&self) -> f64 {
        self.threads.values().sum()
    }

    fn of(process: u32) -> Outcome<Self> {
        let mut usage = Self::default();
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            let folder = thread?.path();
            let name = fs::read_to_string(folder.join("comm"))?.trim().to_owned();
            // The scheduler's own nanoseconds: the ticks of `stat` are too coarse for a second of load.
            let times = fs::read_to_string(folder.join("schedstat"))?;
            let nanos: f64 = times.split(' ').next().unwrap_or_default().parse()?;
            *usage.threads.entry(name).or_default() += nanos / 1000.0;
        }
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        usage.rss_mb = mebibytes(&status, "VmRSS:");
        usage.peak_mb = mebibytes(&status, "VmHWM:");
        usage.anonymous_mb = mebibytes(&status, "RssAnon:");
        Ok(usage)
    }

    /// Microseconds on a CPU since `earlier`, by the name of the thread.
    pub(super) fn since(&self, earlier: &Self) -> BTreeMap<String, f64> {
        let spent = |(name, micros): (&String, &f64)| {
            let before = earlier.threads.get(name).copied().unwrap_or_default();
            (name.clone(), (micros - before).max(0.0))
        };
        self.threads.iter().map(spent).collect()
    }
}

fn mebibytes(status: &str, key: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let number = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    number.unwrap_or_default() / 1024.0
}

/// Seconds that all CPUs together worked for anybody, since the machine started.
pub(super) fn machine_busy() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = line
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    // user nice system idle iowait irq softirq steal; guest times are within user's.
    let busy = ticks.iter().take(8).sum::<f64>() - ticks.iter().skip(3).take(2).sum::<f64>();
    busy / 100.0
}

/// Seconds that this process and `others` have worked.
pub(super) fn own_busy(others: &[&Server]) -> f64 {
    let seconds =
        |process| Usage::of(process).map_or(0.0, |usage| usage.threads.values().sum::<f64>() / 1e6);
    seconds(std::process::id()) + others.iter().map(|s| seconds(s.child.id())).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_usage_can_be_read_and_grows() {
        let before = Usage::of(std::process::id()).expect("/proc");
        assert!(before.rss_mb > 0.5 && before.peak_mb >= before.rss_mb);
        let mut sum = 0_u64;
        while Usage::of(std::process::id())
            .expect("/proc")
            .since(&before)
            .values()
            .sum::<f64>()
            < 1_000.0
        {
            sum = (0..100_000_u64).fold(sum, u64::wrapping_add);
        }
        assert!(machine_busy() > 0.0 && own_busy(&[]) > 0.0);
    }
}
