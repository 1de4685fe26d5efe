//! What stands between the services and PostgreSQL, and can be cut. Owns no database.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

use crate::Outcome;

/// The name of PostgreSQL's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";

/// Passes connections on to PostgreSQL.
pub(crate) struct Proxy {
    address: SocketAddr,
    up: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

// === impl Proxy

impl Proxy {
    /// Begins to pass connections on to the server of this URL, which names the folder of its socket.
    pub(crate) async fn start(url: &str) -> Outcome<Self> {
        let (_, host, _) = parts(url)?;
        let socket = Path::new(&host.replace("%2F", "/")).join(SOCKET);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, up) = (listener.local_addr()?, watch::Sender::new(true));
        let state = up.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, socket.clone(), state.subscribe()));
            }
        });
        Ok(Self {
            address,
            up,
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
        self.up.send_replace(false);
    }

    /// Lets new connections through.
    pub(crate) fn mend(&self) {
        self.up.send_replace(true);
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

/// Passes one connection on, until it ends or is cut.
async fn pass(mut client: TcpStream, socket: PathBuf, mut up: watch::Receiver<bool>) {
    if !*up.borrow_and_update() || client.set_nodelay(true).is_err() {
        return;
    }
    let Ok(mut server) = UnixStream::connect(socket).await else {
        return;
    };
    // However it ends, it has ended.
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = up.wait_for(|up| !*up) => {}
    }
}
