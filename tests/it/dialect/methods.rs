//! What the comment of a method is made of.

use common::error;
use kenes_proto::{POOL, types::ErrorReason};

use super::{
    faults, made_up,
    symbols::{self, Kind, Symbol},
};

/// What any method can refuse with: services say it once, for all their methods.
const GENERAL: [&str; 7] = [
    "MESSAGE_MALFORMED",
    "MESSAGE_TOO_LARGE",
    "METADATA_TOO_LARGE",
    "OVERLOADED",
    "DEADLINE_EXCEEDED",
    "UNAVAILABLE",
    "INTERNAL",
];

/// A method says what it does, which reasons it refuses with, and how to call it.
fn manual(symbol: &Symbol, reasons: &[&str]) -> Option<String> {
    if symbol.kind != Kind::Method {
        return None;
    }
    let comment = symbol.comment.replace("\n ", "\n");
    let parts: Vec<&str> = comment.trim().split("\n\n").map(str::trim).collect();
    let [_, .., refusals, examples] = parts.as_slice() else {
        return Some(
            "lacks one of its three parts: what it does, `Refuses with: `, grpcurl".into(),
        );
    };
    let (service, method) = symbol.name.rsplit_once('.')?;
    let call = format!(" {service}/{method}");
    let calls = |line: &str| line.trim().starts_with("grpcurl ") && line.ends_with(&call);
    if !examples.lines().all(calls) {
        return Some(format!("does not end with grpcurl lines that call{call}"));
    }
    let flat = refusals.split_whitespace().collect::<Vec<_>>().join(" ");
    let listed = flat
        .strip_prefix("Refuses with: ")
        .map(|list| list.trim_end_matches('.'));
    match listed {
        None => Some("does not say `Refuses with: ` before its example".into()),
        Some("nothing of its own") => None,
        Some(list) => order(list.split(", "), reasons),
    }
}

/// A method that writes says that there may be no room, and one that reads does not.
fn room(symbol: &Symbol) -> Option<String> {
    if symbol.kind != Kind::Method {
        return None;
    }
    let (service, method) = symbol.name.rsplit_once('.')?;
    let service = POOL.get_service_by_name(service)?;
    let method = service.methods().find(|one| one.name() == method)?;
    let writes = method.input().get_field_by_name("validate_only").is_some();
    let says = symbol.comment.contains("STORAGE_FULL");
    match (writes, says) {
        (true, false) => Some("writes, and does not list STORAGE_FULL".into()),
        (false, true) => Some("only reads, and lists STORAGE_FULL".into()),
        _ => None,
    }
}

/// Whether these are reasons of the contract, in its order, each once, and none of those that any method has.
fn order<'a>(listed: impl Iterator<Item = &'a str>, reasons: &[&str]) -> Option<String> {
    let mut last = None;
    for name in listed {
        let at = reasons.iter().position(|reason| *reason == name);
        if at.is_none() || at <= last || GENERAL.contains(&name) {
            return Some(format!(
                "{name} does not belong there in the list of reasons"
            ));
        }
        last = at;
    }
    None
}

#[test]
fn a_method_explains_itself() {
    let symbols = symbols::all();
    let reasons: Vec<&str> = (1..1_000)
        .filter_map(|number| ErrorReason::try_from(number).ok())
        .map(error::name)
        .collect();
    let check = |symbol: &Symbol| manual(symbol, &reasons);
    assert_eq!(faults(check, &symbols), Vec::<String>::new());
    let methods = symbols.iter().filter(|s| s.kind == Kind::Method).count();
    assert!(methods > 100, "{methods} methods");

    let call = "grpcurl -plaintext localhost:1 kenes.x.v1.S/GetThing";
    let comment = |refusals: &str, call: &str| {
        let text = format!(" GetThing returns it.\n\n {refusals}\n\n     {call}\n");
        made_up(Kind::Method, "S.GetThing", &text)
    };
    let right = comment("Refuses with: FIELD_INVALID, RESOURCE_NOT_FOUND.", call);
    assert_eq!(check(&right), None);
    for (refusals, call) in [
        (
            "Refuses with: FIELD_INVALID.",
            "grpcurl kenes.x.v1.S/GetOther",
        ),
        ("Can refuse.", call),
        ("Refuses with: FIELD_IS_WRONG.", call),
        ("Refuses with: RESOURCE_NOT_FOUND, FIELD_INVALID.", call),
        ("Refuses with: FIELD_INVALID, FIELD_INVALID.", call),
        ("Refuses with: OVERLOADED.", call),
    ] {
        assert!(check(&comment(refusals, call)).is_some(), "{refusals}");
    }
}

#[test]
fn every_write_says_that_there_may_be_no_room() {
    let symbols = symbols::all();
    assert_eq!(faults(room, &symbols), Vec::<String>::new());
    // Each the other way round is a fault.
    let methods = symbols.iter().filter(|symbol| symbol.kind == Kind::Method);
    let turned = methods.map(|symbol| {
        let mut symbol = symbol.clone();
        symbol.comment = match symbol.comment.contains("STORAGE_FULL") {
            true => symbol.comment.replace("STORAGE_FULL", "INTERNAL"),
            false => format!("{} STORAGE_FULL", symbol.comment),
        };
        symbol
    });
    let turned: Vec<_> = turned.collect();
    assert_eq!(faults(room, &turned).len(), turned.len());
}
