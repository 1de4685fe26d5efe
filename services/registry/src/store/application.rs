//! The table of applications. Of one that is sealed it knows the state alone, and a tag that means nothing without the secret.

use common::{
    Error,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, application::State};

use super::tender::Tenders;

static TABLE: Table<pb::Application> = table("application")
    .order("create_time")
    .indexed(&["create_time", "applicant"])
    .columns(&[
        column("state").enumeration(|a| a.state),
        column("applicant").text(|a| &a.applicant),
        column("lot").sorted().text(|a| &a.lot),
        column("value")
            .field("value.units")
            .long(|a| a.value.as_ref().map_or(0, |v| v.units)),
        column("applicant_tag").hidden().computed(|a| {
            let tag = a.seal.as_ref().map(|seal| seal.applicant_tag.as_slice());
            hex(tag.unwrap_or_default())
        }),
    ]);

/// Applications in tenders.
#[derive(Debug)]
pub(crate) struct Applications;

impl Kind for Applications {
    type Message = pb::Application;
    const PARENT: Option<Parent> = Parent::of::<Tenders>();
    const VERBS: Verbs = &[
        ("AdmitApplication", "admitted"),
        ("DisqualifyApplication", "disqualified"),
        ("OpenApplications", "opened"),
        ("WithdrawApplication", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Application> {
        &TABLE
    }
}

/// An application in the tender with this tag, but for those that were withdrawn.
pub(crate) fn with_tag(tx: &mut dyn Tx, tender: &str, tag: &[u8]) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM application WHERE parent = $1 AND applicant_tag = $2 AND state <> $3 \
               ORDER BY name LIMIT 1";
    let args = [tender.into(), hex(tag).into(), number(State::Withdrawn)];
    store::first_text(tx, sql, &args)
}

/// Applications in the tender that are sealed, and not withdrawn.
pub(crate) fn sealed(tx: &mut dyn Tx, tender: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM application WHERE parent = $1 AND state = $2 ORDER BY create_time, name LIMIT $3";
    store::texts(
        tx,
        sql,
        &[tender.into(), number(State::Sealed), limit.into()],
    )
}

/// The applications of an applicant in the tender: one a lot.
pub(crate) fn of_applicant(
    tx: &mut dyn Tx,
    tender: &str,
    applicant: &str,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM application WHERE applicant = $1 AND parent = $2 ORDER BY name";
    store::texts(tx, sql, &[applicant.into(), tender.into()])
}

pub(super) fn number(state: State) -> store::Value {
    i64::from(i32::from(state)).into()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    let digits = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.iter().flat_map(digits).collect()
}
