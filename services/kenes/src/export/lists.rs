//! The lists of both services, as the contract has them: whatever has a List method that reads all there is.

use std::collections::BTreeMap;

use kenes_proto::POOL;
use prost_reflect::{FieldDescriptor, MessageDescriptor, MethodDescriptor};

use super::contract::{Called, called};
use crate::client::path;

/// The resources of one kind that one service keeps.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// What it is called on the command line, and its files: `organizations`.
    pub(super) name: String,
    /// Its resources.
    pub(super) message: MessageDescriptor,
    pub(super) called: Called,
    /// The service that keeps it: `registry`.
    pub(super) service: String,
    /// The methods that read it: one, or one for each kind of parent.
    pub(super) sources: Vec<Source>,
}

/// A List method.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) method: MethodDescriptor,
    /// The field of its answer with the resources.
    pub(super) items: FieldDescriptor,
    /// All parents: `organizations/-`. Empty where its resources have none.
    pub(super) parent: String,
}

/// Returns all lists, by their names.
pub(super) fn lists() -> Vec<List> {
    let mut found: BTreeMap<(String, String), List> = BTreeMap::new();
    let services = POOL.services();
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    for (source, message, called) in methods.filter_map(source) {
        let package = source.method.parent_file().package_name().to_owned();
        let service = package.split('.').nth(1).unwrap_or_default().to_owned();
        let key = (called.plural.clone(), service.clone());
        let list = found.entry(key).or_insert_with(|| List {
            name: called.plural.clone(),
            message,
            called,
            service,
            sources: Vec::new(),
        });
        list.sources.push(source);
    }
    let mut lists: Vec<List> = found.into_values().collect();
    // Both services may keep a list of the same kind.
    for n in 0..lists.len() {
        let plural = &lists[n].called.plural;
        if lists
            .iter()
            .filter(|list| list.called.plural == *plural)
            .count()
            > 1
        {
            lists[n].name = format!("{}-{plural}", lists[n].service);
        }
    }
    lists
}

fn source(method: MethodDescriptor) -> Option<(Source, MessageDescriptor, Called)> {
    let ours = method.full_name().starts_with("kenes.") && method.name().starts_with("List");
    method
        .input()
        .get_field_by_name("page_token")
        .filter(|_| ours)?;
    let output = method.output();
    let items = output.fields().find(FieldDescriptor::is_list)?;
    let message = items.kind().as_message()?.clone();
    let called = called(&message)?;
    let parent = match method.input().get_field_by_name("parent") {
        None => String::new(),
        Some(_) => all_parents(&path(&method, "get")?)?,
    };
    let source = Source {
        method,
        items,
        parent,
    };
    Some((source, message, called))
}

/// Returns `organizations/-` of `/v1/{parent=organizations/*}/posts`.
fn all_parents(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("{parent=")?;
    let (pattern, _) = rest.split_once('}')?;
    Some(pattern.replace('*', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_those_of_the_contract() {
        let lists = lists();
        let of = |name: &str| {
            let list = lists.iter().find(|list| list.name == name);
            let list = list.unwrap_or_else(|| panic!("{name}: {lists:#?}"));
            let parents = list.sources.iter().map(|source| source.parent.as_str());
            (list.service.as_str(), parents.collect::<Vec<_>>())
        };
        assert_eq!(of("organizations"), ("registry", vec![""]));
        assert_eq!(of("posts"), ("registry", vec!["organizations/-"]));
        assert_eq!(of("codes"), ("registry", vec!["referenceData/-"]));
        assert_eq!(of("comments"), ("consultation", vec!["consultations/-"]));
        assert_eq!(of("registry-redactions").1, ["persons/-"]);
        assert_eq!(
            of("consultation-redactions").1,
            ["consultations/-/comments/-"]
        );
        let mut answers = of("responses").1;
        answers.sort_unstable();
        let expected = [
            "consultationProposals/-",
            "consultations/-/campaigns/-",
            "consultations/-/comments/-",
            "recommendations/-",
        ];
        assert_eq!(answers, expected);
        // Revisions are of one resource each, and entries of the record no resources.
        assert!(!lists.iter().any(|list| list.name.contains("evision")));
        assert!(lists.len() >= 19, "{}", lists.len());
    }
}
