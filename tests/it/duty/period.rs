//! Period rules: dated reference data with the law they are taken from, and the day that the one in effect gives.

use common::testing::Channel;
use kenes_proto::{
    consultation::{self as pb, due_date_basis::Kind as Basis, period_rule::Unit},
    gtype::Date,
    registry::{BodyProfile, Organization},
    types::ErrorReason as Reason,
};
use tonic::{Code, Status};

use super::{Client, chamber, record, rule};
use crate::{
    chamber::{CHAMBER, MINISTRY},
    roll::{day, paths},
    world::{ask, fields, refused},
};

async fn derive(
    client: &mut Client<Channel>,
    act: &str,
    start: &str,
    [body, asking_body]: [&str; 2],
) -> Result<(Option<Date>, pb::DueDateBasis), Status> {
    let request = pb::DeriveDueDateRequest {
        act_code: act.into(),
        start_date: day(start),
        body: body.into(),
        asking_body: asking_body.into(),
    };
    let found = client.derive_due_date(request).await?.into_inner();
    Ok((found.due_date, found.basis.unwrap_or_default()))
}

#[tokio::test]
async fn the_periods_that_a_service_begins_with_are_those_whose_law_was_read() {
    let (mut it, mut client) = chamber().await;
    let profile = BodyProfile {
        form_code: "public-council".into(),
        seat_count: 5,
        quorum: 3,
        may_recommend: true,
        ..Default::default()
    };
    let council = Organization {
        body_profile: Some(profile),
        ..Default::default()
    };
    it.roll
        .correct_organization("chamber", council, &["body_profile"])
        .await
        .expect("a council");
    for (act, start, bodies, expected) in [
        (
            "opinion-on-draft",
            "2026-11-23",
            [CHAMBER, ""],
            "2026-12-07",
        ),
        (
            "opinion-on-draft-law",
            "2026-11-23",
            [CHAMBER, ""],
            "2026-12-14",
        ),
        (
            "opinion-on-urgent-bill",
            "2026-11-23",
            [CHAMBER, ""],
            "2026-11-26",
        ),
        (
            "letter-on-acceptance",
            "2026-11-23",
            [MINISTRY, CHAMBER],
            "2026-12-07",
        ),
        (
            "state-opinion-on-bill",
            "2026-11-05",
            [MINISTRY, ""],
            "2026-12-07",
        ),
        (
            "answer-to-recommendation",
            "2026-11-23",
            [MINISTRY, CHAMBER],
            "2026-12-23",
        ),
        ("hearing-notice", "2026-12-21", ["", ""], "2026-12-11"),
        ("control-answer", "2026-11-23", ["", ""], "2026-12-07"),
    ] {
        let (due, basis) = derive(&mut client, act, start, bodies)
            .await
            .expect("a day");
        assert_eq!(due, day(expected), "{act}");
        assert_eq!(basis.kind(), Basis::Derived);
    }
    // A council of another form, a day before the edition that was read, and acts whose period the law leaves to others.
    for (act, start, bodies) in [
        ("opinion-on-draft", "2026-11-23", [MINISTRY, ""]),
        (
            "answer-to-recommendation",
            "2026-07-11",
            [MINISTRY, CHAMBER],
        ),
        ("answer-to-comment", "2026-11-23", [MINISTRY, ""]),
        ("public-discussion", "2026-11-23", ["", ""]),
    ] {
        let (due, basis) = derive(&mut client, act, start, bodies)
            .await
            .expect("an answer");
        assert_eq!((due, basis.kind()), (None, Basis::NoRule), "{act}");
    }
    let unknown = "//registry.kenes/organizations/nobody";
    let nobody = derive(&mut client, "opinion-on-draft", "2026-11-23", [unknown, ""]).await;
    let status = refused(nobody, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["body"]);
    let month = derive(&mut client, "hearing-notice", "2026-12", ["", ""]).await;
    refused(month, Code::InvalidArgument, Reason::DatesInvalid);
    let far = derive(&mut client, "control-answer", "2027-12-28", ["", ""]).await;
    refused(far, Code::FailedPrecondition, Reason::CalendarYearMissing);
}

#[tokio::test]
async fn a_rule_is_written_read_changed_and_keeps_what_it_was() {
    let (_it, mut client) = chamber().await;
    let ten = rule("answer-to-comment", Unit::WorkingDay, 10);
    let made = record(&mut client, "ten", ten).await.expect("a rule");
    let found = client.get_period_rule(pb::GetPeriodRuleRequest {
        name: made.name.clone(),
        ..Default::default()
    });
    assert_eq!(found.await.expect("read").into_inner(), made);
    let update = pb::UpdatePeriodRuleRequest {
        period_rule: Some(pb::PeriodRule {
            name: made.name.clone(),
            length: 20,
            ..Default::default()
        }),
        update_mask: paths(&["length"]),
        ..Default::default()
    };
    let saved = client
        .update_period_rule(ask(update))
        .await
        .expect("changed");
    assert_eq!(saved.into_inner().length, 20);
    let list = pb::ListPeriodRulesRequest {
        filter: "act_code = \"answer-to-comment\" AND active_on(\"2026-11-23\")".into(),
        ..Default::default()
    };
    let listed = client.list_period_rules(list).await.expect("a list");
    assert_eq!(listed.into_inner().total_size, Some(1));
    let revisions = client.list_period_rule_revisions(pb::ListPeriodRuleRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    });
    let revisions = revisions.await.expect("a list").into_inner();
    assert_eq!(revisions.period_rule_revisions.len(), 2);
    let first = client.get_period_rule_revision(pb::GetPeriodRuleRevisionRequest {
        name: format!("{}/revisions/1", made.name),
        ..Default::default()
    });
    let first = first.await.expect("read").into_inner();
    assert_eq!(first.snapshot, Some(made));
}

#[tokio::test]
async fn bad_rules_are_refused_with_all_that_is_wrong() {
    let (_it, mut client) = chamber().await;
    let mut bad = rule("answer-to-comment", Unit::Month, 121);
    bad.body = MINISTRY.into();
    bad.body_form_code = "ministry".into();
    bad.sources.clear();
    let refusal = record(&mut client, "bad", bad).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::FieldInvalid);
    let expected = ["body_form_code", "length", "sources"];
    assert_eq!(
        fields(&status),
        expected.map(|name| format!("period_rule.{name}"))
    );
    for act in ["answer-to-nobody", "answers"] {
        let unknown = record(&mut client, "bad", rule(act, Unit::Month, 1)).await;
        refused(unknown, Code::InvalidArgument, Reason::CodeUnknown);
    }
    for length in [0, -1, 1001, i32::MAX] {
        let odd = rule("answer-to-comment", Unit::WorkingDay, length);
        let odd = record(&mut client, "bad", odd).await;
        refused(odd, Code::InvalidArgument, Reason::FieldInvalid);
    }
}
