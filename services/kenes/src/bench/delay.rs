//! A longer way to PostgreSQL: what is sent comes so much later, each way, as over a network. Owns the connections; what runs over them
//! is not looked at.
//!
//! Threads that sleep, not tasks: half a millisecond is less than the runtime's clock can tell.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::Outcome;

/// What is read at once.
const CHUNK: usize = 64 * 1024;

/// A connection to the server, or to us.
#[derive(Debug)]
enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// Begins to pass connections on to the server of this URL, and returns the same URL by way of it. Ends with the process.
pub(super) fn through(url: &str, delay: Duration) -> Outcome<String> {
    let (before, host, after) = parts(url)?;
    let host = host.to_owned();
    // Once, so that a wrong address is told before anything is measured.
    drop(connect(&host).map_err(|e| format!("--database: {e}"))?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address: SocketAddr = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // Whoever cannot be passed on is told by the end of the connection.
            drop(pass(client, &host, delay));
        }
    });
    Ok(format!("{before}{address}{after}"))
}

/// The parts of a URL: what stands before the host, the host with its port, and what stands behind it.
fn parts(url: &str) -> Outcome<(&str, &str, &str)> {
    let wrong = "--delay needs a database on PostgreSQL: postgres://user@host:port/name";
    let begin = match (url.find('@'), url.find("://")) {
        (Some(at), _) => at + 1,
        (None, Some(scheme)) => scheme + 3,
        (None, None) => return Err(wrong.into()),
    };
    let end = url[begin..].find('/').map(|at| begin + at).ok_or(wrong)?;
    Ok((&url[..begin], &url[begin..end], &url[end..]))
}

/// Connects to a host, or to the socket in a folder: `%2Ftmp%2Fx:5432`.
fn connect(host: &str) -> io::Result<Stream> {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "5432"));
    let folder = name.replace("%2F", "/").replace("%2f", "/");
    if folder.starts_with('/') {
        let socket = Path::new(&folder).join(format!(".s.PGSQL.{port}"));
        return UnixStream::connect(socket).map(Stream::Unix);
    }
    let stream = TcpStream::connect(format!("{name}:{port}"))?;
    stream.set_nodelay(true)?;
    Ok(Stream::Tcp(stream))
}

fn pass(client: TcpStream, host: &str, delay: Duration) -> io::Result<()> {
    client.set_nodelay(true)?;
    let (client, server) = (Stream::Tcp(client), connect(host)?);
    later(client.twin()?, server.twin()?, delay);
    later(server, client, delay);
    Ok(())
}

/// Passes on what comes, each piece so much later, until either side ends.
fn later(mut from: Stream, mut to: Stream, delay: Duration) {
    let (send, due) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut bytes = vec![0; CHUNK];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            let piece = (Instant::now() + delay, bytes[..read].to_vec());
            if send.send(piece).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        while let Ok((time, bytes)) = due.recv() {
            thread::sleep(time.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        to.end();
    });
}

// === impl Stream

impl Stream {
    /// The same stream once more.
    fn twin(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(bytes),
            Self::Unix(stream) => stream.read(bytes),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.write_all(bytes),
            Self::Unix(stream) => stream.write_all(bytes),
        }
    }

    /// Ends both ways. It may have ended already.
    fn end(&self) {
        drop(match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_url_is_found() {
        for (url, host) in [
            ("postgres://postgres@%2Ftmp%2Fx:5433/c", "%2Ftmp%2Fx:5433"),
            ("postgres://db.example/c?sslmode=disable", "db.example"),
            ("postgres://a:b@[::1]:5432/c", "[::1]:5432"),
        ] {
            let (before, found, after) = parts(url).expect("a URL");
            assert_eq!(
                (found, format!("{before}{found}{after}").as_str()),
                (host, url)
            );
        }
        assert!(parts("/var/lib/kenes/consultation.db").is_err());
        assert!(parts("postgres://db.example").is_err());
    }

    #[test]
    fn what_is_sent_comes_later_each_way() {
        let echo = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = echo.local_addr().expect("an address");
        thread::spawn(move || {
            for mut client in echo.incoming().flatten() {
                let mut bytes = [0; 16];
                while let Ok(read @ 1..) = client.read(&mut bytes) {
                    drop(client.write_all(&bytes[..read]));
                }
            }
        });
        let delay = Duration::from_millis(20);
        let url = through(&format!("postgres://{address}/x"), delay).expect("passed on");
        let (_, host, _) = parts(&url).expect("a URL");
        let mut client = TcpStream::connect(host).expect("connected");
        let (begun, mut answer) = (Instant::now(), [0; 5]);
        client.write_all(b"hello").expect("sent");
        client.read_exact(&mut answer).expect("answered");
        assert_eq!(&answer, b"hello");
        assert!(begun.elapsed() >= 2 * delay);
    }
}
