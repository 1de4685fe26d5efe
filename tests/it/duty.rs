//! The clock of answers: days to answer by that are derived or given, overdue by the clock, reminded of once, put off with reasons,
//! and counted for each body.

mod calendar;
mod clock;
mod extension;
mod gone;
mod period;
mod round;

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb, due_date_basis::Kind as Basis, duty::State,
        duty_service_client::DutyServiceClient as Client, period_rule::Unit, response::Outcome,
    },
    types::{ErrorReason as Reason, Source},
};
use tonic::{Code, Response, Status};

use crate::{
    chamber::{Chamber, MAJILIS, MINISTRY, OFFICIAL, answer, point, proposal},
    roll::day,
    world::{World, ask, ask_as, en, refused},
};

fn client(world: &World) -> Client<Channel> {
    Client::new(world.consultation.clone())
}

/// A chamber whose services have their built-in reference data, and a client of the clock.
async fn chamber() -> (Chamber, Client<Channel>) {
    let it = Chamber::start().await;
    let loaded = registry::starter::load(&it.world.registry_kit).await;
    loaded.expect("codes");
    let loaded = consultation::starter::load(&it.world.app).await;
    loaded.expect("calendars");
    let client = client(&it.world);
    (it, client)
}

fn sources() -> Vec<Source> {
    vec![Source {
        note: "A law".into(),
        ..Default::default()
    }]
}

fn rule(act: &str, unit: Unit, length: i32) -> pb::PeriodRule {
    pb::PeriodRule {
        act_code: act.into(),
        unit: unit.into(),
        length,
        texts: en("Within its time"),
        sources: sources(),
        ..Default::default()
    }
}

async fn record(
    client: &mut Client<Channel>,
    id: &str,
    rule: pb::PeriodRule,
) -> Result<pb::PeriodRule, Status> {
    let request = pb::CreatePeriodRuleRequest {
        period_rule: Some(rule),
        period_rule_id: id.into(),
        ..Default::default()
    };
    let made = client.create_period_rule(ask(request)).await;
    made.map(Response::into_inner)
}

/// A proposal to these that gives them no day.
fn undated(id: &str, addressees: &[&str]) -> pb::CreateRecommendationRequest {
    let mut request = proposal(id, addressees);
    let new = request.recommendation.as_mut().expect("one");
    for addressee in &mut new.addressees {
        addressee.due_date = None;
    }
    request
}

async fn duties(client: &mut Client<Channel>, body: &str, state: State) -> Vec<pb::Duty> {
    let request = pb::ListDutiesRequest {
        body: body.into(),
        state: state.into(),
        ..Default::default()
    };
    let listed = client.list_duties(request).await.expect("a list");
    listed.into_inner().duties
}

fn subjects(duties: &[pb::Duty]) -> Vec<&str> {
    let names = duties.iter().map(|duty| duty.subject.as_str());
    names.collect()
}

async fn summary(client: &mut Client<Channel>, body: &str) -> pb::DutySummary {
    let request = pb::SummarizeDutiesRequest {
        body: body.into(),
        ..Default::default()
    };
    let counted = client.summarize_duties(request).await.expect("a summary");
    let found = counted.into_inner().duty_summaries;
    found.into_iter().next().unwrap_or_default()
}

fn put_off(name: &str, organization: &str, to: &str) -> pb::ExtendRecommendationReplyRequest {
    pb::ExtendRecommendationReplyRequest {
        name: name.into(),
        organization: organization.into(),
        due_date: day(to),
        reasons: en("Other ministries are asked first."),
        ..Default::default()
    }
}

#[tokio::test]
async fn reply_due_date_is_derived_by_the_rule_or_given_and_says_which() {
    let (mut it, mut client) = chamber().await;
    let ten = rule("answer-to-recommendation", Unit::WorkingDay, 10);
    record(&mut client, "ten-days", ten).await.expect("a rule");
    let mut both = undated("both", &[MINISTRY, MAJILIS]);
    both.recommendation.as_mut().expect("one").addressees[1].due_date = day("2026-06-30");
    let sent = it.sent(both).await;
    // Sent on Monday 25 May 2026; Wednesday the 27th is the first day of Kurban Ait.
    let derived = &sent.addressees[0];
    assert_eq!(derived.due_date, day("2026-06-09"));
    let basis = derived.due_date_basis.clone().expect("a basis");
    assert_eq!(basis.kind(), Basis::Derived);
    assert_eq!(basis.rule_revision, "periodRules/ten-days/revisions/1");
    assert_eq!(
        basis.calendar_revisions,
        ["workingCalendars/2026/revisions/1"]
    );
    assert_eq!(
        (basis.start_date, basis.projected),
        (day("2026-05-25"), false)
    );
    let given = &sent.addressees[1];
    assert_eq!(given.due_date, day("2026-06-30"));
    let basis = given.due_date_basis.clone().expect("a basis");
    assert_eq!(
        (basis.kind(), basis.rule_revision.as_str()),
        (Basis::Given, "")
    );

    let draft = it
        .draft(undated("all", &[MINISTRY]))
        .await
        .expect("drafted");
    it.adopt(crate::chamber::ballot(&draft.name))
        .await
        .expect("adopted");
    let request = pb::SendRecommendationRequest {
        name: draft.name,
        due_date: day("2026-07-01"),
        ..Default::default()
    };
    let sent = it
        .client
        .send_recommendation(ask_as("demo|secretary", request))
        .await;
    let sent = sent.expect("sent").into_inner();
    let wins = &sent.addressees[0];
    assert_eq!(wins.due_date, day("2026-07-01"), "what is given wins");
    assert_eq!(
        wins.due_date_basis.clone().expect("one").kind(),
        Basis::Given
    );
}

