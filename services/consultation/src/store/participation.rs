//! The table of participations.

use common::{
    Error,
    resource::{Kind, Parent, Recorded},
    store::Tx,
    stored_body::decode,
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use super::{attachment, hearing::Hearings};
use crate::domain::standing;

static TABLE: Table<pb::Participation> = table("participation")
    .order("create_time")
    .indexed(&["create_time", "actor.on_behalf_of", "draft_law"])
    .asked(&[asked(
        "draft_law",
        Type::Text,
        "t.parent IN (SELECT name FROM hearing WHERE replace(draft_laws, '|' || {v} || '|', '') <> draft_laws)",
    )])
    .columns(&[
    column("on_behalf_of")
        .field("actor.on_behalf_of")
        .text(|p| p.actor.as_ref().map_or("", |actor| &actor.on_behalf_of)),
    column("attended").bool(|p| p.attended),
    column("state").enumeration(|p| p.state),
    column("verification").enumeration(|p| p.verification),
    column("sector_code").text(|p| &p.sector_code),
    column("region")
        .field("standing.subdivision_code")
        .text(|p| standing::region(p.standing.as_ref())),
    column("group_codes")
        .field("standing.group_codes")
        .list(|p| standing::groups(p.standing.as_ref())),
    column("associations")
        .field("standing.associations")
        .list(|p| standing::associations(p.standing.as_ref())),
    column("role_code").text(|p| &p.role_code),
    column("place_region")
        .field("place.subdivision_code")
        .text(|p| p.place.as_ref().map_or("", |place| &place.subdivision_code)),
    column("organization")
        .field("actor.organization")
        .text(|p| p.actor.as_ref().map_or("", |actor| &actor.organization)),
]);

/// Who takes part in hearings.
#[derive(Debug)]
pub(crate) struct Participations;

impl Kind for Participations {
    type Message = pb::Participation;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();
    const RECORDED: Recorded<pb::Participation> = RECORDED;
    const VERBS: Verbs = &[
        ("AdmitParticipation", "admitted"),
        ("DeclineParticipation", "declined"),
        ("RequestToSpeak", "created"),
        ("ResolveParticipations", "resolved"),
        ("WithdrawParticipation", "withdrawn"),
    ];

    fn table() -> &'static Table<pb::Participation> {
        &TABLE
    }

    fn note(tx: &mut dyn Tx, written: &pb::Participation) -> Result<(), Error> {
        let statements = &written.statements;
        attachment::take(tx, "participation.statements", &written.name, statements)
    }
}

const RECORDED: Recorded<pb::Participation> = Recorded {
    leaf: |method| match method {
        "ResolveParticipations" => Leaf::VERIFICATION,
        _ => Leaf::RESOURCE,
    },
    ..Recorded::PLAIN
};

/// All entries of a hearing, whatever became of them.
pub(crate) fn of_hearing(tx: &mut dyn Tx, hearing: &str) -> Result<Vec<pb::Participation>, Error> {
    let sql = "SELECT r.body FROM participation p JOIN revision r ON r.name = p.name AND r.revision = p.revision \
               WHERE p.parent = $1 ORDER BY p.create_time, p.name";
    let rows = tx.query(sql, &[hearing.into()])?;
    rows.iter().map(|row| decode(&row[0])).collect()
}
