//! The dialect of the contract: what its comments look like, and where its messages live.
//!
//! The comments are the manual, so they say the same thing in the same words. Each check returns the faults that it finds, and
//! each has a control: a made-up symbol in which it must find one. That every symbol has a comment and every grpcurl line
//! works is checked with real clients (`tests/clients/manual.py`, `examples.py`).

mod fields;
mod methods;
mod symbols;

use symbols::{Field, Kind, Sort, Symbol};

/// What the dialect says otherwise.
const AVOIDED: [(&str, &str); 4] = [
    ("Absent:", "Absent means"),
    ("Empty:", "Empty means"),
    ("Gives ", "Returns"),
    ("Its name, `", "The name, `"),
];

/// The comment of the method of this full name, in one line.
pub(crate) fn comment_of(method: &str) -> String {
    let all = symbols::all().into_iter();
    let mut found = all.filter(|symbol| symbol.kind == Kind::Method && symbol.name == method);
    found.next().expect("a method of the contract").says()
}

fn faults(check: impl Fn(&Symbol) -> Option<String>, symbols: &[Symbol]) -> Vec<String> {
    let say = |symbol: &Symbol| check(symbol).map(|fault| format!("{}: {fault}", symbol.name));
    symbols.iter().filter_map(say).collect()
}

/// A made-up symbol of `kenes/x/v1/thing.proto`.
fn made_up(kind: Kind, name: &str, comment: &str) -> Symbol {
    Symbol {
        kind,
        name: format!("kenes.x.v1.{name}"),
        file: "kenes/x/v1/thing.proto".into(),
        comment: comment.into(),
    }
}

fn field(of: Sort, max_len: Option<u64>, max_items: Option<u64>) -> Kind {
    Kind::Field(Field {
        of,
        max_len,
        max_items,
    })
}

fn request() -> Sort {
    Sort::Request("GetThing".into())
}

// === how a comment begins and ends

/// What a comment begins with: requests and responses name their method, other types and methods themselves.
fn opening(symbol: &Symbol) -> Option<String> {
    let wanted = match &symbol.kind {
        Kind::Message(Sort::Request(method)) => format!("Request of {method}"),
        Kind::Message(Sort::Response(method)) => format!("Response of {method}: "),
        Kind::Service | Kind::Method | Kind::Message(_) | Kind::Enum => {
            format!("{} ", symbol.short())
        }
        Kind::Field(_) | Kind::Oneof | Kind::Value => return None,
    };
    (!symbol.says().starts_with(&wanted)).then(|| format!("does not begin with `{wanted}`"))
}

#[test]
fn a_comment_begins_with_what_it_is_about() {
    assert_eq!(faults(opening, &symbols::all()), Vec::<String>::new());
    let wrong = [
        made_up(Kind::Message(request()), "GetThingRequest", "Names it."),
        made_up(
            Kind::Message(Sort::Response("ListThings".into())),
            "ListThingsResponse",
            "A page.",
        ),
        made_up(Kind::Message(Sort::Part), "Part", "A part."),
        made_up(Kind::Method, "S.GetThing", "Returns a thing."),
    ];
    assert_eq!(faults(opening, &wrong).len(), wrong.len());
}

/// Sentences end; the comment of a method ends with its example.
fn ending(symbol: &Symbol) -> Option<String> {
    let ends = symbol.kind == Kind::Method || symbol.says().ends_with('.');
    (!ends).then(|| "does not end with a full stop".into())
}

/// The first of the words in it that the dialect says otherwise.
fn wording(symbol: &Symbol) -> Option<String> {
    let said = symbol.says();
    let (_, instead) = AVOIDED
        .into_iter()
        .find(|(avoided, _)| said.contains(avoided))?;
    Some(format!("say `{instead}`"))
}

#[test]
fn a_comment_is_made_of_sentences_in_one_wording() {
    let symbols = symbols::all();
    assert!(symbols.len() > 1_000, "{} symbols", symbols.len());
    assert_eq!(faults(ending, &symbols), Vec::<String>::new());
    assert_eq!(faults(wording, &symbols), Vec::<String>::new());
    let wrong = made_up(Kind::Value, "KIND_ONE", "Empty: none");
    assert!(ending(&wrong).is_some() && wording(&wrong).is_some());
    assert!(ending(&made_up(Kind::Oneof, "Thing.which", "")).is_some());
}

// === where messages live

/// Requests and responses have files of their own, and so do services.
fn home(symbol: &Symbol) -> Option<String> {
    let in_requests = symbol.file.ends_with("_requests.proto");
    let in_service = symbol.file.ends_with("_service.proto");
    let right = match &symbol.kind {
        Kind::Message(Sort::Request(_) | Sort::Response(_)) => in_requests,
        Kind::Message(_) | Kind::Enum => !in_service,
        Kind::Service => in_service,
        _ => true,
    };
    (!right).then(|| format!("does not belong in {}", symbol.file))
}

#[test]
fn requests_have_files_of_their_own() {
    assert_eq!(faults(home, &symbols::all()), Vec::<String>::new());
    let mut wrong = made_up(Kind::Message(request()), "GetThingRequest", "");
    assert!(home(&wrong).is_some());
    wrong.kind = Kind::Message(Sort::Resource);
    assert!(home(&wrong).is_none());
    wrong.file = "kenes/x/v1/thing_service.proto".into();
    assert!(home(&wrong).is_some());
}
