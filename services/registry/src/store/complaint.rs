//! The table of complaints.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::tender::Tenders;

static TABLE: Table<pb::Complaint> = table("complaint")
    .order("create_time")
    .indexed(&[
        "create_time",
        "complainant",
        "application",
        "award",
        "decision.decided_by",
    ])
    .columns(&[
        column("complainant").text(|c| &c.complainant),
        column("application").text(|c| &c.application),
        column("award").text(|c| &c.award),
        column("file_date").date(|c| date::lower(c.file_date.as_ref())),
        column("state").enumeration(|c| c.state),
        column("decided_by")
            .field("decision.decided_by")
            .text(|c| c.decision.as_ref().map_or("", |d| d.decided_by.as_str())),
        column("decide_date")
            .field("decision.decide_date")
            .date(|c| {
                let decision = c.decision.as_ref();
                date::lower(decision.and_then(|d| d.decide_date.as_ref()))
            }),
    ]);

/// Objections to how tenders were held.
#[derive(Debug)]
pub(crate) struct Complaints;

impl Kind for Complaints {
    type Message = pb::Complaint;
    const PARENT: Option<Parent> = Parent::of::<Tenders>();
    const VERBS: Verbs = &[("DecideComplaint", "decided")];

    fn table() -> &'static Table<pb::Complaint> {
        &TABLE
    }
}

/// A complaint of this organization, or that it decided.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM complaint WHERE complainant = $1 UNION ALL SELECT name FROM complaint WHERE decided_by = $1 \
               LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
