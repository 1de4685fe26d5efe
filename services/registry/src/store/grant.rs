//! The table of grants.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use super::statistics;
use crate::domain::counted::support;

static TABLE: Table<pb::Grant> = table("support_grant")
    .order("create_time")
    .indexed(&[
        "create_time",
        "award_date",
        "recipient",
        "funder.organization",
        "support_program",
    ])
    .columns(&[
        column("titles").folded(|grant| &grant.titles),
        column("support_program").text(|grant| &grant.support_program),
        column("funder")
            .field("funder.organization")
            .text(|grant| grant.funder.as_ref().map_or("", |f| &f.organization)),
        column("funder_kind_code").text(|grant| &grant.funder_kind_code),
        column("recipient").text(|grant| &grant.recipient),
        column("currency_code")
            .field("amount_awarded.currency_code")
            .text(|grant| {
                let awarded = grant.amount_awarded.as_ref();
                awarded.map_or("", |amount| &amount.currency_code)
            }),
        column("amount_awarded")
            .field("amount_awarded.units")
            .long(|grant| grant.amount_awarded.as_ref().map_or(0, |a| a.units)),
        column("award_date").date(|grant| date::earliest(grant.award_date.as_ref())),
        column("start_date").date(|grant| date::earliest(grant.start_date.as_ref())),
        column("end_date").date(|grant| date::upper(grant.end_date.as_ref())),
        column("subdivision_code")
            .field("beneficiary_place.subdivision_code")
            .text(|grant| {
                let place = grant.beneficiary_place.as_ref();
                place.map_or("", |place| &place.subdivision_code)
            }),
    ]);

/// Grants to organizations.
#[derive(Debug)]
pub(crate) struct Grants;

impl Kind for Grants {
    type Message = pb::Grant;

    fn table() -> &'static Table<pb::Grant> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Grant) -> Result<(), Error> {
        statistics::note(tx, &written.name, &support::of_grant(written)).map(drop)
    }
}

/// A grant that this organization gave or received.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM support_grant WHERE recipient = $1 \
               UNION ALL SELECT name FROM support_grant WHERE funder = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
