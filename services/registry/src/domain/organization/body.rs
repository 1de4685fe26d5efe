//! Bodies with seats: how many they have, for whom they are kept, who fills them and who approves.

use common::{Error, Violation, parts};
use kenes_proto::{
    registry::{BodyProfile, Organization},
    types::ErrorReason as Reason,
};

use crate::domain::sector;

/// What must hold of the profile of a body.
pub(super) fn check(organization: &Organization) -> Vec<Violation> {
    let Some(body) = &organization.body_profile else {
        return Vec::new();
    };
    let at = "organization.body_profile";
    let mut wrong = parts::document(&format!("{at}.mandate"), body.mandate.as_ref());
    let faults = [
        ("quorum", too_many(body.quorum, body)),
        ("attached_to", itself(organization, &body.attached_to)),
        ("approver", itself(organization, &body.approver)),
        ("approval_required", nobody_approves(body)),
        ("ngo_seat_minimum", too_many(body.ngo_seat_minimum, body)),
        ("ngo_seat_minimum", no_seats(body)),
    ];
    wrong.extend(faults.into_iter().filter_map(|(field, say)| {
        let field = format!("{at}.{field}");
        Some(Violation::new(field, Reason::FieldInvalid, say?))
    }));
    wrong
}

fn too_many(count: i32, body: &BodyProfile) -> Option<String> {
    let more = body.seat_count > 0 && count > body.seat_count;
    more.then(|| format!("give at most the number of seats, {}", body.seat_count))
}

fn no_seats(body: &BodyProfile) -> Option<String> {
    let say = "leave it out, or give seat_count too: without a number of seats none can be kept";
    (body.ngo_seat_minimum > 0 && body.seat_count == 0).then(|| say.to_owned())
}

fn itself(organization: &Organization, named: &str) -> Option<String> {
    let say = "name another organization than this one";
    (!named.is_empty() && named == organization.name).then(|| say.to_owned())
}

fn nobody_approves(body: &BodyProfile) -> Option<String> {
    let say = "leave it out, or name the approver too";
    (body.approval_required && body.approver.is_empty()).then(|| say.to_owned())
}

/// The organizations that the profile names, each with the field.
pub(super) fn references(organization: &Organization) -> Vec<(String, &str)> {
    let at = "organization.body_profile";
    let Some(body) = &organization.body_profile else {
        return Vec::new();
    };
    let nominators = body.nominators.iter().enumerate();
    [
        (format!("{at}.attached_to"), body.attached_to.as_str()),
        (format!("{at}.approver"), body.approver.as_str()),
    ]
    .into_iter()
    .chain(nominators.map(|(n, name)| (format!("{at}.nominators[{n}]"), name.as_str())))
    .collect()
}

/// Refuses a nominator of whom the body takes no members.
pub(crate) fn check_entitled(body: &Organization, nominator: &Organization) -> Result<(), Error> {
    let Some(profile) = &body.body_profile else {
        return Ok(());
    };
    let (named, sectors) = (&profile.nominators, &profile.nominator_sector_codes);
    let sector = sector::known(nominator);
    let anybody = named.is_empty() && sectors.is_empty();
    if anybody || named.contains(&nominator.name) || sectors.iter().any(|code| code == sector) {
        return Ok(());
    }
    let (body, name) = (&body.name, &nominator.name);
    let text = format!(
        "{name} may not nominate members of {body}: it is neither among the nominators of that body nor of a sector that is"
    );
    Err(Error::refused(Reason::NominatorNotEntitled, name, text)
        .about("registry.kenes/Organization", body))
}

#[cfg(test)]
mod tests {
    use kenes_proto::registry::organization::Kind;

    use super::*;

    fn body(profile: BodyProfile) -> Organization {
        Organization {
            name: "organizations/body".into(),
            kind: Kind::ConsultativeBody.into(),
            body_profile: Some(profile),
            ..Default::default()
        }
    }

    #[test]
    fn a_body_says_what_it_can_keep() {
        let fields = |profile| {
            let wrong = check(&body(profile)).into_iter();
            wrong
                .map(|v| v.field.rsplit('.').next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        let seats = |seat_count, ngo_seat_minimum| BodyProfile {
            seat_count,
            ngo_seat_minimum,
            ..Default::default()
        };
        assert!(fields(seats(7, 7)).is_empty());
        assert_eq!(fields(seats(7, 8)), ["ngo_seat_minimum"]);
        assert_eq!(fields(seats(0, 1)), ["ngo_seat_minimum"]);
        let approved = |approver: &str| BodyProfile {
            approver: approver.into(),
            approval_required: true,
            ..Default::default()
        };
        assert!(fields(approved("organizations/majilis")).is_empty());
        assert_eq!(fields(approved("")), ["approval_required"]);
        assert_eq!(fields(approved("organizations/body")), ["approver"]);
    }

    #[test]
    fn whom_a_body_lets_nominate_it_says_itself() {
        let of = |name: &str, kind: Kind| Organization {
            name: format!("organizations/{name}"),
            kind: kind.into(),
            ..Default::default()
        };
        let entitled = |profile: &BodyProfile, nominator: &Organization| {
            check_entitled(&body(profile.clone()), nominator).map_err(|e| e.reason())
        };
        let open = BodyProfile::default();
        let mut some = BodyProfile {
            nominators: vec!["organizations/ministry".into()],
            ..Default::default()
        };
        let (ngo, ministry) = (of("ngo", Kind::Ngo), of("ministry", Kind::StateBody));
        let refused = Err(Reason::NominatorNotEntitled);
        assert_eq!(entitled(&open, &ngo), Ok(()));
        assert_eq!(entitled(&some, &ministry), Ok(()));
        assert_eq!(entitled(&some, &ngo), refused);
        some.nominator_sector_codes = vec!["nongovernmental".into()];
        assert_eq!(entitled(&some, &ngo), Ok(()));
        assert_eq!(entitled(&some, &of("union", Kind::Other)), refused);
    }
}
