//! Uploaded files in a store that speaks the protocol of S3, for programs that are built with the feature `s3`.
//!
//! Owns the conversation with the store. What is kept there was checked before, and lies under its SHA-256 as it would in a folder.

use std::{
    fs::File,
    io::{self, Read},
    ops::Range,
    sync::Arc,
};

use common::{
    Error,
    attachments::{Answer, Remote},
    hex,
};
use kenes_proto::types::ErrorReason as Reason;
use object_store::{
    ObjectStoreExt, WriteMultipart,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};
use tokio::task::spawn_blocking;

use crate::{Exit, Failure, config::Bucket};

/// So much is sent at once, the least that stores take.
const PART: usize = 5 << 20;
/// So much is read from the file at once.
const PIECE: usize = 256 << 10;
/// When to come back to a store that does not answer.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// A place in a bucket.
#[derive(Debug)]
struct Place {
    store: Arc<AmazonS3>,
    prefix: String,
}

/// Returns the place that an operator named; its secrets are those of the environment.
pub(crate) fn open(bucket: &Bucket) -> Result<Arc<dyn Remote>, Failure> {
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(&bucket.name);
    if let Some(endpoint) = &bucket.endpoint {
        let plain = endpoint.starts_with("http://");
        builder = builder.with_endpoint(endpoint).with_allow_http(plain);
    }
    let store = builder.build().map_err(|error| {
        let text = format!("--attachments-url: {error}");
        Failure::new(Exit::Usage, text)
    })?;
    Ok(Arc::new(Place {
        store: Arc::new(store),
        prefix: bucket.prefix.clone(),
    }))
}

impl Place {
    fn path(&self, sha256: [u8; 32]) -> Path {
        let name = hex(&sha256);
        let (first, rest) = name.split_at(2);
        Path::from(format!("{}/{first}/{rest}", self.prefix))
    }
}

/// What a store says. Its words may hold its address, and are not shown to callers.
fn trouble(error: impl std::error::Error) -> Error {
    tracing::warn!(%error, "the store of uploaded files");
    let text = "the store of uploaded files does not answer";
    Error::unavailable(Reason::Unavailable, text, AGAIN)
}

impl Remote for Place {
    fn put(&self, sha256: [u8; 32], mut file: File) -> Answer<()> {
        let (store, path) = (Arc::clone(&self.store), self.path(sha256));
        Box::pin(async move {
            let upload = store.put_multipart(&path).await.map_err(trouble)?;
            let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
            loop {
                let read = spawn_blocking(move || -> io::Result<_> {
                    let mut piece = Vec::with_capacity(PIECE);
                    (&mut file).take(PIECE as u64).read_to_end(&mut piece)?;
                    Ok((file, piece))
                });
                let (back, piece) = read
                    .await
                    .map_err(Error::internal)?
                    .map_err(Error::internal)?;
                if piece.is_empty() {
                    break;
                }
                file = back;
                upload.wait_for_capacity(0).await.map_err(trouble)?;
                upload.write(&piece);
            }
            upload.finish().await.map_err(trouble).map(drop)
        })
    }

    fn get(&self, sha256: [u8; 32], range: Range<u64>) -> Answer<Vec<u8>> {
        let (store, path) = (Arc::clone(&self.store), self.path(sha256));
        Box::pin(async move {
            let found = store.get_range(&path, range).await.map_err(trouble)?;
            Ok(found.to_vec())
        })
    }

    fn remove(&self, sha256: [u8; 32]) -> Answer<()> {
        let (store, path) = (Arc::clone(&self.store), self.path(sha256));
        Box::pin(async move {
            match store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(trouble(error)),
            }
        })
    }

    fn size(&self, sha256: [u8; 32]) -> Answer<Option<u64>> {
        let (store, path) = (Arc::clone(&self.store), self.path(sha256));
        Box::pin(async move {
            match store.head(&path).await {
                Ok(found) => Ok(Some(found.size)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(trouble(error)),
            }
        })
    }
}
