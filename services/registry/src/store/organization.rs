//! The table of organizations, their identifiers in other registers, and the ties between them.

use common::{
    Error, date, kind, resource,
    store::{Column, Table, Tx, Type, Value},
    text,
};
use kenes_proto::registry as pb;

static TABLE: Table = Table::new(
    "organization",
    &[
        Column::unsorted(
            "kind",
            "kind",
            Type::Enum("kenes.registry.v1.Organization.Kind"),
        ),
        Column::unsorted(
            "state",
            "state",
            Type::Enum("kenes.registry.v1.Organization.State"),
        ),
        Column::unsorted("bin", "bin", Type::Text),
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted("subdivision_code", "place.subdivision_code", Type::Text),
        Column::unsorted(
            "scope",
            "ngo_profile.scope",
            Type::Enum("kenes.registry.v1.NgoProfile.Scope"),
        ),
        Column::new("group_codes", "ngo_profile.group_codes", Type::List),
        Column::unsorted("form_code", "body_profile.form_code", Type::Text),
        Column::unsorted("parent_organization", "parent_organization", Type::Text),
        Column::hidden("attached_to", Type::Text),
        Column::new("founding_date", "founding_date", Type::Date),
    ],
    None,
    "create_time",
);

kind!(
    /// NGOs, associations, consultative and state bodies.
    Organizations: pb::Organization, "registry.kenes/Organization", "organization", TABLE, columns, deletable
);

fn columns(organization: &pb::Organization) -> Vec<Value> {
    let place = organization.place.as_ref();
    let ngo = organization.ngo_profile.as_ref();
    let body = organization.body_profile.as_ref();
    vec![
        organization.kind.into(),
        organization.state.into(),
        organization.bin.as_str().into(),
        text::folded(&organization.titles).into(),
        place.map_or("", |p| &p.subdivision_code).into(),
        ngo.map_or(0, |p| p.scope).into(),
        text::listed(ngo.map_or(&[], |p| &p.group_codes)).into(),
        body.map_or("", |p| &p.form_code).into(),
        organization.parent_organization.as_str().into(),
        body.map_or("", |p| &p.attached_to).into(),
        date::earliest(organization.founding_date.as_ref()).into(),
    ]
}

/// Who has this identifier, deleted or not.
pub(crate) fn holder(tx: &mut dyn Tx, org_id: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT organization FROM org_id WHERE org_id = $1";
    let rows = tx.query(sql, &[org_id.into()])?;
    rows.first()
        .map(|row| row[0].text().map(str::to_owned))
        .transpose()
}

/// Takes the identifier for the organization; answers whether it was free.
pub(crate) fn take(tx: &mut dyn Tx, org_id: &str, organization: &str) -> Result<bool, Error> {
    let sql =
        "INSERT INTO org_id (org_id, organization) VALUES ($1, $2) ON CONFLICT (org_id) DO NOTHING";
    Ok(tx.execute(sql, &[org_id.into(), organization.into()])? == 1)
}

/// Lets the identifier be taken by others.
pub(crate) fn release(tx: &mut dyn Tx, org_id: &str) -> Result<(), Error> {
    let sql = "DELETE FROM org_id WHERE org_id = $1";
    tx.execute(sql, &[org_id.into()]).map(drop)
}

/// A resource that is in the way of the organization's deletion: one that refers to it.
pub(crate) fn dependant(
    tx: &mut dyn Tx,
    organization: &pb::Organization,
) -> Result<Option<String>, Error> {
    let name = organization.name.as_str();
    for successor in &organization.successors {
        let found = resource::find::<Organizations>(tx, successor)?;
        if found.is_some_and(|o| o.delete_time.is_none()) {
            return Ok(Some(successor.clone()));
        }
    }
    let sql = "SELECT name FROM organization WHERE parent_organization = $1 AND delete_time = 0 \
               UNION ALL SELECT name FROM organization WHERE attached_to = $1 AND delete_time = 0 LIMIT 1";
    let rows = tx.query(sql, &[name.into()])?;
    rows.first()
        .map(|row| row[0].text().map(str::to_owned))
        .transpose()
}
