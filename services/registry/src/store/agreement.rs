//! The table of agreements, and the organizations that are parties of them.

use common::{
    Error,
    context::Reading,
    date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry::Agreement;

use crate::domain::agreement as rules;

/// The first day of a draft: later than any day of the calendar.
const NEVER: i64 = 9999_99_99;

static TABLE: Table<Agreement> = table("agreement")
    .active("first_day", "last_day")
    .order("create_time")
    .indexed(&["create_time", "parties.organization"])
    .asked(&[
        // As the rules have it; a test compares the two.
        asked(
            "state",
            Type::Enum,
            "CASE WHEN t.sign_date = 0 THEN 1 WHEN t.terminate_date <> 0 THEN 5 WHEN {today} < t.first_day THEN 2 \
             WHEN t.last_day <> 0 AND t.last_day < {today} THEN 4 ELSE 3 END",
        ),
        asked(
            "parties.organization",
            Type::List,
            "t.name IN (SELECT p.agreement FROM agreement_party p WHERE p.organization = {v})",
        ),
    ])
    .columns(&[
        column("titles").folded(|a| &a.titles),
        column("kind_code").text(|a| &a.kind_code),
        column("sign_date").date(|a| date::earliest(a.sign_date.as_ref())),
        column("start_date").date(|a| date::earliest(a.start_date.as_ref())),
        column("end_date").date(|a| date::upper(a.end_date.as_ref())),
        column("terminate_date").date(|a| date::earliest(a.terminate_date.as_ref())),
        column("first_day").hidden().date(first_day),
        column("last_day").hidden().date(last_day),
        column("sector_codes")
            .field("parties.sector_code")
            .listed(sectors),
    ]);

/// Agreements and partnerships.
#[derive(Debug)]
pub(crate) struct Agreements;

impl Kind for Agreements {
    type Message = Agreement;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("AmendAgreement", "amended"),
        ("SignAgreement", "signed"),
        ("TerminateAgreement", "terminated"),
    ];

    fn table() -> &'static Table<Agreement> {
        &TABLE
    }

    fn render(_: &mut dyn Tx, agreement: &mut Agreement, reading: &Reading) -> Result<(), Error> {
        let state = rules::state(agreement, date::local_number(reading.as_of));
        agreement.set_state(state);
        Ok(())
    }

    /// Its parties.
    fn note(tx: &mut dyn Tx, written: &Agreement) -> Result<(), Error> {
        let name = written.name.as_str();
        let sql = "DELETE FROM agreement_party WHERE agreement = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO agreement_party (organization, agreement) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let organizations = written.parties.iter().map(|party| &party.organization);
        for organization in organizations.filter(|organization| !organization.is_empty()) {
            tx.execute(sql, &[organization.into(), name.into()])?;
        }
        Ok(())
    }
}

fn first_day(agreement: &Agreement) -> i64 {
    let signed = agreement.sign_date.as_ref();
    let first = agreement.start_date.as_ref().or(signed);
    signed.map_or(NEVER, |_| date::earliest(first))
}

/// The last day on which it holds; 0 is none.
fn last_day(agreement: &Agreement) -> i64 {
    let terminated = agreement.terminate_date.as_ref().map(date::day_before);
    let ends = [
        date::upper(agreement.end_date.as_ref()),
        date::upper(terminated.as_ref()),
    ];
    ends.into_iter().filter(|end| *end != 0).min().unwrap_or(0)
}

/// The sectors of the parties, each once.
fn sectors(agreement: &Agreement) -> String {
    let parties = agreement.parties.iter();
    let known = parties.map(|party| party.sector_code.as_str());
    let mut known: Vec<&str> = known.filter(|code| !code.is_empty()).collect();
    known.sort_unstable();
    known.dedup();
    text::listed(&known)
}

/// An agreement of which the organization is a party.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql =
        "SELECT agreement FROM agreement_party WHERE organization = $1 ORDER BY agreement LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
