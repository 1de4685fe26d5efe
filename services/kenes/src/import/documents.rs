//! The text of a version of a draft law, in Akoma Ntoso or as plain text.
//!
//! All languages go in one call if it can hold them, since their parts must agree; otherwise each goes by itself.

use std::path::PathBuf;

use kenes_proto::consultation::{
    AkomaNtosoDocument, ImportAkomaNtosoRequest, ImportPlainTextRequest, PlainTextDocument,
};

use super::{Importer, expand, report::PLAIN_TEXT, statement::Statement};
use crate::{
    client::{NoAnswer, Refusal},
    config,
};

/// The method of Akoma Ntoso.
const AKOMA_NTOSO: &str = "ImportAkomaNtoso";
/// The most bytes of documents in one call, which has at most 4 MiB.
const LARGEST: usize = (4 << 20) - (64 << 10);

/// A file that was read.
struct Document {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Importer {
    /// The text of a version in some of its languages, or in all.
    pub(super) async fn documents(
        &mut self,
        version: &str,
        files: &[PathBuf],
        replace_all: bool,
    ) -> Result<(), NoAnswer> {
        let mut documents = Vec::new();
        for file in files {
            match read(file.clone()) {
                Ok(document) => documents.push(document),
                Err(problem) => {
                    // Not one language of a text without the others.
                    let location = file.display().to_string();
                    self.refused(&location, "file", version, &Refusal::unread(problem));
                    return Ok(());
                }
            }
        }
        let (plain, bills) = documents.into_iter().partition(Document::is_plain);
        let calls: Vec<_> = [bills, plain].into_iter().flat_map(calls).collect();
        let count = calls.len();
        for (n, documents) in calls.into_iter().enumerate() {
            let refused = self.summary.total().refused;
            let (location, statement) = statement(version, documents, replace_all && n == 0);
            match statement {
                Ok(statement) => self.carry_out(location, statement).await?,
                Err(problem) => {
                    self.refused(&location, "file", version, &Refusal::unread(problem));
                }
            }
            // The languages after one that was refused would not agree with what the version has.
            if self.summary.total().refused > refused {
                self.summary.not_sent += (count - n - 1) as u64;
                return Ok(());
            }
        }
        Ok(())
    }
}

fn read(path: PathBuf) -> Result<Document, String> {
    let bytes = expand::read(&path)?;
    let document = Document { path, bytes };
    if document.is_plain()
        && let Err(error) = std::str::from_utf8(&document.bytes)
    {
        let before = &document.bytes[..error.valid_up_to()];
        let line = before.split(|b| *b == b'\n').count();
        return Err(format!("line {line} is not UTF-8; save the file as UTF-8"));
    }
    Ok(document)
}

/// Which documents go together.
fn calls(documents: Vec<Document>) -> Vec<Vec<Document>> {
    let sum: usize = documents.iter().map(|d| d.bytes.len()).sum();
    match documents.is_empty() {
        true => Vec::new(),
        false if sum <= LARGEST => vec![documents],
        false => documents.into_iter().map(|d| vec![d]).collect(),
    }
}

/// The call that brings these documents, all of one kind, and where they come from.
fn statement(
    version: &str,
    documents: Vec<Document>,
    replace_all: bool,
) -> (String, Result<Statement, String>) {
    let locations = documents.iter().map(|d| d.path.display().to_string());
    let location = locations.collect::<Vec<_>>().join(" ");
    let mut content: Vec<_> = documents.iter().map(|d| d.bytes.clone()).collect();
    if replace_all {
        content.push(b"replace_all".to_vec());
    }
    let plain = documents.first().is_some_and(Document::is_plain);
    if plain {
        // The same text in another language is another request.
        content.extend(documents.iter().map(|d| d.name().into_bytes()));
    }
    let method = if plain { PLAIN_TEXT } else { AKOMA_NTOSO };
    let rpc = format!("kenes.consultation.v1.DraftLawService/{method}");
    let statement = match plain {
        true => {
            let request = ImportPlainTextRequest {
                version: version.to_owned(),
                documents: documents.into_iter().map(Document::plain).collect(),
                replace_all,
                ..Default::default()
            };
            Statement::typed(&rpc, &request, version, &content)
        }
        false => {
            let request = ImportAkomaNtosoRequest {
                version: version.to_owned(),
                documents: documents.into_iter().map(Document::bill).collect(),
                replace_all,
                ..Default::default()
            };
            Statement::typed(&rpc, &request, version, &content)
        }
    };
    (location, statement)
}

// === impl Document

impl Document {
    fn is_plain(&self) -> bool {
        config::has_extension(&self.path, "txt")
    }

    fn name(&self) -> String {
        let name = self.path.file_name();
        name.map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    fn bill(self) -> AkomaNtosoDocument {
        AkomaNtosoDocument {
            file_name: self.name(),
            xml: self.bytes,
        }
    }

    fn plain(self) -> PlainTextDocument {
        let language = config::language(&self.path);
        PlainTextDocument {
            file_name: self.name(),
            language_code: language.map(|l| l.code().to_owned()).unwrap_or_default(),
            text: String::from_utf8_lossy(&self.bytes).into_owned(),
        }
    }
}
