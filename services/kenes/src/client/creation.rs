//! What the contract has for a resource: the Create methods of its kind, and beside each the methods that read, update and batch.
//!
//! Looked up once; what is known is plain names and descriptors.

use std::{collections::HashMap, sync::LazyLock};

use kenes_proto::POOL;
use prost_reflect::{FieldDescriptor, MethodDescriptor, ServiceDescriptor};

use super::path;

/// A Create method, and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    pub(crate) method: MethodDescriptor,
    /// The field of its request that holds the resource.
    pub(crate) body: FieldDescriptor,
    /// The path of its HTTP form: `/v1/{parent=organizations/*}/memberships`.
    template: String,
    /// Reads what it created.
    pub(crate) get: Option<MethodDescriptor>,
    /// Changes what it created.
    pub(crate) update: Option<MethodDescriptor>,
    /// Creates several at once, in any order.
    pub(crate) batch: Option<MethodDescriptor>,
}

/// All Create methods by the kind of resource as JSON spells it: `draftLaw`.
static CREATIONS: LazyLock<HashMap<String, Vec<Creation>>> = LazyLock::new(|| {
    let mut found: HashMap<String, Vec<Creation>> = HashMap::new();
    for service in POOL.services() {
        if !service.package_name().starts_with("kenes.") {
            continue;
        }
        for (kind, creation) in service.methods().filter_map(|m| creation(&service, m)) {
            found.entry(kind).or_default().push(creation);
        }
    }
    found
});

/// Returns the Create methods of a kind of resource.
pub(crate) fn creations(key: &str) -> &'static [Creation] {
    CREATIONS.get(key).map_or(&[], Vec::as_slice)
}

fn creation(service: &ServiceDescriptor, method: MethodDescriptor) -> Option<(String, Creation)> {
    let kind = method.name().strip_prefix("Create")?.to_owned();
    let named = |name: String| service.methods().find(|m| *m.name() == name);
    let input = method.input();
    let batch = service.methods().find(|other| {
        let requests = other.input().get_field_by_name("requests");
        let of = requests.and_then(|field| field.kind().as_message().cloned());
        other.name().starts_with("BatchCreate") && of.as_ref() == Some(&input)
    });
    let mut letters = kind.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    let key: String = first.into_iter().chain(letters).collect();
    let creation = Creation {
        body: input.fields().find(|field| field.json_name() == key)?,
        template: path(&method, "post")?,
        get: named(format!("Get{kind}")),
        update: named(format!("Update{kind}")),
        batch,
        method,
    };
    Some((key, creation))
}

impl Creation {
    /// Returns whether it has a parent.
    pub(crate) fn has_parent(&self) -> bool {
        self.template.contains("{parent=")
    }

    /// Returns whether it creates resources under `parent`.
    pub(crate) fn fits(&self, parent: &str) -> bool {
        let pattern = self
            .template
            .split_once("{parent=")
            .and_then(|(_, rest)| rest.split_once('}'))
            .map_or("", |(pattern, _)| pattern);
        let (wanted, given) = (pattern.split('/'), parent.split('/'));
        wanted.clone().count() == given.clone().count()
            && wanted
                .zip(given)
                .all(|(wanted, given)| wanted == "*" || wanted == given)
    }
}

/// Returns a name's parent and id.
pub(crate) fn parent_and_id(name: &str) -> Option<(String, String)> {
    let (collection, id) = name.rsplit_once('/')?;
    let parent = collection.rsplit_once('/').map_or("", |(parent, _)| parent);
    let whole =
        name.split('/').count().is_multiple_of(2) && name.split('/').all(|part| !part.is_empty());
    whole.then(|| (parent.to_owned(), id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_methods_that_the_contract_gives_it() {
        let found = |key: &str| {
            let creation = &creations(key)[0];
            let methods = [&creation.get, &creation.update, &creation.batch];
            methods.map(|method| method.as_ref().map(|m| m.name().to_owned()))
        };
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(
            found("organization"),
            [named("GetOrganization"), named("UpdateOrganization"), None]
        );
        assert_eq!(
            found("comment"),
            [named("GetComment"), None, named("BatchCreateComments")]
        );
        assert!(creations("nonsense").is_empty());
        // Answers are given to comments and to other things: where, the parent says.
        let answers = creations("response");
        let fits = |parent: &str| answers.iter().filter(|c| c.fits(parent)).count();
        assert!(answers.len() > 1);
        assert_eq!(fits("consultations/c/comments/k"), 1);
        assert_eq!(fits("organizations/o"), 0);
    }
}
