//! The table of privileges.

use common::{
    date,
    resource::Kind,
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

static TABLE: Table<pb::Privilege> = table("privilege")
    .active("start_date", "end_date")
    .order("create_time")
    .indexed(&["create_time"])
    .columns(&[
        column("titles").folded(|privilege| &privilege.titles),
        column("kind_code").text(|privilege| &privilege.kind_code),
        column("legal_form_codes").list(|privilege| &privilege.legal_form_codes),
        column("group_codes").list(|privilege| &privilege.group_codes),
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
