//! The table of nominations.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::organization::Organizations;

static TABLE: Table<pb::Nomination> = table("nomination")
    .order("create_time")
    .indexed(&["create_time", "person", "nominated_by"])
    .columns(&[
        column("person").text(|n| &n.person),
        column("nominated_by").text(|n| &n.nominated_by),
        column("post").text(|n| &n.post),
        column("nominate_date").date(|n| date::earliest(n.nominate_date.as_ref())),
        column("state").enumeration(|n| n.state),
        column("membership").text(|n| &n.membership),
    ]);

/// Nominations for bodies.
#[derive(Debug)]
pub(crate) struct Nominations;

impl Kind for Nominations {
    type Message = pb::Nomination;
    const PARENT: Option<Parent> = Parent::of::<Organizations>();
    const VERBS: Verbs = &[
        ("AcceptNomination", "accepted"),
        ("DeclineNomination", "declined"),
        ("WithdrawNomination", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Nomination> {
        &TABLE
    }
}

/// A nomination for this organization, or by it.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql =
        "SELECT name FROM nomination WHERE parent = $1 OR nominated_by = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

/// A nomination of this person.
pub(crate) fn of_person(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM nomination WHERE person = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
