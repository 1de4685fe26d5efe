//! The answers that a consultation is owed: by which day, whether one of its comments stands without, and what is said of it.

use common::{
    date,
    testing::{Channel, DAY},
};
use consultation::duties::say_all;
use kenes_proto::{
    consultation::{
        self as pb, consultation_service_client::ConsultationServiceClient as Rounds,
        due_date_basis::Kind as Basis, duty::State, period_rule::Unit,
    },
    types::ErrorReason as Reason,
};
use tonic::Code;

use super::{chamber, duties, record, rule, subjects, summary};
use crate::{
    chamber::{Chamber, MINISTRY, OFFICIAL, TERM, V1},
    roll::{day, paths},
    world::{ask, ask_as, en, refused},
};

fn rounds(it: &Chamber) -> Rounds<Channel> {
    Rounds::new(it.world.consultation.clone())
}

async fn announced(it: &Chamber, id: &str, due: &str) -> pb::Consultation {
    let mut client = rounds(it);
    let now = it.world.hand.now();
    let request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en("Another round"),
            draft_law_versions: vec![V1.into()],
            organizer: MINISTRY.into(),
            open_time: Some(date::timestamp(now)),
            close_time: Some(date::timestamp(now + 30 * DAY)),
            reply_due_date: day(due),
            ..Default::default()
        }),
        consultation_id: id.into(),
        ..Default::default()
    };
    let made = client.create_consultation(ask(request)).await;
    let request = pb::AnnounceConsultationRequest {
        name: made.expect("a round").into_inner().name,
        ..Default::default()
    };
    let done = client.announce_consultation(ask(request)).await;
    done.expect("announced").into_inner()
}

#[tokio::test]
async fn the_day_to_answer_comments_by_is_derived_from_the_close_and_follows_it() {
    let (it, mut client) = chamber().await;
    let none = announced(&it, "none", "").await;
    assert_eq!(none.reply_due_date, None);
    let basis = none.reply_due_date_basis.expect("a basis");
    assert_eq!(basis.kind(), Basis::NoRule);
    let given = announced(&it, "given", "2026-07-31").await;
    let basis = given.reply_due_date_basis.expect("a basis");
    assert_eq!(basis.kind(), Basis::Given);

    let month = rule("answer-to-comment", Unit::Month, 1);
    record(&mut client, "month", month).await.expect("a rule");
    let derived = announced(&it, "derived", "").await;
    // It closes on Wednesday 24 June; 24 July is a Friday.
    assert_eq!(derived.reply_due_date, day("2026-07-24"));
    let basis = derived.reply_due_date_basis.expect("a basis");
    assert_eq!(
        (basis.kind(), basis.start_date),
        (Basis::Derived, day("2026-06-24"))
    );
    let close = it.world.hand.now() + 32 * DAY;
    let request = pb::ExtendConsultationRequest {
        name: derived.name.clone(),
        close_time: Some(date::timestamp(close)),
        reasons: en("Asked for."),
        ..Default::default()
    };
    let moved = rounds(&it).extend_consultation(ask(request)).await;
    let moved = moved.expect("extended").into_inner();
    // 26 July is a Sunday.
    assert_eq!(moved.reply_due_date, day("2026-07-27"));
    assert_eq!(
        moved.reply_due_date_basis.expect("one").kind(),
        Basis::Derived
    );
}

async fn extend_to(it: &Chamber, name: &str, days: i64) -> pb::Consultation {
    let request = pb::ExtendConsultationRequest {
        name: name.into(),
        close_time: Some(date::timestamp(it.world.hand.now() + days * DAY)),
        reasons: en("Asked for."),
        ..Default::default()
    };
    let moved = rounds(it).extend_consultation(ask(request)).await;
    moved.expect("extended").into_inner()
}

#[tokio::test]
async fn the_basis_that_is_shown_gives_the_day_that_is_shown() {
    let (it, mut client) = chamber().await;
    let none = announced(&it, "none", "").await;
    let none = extend_to(&it, &none.name, 32).await;
    let basis = none.reply_due_date_basis.expect("a basis");
    assert_eq!(
        (none.reply_due_date, basis.kind(), basis.start_date),
        (None, Basis::NoRule, day("2026-06-26"))
    );

    let month = rule("answer-to-comment", Unit::Month, 1);
    record(&mut client, "rule", month).await.expect("a rule");
    let round = announced(&it, "derived", "").await;
    assert_eq!(round.reply_due_date, day("2026-07-24"));
    let update = pb::UpdatePeriodRuleRequest {
        period_rule: Some(pb::PeriodRule {
            name: "periodRules/rule".into(),
            unit: Unit::WorkingDay.into(),
            length: 10,
            ..Default::default()
        }),
        update_mask: paths(&["unit", "length"]),
        ..Default::default()
    };
    let shorter = client.update_period_rule(ask(update)).await;
    shorter.expect("shorter");
    // Ten working days after 26 June are over on 13 July: the present day is later and stays, with what gave it.
    let kept = extend_to(&it, &round.name, 32).await;
    assert_eq!(kept.reply_due_date, round.reply_due_date);
    assert_eq!(kept.reply_due_date_basis, round.reply_due_date_basis);
    let moved = extend_to(&it, &round.name, 60).await;
    assert_eq!(moved.reply_due_date, day("2026-08-07"));
    let basis = moved.reply_due_date_basis.expect("a basis");
    assert_eq!(
        (basis.rule_revision.as_str(), basis.start_date),
        ("periodRules/rule/revisions/2", day("2026-07-24"))
    );
}

