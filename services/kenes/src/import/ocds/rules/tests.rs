//! Packages that contradict themselves, and one that does not.

use common::date;
use serde_json::json;

use super::{
    super::{fixture::with, shape},
    *,
};

/// The pointers of all that is wrong.
fn wrong(changes: &[(&str, Value)]) -> Vec<String> {
    let package = with(changes);
    let mut faults = Faults::default();
    shape::check(&package, &mut faults);
    let today = date::parse("2026-11-28").expect("a day");
    check(&package, &today, &mut faults);
    faults
        .told()
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect()
}

const R: &str = "/releases/0";

#[test]
fn a_package_that_is_right_has_no_fault() {
    assert_eq!(wrong(&[]), [""; 0]);
}

#[test]
fn every_id_that_is_missing_is_named() {
    for path in [
        "/ocid",
        "/id",
        "/tender/id",
        "/parties/1/id",
        "/tender/items/0/id",
        "/awards/0/id",
        "/contracts/0/id",
        "/contracts/0/awardID",
        "/contracts/0/implementation/milestones/0/id",
        "/contracts/0/implementation/transactions/0/id",
    ] {
        let pointer = format!("{R}{path}");
        for value in [Value::Null, json!(""), json!(1.5), json!({})] {
            let found = wrong(&[(&pointer, value)]);
            assert!(found.contains(&pointer), "{pointer}: {found:?}");
        }
    }
    let papers = json!([{"id": "1"}, {"title": "b"}, {"id": "1"}]);
    let at = format!("{R}/tender/documents");
    assert_eq!(
        wrong(&[(&at, papers)]),
        [format!("{at}/1/id"), format!("{at}/2/id")]
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let currency = format!("{R}/contracts/0/value/currency");
    let date = format!("{R}/awards/0/date");
    let found = wrong(&[
        ("/version", json!("1.0")),
        (&currency, json!("USD")),
        (&date, json!("2009-01-15T00:00:00Z")),
    ]);
    assert_eq!(found, ["/version".to_owned(), currency, date]);
}

#[test]
fn what_a_package_says_of_itself_must_be_there() {
    for (pointer, value) in [
        ("/version", Value::Null),
        ("/version", json!("1.2")),
        ("/uri", json!("not a uri")),
        ("/publishedDate", json!("yesterday")),
        ("/publisher/name", Value::Null),
        ("/releases", json!([])),
        ("/releases", json!({})),
        ("/releases/0/tag", json!(["nonsense"])),
        ("/releases/0/initiationType", json!("auction")),
        ("/releases/0/language", json!("es")),
        ("/releases/0/ocid", json!("T-1")),
        ("/releases/0/date", json!("2010-01-01")),
    ] {
        assert!(
            wrong(&[(pointer, value)]).contains(&pointer.to_owned()),
            "{pointer}"
        );
    }
}

#[test]
fn amounts_are_amounts_in_one_currency() {
    for (path, value) in [
        ("tender/value/amount", json!(-1)),
        ("tender/value/amount", json!("1000")),
        ("awards/0/value/amount", json!(0.001)),
        ("awards/0/value", Value::Null),
        ("awards/0/value/currency", json!("kzt")),
        ("contracts/0/value/currency", json!("USD")),
        (
            "contracts/0/implementation/transactions/0/value/currency",
            json!("EUR"),
        ),
        (
            "contracts/0/implementation/transactions/0/value/amount",
            json!(600),
        ),
    ] {
        let pointer = format!("{R}/{path}");
        let found = wrong(&[(&pointer, value)]);
        let at = found
            .iter()
            .any(|at| pointer.starts_with(at.as_str()) && at.len() > 20);
        assert!(at, "{pointer}: {found:?}");
    }
}

#[test]
fn dates_do_not_run_backwards() {
    for (path, value) in [
        ("tender/tenderPeriod/endDate", "2008-12-31T00:00:00Z"),
        ("awards/0/date", "2009-01-31T00:00:00Z"),
        ("awards/0/date", "2100-01-01T00:00:00Z"),
        ("contracts/0/dateSigned", "2009-02-28T00:00:00Z"),
        ("contracts/0/dateSigned", "2010-01-01T00:00:00Z"),
        ("contracts/0/period/endDate", "2009-03-09T00:00:00Z"),
        (
            "contracts/0/implementation/transactions/0/date",
            "2009-03-09T00:00:00Z",
        ),
        (
            "contracts/0/implementation/milestones/0/dateMet",
            "2009-03-09T00:00:00Z",
        ),
    ] {
        let pointer = format!("{R}/{path}");
        let found = wrong(&[(&pointer, json!(value))]);
        assert!(found.contains(&pointer), "{pointer}: {found:?}");
    }
}

#[test]
fn what_is_named_must_be_there() {
    let signed = format!("{R}/contracts/0/dateSigned");
    assert_eq!(wrong(&[(&signed, Value::Null)])[0], signed);
    for (path, value) in [
        ("buyer/id", json!("nobody")),
        ("awards/0/suppliers", json!([])),
        ("awards/0/suppliers/0/id", json!("nobody")),
        (
            "awards/0/suppliers",
            json!([{"id": "KZ-KENES-ministry"}, {"id": "KZ-BIN-950440001673"}]),
        ),
        ("contracts/0/awardID", json!("a-2")),
        (
            "contracts/0/implementation/transactions/0/payer/id",
            json!("KZ-BIN-950440001673"),
        ),
        (
            "contracts/0/implementation/milestones/0/dueDate",
            Value::Null,
        ),
        ("tender/title", json!("  ")),
    ] {
        let pointer = format!("{R}/{path}");
        let found = wrong(&[(&pointer, value)]);
        assert!(found.contains(&pointer), "{pointer}: {found:?}");
    }
}

#[test]
fn what_is_more_than_it_may_be_needs_its_reason() {
    let at = |path: &str| format!("{R}/{path}");
    let (award, contract) = (at("awards/0/value/amount"), at("contracts/0/value/amount"));
    let more = [
        (award.as_str(), json!(700)),
        (contract.as_str(), json!(700)),
    ];
    assert_eq!(wrong(&more), [at("awards/0/value")]);
    let why = at("awards/0/description");
    let said = [
        more[0].clone(),
        more[1].clone(),
        (why.as_str(), json!("Дороже")),
    ];
    assert_eq!(wrong(&said), [""; 0]);
    // A contract becomes more than its award by an amendment.
    assert_eq!(wrong(&more[1..]), [at("contracts/0/value")]);
    let amended = at("contracts/0/amendments");
    let amendments = json!([{"id": "1", "date": "2009-05-01T00:00:00Z", "rationale": "Дороже"}]);
    assert_eq!(
        wrong(&[more[1].clone(), (amended.as_str(), amendments)]),
        [""; 0]
    );
}

#[test]
fn a_process_and_its_contract_are_there_once() {
    let package = with(&[]);
    let second = package["releases"][0].clone();
    assert!(wrong(&[("/releases/1", second.clone())]).contains(&"/releases/1/ocid".to_owned()));
    let again = second["contracts"][0].clone();
    let found = wrong(&[("/releases/0/contracts/1", again)]);
    assert!(
        found.contains(&format!("{R}/contracts/1/awardID")),
        "{found:?}"
    );
}

#[test]
fn what_is_no_package_is_a_fault_and_no_panic() {
    for value in [
        json!(null),
        json!([]),
        json!("text"),
        json!({"releases": [1, null, []]}),
    ] {
        let mut faults = Faults::default();
        shape::check(&value, &mut faults);
        check(
            &value,
            &date::parse("2026-11-28").expect("a day"),
            &mut faults,
        );
        assert!(!faults.is_empty());
    }
}
