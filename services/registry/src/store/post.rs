//! The table of posts.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use super::organization::Organizations;

static TABLE: Table<pb::Post> = table("post")
    .active("start_date", "end_date")
    .order("create_time")
    .columns(&[
        column("role_code").text(|post| &post.role_code),
        column("quota").enumeration(|post| post.quota),
        column("seat_number").int(|post| post.seat_number),
        column("start_date").date(|post| date::earliest(post.start_date.as_ref())),
        column("end_date").date(|post| date::upper(post.end_date.as_ref())),
    ]);

/// Posts of organizations.
#[derive(Debug)]
pub(crate) struct Posts;

impl Kind for Posts {
    type Message = pb::Post;
    const PARENT: Option<Parent> = Parent::of::<Organizations>();

    fn table() -> &'static Table<pb::Post> {
        &TABLE
    }
}

/// A post of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM post WHERE parent = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
