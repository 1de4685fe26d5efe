//! Rules of the profile of an association: who founded it, and what it set itself to do.

use common::{Violation, text};
use kenes_proto::{
    registry::{Founder, Organization},
    types::ErrorReason as Reason,
};

use crate::domain::named::{self, Named};

const FOUNDERS: &str = "organization.association_profile.founders";
const MAX_TASK: usize = 2_000;

/// What is wrong with the profile, if there is one.
pub(super) fn check(organization: &Organization) -> Vec<Violation> {
    let Some(profile) = &organization.association_profile else {
        return Vec::new();
    };
    let founders = profile.founders.iter().map(Named::founder);
    let ways = "an organization, a person, a name in words";
    let mut wrong = named::check(FOUNDERS, founders, ways);
    for (n, founder) in profile.founders.iter().enumerate() {
        if !founder.organization.is_empty() && founder.organization == organization.name {
            let say = "is the association itself; name who founded it";
            let field = format!("{FOUNDERS}[{n}].organization");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    for (n, task) in profile.tasks.iter().enumerate() {
        let field = format!("organization.association_profile.tasks[{n}].texts");
        wrong.extend(text::check(&field, &task.texts, MAX_TASK, true));
    }
    wrong
}

/// The founders that are resources, each with its field.
pub(crate) fn founders<'a>(
    organization: &'a Organization,
    name: fn(&Founder) -> &str,
    part: &'static str,
) -> impl Iterator<Item = (String, &'a str)> {
    let profile = organization.association_profile.iter();
    let all = profile.flat_map(|profile| profile.founders.iter().enumerate());
    all.map(move |(n, founder)| (format!("{FOUNDERS}[{n}].{part}"), name(founder)))
        .filter(|(_, name)| !name.is_empty())
}

/// The organizations and persons among the founders.
pub(crate) fn founder_names(organization: &Organization) -> Vec<&str> {
    let profile = organization.association_profile.iter();
    let all = profile.flat_map(|profile| &profile.founders);
    all.flat_map(|founder| [founder.organization.as_str(), founder.person.as_str()])
        .filter(|name| !name.is_empty())
        .collect()
}
