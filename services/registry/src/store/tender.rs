//! The table of tenders.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, application, tender::State};

use super::statistics;

static TABLE: Table<pb::Tender> = table("tender")
    .order("create_time desc")
    .indexed(&["create_time", "buyer"])
    // A group of areas stands for those in it.
    .asked(&[asked(
        "area_codes",
        Type::List,
        "(replace(t.area_codes, '|' || {v} || '|', '') <> t.area_codes OR EXISTS (SELECT 1 FROM code c \
         WHERE c.parent_code = 'referenceData/order-area-groups/codes/' || {v} AND c.delete_time = 0 \
         AND replace(t.area_codes, '|' || replace(c.name, 'referenceData/order-areas/codes/', '') || '|', '') \
         <> t.area_codes))",
    )])
    .columns(&[
        column("state").enumeration(|t| t.state),
        column("number").text(|t| &t.number),
        column("titles").folded(|t| &t.titles),
        column("level_code").text(|t| &t.level_code),
        column("form_code").text(|t| &t.form_code),
        column("area_codes").hidden().list(|t| &t.area_codes),
        column("buyer").text(|t| &t.buyer),
        column("support_program").text(|t| &t.support_program),
        column("value")
            .field("value.units")
            .long(|t| t.value.as_ref().map_or(0, |v| v.units)),
        column("submission_start_time").time(|t| date::moment(t.submission_start_time.as_ref())),
        column("submission_end_time").time(|t| date::moment(t.submission_end_time.as_ref())),
        column("opening_time").time(|t| date::moment(t.opening_time.as_ref())),
        column("commission_members").hidden().listed(|t| {
            let members = t.commission_members.iter();
            let named: Vec<&str> = members
                .flat_map(|m| [&*m.person, &*m.on_behalf_of])
                .collect();
            text::listed(&named)
        }),
    ]);

/// Tenders.
#[derive(Debug)]
pub(crate) struct Tenders;

impl Kind for Tenders {
    type Message = pb::Tender;
    const VERBS: Verbs = &[
        ("AmendTender", "amended"),
        ("AnnounceTender", "announced"),
        ("CancelTender", "cancelled"),
        ("DeclareConflict", "conflictDeclared"),
        ("CancelAward", "reopened"),
        ("ConfirmAward", "awarded"),
        ("ExtendTender", "extended"),
        ("FailLot", "lotFailed"),
        ("FailTender", "failed"),
        ("OpenApplications", "opened"),
        ("WithdrawTender", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Tender> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Tender) -> Result<(), Error> {
        statistics::note_tender(tx, written)
    }
}

/// A tender whose applications are to be opened by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) name: String,
    /// In microseconds since 1970.
    pub(crate) opening_time: i64,
}

/// The tenders whose applications are to be opened by now, those first that wait longest, from after `last` on; without the secret,
/// those of them that have nothing sealed.
pub(crate) fn due(
    tx: &mut dyn Tx,
    now: i64,
    last: Option<&Due>,
    secret: bool,
    limit: i64,
) -> Result<Vec<Due>, Error> {
    let sql = "SELECT name, opening_time FROM tender t WHERE state = $1 AND opening_time <= $2 \
               AND (opening_time > $3 OR opening_time = $3 AND name > $4) \
               AND (CAST($5 AS BIGINT) = 1 OR NOT EXISTS (SELECT 1 FROM application a WHERE a.parent = t.name AND a.state = $6)) \
               ORDER BY opening_time, name LIMIT $7";
    let announced = i64::from(i32::from(State::Announced));
    let sealed = i64::from(i32::from(application::State::Sealed));
    let (time, name) = last.map_or((i64::MIN, ""), |last| (last.opening_time, &*last.name));
    let args = [
        announced.into(),
        now.into(),
        time.into(),
        name.into(),
        i64::from(secret).into(),
        sealed.into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            Ok(Due {
                name: row[0].text()?.to_owned(),
                opening_time: row[1].int()?,
            })
        })
        .collect()
}

/// A tender of this buyer, or with somebody on behalf of this organization in its commission.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM tender WHERE buyer = $1 ORDER BY name LIMIT 1";
    match store::first_text(tx, sql, &[name.into()])? {
        None => of_member(tx, name),
        bought => Ok(bought),
    }
}

/// A tender with this person, or with somebody on behalf of this organization, in its commission.
pub(crate) fn of_member(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM tender WHERE replace(commission_members, $1, '') <> commission_members ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[text::listed(&[name]).into()])
}
