//! Events at their time: `dutyDue` some days before, `dutyMissed` when the day has passed, each once, whoever asks and how often.

use common::testing::DAY;
use consultation::duties::say_all;
use kenes_proto::{
    consultation::{self as pb, period_rule::Unit, response::Outcome},
    record::{self, event_stream_service_client::EventStreamServiceClient},
};

use super::{chamber, put_off, record as record_rule, rule, undated};
use crate::{
    chamber::{Chamber, MAJILIS, MINISTRY, OFFICIAL, answer, proposal},
    record::{Records, receipt_of},
    roll::day,
    world::ask_as,
};

/// The events of answers that are owed so far: the resource, and what happened to it.
async fn said(it: &Chamber) -> Vec<(String, String)> {
    let mut client = EventStreamServiceClient::new(it.world.consultation.clone());
    let all = pb::ListRecommendationsRequest {
        page_size: 1000,
        ..Default::default()
    };
    let all = it.client.clone().list_recommendations(all).await;
    // What is not signed yet is no event.
    for one in all.expect("a list").into_inner().recommendations {
        let mut records = Records::new(it.world.consultation.clone());
        let receipt = records.fetch_receipt(receipt_of(&one.name, 0)).await;
        assert!(!receipt.expect("a receipt").get_ref().pending);
    }
    let (mut found, mut from) = (Vec::new(), 0);
    loop {
        let request = record::ReplayEventsRequest {
            from_index: from,
            ..Default::default()
        };
        let page = client.replay_events(request).await.expect("a page");
        let page = page.into_inner();
        for event in &page.events {
            let verb = event.r#type.rsplit('.').next().unwrap_or_default();
            if verb.starts_with("duty") {
                let subject = event.attributes["subject"].attr.clone();
                found.push((format!("{subject:?}"), verb.to_owned()));
            }
        }
        if page.next_index >= page.to_index {
            return found;
        }
        from = page.next_index;
    }
}

async fn verbs(it: &Chamber, id: &str) -> Vec<String> {
    let said = said(it).await.into_iter();
    let of = said.filter(|(subject, _)| subject.contains(&format!("/{id}\"")));
    of.map(|(_, verb)| verb).collect()
}

async fn say(it: &Chamber) {
    say_all(&it.world.app).await.expect("said");
}

#[tokio::test]
async fn reminders_are_events_at_their_time_each_once() {
    let (mut it, _) = chamber().await;
    it.sent(proposal("r", &[MINISTRY, MAJILIS])).await;
    it.sent(proposal("answered", &[MINISTRY])).await;
    let done = answer("recommendations/answered", MINISTRY, Outcome::Accepted);
    it.answer(OFFICIAL, done).await.expect("answered");
    // Due on 10 June; reminded of from the 7th on.
    it.world.hand.set("2026-06-06T18:59:59Z");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, [""; 0]);
    it.world.hand.set("2026-06-06T19:00:00Z");
    // Two replicas ask at once, and one again.
    let (one, other) = tokio::join!(say_all(&it.world.app), say_all(&it.world.app));
    one.and(other).expect("said");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue"]);
    let reminded = it.read("recommendations/r").await;
    assert!(
        reminded
            .addressees
            .iter()
            .all(|a| a.remind_time.is_some() && a.miss_time.is_none())
    );
    it.world.hand.set("2026-06-08T00:00:00Z");
    let done = answer("recommendations/r", MINISTRY, Outcome::Accepted);
    it.answer(OFFICIAL, done).await.expect("answered");
    it.world.hand.set("2026-06-10T19:00:00Z");
    let (one, other) = tokio::join!(say_all(&it.world.app), say_all(&it.world.app));
    one.and(other).expect("said");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue", "dutyMissed"]);
    let missed = it.read("recommendations/r").await;
    let missed = missed.addressees.iter().map(|a| a.miss_time.is_some());
    assert_eq!(
        missed.collect::<Vec<_>>(),
        [false, true],
        "the ministry has answered"
    );
    it.world.hand.pass(100 * DAY);
    say(&it).await;
    assert_eq!(said(&it).await.len(), 2, "and none of what was answered");
}

#[tokio::test]
async fn what_came_while_nobody_looked_is_said_as_it_is_when_it_is_said() {
    let (mut it, _) = chamber().await;
    it.sent(proposal("r", &[MINISTRY])).await;
    let mut later = proposal("later", &[MINISTRY]);
    later.recommendation.as_mut().expect("one").addressees[0].due_date = day("2026-08-02");
    it.sent(later).await;
    it.world.hand.set("2026-08-01T00:00:00Z");
    say(&it).await;
    say(&it).await;
    assert_eq!(
        verbs(&it, "r").await,
        ["dutyMissed"],
        "a day that has passed does not come any more"
    );
    assert_eq!(
        it.read("recommendations/r").await.addressees[0].remind_time,
        None
    );
    assert_eq!(verbs(&it, "later").await, ["dutyDue"]);
}

#[tokio::test]
async fn of_a_day_that_had_passed_when_it_was_recorded_nobody_is_reminded() {
    let (mut it, _) = chamber().await;
    let request = proposal("old", &[MINISTRY]);
    let name = it.draft(request).await.expect("drafted").name;
    it.adopt(crate::chamber::ballot(&name))
        .await
        .expect("adopted");
    it.world.hand.set("2026-06-20T00:00:00Z");
    let request = pb::SendRecommendationRequest {
        name,
        send_date: day("2026-05-26"),
        ..Default::default()
    };
    let sent = it
        .client
        .send_recommendation(ask_as("demo|secretary", request))
        .await;
    sent.expect("sent");
    say(&it).await;
    assert_eq!(verbs(&it, "old").await, ["dutyMissed"]);
}

#[tokio::test]
async fn a_day_that_was_put_off_is_reminded_of_anew_and_a_rule_may_say_when() {
    let (mut it, mut client) = chamber().await;
    let month = pb::PeriodRule {
        reminder_days: 10,
        ..rule("answer-to-recommendation", Unit::Month, 1)
    };
    record_rule(&mut client, "month", month)
        .await
        .expect("a rule");
    let name = it.sent(undated("r", &[MINISTRY])).await.name;
    assert_eq!(
        it.read(&name).await.addressees[0].due_date,
        day("2026-06-25")
    );
    it.world.hand.set("2026-06-15T00:00:00Z");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue"]);
    let later = put_off(&name, MINISTRY, "2026-07-20");
    let done = it
        .client
        .extend_recommendation_reply(ask_as(OFFICIAL, later))
        .await;
    done.expect("put off");
    it.world.hand.set("2026-07-10T00:00:00Z");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue"]);
    it.world.hand.set("2026-07-18T00:00:00Z");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue", "dutyDue"]);
    it.world.hand.set("2026-07-21T00:00:00Z");
    say(&it).await;
    assert_eq!(verbs(&it, "r").await, ["dutyDue", "dutyDue", "dutyMissed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_are_due_at_once_are_all_said_once() {
    let (mut it, _) = chamber().await;
    for n in 0..110 {
        it.sent(proposal(&format!("r-{n}"), &[MINISTRY])).await;
    }
    it.world.hand.set("2026-06-07T00:00:00Z");
    let (one, other) = tokio::join!(say_all(&it.world.app), say_all(&it.world.app));
    one.and(other).expect("said");
    let said = said(&it).await;
    let subjects: std::collections::HashSet<_> = said.iter().map(|(subject, _)| subject).collect();
    assert_eq!((said.len(), subjects.len()), (110, 110));
}
