//! The table of what sessions recorded of the commitments of former ones.

use common::{
    date,
    resource::{Kind, Parent},
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

use super::hearing::Hearings;

static TABLE: Table<pb::CommitmentSummary> = table("commitment_summary")
    .order("as_of_date desc")
    .indexed(&["as_of_date", "former_hearing"])
    .columns(&[
        column("former_hearing").text(|summary| &summary.former_hearing),
        column("as_of_date").date(|summary| date::lower(summary.as_of_date.as_ref())),
    ]);

/// Reports of sessions on the commitments of former ones.
#[derive(Debug)]
pub(crate) struct CommitmentSummaries;

impl Kind for CommitmentSummaries {
    type Message = pb::CommitmentSummary;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();

    fn table() -> &'static Table<pb::CommitmentSummary> {
        &TABLE
    }
}
