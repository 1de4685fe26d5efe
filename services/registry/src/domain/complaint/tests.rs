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

const AWARDED: Date = Date {
    year: 2026,
    month: 5,
    day: 20,
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
        let award = pb::Award {
            award_date: Some(AWARDED),
            ..Default::default()
        };
        let found = check(&complaint, &pb::Tender::default(), Some(&award), &TODAY).into_iter();
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
    let before = wrong(|c| c.file_date = date::parse("2026-05-19"));
    assert_eq!(before, ["complaint.file_date"], "of no award as yet");
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
    let cases: [(Change, &str); 5] = [
        (|r| r.set_outcome(State::Filed), "outcome"),
        (|r| r.decide_date = date::parse("2026-05-19"), "decide_date"),
        (|r| r.decided_by = "organizations/ngo".into(), "decided_by"),
        (
            |r| r.decided_by = "organizations/winner".into(),
            "decided_by",
        ),
        (|r| r.reasons.clear(), "reasons"),
    ];
    for (change, field) in cases {
        let mut bad = request.clone();
        change(&mut bad);
        let mut complaint = filed();
        let refusal =
            decide(&mut complaint, &bad, "organizations/winner", now).expect_err("refused");
        assert_eq!(refusal.fields()[0].field, field);
        assert_eq!(complaint, filed(), "nothing half done");
    }
    let mut complaint = filed();
    decide(&mut complaint, &request, "organizations/winner", now).expect("decided");
    assert_eq!(complaint.state(), State::Rejected);
    let again =
        decide(&mut complaint, &request, "organizations/winner", now).map_err(|e| e.reason());
    assert_eq!(again, Err(Reason::StateTransitionForbidden));
    let corrected = check_open(&complaint).map_err(|e| e.reason());
    assert_eq!(corrected, Err(Reason::StateTransitionForbidden));
}

#[test]
fn what_was_not_announced_is_not_complained_of() {
    let wrong = |archive, on| {
        let complaint = pb::Complaint {
            award: String::new(),
            file_date: date::parse(on),
            ..filed()
        };
        let announced = date::parse_time("2026-05-10T12:00:00+05:00");
        let tender = pb::Tender {
            announce_time: announced.map(date::timestamp),
            archive,
            ..Default::default()
        };
        check(&complaint, &tender, None, &TODAY).len()
    };
    assert_eq!(wrong(false, "2026-05-10"), 0);
    assert_eq!(wrong(false, "2026-05-09"), 1);
    assert_eq!(wrong(true, "2026-05-09"), 0, "when it was is not known");
}
