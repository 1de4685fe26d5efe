//! The table of organizations, their identifiers in other registers, and the ties between them.

use std::collections::HashSet;

use common::{
    Error, date,
    resource::{self, Kind},
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::{code, statistics};
use crate::domain::{classification::GROUPS, sector};

/// Ties are followed to this many organizations; more is a mistake in the data.
const LONGEST_WAY: usize = 1000;

static TABLE: Table<pb::Organization> = table("organization")
    .order("create_time")
    .indexed(&["create_time", "bin", "ngo_profile.group_codes"])
    // Who is in a group is in the wider one that it is part of. CROSS JOIN: SQLite would begin with the large table.
    .asked(&[asked(
        "ngo_profile.group_codes",
        Type::List,
        "t.name IN (WITH RECURSIVE part (name) AS (SELECT 'referenceData/ngo-groups/codes/' || {v} UNION \
         SELECT c.name FROM part CROSS JOIN code c WHERE c.parent_code = part.name AND c.delete_time = 0) \
         SELECT g.organization FROM part CROSS JOIN organization_group g WHERE g.code = part.name)",
    )])
    .columns(&[
        column("kind").enumeration(|o| o.kind),
        column("state").enumeration(|o| o.state),
        column("bin").text(|o| &o.bin),
        column("titles").folded(|o| &o.titles),
        column("subdivision_code")
            .field("place.subdivision_code")
            .text(|o| o.place.as_ref().map_or("", |p| &p.subdivision_code)),
        column("scope")
            .field("ngo_profile.scope")
            .enumeration(|o| o.ngo_profile.as_ref().map_or(0, |p| p.scope)),
        column("form_code")
            .field("body_profile.form_code")
            .text(|o| o.body_profile.as_ref().map_or("", |p| &p.form_code)),
        column("parent_organization").text(|o| &o.parent_organization),
        column("attached_to")
            .hidden()
            .text(|o| o.body_profile.as_ref().map_or("", |p| &p.attached_to)),
        column("founding_date").date(|o| date::earliest(o.founding_date.as_ref())),
        column("sector_code").text(sector::known),
        column("seated_by").hidden().computed(seated_by),
    ]);

/// The organizations that have a say in who sits in a body: who approves, and who nominates.
fn seated_by(organization: &pb::Organization) -> String {
    let named = organization.body_profile.iter().flat_map(|body| {
        let approver = Some(&body.approver).filter(|name| !name.is_empty());
        approver.into_iter().chain(&body.nominators)
    });
    text::listed(&named.collect::<Vec<_>>())
}

/// NGOs, associations, consultative and state bodies.
#[derive(Debug)]
pub(crate) struct Organizations;

impl Kind for Organizations {
    type Message = pb::Organization;
    const VERBS: Verbs = &[
        ("DissolveOrganization", "dissolved"),
        ("LinkOrganization", "updated"),
        ("MergeOrganizations", "merged"),
        ("ReinstateOrganization", "reinstated"),
        ("SuspendOrganization", "suspended"),
    ];

    fn table() -> &'static Table<pb::Organization> {
        &TABLE
    }

    /// Its groups, and what it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Organization) -> Result<(), Error> {
        let name = written.name.as_str();
        let sql = "DELETE FROM organization_group WHERE organization = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO organization_group (code, organization) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let groups = written.ngo_profile.iter().flat_map(|ngo| &ngo.group_codes);
        for code in groups {
            tx.execute(sql, &[code::name(GROUPS, code).into(), name.into()])?;
        }
        statistics::note(tx, written)
    }
}

// Identifiers are compared with their letters composed: the same number is the same, whatever keyboard it was typed on.

/// Who has this identifier, deleted or not.
pub(crate) fn holder(tx: &mut dyn Tx, org_id: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT organization FROM org_id WHERE org_id = $1";
    store::first_text(tx, sql, &[text::composed(org_id).as_ref().into()])
}

/// Takes the identifier for the organization, and returns whether it was free.
pub(crate) fn take(tx: &mut dyn Tx, org_id: &str, organization: &str) -> Result<bool, Error> {
    let sql =
        "INSERT INTO org_id (org_id, organization) VALUES ($1, $2) ON CONFLICT (org_id) DO NOTHING";
    let row = [text::composed(org_id).as_ref().into(), organization.into()];
    Ok(tx.execute(sql, &row)? == 1)
}

/// Lets the identifier be taken by others.
pub(crate) fn release(tx: &mut dyn Tx, org_id: &str) -> Result<(), Error> {
    let sql = "DELETE FROM org_id WHERE org_id = $1";
    tx.execute(sql, &[text::composed(org_id).as_ref().into()])
        .map(drop)
}

/// The organization and all that it took over from, directly or not.
pub(crate) fn line(tx: &mut dyn Tx, name: &str) -> Result<Vec<String>, Error> {
    let mut found = vec![name.to_owned()];
    let mut at = 0;
    while let Some(name) = found.get(at).filter(|_| found.len() <= LONGEST_WAY) {
        let before =
            resource::find::<Organizations>(tx, name)?.map_or_else(Vec::new, |o| o.predecessors);
        let fresh: Vec<String> = before.into_iter().filter(|n| !found.contains(n)).collect();
        found.extend(fresh);
        at += 1;
    }
    Ok(found)
}

/// What is wrong with a tie to any of `from`, if the ties that follow lead to `target`.
pub(crate) fn returns(
    tx: &mut dyn Tx,
    from: &[String],
    target: &str,
    ties: fn(&pb::Organization) -> &[String],
) -> Result<Option<String>, Error> {
    let mut seen: HashSet<String> = from.iter().cloned().collect();
    let mut ahead = from.to_vec();
    while let Some(name) = ahead.pop() {
        if name == target {
            return Ok(Some(format!("leads back to {target}")));
        }
        if seen.len() > LONGEST_WAY {
            return Ok(Some(format!(
                "leads to more than {LONGEST_WAY} organizations, which is more than are looked through"
            )));
        }
        if let Some(found) = resource::find::<Organizations>(tx, &name)? {
            let fresh = ties(&found).iter().filter(|next| !next.is_empty());
            ahead.extend(fresh.filter(|next| seen.insert((*next).clone())).cloned());
        }
    }
    Ok(None)
}
