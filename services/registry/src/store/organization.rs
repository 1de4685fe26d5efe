//! The table of organizations, their identifiers in other registers, and the ties between them.

mod profile;

use std::collections::HashSet;

use common::{
    Error,
    context::Reading,
    date,
    resource::{self, Kind},
    store::{self, Tx},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, organization::Kind as Sort};
use prost::{Message, bytes::Bytes};

use super::{
    code::{self, parts_of},
    statistics,
};
use crate::domain::{
    classification::GROUPS,
    organization::{TARGET_GROUPS, founder_names},
    sector,
};
pub(crate) use profile::{founded_by, is_recorded};

/// Ties are followed to this many organizations; more is a mistake in the data.
const LONGEST_WAY: usize = 1000;

static TABLE: Table<pb::Organization> = table("organization")
    .order("create_time")
    .indexed(&[
        "create_time",
        "bin",
        "established_by",
        "ngo_profile.group_codes",
        "ngo_profile.target_group_codes",
    ])
    // Who is in a group is in the wider one that it is part of; so are whom it serves, and its legal form.
    .asked(&[
        asked(
            "ngo_profile.group_codes",
            Type::List,
            concat!(
                "t.name IN (",
                parts_of!("ngo-groups"),
                "SELECT g.organization FROM part CROSS JOIN organization_group g WHERE g.code = part.name)"
            ),
        ),
        asked(
            "ngo_profile.target_group_codes",
            Type::List,
            concat!(
                "t.name IN (",
                parts_of!("target-groups"),
                "SELECT g.organization FROM part CROSS JOIN organization_group g WHERE g.code = part.name)"
            ),
        ),
        asked(
            "legal_form_code",
            Type::Text,
            concat!(
                "('referenceData/legal-forms/codes/' || t.legal_form_code) IN (",
                parts_of!("legal-forms"),
                "SELECT part.name FROM part)"
            ),
        ),
        // A field of activity is found by the beginning of its code.
        asked(
            "classifications",
            Type::List,
            "replace(t.classifications, '|icnp-tso/' || lower({v}), '') <> t.classifications",
        ),
        asked(
            "ngo_profile.active_on",
            Type::Date,
            "EXISTS (SELECT 1 FROM organization_activity a WHERE a.organization = t.name AND a.status = 1 \
             AND a.first_day <= {v} AND (a.last_day = 0 OR a.last_day >= {v}) AND {v} <= {today})",
        ),
        asked(
            "ngo_profile.passive_on",
            Type::Date,
            "EXISTS (SELECT 1 FROM organization_activity a WHERE a.organization = t.name AND a.status = 2 \
             AND a.first_day <= {v} AND (a.last_day = 0 OR a.last_day >= {v}) AND {v} <= {today})",
        ),
        // As `countries` has it.
        asked(
            "member_region_codes",
            Type::List,
            "EXISTS (SELECT 1 FROM membership m JOIN organization o \
             ON o.name = CASE WHEN m.on_behalf_of = '' THEN m.member_organization ELSE m.on_behalf_of END \
             WHERE t.kind = 2 AND m.parent = t.name AND o.region_code = {v} AND m.first_day <= {today} \
             AND (m.end_date = 0 OR m.end_date >= {today}))",
        ),
    ])
    .columns(&[
        column("kind").enumeration(|o| o.kind),
        column("state").enumeration(|o| o.state),
        column("bin").text(|o| &o.bin),
        column("titles").folded(|o| &o.titles),
        column("subdivision_code")
            .field("place.subdivision_code")
            .text(|o| o.place.as_ref().map_or("", |p| &p.subdivision_code)),
        column("region_code")
            .field("place.region_code")
            .text(|o| o.place.as_ref().map_or("", profile::country)),
        column("activity_subdivision_codes").list(|o| &o.activity_subdivision_codes),
        column("classifications").hidden().computed(profile::fields),
        column("legal_form_code")
            .hidden()
            .text(|o| &o.legal_form_code),
        column("scope")
            .field("ngo_profile.scope")
            .enumeration(|o| o.ngo_profile.as_ref().map_or(0, |p| p.scope)),
        column("activity_status")
            .field("ngo_profile.activity.status")
            .enumeration(profile::status),
        column("settlement_kind_code")
            .field("ngo_profile.settlement_kind_code")
            .text(|o| {
                let ngo = o.ngo_profile.as_ref();
                ngo.map_or("", |p| &p.settlement_kind_code)
            }),
        column("target_group_codes")
            .hidden()
            .list(|o| {
                let ngo = o.ngo_profile.as_ref();
                ngo.map_or(&[], |p| &p.target_group_codes)
            }),
        column("established_by").text(|o| &o.established_by),
        column("founders")
            .hidden()
            .computed(|o| text::listed(&founder_names(o))),
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

    fn render(
        tx: &mut dyn Tx,
        organization: &mut pb::Organization,
        reading: &Reading,
    ) -> Result<(), Error> {
        let now = reading.counted && reading.as_of == reading.now;
        if now && organization.kind() == Sort::Association {
            let day = date::local_number(reading.now);
            organization.member_region_codes = profile::countries(tx, &organization.name, day)?;
        }
        Ok(())
    }

    /// Only associations are decoded whole.
    fn render_page(
        tx: &mut dyn Tx,
        page: &mut [Bytes],
        _: Option<&str>,
        reading: &Reading,
    ) -> Result<(), Error> {
        for resource in page {
            let head = Head::decode(&**resource).map_err(Error::internal)?;
            if head.kind == i32::from(Sort::Association) {
                let stored = pb::Organization::decode(&**resource);
                let mut association = stored.map_err(Error::internal)?;
                Self::render(tx, &mut association, reading)?;
                *resource = association.encode_to_vec().into();
            }
        }
        Ok(())
    }

    /// Its groups and whom it serves, how it was judged on which days, and what it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Organization) -> Result<(), Error> {
        let name = written.name.as_str();
        let sql = "DELETE FROM organization_group WHERE organization = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO organization_group (code, organization) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        if let Some(ngo) = &written.ngo_profile {
            let groups = ngo.group_codes.iter().map(|code| (GROUPS, code));
            let targets = ngo.target_group_codes.iter();
            for (scheme, code) in groups.chain(targets.map(|code| (TARGET_GROUPS, code))) {
                tx.execute(sql, &[code::name(scheme, code).into(), name.into()])?;
            }
        }
        profile::note_judged(tx, written)?;
        statistics::note_organization(tx, written)
    }
}

/// As much of an organization as tells whether more is to be read.
#[derive(Clone, PartialEq, Message)]
struct Head {
    #[prost(int32, tag = "10")]
    kind: i32,
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
