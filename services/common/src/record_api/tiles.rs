//! The log for mirrors and monitors of any make: C2SP tlog-tiles over plain HTTP, beside the RPCs.
//!
//! Owns what is there under which path and how long it may be kept; only what is signed is there. The form of paths is
//! `path`'s, HTTP itself the server's.

mod path;

use http::StatusCode;
use tlog::{Damage, frontier::partial};

use self::path::{FULL, Span, Wanted};
use crate::{
    Error,
    app::App,
    record::{Log, Published},
    server::{Page, Plain},
    store::{Store, Tx, leaves},
};

/// Where the log is on a service's port.
const PREFIX: &str = "/record/";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A full tile never changes.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Nor does a partial one, but soon nobody asks for it any more.
const FOR_A_WHILE: &str = "public, max-age=60";
const NOT_AT_ALL: &str = "no-cache";

/// The pages of the log of `app`.
pub(super) fn pages(app: &App) -> Plain {
    let (store, log) = (app.store.clone(), app.log.clone());
    Plain::new(PREFIX, move |path| {
        let (store, log) = (store.clone(), log.clone());
        async move { store.trusted(page(&store, &log, &path).await) }
    })
}

async fn page(store: &Store, log: &Log, path: &str) -> Result<Page, Error> {
    let wanted = match path::parse(path) {
        Ok(wanted) => wanted,
        Err(why) => return Ok(Page::refusal(StatusCode::BAD_REQUEST, why)),
    };
    let published = log.newest().await?;
    let size = published.checkpoint.size;
    let (level, span) = match wanted {
        Wanted::Checkpoint => return Ok(found(TEXT, NOT_AT_ALL, published.note.clone().into())),
        Wanted::Hashes { level, span } => (level, span),
        Wanted::Entries(span) => (0, span),
    };
    if !is_signed(span, level, size) {
        let why = format!("there is no such tile: {size} entries are signed");
        return Ok(Page::refusal(StatusCode::NOT_FOUND, &why));
    }
    let body = store
        .read("ReadTile", move |tx| match wanted {
            Wanted::Entries(_) => entries(tx, span),
            _ => hashes(tx, &published, level, span),
        })
        .await?;
    let keep = match span.width {
        FULL => FOR_GOOD,
        _ => FOR_A_WHILE,
    };
    Ok(found(BYTES, keep, body))
}

fn found(kind: &'static str, keep: &'static str, body: Vec<u8>) -> Page {
    Page {
        status: StatusCode::OK,
        kind,
        keep,
        body: body.into(),
    }
}

/// Whether a tree of `size` leaves has all nodes of `span`.
fn is_signed(span: Span, level: u8, size: u64) -> bool {
    let nodes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    let end = span.number.checked_mul(u64::from(FULL));
    end.and_then(|first| first.checked_add(u64::from(span.width)))
        .is_some_and(|end| end <= nodes)
}

/// The hashes of a signed span, one after the other.
fn hashes(tx: &mut dyn Tx, published: &Published, level: u8, span: Span) -> Result<Vec<u8>, Error> {
    let size = published.checkpoint.size;
    let nodes = size >> (8 * u32::from(level));
    // The tile that is growing is in memory; every other one is full, and stored.
    let mut hashes = match partial(size, level.into()) > 0 && span.number == nodes / u64::from(FULL)
    {
        true => published.frontier.growing(level),
        false => {
            let number = span.number;
            let missing = || Damage::of(format!("tile {level}/{number} is missing"));
            leaves::tile(tx, level, number)?.ok_or_else(missing)?
        }
    };
    hashes.truncate(32 * usize::from(span.width));
    Ok(hashes)
}

/// The entries of a signed span, each after its length.
fn entries(tx: &mut dyn Tx, span: Span) -> Result<Vec<u8>, Error> {
    let first = span.number * u64::from(FULL);
    let mut bundle = Vec::new();
    for leaf in leaves::leaves(tx, first, first + u64::from(span.width))? {
        let length = u16::try_from(leaf.len()).map_err(Error::internal)?;
        bundle.extend(length.to_be_bytes());
        bundle.extend(leaf);
    }
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_signed_is_there() {
        let signed = |number, width, level, size| is_signed(Span { number, width }, level, size);
        assert!(!signed(0, 1, 0, 0));
        assert!(signed(0, 1, 0, 1) && !signed(0, 2, 0, 1));
        assert!(signed(0, 255, 0, 256) && signed(0, 256, 0, 256) && !signed(1, 1, 0, 256));
        assert!(!signed(0, 1, 1, 255) && signed(0, 1, 1, 256) && !signed(0, 2, 1, 511));
        assert!(signed(1, 3, 0, 259) && !signed(1, 256, 0, 259));
        assert!(signed(0, 1, 2, 1 << 16) && !signed(0, 1, 2, (1 << 16) - 1));
        assert!(!signed(u64::MAX, 256, 0, u64::MAX) && !signed(u64::MAX, 256, 5, u64::MAX));
    }
}
