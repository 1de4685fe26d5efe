//! Files that were uploaded: where their bytes are, while they come and for good. Each lies under its SHA-256, `ab/cdef…`, in a
//! folder or in a store elsewhere ([`Remote`]), and what is still coming in the folder's `parts`, by its own name.
//!
//! Owns the bytes: what is said to be written is on disk, a file is there whole or not at all, and no more than a piece of one is
//! in memory. Who may read it, what it must be, and when it goes is the service's.

mod place;

use std::{
    collections::BTreeSet,
    fmt,
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::Error;
use place::Copied;
pub use place::{Found, look, path};

/// The largest file, in bytes, unless the operator says otherwise.
pub const MAX_SIZE: u64 = 25 << 20;
/// So many bytes are read at once.
const PIECE: usize = 256 << 10;

/// The files of a service.
#[derive(Clone, Debug)]
pub struct Attachments {
    folder: Arc<Path>,
    max_size: u64,
    /// Where files are kept, if that is not the folder.
    remote: Option<Arc<dyn Remote>>,
}

/// What becomes of a call to a store of files.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A store elsewhere that keeps files by their SHA-256. What was put there stays when the call has returned.
pub trait Remote: fmt::Debug + Send + Sync {
    /// Keeps a file.
    fn put(&self, sha256: [u8; 32], file: File) -> Answer<()>;
    /// A stretch of a file that is there.
    fn get(&self, sha256: [u8; 32], range: Range<u64>) -> Answer<Vec<u8>>;
    /// Deletes a file, which need not be there.
    fn remove(&self, sha256: [u8; 32]) -> Answer<()>;
    /// The size of a file, if it is there.
    fn size(&self, sha256: [u8; 32]) -> Answer<Option<u64>>;
}

/// What became of a file that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is there for good.
    Whole,
    /// Its bytes have another SHA-256.
    Differs,
}

/// A file that can be read.
#[derive(Debug)]
pub enum Opened {
    /// Whatever becomes of its name.
    Here(Arc<File>),
    /// As long as it is there.
    Elsewhere(Arc<dyn Remote>, [u8; 32]),
}

// === impl Attachments

impl Attachments {
    /// Those in this folder, which is made when the first one comes.
    pub fn within(folder: PathBuf) -> Self {
        Self {
            folder: folder.into(),
            max_size: MAX_SIZE,
            remote: None,
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

    /// The same, of which only what still comes is in the folder.
    #[must_use]
    pub fn kept_in(self, remote: Arc<dyn Remote>) -> Self {
        let remote = Some(remote);
        Self { remote, ..self }
    }

    /// The largest file, in bytes.
    pub fn max_size(&self) -> u64 {
        self.max_size
    }

    /// Where they are, or come.
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
        let copy = move |folder: &Path, id: &str| place::copy(folder, id, sha256, check);
        match self.run(id, copy).await? {
            Copied::Differs => Ok(Kept::Differs),
            // It was kept before a crash, or by another call.
            Copied::Nothing if self.size(sha256).await?.is_some() => Ok(Kept::Whole),
            Copied::Nothing => Err(Error::internal(format!("nothing came of {id}"))),
            Copied::Whole(draft) => {
                match &self.remote {
                    None => {
                        let settle =
                            move |folder: &Path, _: &str| place::settle(folder, &draft, sha256);
                        self.run("", settle).await?;
                    }
                    Some(remote) => remote.put(sha256, draft.reader()?).await?,
                }
                Ok(Kept::Whole)
            }
        }
    }

    /// Drops what came of one.
    pub async fn forget(&self, id: &str) -> Result<(), Error> {
        self.run(id, place::forget).await
    }

    /// The uploads of which something came and lies there, by name.
    pub async fn coming(&self) -> Result<BTreeSet<String>, Error> {
        self.run("", |folder, _| place::coming(folder)).await
    }

    /// Deletes a file; when this returns, it is gone.
    pub async fn remove(&self, sha256: [u8; 32]) -> Result<(), Error> {
        match &self.remote {
            None => {
                let remove = move |folder: &Path, _: &str| place::remove(folder, sha256);
                self.run("", remove).await
            }
            Some(remote) => remote.remove(sha256).await,
        }
    }

    /// The size of a file, if it is there.
    pub async fn size(&self, sha256: [u8; 32]) -> Result<Option<u64>, Error> {
        match &self.remote {
            None => {
                let size = move |folder: &Path, _: &str| place::size(folder, sha256);
                self.run("", size).await
            }
            Some(remote) => remote.size(sha256).await,
        }
    }

    /// The hash of a file as it is read now, if it is there.
    pub async fn hash(&self, sha256: [u8; 32]) -> Result<Option<[u8; 32]>, Error> {
        let Some(size) = self.size(sha256).await? else {
            return Ok(None);
        };
        let (file, mut hash, mut at) = (self.open(sha256).await?, Sha256::new(), 0);
        while at < size {
            let piece = file.read(at, PIECE).await?;
            if piece.is_empty() {
                break;
            }
            at += piece.len() as u64;
            hash.update(&piece);
        }
        Ok(Some(hash.finalize().into()))
    }

    /// Opens a file.
    pub async fn open(&self, sha256: [u8; 32]) -> Result<Opened, Error> {
        match &self.remote {
            None => {
                let open = move |folder: &Path, _: &str| place::open(folder, sha256);
                let file = self.run("", open).await?;
                Ok(Opened::Here(Arc::new(file)))
            }
            Some(remote) => Ok(Opened::Elsewhere(Arc::clone(remote), sha256)),
        }
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

// === impl Opened

impl Opened {
    /// So many bytes from here on; fewer only where the file ends.
    pub async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Error> {
        match self {
            Self::Here(file) => {
                let file = Arc::clone(file);
                let read = spawn_blocking(move || place::read(&file, offset, length)).await;
                read.map_err(Error::internal)?
            }
            Self::Elsewhere(remote, sha256) => {
                let range = offset..offset.saturating_add(length as u64);
                remote.get(*sha256, range).await
            }
        }
    }
}
