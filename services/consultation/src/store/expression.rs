//! The documents of a version as they were imported, byte for byte.

use common::{
    Error,
    store::{Row, Tx},
};
use kenes_proto::consultation as pb;

/// Puts in these documents, in languages of which the version has none.
pub(crate) fn add<'a>(
    tx: &mut dyn Tx,
    version: &str,
    documents: impl Iterator<Item = (&'a str, &'a pb::AkomaNtosoDocument)>,
) -> Result<(), Error> {
    for (language, document) in documents {
        let sql = "INSERT INTO expression (version, language_code, file_name, xml) VALUES ($1, $2, $3, $4)";
        let args = [
            version.into(),
            language.into(),
            document.file_name.as_str().into(),
            document.xml.as_slice().into(),
        ];
        tx.execute(sql, &args)?;
    }
    Ok(())
}

/// Takes out the document in one language.
pub(crate) fn remove(tx: &mut dyn Tx, version: &str, language: &str) -> Result<(), Error> {
    let sql = "DELETE FROM expression WHERE version = $1 AND language_code = $2";
    tx.execute(sql, &[version.into(), language.into()])?;
    Ok(())
}

/// The document in one language.
pub(crate) fn find(
    tx: &mut dyn Tx,
    version: &str,
    language: &str,
) -> Result<Option<pb::AkomaNtosoDocument>, Error> {
    let sql = "SELECT xml, file_name FROM expression WHERE version = $1 AND language_code = $2";
    tx.query(sql, &[version.into(), language.into()])?
        .first()
        .map(document)
        .transpose()
}

/// All of them.
pub(crate) fn all(tx: &mut dyn Tx, version: &str) -> Result<Vec<pb::AkomaNtosoDocument>, Error> {
    let sql = "SELECT xml, file_name FROM expression WHERE version = $1 ORDER BY language_code";
    tx.query(sql, &[version.into()])?
        .iter()
        .map(document)
        .collect()
}

fn document(row: &Row) -> Result<pb::AkomaNtosoDocument, Error> {
    Ok(pb::AkomaNtosoDocument {
        xml: row[0].bytes()?.to_vec(),
        file_name: row[1].text()?.to_owned(),
    })
}
