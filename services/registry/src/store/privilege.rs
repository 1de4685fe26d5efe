//! The table of privileges.

use common::{
    date,
    resource::Kind,
    table::{Table, Type, asked, column, table},
};
use kenes_proto::registry as pb;

use super::code::is_for;

static TABLE: Table<pb::Privilege> = table("privilege")
    .active("start_date", "end_date")
    .order("create_time")
    .indexed(&["create_time"])
    // Who qualifies: a code stands for those that are part of it.
    .asked(&[
        asked(
            "legal_form_codes",
            Type::List,
            is_for!("legal_form_codes", "legal-forms"),
        ),
        asked(
            "group_codes",
            Type::List,
            is_for!("group_codes", "ngo-groups"),
        ),
    ])
    .columns(&[
        column("titles").folded(|privilege| &privilege.titles),
        column("kind_code").text(|privilege| &privilege.kind_code),
        column("legal_form_codes")
            .hidden()
            .list(|privilege| &privilege.legal_form_codes),
        column("group_codes")
            .hidden()
            .list(|privilege| &privilege.group_codes),
        column("start_date").date(|privilege| date::earliest(privilege.start_date.as_ref())),
        column("end_date").date(|privilege| date::upper(privilege.end_date.as_ref())),
    ]);

/// Privileges granted by law.
#[derive(Debug)]
pub(crate) struct Privileges;

impl Kind for Privileges {
    type Message = pb::Privilege;

    fn table() -> &'static Table<pb::Privilege> {
        &TABLE
    }
}
