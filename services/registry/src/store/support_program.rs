//! The table of programmes of support.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    table::{Table, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry as pb;

static TABLE: Table<pb::SupportProgram> = table("support_program")
    .active("start_date", "end_date")
    .order("create_time")
    .indexed(&["create_time"])
    .columns(&[
        column("titles").folded(|program| &program.titles),
        column("kind_code").text(|program| &program.kind_code),
        column("responsible_body").text(|program| &program.responsible_body),
        column("co_authors").hidden().computed(co_authors),
        column("start_date").date(|program| date::earliest(program.start_date.as_ref())),
        column("end_date").date(|program| date::upper(program.end_date.as_ref())),
        column("form_codes").list(|program| &program.form_codes),
        column("state").enumeration(|program| program.state),
        column("adopt_date").date(|program| date::earliest(program.adopt_date.as_ref())),
    ]);

/// The organizations of the registry among those who drew it up.
fn co_authors(program: &pb::SupportProgram) -> String {
    let parties = program.co_authors.iter().filter_map(|a| a.party.as_ref());
    let named = parties.map(|party| party.organization.as_str());
    text::listed(&named.filter(|name| !name.is_empty()).collect::<Vec<_>>())
}

/// Programmes of support.
#[derive(Debug)]
pub(crate) struct SupportPrograms;

impl Kind for SupportPrograms {
    type Message = pb::SupportProgram;
    const VERBS: Verbs = &[
        ("AdoptSupportProgram", "adopted"),
        ("CloseSupportProgram", "closed"),
    ];

    fn table() -> &'static Table<pb::SupportProgram> {
        &TABLE
    }
}

/// A programme that this organization answers for, or drew up.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM support_program WHERE responsible_body = $1 \
               OR (co_authors <> '' AND replace(co_authors, $2, '') <> co_authors) ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into(), text::listed(&[name]).into()])
}
