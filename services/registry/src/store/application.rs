//! The table of applications. Of one that is sealed it knows the state alone, and a tag that means nothing without the secret.

use common::{
    Error, date, hex,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, application::State, tender};

use super::{statistics, tender::Tenders};

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
        column("submit_time").time(|a| date::moment(a.submit_time.as_ref())),
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

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Application) -> Result<(), Error> {
        statistics::note_application(tx, written)
    }
}

/// The application in the tender with this tag, and its state.
pub(crate) fn with_tag(
    tx: &mut dyn Tx,
    tender: &str,
    tag: &[u8],
) -> Result<Option<(String, State)>, Error> {
    let sql =
        "SELECT name, state FROM application WHERE parent = $1 AND applicant_tag = $2 LIMIT 1";
    let rows = tx.query(sql, &[tender.into(), hex(tag).into()])?;
    rows.first()
        .map(|row| {
            let state = i32::try_from(row[1].int()?).map_err(Error::internal)?;
            let state = State::try_from(state).map_err(Error::internal)?;
            Ok((row[0].text()?.to_owned(), state))
        })
        .transpose()
}

/// An application of this applicant for the lot, in a tender in which nothing is sealed.
pub(crate) fn for_lot(
    tx: &mut dyn Tx,
    tender: &str,
    applicant: &str,
    lot: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM application WHERE applicant = $1 AND parent = $2 AND lot = $3 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[applicant.into(), tender.into(), lot.into()])
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

/// Tenders with applications that are sealed and will be opened.
pub(crate) fn waiting(tx: &mut dyn Tx, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT t.name FROM tender t WHERE t.state = $1 AND EXISTS (SELECT 1 FROM application a \
               WHERE a.parent = t.name AND a.state = $2) ORDER BY t.name LIMIT $3";
    let announced = i64::from(i32::from(tender::State::Announced)).into();
    store::texts(tx, sql, &[announced, number(State::Sealed), limit.into()])
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

/// An application of this organization that is open.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM application WHERE applicant = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

pub(super) fn number(state: State) -> store::Value {
    i64::from(i32::from(state)).into()
}
