//! Where in the contract a resource is created: the Create method of its kind whose path fits its parent.

use kenes_proto::POOL;
use prost_reflect::MethodDescriptor;

/// Returns the Create methods of a kind of resource, each with the path of its HTTP form.
pub(super) fn creators(key: &str) -> Vec<(MethodDescriptor, String)> {
    POOL.services()
        .filter(|service| service.package_name().starts_with("kenes."))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter(|method| {
            method.name().strip_prefix("Create").is_some_and(|kind| {
                let mut letters = kind.chars();
                let first = letters.next().map(|c| c.to_ascii_lowercase());
                first.into_iter().chain(letters).eq(key.chars())
            })
        })
        .filter_map(|method| Some((method.clone(), path(&method)?)))
        .collect()
}

/// Returns the path of a method's HTTP form: `/v1/{parent=organizations/*}/memberships`.
fn path(method: &MethodDescriptor) -> Option<String> {
    let http = POOL.get_extension_by_name("google.api.http")?;
    let options = method.options();
    let rule = options.get_extension(&http);
    let post = rule.as_message()?.get_field_by_name("post")?;
    post.as_str().map(str::to_owned)
}

/// Returns a name's parent and id.
pub(super) fn parent_and_id(name: &str) -> Option<(String, String)> {
    let (collection, id) = name.rsplit_once('/')?;
    let parent = collection.rsplit_once('/').map_or("", |(parent, _)| parent);
    let whole =
        name.split('/').count().is_multiple_of(2) && name.split('/').all(|part| !part.is_empty());
    whole.then(|| (parent.to_owned(), id.to_owned()))
}

/// Returns whether a resource under `parent` is created at this path.
pub(super) fn fits(template: &str, parent: &str) -> bool {
    let pattern = template
        .split_once("{parent=")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(pattern, _)| pattern);
    let (wanted, given) = (pattern.split('/'), parent.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == "*" || wanted == given)
}
