//! Two replicas of the consultation service on one PostgreSQL, and load on both. Owns no damage.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use common::{
    app::derive_columns,
    store::{Database, Store, Upgrade},
    testing,
};
use kenes_proto::consultation::comment_service_client::CommentServiceClient;

use crate::{
    Outcome,
    check::compare,
    ledger::Ledger,
    load::{Load, Shared, everything, is_replay, lock},
    proxy::Proxy,
    server::Server,
    story,
};

/// Writers, half of them on each.
pub(crate) const WRITERS: u64 = 6;
const READERS: u64 = 2;

/// Two replicas, the registry that they ask, and the database that they share.
pub(crate) struct Pair {
    pub(crate) replicas: [Server; 2],
    pub(crate) store: Store,
    /// What stands between the replicas and the database; `store` reaches it directly.
    pub(crate) proxy: Proxy,
    registry: Server,
    /// The database by way of the proxy.
    through: String,
}

impl Pair {
    /// On the PostgreSQL that is there.
    pub(crate) async fn begin(folder: &Path) -> Outcome<Self> {
        Self::on(folder, &testing::fresh("consultation").await?.database).await
    }

    /// On this database.
    pub(crate) async fn on(folder: &Path, database: &Database) -> Outcome<Self> {
        let Database::Postgres(url) = database else {
            return Err("no PostgreSQL: run tests/postgres tests/faults/run R1".into());
        };
        let store = Store::open(database, consultation::MIGRATIONS, Upgrade::Apply).await?;
        let kinds = consultation::DEFINITION.kinds;
        derive_columns(&store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await?;
        let registry = Server::start("registry", folder, &[]).await?;
        story::registry(registry.channel()?).await?;
        let proxy = Proxy::start(url.secret()).await?;
        let through = proxy.through(url.secret())?;
        // The first one makes the key of the log.
        let first = replica(folder, "a", &registry, &through)?;
        let first = story::open(first).await?;
        let mut second = replica(folder, "b", &registry, &through)?;
        copy_key(&first, &second)?;
        second.add(&["--peer", &format!("http://{}", first.address)]);
        second.restart().await?;
        Ok(Self {
            replicas: [first, second],
            store,
            proxy,
            registry,
            through,
        })
    }

    /// One more, not started, that has a copy of the key and is told of no other.
    pub(crate) fn newcomer(&self, folder: &Path) -> Outcome<Server> {
        let third = replica(folder, "c", &self.registry, &self.through)?;
        copy_key(&self.replicas[0], &third)?;
        Ok(third)
    }

    /// Load on both, a client on each in turn.
    pub(crate) fn load(&self, seed: u64) -> Outcome<Load> {
        let turn = AtomicUsize::new(0);
        let channel = || self.replicas[turn.fetch_add(1, Ordering::Relaxed) % 2].channel();
        Load::start(channel, seed, WRITERS, READERS)
    }

    /// Compares what was acknowledged with what is there, sends everything again to the other replica, stops both and reads
    /// the record: all that is wrong.
    pub(crate) async fn settle(&mut self, shared: &Shared) -> Outcome<Vec<String>> {
        let mut wrong = Vec::new();
        let notes = lock(&shared.notes).clone();
        for replica in &self.replicas {
            let mut client = CommentServiceClient::new(replica.channel()?);
            wrong.extend(compare(&notes, &everything(&mut client).await?));
            for note in &notes {
                let again = client.create_comment(story::comment(note)).await?;
                if !is_replay(&again) {
                    wrong.push(format!(
                        "{}: sent again, it was written again",
                        note.answer.name
                    ));
                }
                shared.again(note, again.into_inner());
            }
        }
        wrong.append(&mut lock(&shared.wrong));
        for replica in &mut self.replicas {
            if replica.stop().await? != Some(0) {
                wrong.push("a replica did not end well".into());
            }
            // Each remembers by itself what was signed: both must be of the history that is there.
            wrong.extend(Ledger::of(&self.store, &replica.data).await?.faults(shared));
        }
        Ok(wrong)
    }
}

/// A replica of this name, not started.
fn replica(folder: &Path, name: &str, registry: &Server, database: &str) -> Outcome<Server> {
    let mut server = story::consult(&folder.join(name), registry)?;
    server.share(database);
    Ok(server)
}

fn copy_key(from: &Server, to: &Server) -> Outcome<()> {
    let key = "consultation.key";
    std::fs::create_dir_all(&to.data)?;
    std::fs::copy(from.data.join(key), to.data.join(key))?;
    Ok(())
}