#[tokio::test]
async fn without_a_rule_no_day_is_derived_and_it_says_so() {
    let (mut it, mut client) = chamber().await;
    let sent = it.sent(undated("r", &[MINISTRY])).await;
    let addressee = &sent.addressees[0];
    assert_eq!(addressee.due_date, None);
    let basis = addressee.due_date_basis.clone().expect("a basis");
    assert_eq!(basis.kind(), Basis::NoRule);
    it.world.hand.pass(400 * DAY);
    assert!(!it.read(&sent.name).await.overdue);
    let said = consultation::duties::say_all(&it.world.app).await;
    said.expect("said");
    let open = duties(&mut client, MINISTRY, State::Open).await;
    assert_eq!(
        (subjects(&open), open[0].due_date),
        (vec!["recommendations/r"], None)
    );
    assert_eq!(summary(&mut client, MINISTRY).await.due_count, 0);
}

#[tokio::test]
async fn a_year_that_is_not_loaded_stops_the_sending_and_a_given_day_does_not() {
    let (mut it, mut client) = chamber().await;
    let long = rule("answer-to-recommendation", Unit::Month, 24);
    record(&mut client, "long", long).await.expect("a rule");
    let name = it
        .draft(undated("r", &[MINISTRY]))
        .await
        .expect("drafted")
        .name;
    it.adopt(crate::chamber::ballot(&name))
        .await
        .expect("adopted");
    let refusal = it.send(&name).await;
    let status = refused(
        refusal,
        Code::FailedPrecondition,
        Reason::CalendarYearMissing,
    );
    assert!(status.message().contains("2028"), "{status:?}");
    let request = pb::SendRecommendationRequest {
        name,
        due_date: day("2028-05-25"),
        ..Default::default()
    };
    let sent = it
        .client
        .send_recommendation(ask_as("demo|secretary", request))
        .await;
    sent.expect("sent");
}

#[tokio::test]
async fn a_projected_calendar_is_marked_wherever_it_is_used() {
    let (mut it, mut client) = chamber().await;
    let long = rule("answer-to-recommendation", Unit::Month, 8);
    record(&mut client, "long", long).await.expect("a rule");
    let sent = it.sent(undated("r", &[MINISTRY])).await;
    let addressee = &sent.addressees[0];
    assert_eq!(addressee.due_date, day("2027-01-25"));
    let basis = addressee.due_date_basis.clone().expect("a basis");
    assert!(basis.projected);
    // It ends in 2027, and no other year was asked.
    let calendars = ["workingCalendars/2027/revisions/1"];
    assert_eq!(basis.calendar_revisions, calendars);
    let open = duties(&mut client, MINISTRY, State::Open).await;
    assert!(open[0].due_date_basis.clone().expect("one").projected);
    assert_eq!(summary(&mut client, MINISTRY).await.projected_count, 1);
    let span = pb::CountWorkingDaysRequest {
        start_date: day("2027-01-01"),
        end_date: day("2027-12-31"),
    };
    let counted = client.count_working_days(span).await.expect("counted");
    let counted = counted.into_inner();
    assert_eq!((counted.working_day_count, counted.projected), (247, true));
}

