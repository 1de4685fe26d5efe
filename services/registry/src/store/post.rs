//! The table of posts.

use common::{
    Error, date, kind,
    store::{Column, Table, Tx, Type, Value},
};
use kenes_proto::registry as pb;

static TABLE: Table = Table::new(
    "post",
    &[
        Column::unsorted("role_code", "role_code", Type::Text),
        Column::unsorted(
            "quota",
            "quota",
            Type::Enum("kenes.registry.v1.Post.SeatQuota"),
        ),
        Column::new("seat_number", "seat_number", Type::Int),
        Column::new("start_date", "start_date", Type::Date),
        Column::new("end_date", "end_date", Type::Date),
    ],
    Some(("start_date", "end_date")),
    "create_time",
);

kind!(
    /// Posts of organizations.
    Posts: pb::Post, "registry.kenes/Post", "post", TABLE, columns
);

fn columns(post: &pb::Post) -> Vec<Value> {
    vec![
        post.role_code.as_str().into(),
        post.quota.into(),
        post.seat_number.into(),
        date::earliest(post.start_date.as_ref()).into(),
        date::upper(post.end_date.as_ref()).into(),
    ]
}

/// A post of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM post WHERE parent = $1 ORDER BY name LIMIT 1";
    super::first_resource_name(tx, sql, &[name.into()])
}
