//! What a list reaches of the world, as far as its request says: under which resource, of which days, of which organizations.
//!
//! Only for telling whether something that is not in the record could have been on it: where a request does not say, it
//! reaches everything.

use super::{Query, columns::find, compile::day, effort::flatten, filter, words::Operator};
use crate::{date, names, table::Type};

/// Where the names of organizations begin in the registry.
const ORGANIZATIONS: &str = "organizations/";
/// The service that has them.
const REGISTRY: &str = "registry.kenes";
/// Days of the record, which say nothing of the world.
const RECORDED: [&str; 2] = ["create_time", "update_time"];

/// What is reached. The default is everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach<'a> {
    /// The resource under which it is; an id of `-` stands for any.
    pub within: &'a str,
    /// The first day and the last, as `yyyymmdd`.
    pub days: [i64; 2],
    /// The organizations of which it is, as the registry names them; none means all.
    pub organizations: Vec<String>,
}

/// What is missing, of one collection.
#[derive(Clone, Copy, Debug)]
pub struct Missing<'a> {
    /// The resource under which it is missing; empty means under all.
    pub within: &'a str,
    /// The first day and the last, as `yyyymmdd`; 0 means that there is none.
    pub days: [i64; 2],
    /// Of whom; none means of all.
    pub organizations: &'a [&'a str],
}

// === impl Reach

impl Default for Reach<'_> {
    fn default() -> Self {
        Self {
            within: "",
            days: [0, i64::MAX],
            organizations: Vec::new(),
        }
    }
}

impl Reach<'_> {
    /// The same, of this organization too if it is the name of one.
    #[must_use]
    pub fn of(mut self, name: &str) -> Self {
        if is_organization(name) {
            self.organizations.push(relative(name).to_owned());
        }
        self
    }

    /// Whether what is missing could have been reached.
    pub fn touches(&self, missing: Missing<'_>) -> bool {
        let [first, last] = missing.days;
        let last = if last == 0 { i64::MAX } else { last };
        let mut parts = self.within.split('/').zip(missing.within.split('/'));
        let apart = |(mine, theirs)| mine != theirs && mine != "-";
        let beside = !self.within.is_empty() && !missing.within.is_empty() && parts.any(apart);
        let of_others = !self.organizations.is_empty()
            && !missing.organizations.is_empty()
            && !missing.organizations.iter().any(|organization| {
                let organization = relative(organization);
                self.organizations.iter().any(|asked| asked == organization)
            });
        !beside && !of_others && first <= self.days[1] && last >= self.days[0]
    }
}

// === impl Query

impl<'a> Query<'a> {
    /// What the list reaches. Its days are those of the field of its default order.
    pub fn reach(&self) -> Reach<'a> {
        let parent = self.parent.unwrap_or_default();
        let mut reach = Reach {
            within: parent,
            ..Reach::default()
        }
        .of(parent);
        let Ok(Some(expression)) = filter::parse(self.filter) else {
            return reach;
        };
        let dated = self.table.order.split_whitespace().next();
        let dated = dated.filter(|field| !RECORDED.contains(field));
        let mut conditions = Vec::new();
        flatten(&expression, &mut conditions);
        for condition in conditions {
            let filter::Expression::Compare {
                field,
                operator,
                value,
            } = condition
            else {
                continue;
            };
            let Some(column) = find(self.table, &field.text) else {
                continue;
            };
            let exact = matches!(operator, Operator::Equal | Operator::Has) && value.stars == 0;
            if exact {
                reach = reach.of(&value.text);
            }
            if dated != Some(column.field) {
                continue;
            }
            let asked = match column.kind {
                Type::Date => day(value),
                Type::Time => date::parse_time(&value.text).map(date::local_number),
                _ => None,
            };
            let (Some(asked), [first, last]) = (asked, &mut reach.days) else {
                continue;
            };
            if matches!(
                operator,
                Operator::Equal | Operator::Greater | Operator::AtLeast
            ) {
                *first = asked.max(*first);
            }
            if matches!(
                operator,
                Operator::Equal | Operator::Less | Operator::AtMost
            ) {
                *last = asked.min(*last);
            }
        }
        reach
    }
}

/// The name of an organization as the registry has it.
fn relative(name: &str) -> &str {
    names::relative(REGISTRY, name).unwrap_or(name)
}

fn is_organization(name: &str) -> bool {
    let id = relative(name).strip_prefix(ORGANIZATIONS);
    id.is_some_and(|id| !id.is_empty() && id != "-" && !id.contains('/'))
}

#[cfg(test)]
mod tests;
