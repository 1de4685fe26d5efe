//! A primary and its standby that an experiment has for itself, so that the one can take over from the other. Owns both servers.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use common::{
    store::{Database, Store, Upgrade},
    testing::execute,
};

use crate::Outcome;

/// How long a server may take to do what it was told.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two servers, which are gone with it.
pub(crate) struct Cluster {
    child: Child,
    /// The URL of the one that is the primary at first.
    primary: String,
    /// The URL of the one that takes over.
    pub(crate) standby: String,
}

// === impl Cluster

impl Cluster {
    /// Starts both. A COMMIT on the primary waits for the standby.
    pub(crate) async fn start() -> Outcome<Self> {
        tokio::task::spawn_blocking(Self::begin).await?
    }

    fn begin() -> Outcome<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres");
        let mut child = Command::new(script)
            .args(["sh", "-c", "echo \"$KENES_TEST_DATABASE\"; cat >/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut primary = String::new();
        let said = child.stdout.take().ok_or("it says nothing")?;
        BufReader::new(said).read_line(&mut primary)?;
        let primary = primary.trim().to_owned();
        // Beside the primary, on the next port.
        let (place, name) = primary.rsplit_once('/').ok_or("no server was started")?;
        let standby = format!("{place}:5433/{name}");
        Ok(Self {
            child,
            primary,
            standby,
        })
    }

    /// The database on the primary.
    pub(crate) fn database(&self) -> Outcome<Database> {
        Ok(self.primary.parse::<Database>()?)
    }

    /// The same database on the server that takes over.
    pub(crate) async fn promoted(&self) -> Outcome<Store> {
        let database = self.standby.parse::<Database>()?;
        Ok(Store::open(&database, consultation::MIGRATIONS, Upgrade::Refuse).await?)
    }

    /// Who connects from now on waits for no standby.
    pub(crate) async fn hurry(&self) -> Outcome<()> {
        let sql = "ALTER ROLE postgres SET synchronous_commit = local";
        execute(&self.primary, sql).await?;
        Ok(())
    }

    /// The standby receives nothing more.
    pub(crate) async fn part(&self) -> Outcome<()> {
        let sql = "ALTER SYSTEM SET primary_conninfo = ''";
        execute(&self.standby, sql).await?;
        execute(&self.standby, "SELECT pg_reload_conf()").await?;
        let (begun, sql) = (Instant::now(), "SELECT pid FROM pg_stat_wal_receiver");
        while !execute(&self.standby, sql).await?.is_empty() {
            if begun.elapsed() > PATIENCE {
                return Err("the standby still receives".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    /// The standby takes over.
    pub(crate) async fn promote(&self) -> Outcome<()> {
        match execute(&self.standby, "SELECT pg_promote()")
            .await?
            .as_slice()
        {
            [done] if done == "t" => Ok(()),
            _ => Err("the standby does not take over".into()),
        }
    }

    /// How many entries the server has that took over.
    pub(crate) async fn size(&self) -> Outcome<u64> {
        let sql = "SELECT coalesce(max(entry), -1) + 1 FROM revision";
        let rows = execute(&self.standby, sql).await?;
        Ok(rows.first().ok_or("no row")?.parse()?)
    }

    /// What is in the server that took over: of each table its name, and a digest of its rows.
    pub(crate) async fn content(&self) -> Outcome<Vec<String>> {
        let sql =
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
        let mut content = Vec::new();
        for table in execute(&self.standby, sql).await? {
            let sql =
                format!("SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {table} t");
            let digest = execute(&self.standby, &sql).await?;
            content.push(format!("{table} {}", digest.concat()));
        }
        Ok(content)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The script waits for its input to end, and takes both servers with it.
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}
