//! The text of a version of a draft law, in Akoma Ntoso.

use std::path::PathBuf;

use kenes_proto::consultation::{AkomaNtosoDocument, ImportAkomaNtosoRequest};

use super::{Importer, caller::NoAnswer, expand, report::Refusal, statement::Statement};

impl Importer {
    /// The text of a version in all its languages: one call, since its parts must agree.
    pub(super) async fn documents(
        &mut self,
        version: &str,
        files: &[PathBuf],
    ) -> Result<(), NoAnswer> {
        let (mut documents, mut content) = (Vec::new(), Vec::new());
        for file in files {
            let xml = match expand::read(file) {
                Ok(xml) => xml,
                Err(problem) => {
                    // Not one language of a text without the others.
                    let location = file.display().to_string();
                    self.refused(
                        &location,
                        "ImportAkomaNtoso",
                        version,
                        &Refusal::unread(problem),
                    );
                    return Ok(());
                }
            };
            content.push(xml.clone());
            documents.push(AkomaNtosoDocument {
                xml,
                file_name: file
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
            });
        }
        let request = ImportAkomaNtosoRequest {
            version: version.to_owned(),
            documents,
            ..Default::default()
        };
        let rpc = "kenes.consultation.v1.DraftLawService/ImportAkomaNtoso";
        let locations: Vec<_> = files.iter().map(|f| f.display().to_string()).collect();
        let location = locations.join(" ");
        match Statement::typed(rpc, &request, version, &content) {
            Ok(statement) => self.carry_out(location, statement).await,
            Err(problem) => {
                self.refused(
                    &location,
                    "ImportAkomaNtoso",
                    version,
                    &Refusal::unread(problem),
                );
                Ok(())
            }
        }
    }
}