#[tokio::test]
async fn overdue_is_answered_by_the_clock_and_counted_for_each_body() {
    let (mut it, mut client) = chamber().await;
    let mut points = proposal("points", &[MINISTRY]);
    points.recommendation.as_mut().expect("one").points = vec![point(1), point(2)];
    it.sent(points).await;
    for id in ["in-time", "late", "never"] {
        it.sent(proposal(id, &[MINISTRY, MAJILIS])).await;
    }
    let reply = |id: &str, outcome| answer(&format!("recommendations/{id}"), MINISTRY, outcome);
    it.world.hand.pass(4 * DAY);
    it.answer(OFFICIAL, reply("in-time", Outcome::Rejected))
        .await
        .expect("answered");
    let mut part = reply("points", Outcome::Unspecified);
    let response = part.response.as_mut().expect("one");
    response.reasons.clear();
    response.point_answers = vec![pb::PointAnswer {
        number: 1,
        outcome: Outcome::Accepted.into(),
        ..Default::default()
    }];
    let part = it.answer(OFFICIAL, part).await.expect("answered in part");
    assert_eq!(part.complete_date, None);

    // Due on 10 June: that day still belongs to it.
    it.world.hand.set("2026-06-10T18:59:59Z");
    assert_eq!(duties(&mut client, MINISTRY, State::Overdue).await, []);
    it.world.hand.set("2026-06-10T19:00:00Z");
    let overdue = duties(&mut client, MINISTRY, State::Overdue).await;
    let late = [
        "recommendations/late",
        "recommendations/never",
        "recommendations/points",
    ];
    assert_eq!(subjects(&overdue), late);
    assert!(overdue[2].replied && !overdue[2].replied_with_reasons);
    let request = pb::ListRecommendationsRequest {
        filter: "overdue = true".into(),
        ..Default::default()
    };
    let listed = it
        .client
        .list_recommendations(request)
        .await
        .expect("listed");
    assert_eq!(
        listed.into_inner().total_size,
        Some(4),
        "majilis answered none"
    );

    it.world.hand.pass(DAY);
    it.answer(OFFICIAL, reply("late", Outcome::Accepted))
        .await
        .expect("answered");
    let counted = summary(&mut client, MINISTRY).await;
    let expected = pb::DutySummary {
        body: MINISTRY.into(),
        // The round of the ministry, which has no day, is one too.
        duty_count: 5,
        due_count: 4,
        answered_count: 2,
        answered_in_time_count: 1,
        answered_late_count: 1,
        overdue_count: 2,
        replied_count: 3,
        replied_with_reasons_count: 1,
        // 4 days and 18.
        median_answer_days: Some(11.0),
        ..Default::default()
    };
    assert_eq!(counted, expected);

    let rest = pb::CorrectResponseRequest {
        name: part.name,
        point_answers: [1, 2]
            .map(|number| pb::PointAnswer {
                number,
                outcome: Outcome::Accepted.into(),
                reasons: en("It is right."),
                ..Default::default()
            })
            .into(),
        correction_reasons: en("The rest."),
        ..Default::default()
    };
    let corrected = it.client.correct_response(ask_as(OFFICIAL, rest)).await;
    let corrected = corrected.expect("completed").into_inner();
    assert_eq!(
        corrected.complete_date,
        day("2026-06-12"),
        "and not when it was begun"
    );
    let counted = summary(&mut client, MINISTRY).await;
    assert_eq!((counted.answered_late_count, counted.overdue_count), (2, 1));
    assert_eq!(counted.replied_with_reasons_count, 2);

    let page = |token: String| pb::SummarizeDutiesRequest {
        page_size: 1,
        page_token: token,
        ..Default::default()
    };
    let first = client
        .summarize_duties(page(String::new()))
        .await
        .expect("a page");
    let first = first.into_inner();
    assert_eq!(first.duty_summaries[0].body, MAJILIS);
    let token = first.next_page_token;
    let second = client
        .summarize_duties(page(token.clone()))
        .await
        .expect("a page");
    assert_eq!(second.into_inner().duty_summaries, [counted]);
    let other = pb::SummarizeDutiesRequest {
        due_from_date: day("2026-01-01"),
        ..page(token)
    };
    let other = client.summarize_duties(other).await;
    refused(other, Code::InvalidArgument, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn what_a_body_must_answer_is_listed_open_first_and_by_its_day() {
    let (mut it, mut client) = chamber().await;
    for (id, due) in [
        ("a", ""),
        ("b", "2026-07-01"),
        ("c", "2026-06-01"),
        ("d", "2026-06-01"),
    ] {
        let mut request = proposal(id, &[MINISTRY]);
        request.recommendation.as_mut().expect("one").addressees[0].due_date = day(due);
        it.sent(request).await;
    }
    let done = answer("recommendations/c", MINISTRY, Outcome::Accepted);
    it.answer(OFFICIAL, done).await.expect("answered");
    let page = |token: &str| pb::ListDutiesRequest {
        body: MINISTRY.into(),
        page_size: 2,
        page_token: token.into(),
        ..Default::default()
    };
    let first = client
        .list_duties(page(""))
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(
        subjects(&first.duties),
        ["recommendations/d", "recommendations/b"]
    );
    let second = client.list_duties(page(&first.next_page_token)).await;
    let second = second.expect("a page").into_inner();
    // The round of the ministry has no day either, and begins with another letter.
    assert_eq!(subjects(&second.duties)[0], "consultations/round");
    let third = client.list_duties(page(&second.next_page_token)).await;
    let third = third.expect("a page").into_inner();
    assert_eq!(subjects(&third.duties), ["recommendations/c"]);
    assert_eq!(third.next_page_token, "");
    let window = pb::ListDutiesRequest {
        due_from_date: day("2026-06-02"),
        ..page("")
    };
    let found = client
        .list_duties(window)
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(subjects(&found.duties), ["recommendations/b"]);
    let nonsense = client.list_duties(page("nonsense")).await;
    refused(nonsense, Code::InvalidArgument, Reason::PageTokenMismatch);
    let backwards = pb::ListDutiesRequest {
        due_from_date: day("2026-06-02"),
        due_until_date: day("2026-06-01"),
        ..page("")
    };
    let backwards = client.list_duties(backwards).await;
    refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
}
