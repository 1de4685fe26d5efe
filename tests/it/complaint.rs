//! Complaints: who objects to a tender, an application or an award, and how it is decided.

use kenes_proto::{
    registry::{self as pb, Complaint, complaint::State},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, TENDER, TODAY, chosen},
    roll::{day, org, paths},
    world::{World, ask, en, fields, refused},
};

async fn file(it: &mut Awarding, complaint: Complaint) -> Result<Complaint, Status> {
    let request = pb::CreateComplaintRequest {
        parent: TENDER.into(),
        complaint: Some(complaint),
        complaint_id: "c".into(),
        ..Default::default()
    };
    let made = it.awards.create_complaint(ask(request)).await;
    made.map(Response::into_inner)
}

fn about(award: &str) -> Complaint {
    Complaint {
        complainant: org("second"),
        award: award.into(),
        texts: en("The scores were not published."),
        ..Default::default()
    }
}

fn rejected(by: &str, on: &str) -> pb::DecideComplaintRequest {
    pb::DecideComplaintRequest {
        name: format!("{TENDER}/complaints/c"),
        outcome: State::Rejected.into(),
        decide_date: day(on),
        reasons: en("They stand in the record."),
        decided_by: org(by),
        ..Default::default()
    }
}

async fn decide(
    it: &mut Awarding,
    request: pb::DecideComplaintRequest,
) -> Result<Complaint, Status> {
    let done = it.awards.decide_complaint(ask(request)).await;
    done.map(Response::into_inner)
}

async fn update(it: &mut Awarding, complaint: Complaint) -> Result<Complaint, Status> {
    let request = pb::UpdateComplaintRequest {
        complaint: Some(Complaint {
            name: format!("{TENDER}/complaints/c"),
            ..complaint
        }),
        update_mask: paths(&["texts"]),
        ..Default::default()
    };
    let saved = it.awards.update_complaint(ask(request)).await;
    saved.map(Response::into_inner)
}

#[tokio::test]
async fn a_complaint_is_filed_corrected_and_decided() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let award = it.propose("a", chosen("first", 400)).await.expect("made");
    let made = file(&mut it, about(&award.name)).await.expect("filed");
    assert_eq!((made.state(), made.file_date), (State::Filed, day(TODAY)));
    let corrected = Complaint {
        texts: en("The scores were published late."),
        ..Default::default()
    };
    update(&mut it, corrected.clone()).await.expect("corrected");
    let done = decide(&mut it, rejected("ministry", "")).await;
    let done = done.expect("decided");
    let decision = done.decision.clone().expect("a decision");
    assert_eq!(
        (done.state(), decision.decide_date, decision.decided_by),
        (State::Rejected, day(TODAY), org("ministry"))
    );
    let read = pb::GetComplaintRequest {
        name: done.name.clone(),
        ..Default::default()
    };
    let read = it.awards.get_complaint(read).await.expect("read");
    assert_eq!(read.into_inner(), done);
    for filter in [
        format!("award = \"{}\"", award.name),
        "complainant = \"organizations/second\" AND state = REJECTED".into(),
        "decision.decided_by = \"organizations/ministry\"".into(),
    ] {
        let list = pb::ListComplaintsRequest {
            parent: "tenders/-".into(),
            filter,
            ..Default::default()
        };
        let page = it.awards.list_complaints(list).await.expect("listed");
        assert_eq!(page.into_inner().complaints, std::slice::from_ref(&done));
    }
    for outcome in [
        update(&mut it, corrected).await,
        decide(&mut it, rejected("ministry", "")).await,
    ] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_complaint_is_refused() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let ahead = Complaint {
        file_date: day("2026-06-06"),
        ..about("")
    };
    let both = Complaint {
        application: format!("{TENDER}/applications/first"),
        ..about(&format!("{TENDER}/awards/a"))
    };
    it.propose("a", chosen("first", 400)).await.expect("made");
    for (complaint, reason, field) in [
        (ahead, Reason::DatesInvalid, "complaint.file_date"),
        (both, Reason::FieldInvalid, "complaint.award"),
        (
            about(&format!("{TENDER}/awards/none")),
            Reason::ReferenceNotFound,
            "complaint.award",
        ),
    ] {
        let outcome = file(&mut it, complaint).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    file(&mut it, about("")).await.expect("about the tender");
    for (request, reason, field) in [
        (rejected("second", ""), Reason::FieldInvalid, "decided_by"),
        (
            rejected("nobody", ""),
            Reason::ReferenceNotFound,
            "decided_by",
        ),
        (
            rejected("ministry", "2026-06-04"),
            Reason::DatesInvalid,
            "decide_date",
        ),
        (
            pb::DecideComplaintRequest {
                outcome: State::Filed.into(),
                ..rejected("ministry", "")
            },
            Reason::FieldInvalid,
            "outcome",
        ),
    ] {
        let outcome = decide(&mut it, request).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
}

#[tokio::test]
async fn a_complaint_follows_the_announcement_and_is_decided_by_nobody_concerned() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let award = it.propose("a", chosen("first", 400)).await.expect("made");
    let early = Complaint {
        file_date: day("1999-01-01"),
        ..about("")
    };
    let status = file(&mut it, early).await;
    let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["complaint.file_date"]);
    assert!(status.message().contains("announcement"), "{status:?}");
    file(&mut it, about(&award.name)).await.expect("filed");
    let status = decide(&mut it, rejected("first", TODAY)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["decided_by"]);
    let decided = decide(&mut it, rejected("ministry", TODAY)).await;
    decided.expect("decided");
}
