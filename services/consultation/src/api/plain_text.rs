//! The handler of plain text: a bill is made of it, which goes the way of any other.

use common::{Error, context::Context};
use kenes_proto::consultation as pb;

use super::{
    Api,
    expression::{Standing, Text, apart},
};
use crate::domain::{
    akn::{self, Bill, Source},
    plain_text,
};

pub(super) async fn import(
    api: &Api,
    context: Context,
    mut request: pb::ImportPlainTextRequest,
) -> Result<pb::ImportPlainTextResponse, Error> {
    let texts = std::mem::take(&mut request.documents);
    let (readings, version) = match apart(move || read(&texts)).await {
        Ok((bills, documents, readings)) => {
            let text = Text {
                version: request.version,
                etag: request.etag,
                whole: request.replace_all,
                standing: Standing::default(),
                bills,
                documents,
            };
            (readings, text.write(api, context).await?)
        }
        // What is kept of a request that was accepted is the version, not this answer.
        Err(error) if context.may_be_retry() => {
            let version = api.app.first_answer(&context, error).await?;
            (Vec::new(), version)
        }
        Err(error) => return Err(error),
    };
    Ok(pb::ImportPlainTextResponse {
        draft_law_version: Some(version),
        readings,
    })
}

type Plain = (
    Vec<Bill>,
    Vec<pb::AkomaNtosoDocument>,
    Vec<pb::PlainTextReading>,
);

/// Makes bills of plain texts, and reads them as any other.
fn read(texts: &[pb::PlainTextDocument]) -> Result<Plain, Error> {
    let (mut bills, mut documents, mut readings) = (Vec::new(), Vec::new(), Vec::new());
    for (n, text) in texts.iter().enumerate() {
        let source = |field: String| Source {
            field,
            file: text.file_name.clone(),
        };
        let made = plain_text::read(&source(format!("documents[{n}]")), text)?;
        bills.push(akn::read(
            source(format!("documents[{n}].text")),
            &made.document.xml,
        )?);
        documents.push(made.document);
        readings.push(made.reading);
    }
    Ok((bills, documents, readings))
}
