//! Who is asked to answer comments: those who hold the consultation and those who wrote the draft.

use common::{Error, names, resource, store::Tx};
use kenes_proto::consultation as pb;

use super::{consultation::Consultations, draft_law::DraftLaws};
use crate::domain::{comment as comments, response as rules};

/// Refuses an answer to a comment by anybody else: `ADDRESSEE_MISMATCH`.
pub(crate) fn check_comment(
    tx: &mut dyn Tx,
    comment: &pb::Comment,
    responder: &str,
) -> Result<(), Error> {
    let version = comments::version(comment);
    check(tx, names::parent(&comment.name), &[version], responder)
}

/// The same of an answer to comments of a consultation, on whichever of its drafts.
pub(crate) fn check_consultation(
    tx: &mut dyn Tx,
    name: &str,
    responder: &str,
) -> Result<(), Error> {
    let consultation = resource::get::<Consultations>(tx, name)?;
    let versions = consultation.draft_law_versions.iter().map(String::as_str);
    check(tx, name, &versions.collect::<Vec<_>>(), responder)
}

fn check(
    tx: &mut dyn Tx,
    consultation: &str,
    versions: &[&str],
    responder: &str,
) -> Result<(), Error> {
    let mut asked = vec![resource::get::<Consultations>(tx, consultation)?.organizer];
    for version in versions {
        let law = resource::find::<DraftLaws>(tx, names::parent(version))?;
        asked.extend(law.map_or_else(Vec::new, |law| law.developers));
    }
    rules::check_addressee(responder, asked.iter().map(String::as_str))
}
