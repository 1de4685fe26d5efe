//! The table of joint projects.

use common::{
    Error,
    context::Reading,
    date,
    resource::{Kind, Parent},
    store::Tx,
    stored_body,
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry::Project;

use super::agreement::Agreements;
use crate::domain::project as rules;

static TABLE: Table<Project> = table("project")
    .order("create_time")
    .indexed(&["create_time"])
    // As the rules have it; a test compares the two.
    .asked(&[asked(
        "state",
        Type::Enum,
        "CASE WHEN t.cancel_date <> 0 THEN 4 WHEN t.complete_date <> 0 THEN 3 \
         WHEN t.start_date <> 0 AND t.start_date <= {today} THEN 2 ELSE 1 END",
    )])
    .columns(&[
        column("titles").folded(|p| &p.titles),
        column("organizations")
            .field("participants.organization")
            .listed(organizations),
        column("start_date").date(|p| date::earliest(p.start_date.as_ref())),
        column("end_date").date(|p| date::upper(p.end_date.as_ref())),
        column("complete_date").date(|p| date::earliest(p.complete_date.as_ref())),
        column("cancel_date")
            .hidden()
            .date(|p| date::earliest(p.cancel_date.as_ref())),
    ]);

/// Joint projects of the parties of agreements.
#[derive(Debug)]
pub(crate) struct Projects;

impl Kind for Projects {
    type Message = Project;
    const PARENT: Option<Parent> = Parent::of::<Agreements>();
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("CancelProject", "cancelled"),
        ("CompleteProject", "completed"),
    ];

    fn table() -> &'static Table<Project> {
        &TABLE
    }

    fn render(_: &mut dyn Tx, project: &mut Project, reading: &Reading) -> Result<(), Error> {
        let state = rules::state(project, date::local_number(reading.as_of));
        project.set_state(state);
        Ok(())
    }
}

fn organizations(project: &Project) -> String {
    let participants = project.participants.iter();
    let organizations = participants.map(|one| one.organization.as_str());
    let known: Vec<&str> = organizations.filter(|name| !name.is_empty()).collect();
    text::listed(&known)
}

/// The projects of an agreement.
pub(crate) fn of_agreement(tx: &mut dyn Tx, name: &str) -> Result<Vec<Project>, Error> {
    let sql = "SELECT r.body FROM project t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 ORDER BY t.name";
    let rows = tx.query(sql, &[name.into()])?;
    rows.iter()
        .map(|row| stored_body::decode(&row[0]))
        .collect()
}
