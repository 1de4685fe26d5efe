//! The table of initiatives.

use common::{
    Error,
    resource::{Kind, Parent, Recorded},
    store::{self, Tx},
    table::{Table, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::{
    consultation as pb,
    types::{Actor, ErrorReason as Reason},
};
use tlog::entry::Kind as Leaf;

use super::hearing::Hearings;

static TABLE: Table<pb::Initiative> = table("initiative")
    .order("create_time")
    .indexed(&["create_time"])
    .columns(&[
        column("titles").folded(|i| &i.titles),
        column("state").enumeration(|i| i.state),
        column("decision").text(|i| &i.decision),
        column("organizations")
            .field("proponents.organization")
            .listed(|i| listed(&i.proponents, |who| &who.organization)),
        column("on_behalf_of")
            .field("proponents.on_behalf_of")
            .listed(|i| listed(&i.proponents, |who| &who.on_behalf_of)),
        column("results").field("results.resource").listed(|i| {
            let resources = i.results.iter().map(|result| result.resource.as_str());
            text::listed(&resources.collect::<Vec<_>>())
        }),
    ]);

/// What was put forward at sessions.
#[derive(Debug)]
pub(crate) struct Initiatives;

impl Kind for Initiatives {
    type Message = pb::Initiative;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();
    const RECORDED: Recorded<pb::Initiative> = Recorded {
        leaf: |_| Leaf::STATUS,
        ..Recorded::PLAIN
    };
    const VERBS: Verbs = &[
        ("CompleteInitiative", "carriedOut"),
        ("DeclineInitiative", "declined"),
        ("SupportInitiative", "supported"),
    ];

    fn table() -> &'static Table<pb::Initiative> {
        &TABLE
    }
}

/// Refuses to take a session away from under what was put forward at it: `RESOURCE_IN_USE`.
pub(crate) fn check_unused(tx: &mut dyn Tx, session: &str) -> Result<(), Error> {
    let sql = "SELECT name FROM initiative WHERE parent = $1 ORDER BY create_time, name LIMIT 1";
    let Some(put) = store::first_text(tx, sql, &[session.into()])? else {
        return Ok(());
    };
    let text =
        format!("{put} was put forward at {session}, whose kind, days and body therefore stay");
    Err(Error::refused(Reason::ResourceInUse, put, text))
}

fn listed(actors: &[Actor], part: fn(&Actor) -> &String) -> String {
    let parts = actors.iter().map(part).filter(|part| !part.is_empty());
    text::listed(&parts.collect::<Vec<_>>())
}
