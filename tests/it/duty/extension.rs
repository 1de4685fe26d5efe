//! A day to answer by that is put off: by whom, when, and what stays of it.

use kenes_proto::{consultation::due_date_basis::Kind as Basis, types::ErrorReason as Reason};
use tonic::{Code, Response};

use super::{chamber, put_off, summary, undated};
use crate::{
    chamber::{Chamber, MAJILIS, MINISTRY, OFFICIAL, proposal},
    roll::day,
    world::{ask_as, en, refused},
};

#[tokio::test]
async fn a_postponement_is_an_act_of_the_addressee_with_reasons_before_its_day_has_passed() {
    let (mut it, mut client) = chamber().await;
    let name = it.sent(proposal("r", &[MINISTRY])).await.name;
    it.sent(undated("undated", &[MINISTRY])).await;
    let extend = |it: &Chamber, subject: &'static str, request| {
        let mut client = it.client.clone();
        async move {
            let done = client
                .extend_recommendation_reply(ask_as(subject, request))
                .await;
            done.map(Response::into_inner)
        }
    };
    let later = put_off(&name, MINISTRY, "2026-07-10");
    let nobody = extend(&it, "demo|aigul", later.clone()).await;
    refused(nobody, Code::PermissionDenied, Reason::StandingNotMandated);
    let other = put_off(&name, MAJILIS, "2026-07-10");
    let other = extend(&it, "demo|majilis", other).await;
    refused(other, Code::PermissionDenied, Reason::AddresseeMismatch);
    let earlier = extend(&it, OFFICIAL, put_off(&name, MINISTRY, "2026-06-10")).await;
    refused(earlier, Code::InvalidArgument, Reason::DatesInvalid);
    let month = extend(&it, OFFICIAL, put_off(&name, MINISTRY, "2026-08")).await;
    refused(month, Code::InvalidArgument, Reason::DatesInvalid);
    let none = put_off("recommendations/undated", MINISTRY, "2026-07-10");
    let none = extend(&it, OFFICIAL, none).await;
    refused(none, Code::FailedPrecondition, Reason::DueDateMissing);

    let done = extend(&it, OFFICIAL, later).await.expect("put off");
    let addressee = &done.addressees[0];
    assert_eq!(addressee.due_date, day("2026-07-10"));
    assert_eq!(
        addressee.due_date_basis.clone().expect("one").kind(),
        Basis::Extended
    );
    let extension = &addressee.extensions[0];
    assert_eq!(extension.previous_due_date, day("2026-06-10"));
    assert_eq!(extension.reasons, en("Other ministries are asked first."));
    assert_eq!(summary(&mut client, MINISTRY).await.extended_count, 1);
    it.world.hand.set("2026-06-12T00:00:00Z");
    assert!(!it.read(&name).await.overdue);
    it.world.hand.set("2026-07-11T00:00:00Z");
    assert!(it.read(&name).await.overdue);
    let late = extend(&it, OFFICIAL, put_off(&name, MINISTRY, "2026-09-01")).await;
    refused(late, Code::FailedPrecondition, Reason::DueDatePassed);
}
