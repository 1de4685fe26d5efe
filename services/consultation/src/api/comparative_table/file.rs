//! The file of a comparative table in each of its formats, and how it is sent: text as it comes, a workbook once it is whole.

use std::sync::Arc;

use common::{
    Error, Language,
    app::outflow::Outlet,
    sheet::{Cell, csv},
};
use kenes_proto::consultation::{ExportChunk, TableFormat};
use tokio::{
    io::AsyncReadExt,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::xlsx::Book;
use crate::domain::comparative_table::{Row, header, html};

/// So many workbooks are written at once: each has a file, which takes at most about what a book may hold.
const BOOKS: usize = 2;
/// About so many bytes make a chunk.
const CHUNK: usize = 128 << 10;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Csv,
    Html,
    Xlsx,
}

/// The room for workbooks.
#[derive(Clone, Debug)]
pub(crate) struct Rooms(Arc<Semaphore>);

/// What is written.
pub(super) enum File {
    Csv(Vec<u8>),
    Html(String),
    Xlsx(Box<Book>),
}

/// What is sent.
pub(super) struct Sent {
    outlet: Outlet<ExportChunk>,
    /// Sent with the first chunk.
    token: String,
}

// === impl Rooms

impl Default for Rooms {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(BOOKS)))
    }
}

impl Rooms {
    /// Waits for the room of one.
    pub(super) async fn enter(&self) -> Result<OwnedSemaphorePermit, Error> {
        let rooms = Arc::clone(&self.0);
        rooms.acquire_owned().await.map_err(Error::internal)
    }
}

// === impl Kind

impl Kind {
    pub(super) fn of(format: TableFormat) -> Self {
        match format {
            TableFormat::Csv => Self::Csv,
            TableFormat::Html => Self::Html,
            TableFormat::Xlsx | TableFormat::Unspecified => Self::Xlsx,
        }
    }

    /// A file with its header.
    pub(super) fn begin(self, language: Language, title: &str, time: i64) -> Result<File, Error> {
        let names = header(language);
        Ok(match self {
            Self::Csv => {
                let mut mark = [0; 4];
                let mut data = csv::MARK.encode_utf8(&mut mark).as_bytes().to_vec();
                line(&mut data, names.map(str::to_owned))?;
                File::Csv(data)
            }
            Self::Html => {
                let mut page = String::new();
                html::begin(&mut page, language.code(), title, names);
                File::Html(page)
            }
            Self::Xlsx => File::Xlsx(Box::new(Book::begin(title, names, time)?)),
        })
    }
}

// === impl File

impl File {
    /// The same with more rows. A workbook is written to its file, off the async threads.
    pub(super) async fn write(self, rows: Vec<Row>) -> Result<Self, Error> {
        match self {
            Self::Csv(mut data) => {
                rows.into_iter().try_for_each(|row| line(&mut data, row))?;
                Ok(Self::Csv(data))
            }
            Self::Html(mut page) => {
                for row in &rows {
                    html::row(&mut page, row);
                }
                Ok(Self::Html(page))
            }
            Self::Xlsx(mut book) => {
                let written = spawn_blocking(move || book.write(rows).map(|()| book));
                written.await.map_err(Error::internal)?.map(Self::Xlsx)
            }
        }
    }
}

fn line(into: &mut Vec<u8>, row: Row) -> Result<(), Error> {
    let [number, texts @ ..] = row;
    let number = match number.parse::<i64>() {
        Ok(_) => Cell::Number(number),
        Err(_) => Cell::Text(number),
    };
    let cells = std::iter::once(number).chain(texts.into_iter().map(Cell::Text));
    csv::row(into, cells).map_err(Error::internal)
}

// === impl Sent

impl Sent {
    pub(super) fn new(outlet: Outlet<ExportChunk>, token: String) -> Self {
        Self { outlet, token }
    }

    /// Sends what is written so far, if it is much.
    pub(super) async fn whole(&mut self, file: &mut File, rows: i64) -> Result<(), Error> {
        let data = match file {
            File::Csv(data) if data.len() >= CHUNK => std::mem::take(data),
            File::Html(page) if page.len() >= CHUNK => std::mem::take(page).into_bytes(),
            _ => return Ok(()),
        };
        // A page of long texts is larger than a message should be.
        for piece in data.chunks(CHUNK) {
            self.send(piece, rows, false).await?;
        }
        Ok(())
    }

    /// Sends all that is left.
    pub(super) async fn rest(mut self, file: File, rows: i64) -> Result<(), Error> {
        match file {
            File::Csv(data) => self.send(&data, rows, true).await,
            File::Html(mut page) => {
                html::end(&mut page);
                self.send(page.as_bytes(), rows, true).await
            }
            File::Xlsx(book) => {
                let saved = spawn_blocking(move || book.save()).await;
                // Its folder goes with it.
                let (_folder, file) = saved.map_err(Error::internal)??;
                let mut file = tokio::fs::File::from_std(file);
                let mut data = vec![0; CHUNK];
                loop {
                    let read = file.read(&mut data).await.map_err(Error::internal)?;
                    self.send(&data[..read], rows, read == 0).await?;
                    if read == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn send(&mut self, data: &[u8], rows: i64, last: bool) -> Result<(), Error> {
        let chunk = ExportChunk {
            data: data.to_vec(),
            snapshot: std::mem::take(&mut self.token),
            position: String::new(),
            row_count: rows,
            last,
        };
        self.outlet.send(chunk).await
    }
}