#[tokio::test]
async fn once_announced_the_day_is_put_off_with_reasons_only() {
    let (it, _) = chamber().await;
    let round = announced(&it, "given", "2026-07-31").await;
    let update = |due: &str| pb::UpdateConsultationRequest {
        consultation: Some(pb::Consultation {
            name: round.name.clone(),
            reply_due_date: day(due),
            ..Default::default()
        }),
        update_mask: paths(&["reply_due_date"]),
        ..Default::default()
    };
    for quietly in ["2026-08-31", ""] {
        let quietly = rounds(&it).update_consultation(ask(update(quietly))).await;
        refused(
            quietly,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    let earlier = rounds(&it)
        .update_consultation(ask(update("2026-07-30")))
        .await;
    assert_eq!(
        earlier.expect("earlier").into_inner().reply_due_date,
        day("2026-07-30")
    );
    let extend = |name: &str, due: &str| pb::ExtendConsultationReplyRequest {
        name: name.into(),
        due_date: day(due),
        reasons: en("More came than was expected."),
        ..Default::default()
    };
    let later = extend(&round.name, "2026-08-31");
    let nobody = rounds(&it)
        .extend_consultation_reply(ask_as("demo|aigul", later.clone()))
        .await;
    refused(nobody, Code::PermissionDenied, Reason::StandingNotMandated);
    let done = rounds(&it)
        .extend_consultation_reply(ask_as(OFFICIAL, later))
        .await;
    let done = done.expect("put off").into_inner();
    assert_eq!(done.reply_due_date, day("2026-08-31"));
    assert_eq!(
        done.reply_extensions[0].previous_due_date,
        day("2026-07-30")
    );
    assert_eq!(
        done.reply_due_date_basis.expect("one").kind(),
        Basis::Extended
    );
    let none = extend("consultations/round", "2026-08-31");
    let none = rounds(&it)
        .extend_consultation_reply(ask_as(OFFICIAL, none))
        .await;
    refused(none, Code::FailedPrecondition, Reason::DueDateMissing);
    it.world.hand.set("2026-09-01T00:00:00Z");
    let late = extend(&round.name, "2026-10-01");
    let late = rounds(&it)
        .extend_consultation_reply(ask_as(OFFICIAL, late))
        .await;
    refused(late, Code::FailedPrecondition, Reason::DueDatePassed);
}

#[tokio::test]
async fn a_round_is_answered_when_no_comment_stands_without_an_answer() {
    let (mut it, mut client) = chamber().await;
    let update = pb::UpdateConsultationRequest {
        consultation: Some(pb::Consultation {
            name: "consultations/round".into(),
            reply_due_date: day("2026-07-10"),
            ..Default::default()
        }),
        update_mask: paths(&["reply_due_date"]),
        ..Default::default()
    };
    rounds(&it)
        .update_consultation(ask(update))
        .await
        .expect("a day");
    announced(&it, "empty", "2026-07-10").await;
    let comments = [it.comment("a", TERM).await, it.comment("b", TERM).await];
    it.answer_comment(&comments[0], Vec::new()).await;
    let open = duties(&mut client, MINISTRY, State::Open).await;
    let round = open
        .iter()
        .find(|duty| duty.subject == "consultations/round");
    let round = round.expect("a duty");
    assert!(round.replied);
    assert_eq!(
        (round.open_comment_count, round.due_date),
        (1, day("2026-07-10"))
    );

    it.world.hand.set("2026-07-07T12:00:00Z");
    say_all(&it.world.app).await.expect("said");
    say_all(&it.world.app).await.expect("said");
    let all = duties(&mut client, MINISTRY, State::Unspecified).await;
    assert_eq!(
        subjects(&all),
        ["consultations/round"],
        "of an empty round nothing is owed"
    );
    assert!(all[0].remind_time.is_some() && all[0].miss_time.is_none());
    it.world.hand.set("2026-07-12T12:00:00Z");
    say_all(&it.world.app).await.expect("said");
    let overdue = duties(&mut client, MINISTRY, State::Overdue).await;
    assert!(overdue[0].miss_time.is_some());
    it.answer_comment(&comments[1], Vec::new()).await;
    // The service looks again by itself, within a second.
    say_all(&it.world.app).await.expect("looked");
    let answered = duties(&mut client, MINISTRY, State::Answered).await;
    assert_eq!(answered[0].answer_date, day("2026-07-12"));
    let counted = summary(&mut client, MINISTRY).await;
    assert_eq!((counted.answered_late_count, counted.overdue_count), (1, 0));
    assert_eq!(
        counted.replied_with_reasons_count, 0,
        "accepted, and no word why"
    );
}
