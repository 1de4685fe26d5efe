//! What the rules of complaints accept and refuse.

use kenes_proto::gtype::LocalizedText;

use super::*;

/// What a case makes of what is good.
type Change = fn(&mut pb::DecideComplaintRequest);

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

fn words() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "The scores were not published.".into(),
        language_code: "en".into(),
    }]
}

fn filed() -> pb::Complaint {
    let mut complaint = pb::Complaint {
        name: "tenders/t/complaints/c".into(),
        complainant: "organizations/ngo".into(),
        texts: words(),
        file_date: date::parse("2026-05-20"),
        ..Default::default()
    };
    begin(&mut complaint, TODAY);
    complaint
}

#[test]
fn a_complaint_is_about_one_thing_of_its_tender() {
    let wrong = |change: fn(&mut pb::Complaint)| {
        let mut complaint = filed();
        change(&mut complaint);
        let found = check(&complaint, &TODAY).into_iter();
        found.map(|v| v.field).collect::<Vec<_>>()
    };
    assert!(wrong(|_| ()).is_empty());
    assert!(wrong(|c| c.award = "tenders/t/awards/a".into()).is_empty());
    let award = ["complaint.award"];
    assert_eq!(wrong(|c| c.award = "tenders/u/awards/a".into()), award);
    let both = |c: &mut pb::Complaint| {
        c.award = "tenders/t/awards/a".into();
        c.application = "tenders/t/applications/a".into();
    };
    assert_eq!(wrong(both), award);
    let ahead = wrong(|c| c.file_date = date::parse("2026-05-26"));
    assert_eq!(ahead, ["complaint.file_date"]);
}

#[test]
fn it_is_decided_once_by_another_and_not_before_it_was_filed() {
    let now = date::parse_time("2026-05-25T12:00:00+05:00").expect("a time");
    let request = pb::DecideComplaintRequest {
        outcome: State::Rejected.into(),
        reasons: words(),
        decided_by: "organizations/ministry".into(),
        ..Default::default()
    };
    let cases: [(Change, &str); 4] = [
        (|r| r.set_outcome(State::Filed), "outcome"),
        (|r| r.decide_date = date::parse("2026-05-19"), "decide_date"),
        (|r| r.decided_by = "organizations/ngo".into(), "decided_by"),
        (|r| r.reasons.clear(), "reasons"),
    ];
    for (change, field) in cases {
        let mut bad = request.clone();
        change(&mut bad);
        let mut complaint = filed();
        let refusal = decide(&mut complaint, &bad, now).expect_err("refused");
        assert_eq!(refusal.fields()[0].field, field);
        assert_eq!(complaint, filed(), "nothing half done");
    }
    let mut complaint = filed();
    decide(&mut complaint, &request, now).expect("decided");
    assert_eq!(complaint.state(), State::Rejected);
    let again = decide(&mut complaint, &request, now).map_err(|e| e.reason());
    assert_eq!(again, Err(Reason::StateTransitionForbidden));
    let corrected = check_open(&complaint).map_err(|e| e.reason());
    assert_eq!(corrected, Err(Reason::StateTransitionForbidden));
}
