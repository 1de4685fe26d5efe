//! Recommendations: drafted, voted on, sent, taken back and passed on.

use common::testing::DAY;
use kenes_proto::{
    consultation::{self as pb, dissent::Ballot, recommendation::State, response::Outcome},
    types::{Actor, ErrorReason as Reason, ProposedChange, proposed_change},
};
use tonic::{Code, Response, Status};

use crate::{
    chamber::{
        CHAMBER, CLERK, Chamber, KURULTAI, MAJILIS, MINISTRY, OFFICIAL, SECRETARY, SESSION, TERM,
        V1, V2, answer, at, ballot, point, proposal, seat,
    },
    roll::{day, paths},
    world::{ask, ask_as, en, fields, refused, request_id},
};

mod addressees;
mod adopt;
mod draft;
mod pass_on;
mod places;
mod points;
mod roll_call;
mod session;

type Change = fn(&mut pb::Recommendation);
type Answer = Result<pb::Recommendation, Status>;

async fn update(it: &mut Chamber, patch: pb::Recommendation, mask: &[&str]) -> Answer {
    let request = pb::UpdateRecommendationRequest {
        recommendation: Some(patch),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = it
        .client
        .update_recommendation(ask_as(CLERK, request))
        .await;
    saved.map(Response::into_inner)
}

async fn recall(it: &mut Chamber, name: &str) -> Answer {
    let request = pb::RecallRecommendationRequest {
        name: name.into(),
        reasons: en("The draft was withdrawn."),
        ..Default::default()
    };
    let done = it
        .client
        .recall_recommendation(ask_as(SECRETARY, request))
        .await;
    done.map(Response::into_inner)
}

#[tokio::test]
async fn a_draft_becomes_a_sent_and_answered_recommendation_and_every_step_stays_readable() {
    let mut it = Chamber::start().await;
    let comment = it.comment("first", TERM).await;
    let mut request = proposal("p", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.based_on_comments = vec![comment];
    new.targets = vec![at(V1, TERM)];
    new.draft_laws = vec!["draftLaws/law".into()];
    new.addressees[0].send_time = Some(common::date::timestamp(1));
    request.request_id = request_id();
    let draft = it.draft(request.clone()).await.expect("drafted");
    assert_eq!(
        (draft.name.as_str(), draft.state()),
        ("recommendations/p", State::Draft)
    );
    assert_eq!(draft.targets[0].wid, TERM);
    assert_eq!(
        draft.addressees[0].send_time, None,
        "what the service sets is not believed"
    );
    assert_eq!(it.draft(request).await.expect("the same answer"), draft);

    it.world.hand.pass(DAY);
    let patch = pb::Recommendation {
        name: draft.name.clone(),
        number: "7".into(),
        ..Default::default()
    };
    let changed = update(&mut it, patch, &["number"]).await.expect("changed");
    assert_eq!(
        (changed.number.as_str(), changed.etag.as_str()),
        ("7", "\"2\"")
    );
    let adopted = it.adopt(ballot(&draft.name)).await.expect("adopted");
    assert_eq!(
        (adopted.state(), adopted.adopt_date),
        (State::Adopted, day("2026-05-26"))
    );
    let vote = adopted.vote.clone().expect("a vote");
    assert_eq!((vote.quorum, vote.votes_for, vote.votes_against), (3, 2, 1));
    let sent = it.send(&draft.name).await.expect("sent");
    assert_eq!(sent.state(), State::Sent);
    assert_eq!(sent.addressees[0].send_time, sent.update_time);
    let given = answer(&draft.name, MINISTRY, Outcome::Rejected);
    it.answer(OFFICIAL, given).await.expect("answered");
    let answered = it.read(&draft.name).await;
    assert_eq!(
        (answered.state(), answered.response_count),
        (State::Answered, 1)
    );

    let earlier = pb::GetRecommendationRequest {
        name: draft.name.clone(),
        as_of_time: draft.create_time,
        ..Default::default()
    };
    let earlier = it
        .client
        .get_recommendation(earlier)
        .await
        .expect("read")
        .into_inner();
    assert_eq!(earlier, draft);
    let mut page = pb::ListRecommendationRevisionsRequest {
        name: draft.name.clone(),
        page_size: 3,
        ..Default::default()
    };
    let mut methods = Vec::new();
    loop {
        let answer = it.client.list_recommendation_revisions(page.clone()).await;
        let answer = answer.expect("listed").into_inner();
        methods.extend(
            answer
                .recommendation_revisions
                .into_iter()
                .map(|r| (r.method, r.actor)),
        );
        if answer.next_page_token.is_empty() {
            break;
        }
        page.page_token = answer.next_page_token;
    }
    let expected = [
        ("CreateResponse", OFFICIAL),
        ("SendRecommendation", SECRETARY),
        ("AdoptRecommendation", SECRETARY),
        ("UpdateRecommendation", CLERK),
        ("CreateRecommendation", SECRETARY),
    ];
    assert_eq!(methods, expected.map(|(m, a)| (m.to_owned(), a.to_owned())));
    page.page_token = "bm9uc2Vuc2U".into();
    let nonsense = it.client.list_recommendation_revisions(page).await;
    refused(nonsense, Code::InvalidArgument, Reason::PageTokenMismatch);
    let revision = |n: u32| pb::GetRecommendationRevisionRequest {
        name: format!("{}/revisions/{n}", draft.name),
        ..Default::default()
    };
    let first = it.client.get_recommendation_revision(revision(1)).await;
    assert_eq!(
        first.expect("read").into_inner().snapshot,
        Some(draft.clone())
    );
    let none = it.client.get_recommendation_revision(revision(9)).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn recommendations_are_found_by_form_body_state_and_day() {
    let mut it = Chamber::start().await;
    it.draft(proposal("draft", &[MINISTRY]))
        .await
        .expect("drafted");
    it.world.hand.pass(DAY);
    it.sent(proposal("sent", &[MINISTRY])).await;
    let list = |filter: &str, order_by: &str| pb::ListRecommendationsRequest {
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    let ids = |answer: pb::ListRecommendationsResponse| -> Vec<String> {
        let names = answer.recommendations.iter();
        names
            .map(|r| common::names::id(&r.name).to_owned())
            .collect()
    };
    let all = it
        .client
        .list_recommendations(list("", ""))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(all.total_size, Some(2));
    assert_eq!(ids(all), ["sent", "draft"], "newest first");
    let by_day = it
        .client
        .list_recommendations(list("", "adopt_date"))
        .await
        .expect("listed");
    assert_eq!(ids(by_day.into_inner()), ["draft", "sent"]);
    let filter = format!(
        "kind = KIND_PROPOSAL AND state = STATE_SENT AND body = \"{CHAMBER}\" AND adopt_date >= \"2026-05-26\" AND titles:\"TERM\""
    );
    let found = it
        .client
        .list_recommendations(list(&filter, ""))
        .await
        .expect("listed");
    assert_eq!(ids(found.into_inner()), ["sent"]);
    let bad = it
        .client
        .list_recommendations(list("colour = red", ""))
        .await;
    refused(bad, Code::InvalidArgument, Reason::FilterInvalid);
    let bad = it.client.list_recommendations(list("", "titles")).await;
    refused(bad, Code::InvalidArgument, Reason::OrderByInvalid);
    let mut bad = list("", "");
    bad.page_token = "bm9uc2Vuc2U".into();
    let bad = it.client.list_recommendations(bad).await;
    refused(bad, Code::InvalidArgument, Reason::PageTokenMismatch);
}
