//! The table of policy documents.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

static TABLE: Table<pb::PolicyDocument> = table("policy_document")
    .order("create_time desc")
    .indexed(&["create_time", "hearing"])
    .columns(&[
        column("kind_code").text(|document| &document.kind_code),
        column("titles").folded(|document| &document.titles),
        column("number").text(|document| &document.number),
        column("hearing").text(|document| &document.hearing),
        column("adopt_date").date(|document| date::lower(document.adopt_date.as_ref())),
        column("start_date").date(|document| date::lower(document.start_date.as_ref())),
        column("end_date").date(|document| date::upper(document.end_date.as_ref())),
        column("supersedes").list(|document| &document.supersedes),
    ]);

/// Resolutions, conceptions, programmes, addresses.
#[derive(Debug)]
pub(crate) struct PolicyDocuments;

impl Kind for PolicyDocuments {
    type Message = pb::PolicyDocument;
    const VERBS: Verbs = &[];

    fn table() -> &'static Table<pb::PolicyDocument> {
        &TABLE
    }
}

/// Refuses to take a session away from under what was adopted at it, or sums it up: `RESOURCE_IN_USE`.
pub(crate) fn check_unused(tx: &mut dyn Tx, session: &str) -> Result<(), Error> {
    let sql = "SELECT name FROM policy_document WHERE hearing = $1 AND delete_time = 0 UNION ALL \
               SELECT name FROM commitment_summary WHERE parent = $1 OR former_hearing = $1 LIMIT 1";
    let Some(user) = store::first_text(tx, sql, &[session.into()])? else {
        return Ok(());
    };
    let text = format!("{user} rests on {session}, whose kind, days and body therefore stay");
    Err(Error::refused(Reason::ResourceInUse, user, text))
}

/// A commitment out of this document, or a document that supersedes it.
pub(crate) fn user(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM commitment WHERE origin = $1 UNION ALL SELECT name FROM policy_document \
               WHERE delete_time = 0 AND replace(supersedes, '|' || $1 || '|', '') <> supersedes LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
