//! Files that were uploaded: where their bytes are, while they come and for good. Each lies under its SHA-256, `ab/cdef…`, and what
//! is still coming in `parts`, by its own name.
//!
//! Owns the bytes: what is said to be written is on disk, a file is there whole or not at all, and no more than a piece of one is
//! in memory. Who may read it, what it must be, and when it goes is the service's.

mod place;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::task::spawn_blocking;

use crate::Error;
pub use place::{Found, hash, look, path};

/// The largest file, in bytes, unless the operator says otherwise.
pub const MAX_SIZE: u64 = 25 << 20;

/// The files of a service.
#[derive(Clone, Debug)]
pub struct Attachments {
    folder: Arc<Path>,
    max_size: u64,
}

/// What became of a file that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is there for good.
    Whole,
    /// Its bytes have another SHA-256.
    Differs,
}

/// A file that can be read, whatever becomes of its name.
#[derive(Debug)]
pub struct Opened(Arc<File>);

impl Attachments {
    /// Those in this folder, which is made when the first one comes.
    pub fn within(folder: PathBuf) -> Self {
        Self {
            folder: folder.into(),
            max_size: MAX_SIZE,
        }
    }

    /// Those in the folder `attachments` beside this file.
    pub fn beside(file: &Path) -> Self {
        Self::within(file.with_file_name("attachments"))
    }

    /// The same with another limit, in bytes.
    #[must_use]
    pub fn limited(self, max_size: u64) -> Self {
        Self { max_size, ..self }
    }

    /// The largest file, in bytes.
    pub fn max_size(&self) -> u64 {
        self.max_size
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many bytes there are of one that is still coming.
    pub async fn received(&self, id: &str) -> Result<u64, Error> {
        self.run(id, place::received).await
    }

    /// Writes the next bytes of one that is still coming, durably. What cannot be told to be on disk is dropped with all that came
    /// before it.
    pub async fn write(&self, id: &str, offset: u64, data: Vec<u8>) -> Result<(), Error> {
        let write = move |folder: &Path, id: &str| place::write(folder, id, offset, &data);
        self.run(id, write).await
    }

    /// Keeps one of which all came, if it has this hash and nothing is wrong with it. That is asked of a copy that nobody else
    /// has open, and the copy is what is kept.
    pub async fn keep(
        &self,
        id: &str,
        sha256: [u8; 32],
        check: impl FnOnce(&mut File) -> Result<(), Error> + Send + 'static,
    ) -> Result<Kept, Error> {
        let keep = move |folder: &Path, id: &str| place::keep(folder, id, sha256, check);
        self.run(id, keep).await
    }

    /// Drops what came of one.
    pub async fn forget(&self, id: &str) -> Result<(), Error> {
        self.run(id, place::forget).await
    }

    /// Deletes a file; when this returns, it is gone from the disk's folder.
    pub async fn remove(&self, sha256: [u8; 32]) -> Result<(), Error> {
        self.run("", move |folder, _| place::remove(folder, sha256))
            .await
    }

    /// Opens a file.
    pub async fn open(&self, sha256: [u8; 32]) -> Result<Opened, Error> {
        let open = move |folder: &Path, _: &str| place::open(folder, sha256);
        self.run("", open).await.map(|file| Opened(Arc::new(file)))
    }

    /// Does something that waits for the disk.
    async fn run<T: Send + 'static>(
        &self,
        id: &str,
        work: impl FnOnce(&Path, &str) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (folder, id) = (Arc::clone(&self.folder), id.to_owned());
        let done = spawn_blocking(move || work(&folder, &id)).await;
        done.map_err(Error::internal)?
    }
}

impl Opened {
    /// At most so many bytes from here on; fewer only where the file ends.
    pub async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Error> {
        let file = Arc::clone(&self.0);
        let read = spawn_blocking(move || place::read(&file, offset, length)).await;
        read.map_err(Error::internal)?
    }
}
