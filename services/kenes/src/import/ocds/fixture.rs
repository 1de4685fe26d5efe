//! A package that is right, for tests.

use serde_json::{Value, json};

/// One release: a tender of two lots, an award, and a contract that was paid in part.
pub(super) fn package() -> Value {
    let tenge = |amount: f64| json!({"amount": amount, "currency": "KZT"});
    json!({
        "uri": "https://example.org/tenders.json", "version": "1.1", "publishedDate": "2010-01-01T00:00:00Z",
        "publisher": {"name": "A ministry"},
        "releases": [{
            "ocid": "ocds-213czf-T-1", "id": "1", "date": "2010-01-01T00:00:00Z", "tag": ["compiled"],
            "initiationType": "tender", "language": "ru",
            "parties": [
                {"id": "KZ-KENES-ministry", "name": "Министерство", "roles": ["buyer"], "details": {"kind": "state-body"}},
                {"id": "KZ-BIN-950440001673", "name": "Помощь", "name_kk": "Көмек", "roles": ["supplier"],
                 "identifier": {"scheme": "KZ-BIN", "id": "950440001673"}},
            ],
            "buyer": {"id": "KZ-KENES-ministry"},
            "tender": {
                "id": "T-1", "title": "Конкурс", "title_kk": "Байқау", "status": "complete", "value": tenge(1000.0),
                "procurementMethodDetails": "grant",
                "tenderPeriod": {"startDate": "2009-01-01T00:00:00Z", "endDate": "2009-02-01T00:00:00Z"},
                "items": [
                    {"id": "lot-1", "description": "Первый", "quantity": 1, "unit": {"name": "lot", "value": tenge(600.0)}},
                    {"id": "lot-2", "description": "Второй", "quantity": 1, "unit": {"name": "lot", "value": tenge(400.0)}},
                ],
            },
            "awards": [{
                "id": "a-1", "status": "active", "date": "2009-03-01T00:00:00Z", "value": tenge(500.5),
                "suppliers": [{"id": "KZ-BIN-950440001673"}], "items": [{"id": "lot-1"}],
            }],
            "contracts": [{
                "id": "c-1", "awardID": "a-1", "title": "Договор", "status": "active", "value": tenge(500.5),
                "dateSigned": "2009-03-10T00:00:00Z",
                "period": {"startDate": "2009-03-10T00:00:00Z", "endDate": "2009-12-31T23:59:59Z"},
                "implementation": {
                    "milestones": [{"id": "m-1", "title": "Отчёт", "dueDate": "2009-06-01T00:00:00Z", "status": "met",
                                    "dateMet": "2009-05-30T00:00:00Z"}],
                    "transactions": [{"id": "p-1", "date": "2009-04-01T00:00:00Z", "value": tenge(200.0),
                                      "payer": {"id": "KZ-KENES-ministry"}, "payee": {"id": "KZ-BIN-950440001673"},
                                      "relatedImplementationMilestone": {"id": "m-1"}}],
                },
            }],
        }],
    })
}

/// The package with a value put at a pointer, or taken away where it is null.
pub(super) fn with(changes: &[(&str, Value)]) -> Value {
    let mut package = package();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match package.pointer_mut(parent).expect("a parent") {
            Value::Object(fields) if value.is_null() => drop(fields.remove(key)),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            Value::Array(items) => {
                let n: usize = key.parse().expect("a position");
                match items.get_mut(n) {
                    Some(item) => *item = value.clone(),
                    None => items.push(value.clone()),
                }
            }
            _ => panic!("{parent} is not a part"),
        }
    }
    package
}
