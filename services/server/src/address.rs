//! Where a server may listen. Owns the rule that, without TLS, only this machine may come.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use tokio::net::TcpListener;

/// Listens on `address`, which must be a loopback one.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    guard(address)?;
    TcpListener::bind(address)
        .await
        .map_err(|e| io::Error::new(e.kind(), format!("cannot listen on {address}: {e}")))
}

/// Refuses an address that others can reach.
pub(super) fn guard(address: SocketAddr) -> io::Result<()> {
    let ip: IpAddr = address.ip().to_canonical();
    if ip.is_loopback() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "refusing to listen on {address}: there is no TLS yet, so only a loopback address (127.0.0.1, [::1]) is safe"
        ),
    ))
}
