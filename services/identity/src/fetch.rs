//! Fetches a small document over HTTP/1.1, with a limit on everything, and follows nowhere.
//!
//! No redirect is followed, no proxy asked, nothing kept open: a key that comes once a minute needs none of that, and each would be
//! a way to another host than the one that the operator named.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Collected, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName},
};

use crate::url::Url;

/// How long all of it may take. The tests have an issuer that never answers.
const LIMIT: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 5 });
/// The largest document, and the largest head of an answer.
const LARGEST: usize = 256 << 10;
const LARGEST_HEAD: usize = 32 << 10;

/// The document at this address, or why there is none.
pub(crate) async fn get(url: &Url) -> Result<Bytes, String> {
    let fetched = timeout(LIMIT, exchange(url)).await;
    let fetched = fetched.unwrap_or_else(|_| Err(format!("did not answer within {LIMIT:?}")));
    fetched.map_err(|why| format!("{url}: {why}"))
}

async fn exchange(url: &Url) -> Result<Bytes, String> {
    let stream = connect(url).await?;
    if !url.is_secure() {
        return ask(stream, url).await;
    }
    let name = ServerName::try_from(url.host().to_owned()).map_err(said)?;
    let connector = TlsConnector::from(trust()?);
    let stream = connector.connect(name, stream).await.map_err(said)?;
    ask(stream, url).await
}

async fn connect(url: &Url) -> Result<TcpStream, String> {
    let found = lookup_host((url.host(), url.port())).await.map_err(said)?;
    // Without TLS the name of this machine must lead to this machine, whatever its resolver says.
    let fit = |address: &SocketAddr| url.is_secure() || address.ip().is_loopback();
    let mut last = "is no address of this machine".to_owned();
    for address in found.filter(fit) {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

async fn ask<S>(stream: S, url: &Url) -> Result<Bytes, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let request = Request::get(url.path())
        .header(header::HOST, url.authority())
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "kenes")
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(said)?;
    let mut client = http1::Builder::new();
    client.max_buf_size(LARGEST_HEAD);
    let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await.map_err(said)?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(said)?;
        match response.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => {
                return Err(format!(
                    "answered {status}: no redirect is followed, name the address itself"
                ));
            }
            status => return Err(format!("answered {status}")),
        }
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        body.map(Collected::to_bytes).map_err(said)
    };
    let mut answer = pin!(answer);
    tokio::select! {
        biased;
        answer = &mut answer => return answer,
        // It may end with the last byte of an answer that was not read yet.
        _ = connection => {}
    }
    answer.await
}

/// The authorities that the machine trusts, read once.
fn trust() -> Result<Arc<ClientConfig>, String> {
    static TRUST: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = TRUST.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this machine trusts no authority: install its ca-certificates, or name a file in SSL_CERT_FILE".to_owned());
    }
    // The provider by name: another crate may bring a second one, and then none is the default.
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(said)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(TRUST.get_or_init(|| Arc::new(config))))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
