//! The table of tenders.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, tender::State};

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
        ("FailTender", "failed"),
        ("OpenApplications", "opened"),
        ("WithdrawTender", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Tender> {
        &TABLE
    }
}

/// The tenders whose applications are to be opened by now, those first that wait longest.
pub(crate) fn due(tx: &mut dyn Tx, now: i64, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM tender WHERE state = $1 AND opening_time <= $2 ORDER BY opening_time, name LIMIT $3";
    let announced = i64::from(i32::from(State::Announced));
    store::texts(tx, sql, &[announced.into(), now.into(), limit.into()])
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
