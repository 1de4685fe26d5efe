//! What stands between the services and PostgreSQL: it can be cut, lead to another server, or break off a COMMIT. Owns no database.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream, tcp, unix},
    sync::watch,
    task::JoinHandle,
};

use crate::Outcome;

/// What is read at once.
const CHUNK: usize = 16 * 1024;

/// Passes connections on to PostgreSQL.
pub(crate) struct Proxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    accepting: JoinHandle<()>,
}

/// What becomes of connections.
struct State {
    /// Where they are passed on to.
    socket: PathBuf,
    /// Whether new ones are let through.
    up: bool,
    /// How often all were cut.
    cuts: u64,
    /// How the next COMMIT of a writer is broken off.
    commit: Option<Cut>,
}

/// How a COMMIT is broken off: its connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before it is passed on: nothing is committed.
    Unsent,
    /// When its answer comes, which is not passed on: it is committed, and who asked does not know.
    Unanswered,
}

// === impl Proxy

impl Proxy {
    /// Begins to pass connections on to the server of this URL, which names the folder of its socket.
    pub(crate) async fn start(url: &str) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = watch::Sender::new(State {
            socket: socket(url)?,
            up: true,
            cuts: 0,
            commit: None,
        });
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, shared.clone()));
            }
        });
        Ok(Self {
            address,
            state,
            accepting,
        })
    }

    /// The same URL by way of it.
    pub(crate) fn through(&self, url: &str) -> Outcome<String> {
        let (user, _, rest) = parts(url)?;
        Ok(format!("{user}@{}/{rest}", self.address))
    }

    /// Cuts all connections, and lets no new one through.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|now| {
            now.up = false;
            now.cuts += 1;
        });
    }

    /// Lets new connections through.
    pub(crate) fn mend(&self) {
        self.state.send_modify(|now| now.up = true);
    }

    /// Cuts all connections, and leads new ones to the server of this URL.
    pub(crate) fn turn(&self, url: &str) -> Outcome<()> {
        let socket = socket(url)?;
        self.state.send_modify(|now| {
            now.socket = socket;
            now.up = true;
            now.cuts += 1;
        });
        Ok(())
    }

    /// Breaks off the next COMMIT of a writer, whoever sends it; returns when that is done.
    pub(crate) async fn cut_commit(&self, cut: Cut) -> Outcome<()> {
        self.state.send_modify(|now| now.commit = Some(cut));
        let mut done = self.state.subscribe();
        done.wait_for(|now| now.commit.is_none()).await?;
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The parts of a URL: what stands before the host, the host, and what stands behind it.
fn parts(url: &str) -> Outcome<(&str, &str, &str)> {
    let found = url.split_once('@').and_then(|(user, rest)| {
        let (host, rest) = rest.split_once('/')?;
        Some((user, host, rest))
    });
    Ok(found.ok_or("no user, host or database in the URL")?)
}

/// The socket of the server of a URL.
fn socket(url: &str) -> Outcome<PathBuf> {
    let (_, host, _) = parts(url)?;
    let (folder, port) = host.split_once(':').unwrap_or((host, "5432"));
    Ok(Path::new(&folder.replace("%2F", "/")).join(format!(".s.PGSQL.{port}")))
}

/// Passes one connection on, until it ends or is cut.
async fn pass(client: TcpStream, state: watch::Sender<State>) {
    let mut told = state.subscribe();
    let (socket, cuts) = {
        let now = told.borrow_and_update();
        if !now.up {
            return;
        }
        (now.socket.clone(), now.cuts)
    };
    if client.set_nodelay(true).is_err() {
        return;
    }
    let Ok(server) = UnixStream::connect(socket).await else {
        return;
    };
    let (asks, mut hears) = client.into_split();
    let (answers, takes) = server.into_split();
    let withheld = AtomicBool::new(false);
    // However it ends, it has ended.
    tokio::select! {
        _ = ask(asks, takes, &state, &withheld) => {}
        _ = answer(answers, &mut hears, &withheld) => {}
        _ = told.wait_for(|now| now.cuts != cuts) => {}
    }
}

/// Passes on what the server answers, until that is withheld.
async fn answer(
    mut from: unix::OwnedReadHalf,
    to: &mut tcp::OwnedWriteHalf,
    withheld: &AtomicBool,
) -> io::Result<()> {
    let mut bytes = vec![0; CHUNK];
    loop {
        let read = from.read(&mut bytes).await?;
        if read == 0 || withheld.load(Ordering::SeqCst) {
            return Ok(());
        }
        to.write_all(&bytes[..read]).await?;
    }
}

/// Passes on what a service asks, in whole messages.
async fn ask(
    mut from: tcp::OwnedReadHalf,
    mut to: unix::OwnedWriteHalf,
    state: &watch::Sender<State>,
    withheld: &AtomicBool,
) -> io::Result<()> {
    // The first message of a connection has no letter before its length.
    let (mut bytes, mut letter) = (Vec::with_capacity(CHUNK), 0);
    while from.read_buf(&mut bytes).await? > 0 {
        let mut whole = 0;
        while let Some(length) = length(&bytes[whole..], letter) {
            let message = &bytes[whole..whole + length];
            letter = 1;
            let cut = is_commit(message).then(|| claim(state)).flatten();
            if let Some(cut) = cut {
                to.write_all(&bytes[..whole]).await?;
                if cut == Cut::Unanswered {
                    withheld.store(true, Ordering::SeqCst);
                    to.write_all(message).await?;
                    // The answer ends the connection.
                    std::future::pending::<()>().await;
                }
                return Ok(());
            }
            whole += length;
        }
        to.write_all(&bytes[..whole]).await?;
        bytes.drain(..whole);
    }
    Ok(())
}

/// How long the message is with which these bytes begin, if all of it is there.
fn length(bytes: &[u8], letter: usize) -> Option<usize> {
    let size = bytes.get(letter..letter + 4)?.try_into().ok()?;
    let length = letter + usize::try_from(u32::from_be_bytes(size)).ok()?;
    (bytes.len() >= length).then_some(length)
}

/// Whether it is the last message of a transaction that writes: what reads tells nobody of it.
fn is_commit(message: &[u8]) -> bool {
    message.first() == Some(&b'Q')
        && message[5..].starts_with(b"SELECT pg_notify(")
        && message.ends_with(b"COMMIT\0")
}

/// How a COMMIT is to be broken off; only one is.
fn claim(state: &watch::Sender<State>) -> Option<Cut> {
    let mut claimed = None;
    state.send_if_modified(|now| {
        claimed = now.commit.take();
        claimed.is_some()
    });
    claimed
}
