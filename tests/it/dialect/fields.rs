//! What fields say: those that many messages share, etags, and lists.

use std::collections::{BTreeMap, HashSet};

use super::{
    faults, field, made_up, request,
    symbols::{self, Field, Kind, Sort, Symbol},
};

/// Fields that mean the same in every message of a sort.
const SHARED: [(Shared, &[&str]); 5] = [
    (
        Shared::Request,
        &[
            "request_id",
            "validate_only",
            "etag",
            "page_size",
            "page_token",
            "filter",
            "order_by",
            "update_mask",
            "show_deleted",
        ],
    ),
    (Shared::Get, &["as_of_time"]),
    (Shared::Response, &["next_page_token", "total_size"]),
    (Shared::Revision, &["create_time"]),
    (
        Shared::Resource,
        &[
            "uid",
            "etag",
            "create_time",
            "update_time",
            "delete_time",
            "purge_time",
        ],
    ),
];

/// The messages that share fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    Request,
    /// Requests that read one resource.
    Get,
    Response,
    Revision,
    Resource,
}

/// The messages among which a field is shared, where it is.
fn shared(symbol: &Symbol) -> Option<Shared> {
    let Kind::Field(Field { of, .. }) = &symbol.kind else {
        return None;
    };
    let is = |among: Shared| match (of, among) {
        // A page of one thing has parts of it, and other limits than a page of several resources.
        (Sort::Request(method), Shared::Request) if method.starts_with("Get") => {
            symbol.short() != "page_size"
        }
        (Sort::Request(method), Shared::Get) => method.starts_with("Get"),
        (Sort::Request(_), Shared::Request)
        | (Sort::Response(_), Shared::Response)
        | (Sort::Revision, Shared::Revision)
        | (Sort::Resource, Shared::Resource) => true,
        _ => false,
    };
    let found = SHARED
        .into_iter()
        .find(|(among, names)| is(*among) && names.contains(&symbol.short()));
    found.map(|(among, _)| among)
}

/// The fields that do not say everywhere the same: among which messages, the name, what they say.
fn differing(symbols: &[Symbol]) -> Vec<String> {
    let mut said: BTreeMap<(String, &str), HashSet<String>> = BTreeMap::new();
    for symbol in symbols {
        if let Some(among) = shared(symbol) {
            let texts = said.entry((format!("{among:?}"), symbol.short()));
            texts.or_default().insert(symbol.says());
        }
    }
    let differ = said.into_iter().filter(|(_, texts)| texts.len() > 1);
    differ
        .map(|(field, texts)| format!("{field:?}: {texts:?}"))
        .collect()
}

#[test]
fn a_shared_field_says_the_same_everywhere() {
    let symbols = symbols::all();
    assert_eq!(differing(&symbols), Vec::<String>::new());
    let found = symbols.iter().filter(|s| shared(s).is_some()).count();
    assert!(found > 300, "{found} shared fields");
    let etag = |of, comment| made_up(field(of, None, None), "A.etag", comment);
    let two = [etag(request(), "The etag."), etag(request(), "An etag.")];
    assert_eq!(differing(&two).len(), 1);
    let apart = [etag(request(), "The etag."), etag(Sort::Resource, "A tag.")];
    assert!(differing(&apart).is_empty());
}

/// How long etags may be.
fn etag_lengths(symbols: &[Symbol]) -> HashSet<Option<u64>> {
    let etags = symbols.iter().filter(|symbol| symbol.short() == "etag");
    etags
        .filter_map(|symbol| match &symbol.kind {
            Kind::Field(rules) => Some(rules.max_len),
            _ => None,
        })
        .collect()
}

#[test]
fn every_etag_has_the_same_length() {
    assert_eq!(etag_lengths(&symbols::all()), HashSet::from([Some(64)]));
    let etag = |length| made_up(field(request(), length, None), "A.etag", "");
    assert_eq!(etag_lengths(&[etag(Some(64)), etag(None)]).len(), 2);
}

/// A list says how many it may hold, and says it right.
fn limit(symbol: &Symbol) -> Option<String> {
    let Kind::Field(Field {
        max_items: Some(most),
        ..
    }) = symbol.kind
    else {
        return None;
    };
    let said = symbol.says().replace(',', "");
    let mut numbers = said.split(|c: char| !c.is_ascii_digit());
    let right = numbers.any(|number| number == most.to_string());
    (!right).then(|| format!("does not say that it holds at most {most}"))
}

#[test]
fn a_list_says_how_many_it_may_hold() {
    let symbols = symbols::all();
    assert_eq!(faults(limit, &symbols), Vec::<String>::new());
    let lists = symbols
        .iter()
        .filter(|symbol| matches!(&symbol.kind, Kind::Field(rules) if rules.max_items.is_some()));
    assert!(lists.count() > 30);
    let list = |comment| made_up(field(Sort::Part, None, Some(1_000)), "A.names", comment);
    assert_eq!(limit(&list("The names. At most 1,000.")), None);
    assert!(limit(&list("The names. At most 100.")).is_some());
}
