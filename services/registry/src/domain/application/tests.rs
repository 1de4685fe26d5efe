//! Applications by themselves: estimates, who is eligible, and what opening leaves.

use kenes_proto::{
    gtype::Money,
    registry::{CostLine, Tender},
};

use super::*;

fn tenge(units: i64) -> Money {
    money::of_hundredths(units * 100, "KZT")
}

fn texts() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "x".into(),
        language_code: "en".into(),
    }]
}

fn line(kind: &str, units: i64) -> CostLine {
    CostLine {
        kind_code: kind.into(),
        labels: texts(),
        amount: Some(tenge(units)),
    }
}

fn offer(value: Option<Money>, cost_lines: Vec<CostLine>) -> pb::Application {
    pb::Application {
        applicant: "organizations/o".into(),
        titles: texts(),
        value,
        cost_lines,
        ..Default::default()
    }
}

fn reasons(form: &str, application: &pb::Application) -> Vec<String> {
    let tender = Tender {
        form_code: form.into(),
        value: Some(tenge(100)),
        ..Default::default()
    };
    let wrong = check(&tender, application).into_iter();
    wrong.map(|fault| fault.reason).collect()
}

#[test]
fn an_estimate_is_the_value_without_profit() {
    let order = |application: &pb::Application| reasons("social-order", application);
    let good = offer(Some(tenge(100)), vec![line("wages", 60), line("goods", 40)]);
    assert!(order(&good).is_empty());
    for (value, lines, expected) in [
        (
            Some(tenge(100)),
            vec![line("wages", 99)],
            "ESTIMATE_MISMATCH",
        ),
        (
            Some(tenge(100)),
            vec![line("wages", 101)],
            "ESTIMATE_MISMATCH",
        ),
        (Some(tenge(100)), vec![], "ESTIMATE_MISMATCH"),
        (
            Some(tenge(100)),
            vec![line("wages", 90), line("profit", 10)],
            "PROFIT_NOT_ALLOWED",
        ),
        (Some(tenge(101)), vec![line("wages", 101)], "FIELD_INVALID"),
        (None, vec![line("wages", 1)], "AMOUNT_INVALID"),
    ] {
        assert_eq!(order(&offer(value, lines)), [expected]);
    }
    // Both faults at once.
    let both = offer(Some(tenge(100)), vec![line("profit", 10)]);
    assert_eq!(order(&both), ["PROFIT_NOT_ALLOWED", "ESTIMATE_MISMATCH"]);
    assert!(reasons(PRIZE, &offer(None, vec![])).is_empty());
    assert_eq!(order(&offer(None, vec![])), ["AMOUNT_INVALID"]);
}

#[test]
fn of_what_was_held_elsewhere_the_estimate_need_not_be_known() {
    let wrong = |application: &pb::Application| {
        let tender = Tender {
            archive: true,
            form_code: "social-order".into(),
            ..Default::default()
        };
        let found = check(&tender, application).into_iter();
        found.map(|fault| fault.reason).collect::<Vec<_>>()
    };
    assert!(wrong(&offer(None, vec![])).is_empty());
    assert!(wrong(&offer(Some(tenge(5)), vec![])).is_empty());
    let mismatch = offer(Some(tenge(5)), vec![line("wages", 4)]);
    assert_eq!(wrong(&mismatch), ["ESTIMATE_MISMATCH"]);
    let nothing = offer(None, vec![line("wages", 4)]);
    assert_eq!(wrong(&nothing), ["AMOUNT_INVALID"]);
}

#[test]
fn no_profit_is_made_of_the_public() {
    let eligible = |kind: Kind, sector: &str| {
        let organization = Organization {
            kind: kind.into(),
            sector_code: sector.into(),
            ..Default::default()
        };
        let tender = Tender {
            buyer: "organizations/ministry".into(),
            ..Default::default()
        };
        check_eligible(&organization, &tender).is_ok()
    };
    for kind in [Kind::Ngo, Kind::Association] {
        assert!(eligible(kind, ""));
    }
    assert!(eligible(Kind::Other, "nongovernmental"));
    for (kind, sector) in [
        (Kind::Other, ""),
        (Kind::Other, "business"),
        (Kind::Other, "party"),
        (Kind::StateBody, ""),
        (Kind::ConsultativeBody, "nongovernmental"),
    ] {
        assert!(!eligible(kind, sector), "{kind:?} {sector}");
    }
}

#[test]
fn a_seal_says_nothing_and_opening_it_all() {
    let said = said(offer(Some(tenge(1)), vec![]), "demo|aigul");
    let mut application = sealed("tenders/t/applications/a", pb::Seal::default(), 4);
    assert_eq!(application.state(), State::Sealed);
    let silent = pb::Application {
        name: application.name.clone(),
        seal: application.seal.clone(),
        submit_time: Some(date::timestamp(4)),
        state: application.state,
        ..Default::default()
    };
    assert_eq!(application, silent);
    application.etag = "\"1\"".into();
    open(&mut application, said.clone(), vec![7; 32], 5);
    assert_eq!(application.state(), State::Opened);
    assert_eq!(application.applicant, said.applicant);
    assert_eq!(application.submitter, "demo|aigul");
    assert_eq!(application.submit_time, Some(date::timestamp(4)));
    assert_eq!(
        (&*application.name, &*application.etag),
        ("tenders/t/applications/a", "\"1\"")
    );
    assert_eq!(
        (application.seal.is_some(), application.seal_key.len()),
        (true, 32)
    );
}

#[test]
fn what_is_decided_is_decided_of_what_is_open() {
    use State::{Admitted, Disqualified, Opened, Sealed, Withdrawn};

    let in_state = |state| {
        let mut application = pb::Application::default();
        application.set_state(state);
        application
    };
    for state in [Sealed, Opened, Admitted, Disqualified, Withdrawn] {
        let done = |rule: &dyn Fn(&mut pb::Application) -> Result<(), Error>| {
            rule(&mut in_state(state)).is_ok()
        };
        assert_eq!(done(&|a| admit(a, 1)), state == Opened);
        let out = matches!(state, Opened | Admitted);
        assert_eq!(done(&|a| disqualify(a, &texts(), 1)), out);
        assert_eq!(done(&|a| withdraw(a, &[], 1)), state == Sealed);
    }
    assert!(
        disqualify(&mut in_state(Opened), &[], 1).is_err(),
        "with reasons"
    );
}
