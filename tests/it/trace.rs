//! The chain from a comment to the changed law, told from any of its ends.

mod edges;
mod pages;
mod steps;
mod verdict;
mod whole;

use std::collections::BTreeSet;

use common::testing::DAY;
use kenes_proto::{
    consultation::{
        self as pb, ChangeKind, Trace, TraceStep, carried_forward::Fate,
        comment_service_client::CommentServiceClient,
        draft_law_service_client::DraftLawServiceClient, get_trace_request::Scope,
        response::Outcome, trace_link::Relation, trace_service_client::TraceServiceClient,
        trace_step::Kind,
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    chamber::{Chamber, MINISTRY, OFFICIAL, SESSION, TERM, V1, V2, answer, at, point, proposal},
    roll,
    world::{ask, ask_as, en, fields, refused},
};

const ROUND: &str = "consultations/round";

async fn ask_trace(it: &Chamber, request: pb::GetTraceRequest) -> Result<Trace, Status> {
    let mut client = TraceServiceClient::new(it.world.consultation.clone());
    client.get_trace(request).await.map(Response::into_inner)
}

/// Its own path, in a language.
async fn path_in(it: &Chamber, name: &str, language: &str) -> Result<Trace, Status> {
    let request = pb::GetTraceRequest {
        name: name.into(),
        language_code: language.into(),
        show_links: true,
        ..Default::default()
    };
    ask_trace(it, request).await
}

async fn path(it: &Chamber, name: &str) -> Trace {
    path_in(it, name, "").await.expect("a trace")
}

/// A page of whatever hangs together with it.
async fn around(it: &Chamber, name: &str, page_size: i32, page_token: &str) -> Trace {
    let request = pb::GetTraceRequest {
        name: name.into(),
        scope: Scope::Neighbourhood.into(),
        page_size,
        page_token: page_token.into(),
        show_links: true,
        ..Default::default()
    };
    ask_trace(it, request).await.expect("a trace")
}

async fn trace(it: &Chamber, name: &str) -> Trace {
    around(it, name, 200, "").await
}

fn names_of(trace: &Trace, kind: Kind) -> Vec<&str> {
    let steps = trace.steps.iter().filter(|step| step.kind() == kind);
    steps.map(|step| step.name.as_str()).collect()
}

fn verdict(trace: &Trace) -> &pb::TraceVerdict {
    trace.verdict.as_ref().expect("a verdict")
}

fn step<'a>(trace: &'a Trace, name: &str) -> &'a TraceStep {
    let found = trace.steps.iter().find(|step| step.name == name);
    found.unwrap_or_else(|| panic!("no step {name}"))
}

fn linked(trace: &Trace, from: &str, relation: Relation, to: &str) -> bool {
    let links = trace.links.iter();
    links
        .clone()
        .any(|l| (l.from.as_str(), l.relation(), l.to.as_str()) == (from, relation, to))
}

fn provision(version: &str, eid: &str) -> String {
    format!("{version}/provisions/{eid}")
}

/// A comment, a session's proposal that rests on it, the ministry's answer carried out in the second version.
struct Story {
    comment: String,
    hearing: String,
    recommendation: String,
    response: String,
}

async fn told(it: &mut Chamber) -> Story {
    let day = (roll::day("2026-05-27"), None);
    let hearing = it.session("hearing", MINISTRY, day).await;
    it.world.hand.pass(DAY);
    let comment = it.comment("first", TERM).await;
    it.world.hand.pass(2 * DAY);
    let mut request = proposal("p", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.based_on_comments = vec![comment.clone()];
    new.origins = vec![hearing.clone(), ROUND.into()];
    new.points = vec![point(1), point(2)];
    new.points[1].targets = vec![at(V1, TERM)];
    let recommendation = it.sent(request).await.name;
    it.world.hand.pass(2 * DAY);
    it.publish(V2).await;
    it.world.hand.pass(2 * DAY);
    let mut request = answer(&recommendation, MINISTRY, Outcome::PartlyAccepted);
    let given = request.response.as_mut().expect("one");
    let to_point = |number, outcome: Outcome| pb::PointAnswer {
        number,
        outcome: outcome.into(),
        reasons: en("Because."),
        ..Default::default()
    };
    given.point_answers = vec![
        to_point(1, Outcome::Rejected),
        to_point(2, Outcome::Accepted),
    ];
    given.point_answers[1].implemented_in = vec![at(V2, TERM)];
    let response = it.answer(OFFICIAL, request).await.expect("an answer").name;
    Story {
        comment,
        hearing,
        recommendation,
        response,
    }
}

#[tokio::test]
async fn the_neighbourhood_from_words_to_law_is_the_same_from_any_of_its_ends() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let whole = trace(&it, &story.comment).await;
    let kinds: Vec<Kind> = whole.steps.iter().map(TraceStep::kind).collect();
    let expected = [
        Kind::DraftLaw,
        Kind::Hearing,
        Kind::Version,
        Kind::Provision,
        Kind::Consultation,
        Kind::Comment,
        Kind::Hearing,
        Kind::Recommendation,
        Kind::Version,
        Kind::Provision,
        Kind::Response,
    ];
    assert_eq!(
        kinds, expected,
        "causes first, then time: {:#?}",
        whole.steps
    );
    let (old, new) = (provision(V1, TERM), provision(V2, TERM));
    for (from, relation, to) in [
        (V1, Relation::VersionOf, "draftLaws/law"),
        (&old, Relation::ProvisionOf, V1),
        (&old, Relation::Became, &new),
        (&story.comment, Relation::CommentsOn, &old),
        (&story.comment, Relation::CarriedTo, &new),
        (&story.recommendation, Relation::BasedOn, &story.comment),
        (&story.recommendation, Relation::AdoptedAt, SESSION),
        (&story.recommendation, Relation::GrewOutOf, &story.hearing),
        (&story.recommendation, Relation::GrewOutOf, ROUND),
        (&story.recommendation, Relation::Concerns, &old),
        (&story.response, Relation::Answers, &story.recommendation),
        (&story.response, Relation::ImplementedIn, &new),
    ] {
        assert!(
            linked(&whole, from, relation, to),
            "{from} {relation:?} {to}"
        );
    }
    let places: Vec<usize> = whole
        .links
        .iter()
        .map(|link| {
            whole
                .steps
                .iter()
                .position(|step| step.name == link.from)
                .expect("a step")
        })
        .collect();
    assert!(places.is_sorted(), "links are in the order of their steps");

    for end in [&story.recommendation, &story.response, &old, &new] {
        let told = trace(&it, end).await;
        assert_eq!(
            (&told.steps, &told.links),
            (&whole.steps, &whole.links),
            "{end}"
        );
        assert_eq!(&told.name, end);
    }
}

#[tokio::test]
async fn the_trace_of_a_comment_begins_with_what_became_of_it_and_tells_its_own_path() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let other = it.comment("other", TERM).await;
    let told = path(&it, &story.comment).await;
    let found = verdict(&told);
    assert_eq!(found.state, "STATE_PUBLISHED");
    assert_eq!(found.outcome(), Outcome::Accepted, "that of its point");
    assert_eq!(
        (
            found.answer.as_str(),
            found.recommendation.as_str(),
            found.point
        ),
        (story.response.as_str(), story.recommendation.as_str(), 2)
    );
    assert_eq!(found.responder, MINISTRY);
    assert_eq!(found.responder_title, "ministry");
    assert!(found.with_reasons && found.answer_time.is_some());
    assert_eq!(found.reasons, "Because.");
    assert_eq!(
        (found.text_fate(), found.text_version.as_str()),
        (Fate::Changed, V2)
    );
    let by_way = "By way of the recommendation p, point 2. Answered by ministry on 2026-";
    assert!(told.summary.starts_with(by_way), "{}", told.summary);
    let end = ": accepted, with reasons. The text of art_5__para_2 was changed in v2.";
    assert!(told.summary.ends_with(end), "{}", told.summary);

    let (old, new) = (provision(V1, TERM), provision(V2, TERM));
    let names: Vec<&str> = told.steps.iter().map(|step| step.name.as_str()).collect();
    let expected = [
        SESSION,
        &old,
        &story.comment,
        &story.recommendation,
        &new,
        &story.response,
    ];
    let sorted = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(sorted(&names), sorted(&expected), "{names:?}");
    let at = |name: &str| names.iter().position(|one| *one == name);
    assert!(at(&old) < at(&story.comment) && at(&story.comment) < at(&story.recommendation));
    assert!(at(SESSION) < at(&story.recommendation));
    assert!(at(&story.recommendation) < at(&story.response));
    let points = |name: &str| -> Vec<i32> {
        let points = step(&told, name).points.iter();
        points.map(|point| point.number).collect()
    };
    assert_eq!(
        points(&story.recommendation),
        [2],
        "the other point is on nothing of its"
    );
    assert_eq!(points(&story.response), [2]);
    assert!(!names.contains(&other.as_str()));
    assert_eq!(told.omitted_comment_count, 1);
}

#[tokio::test]
async fn a_comment_without_an_answer_says_who_is_to_answer_and_one_taken_back_that_it_was() {
    let mut it = Chamber::start().await;
    let open = it.comment("open", TERM).await;
    let told = path(&it, &open).await;
    assert_eq!(
        told.summary,
        "Not answered yet. ministry is to answer; no day is set. art_5__para_2: no later version is published."
    );
    assert_eq!(verdict(&told).responder, MINISTRY);
    assert_eq!(verdict(&told).outcome(), Outcome::Unspecified);
    let russian = path_in(&it, &open, "ru").await.expect("a trace");
    assert!(
        russian.summary.starts_with("Ответа пока нет. "),
        "{}",
        russian.summary
    );

    let mut comments = CommentServiceClient::new(it.world.consultation.clone());
    let withdraw = pb::WithdrawCommentRequest {
        name: open.clone(),
        reasons: en("Settled."),
        ..Default::default()
    };
    let gone = comments
        .withdraw_comment(ask_as("demo|aigul", withdraw))
        .await;
    gone.expect("withdrawn");
    let told = path(&it, &open).await;
    assert_eq!(verdict(&told).state, "STATE_WITHDRAWN");
    assert!(
        told.summary.starts_with("Withdrawn by its author."),
        "{}",
        told.summary
    );
    assert!(verdict(&told).responder.is_empty(), "nobody has to answer");
}

#[tokio::test]
async fn of_many_comments_the_path_counts_the_others_and_the_neighbourhood_lists_each_once() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    for n in 0..60 {
        it.comment(&format!("many-{n}"), TERM).await;
    }
    let answered = it.comment("answered", TERM).await;
    it.answer_comment(&answered, vec![]).await;
    let whole = it.comment("whole", "").await;

    let own = path(&it, &story.comment).await;
    assert_eq!(names_of(&own, Kind::Comment), [story.comment.as_str()]);
    assert_eq!(own.omitted_comment_count, 61);
    assert_eq!(own.omitted_response_count, 1);
    assert_eq!(own.omitted_recommendation_count, 0);
    let last = path(&it, "consultations/round/comments/many-59").await;
    assert_eq!(last.omitted_comment_count, 61);
    assert_eq!(last.omitted_recommendation_count, 1);

    let (mut token, mut pages) = (String::new(), 0);
    let mut found: Vec<String> = Vec::new();
    loop {
        let page = around(&it, &story.comment, 20, &token).await;
        assert!(page.steps.len() <= 20, "{} steps", page.steps.len());
        let comments = names_of(&page, Kind::Comment);
        found.extend(comments.into_iter().map(ToOwned::to_owned));
        token.clone_from(&page.next_page_token);
        pages += 1;
        if token.is_empty() {
            break;
        }
    }
    let each: BTreeSet<&String> = found.iter().collect();
    assert_eq!((found.len(), each.len()), (62, 62), "in {pages} pages");
    assert!(each.contains(&answered) && !each.contains(&whole));
    let request = pb::GetTraceRequest {
        name: story.comment.clone(),
        scope: Scope::Neighbourhood.into(),
        page_token: "nonsense".into(),
        ..Default::default()
    };
    let mismatch = ask_trace(&it, request).await;
    refused(mismatch, Code::InvalidArgument, Reason::PageTokenMismatch);

    let about_all = path(&it, &whole).await;
    assert!(linked(&about_all, &whole, Relation::CommentsOn, V1));
    assert_eq!(about_all.omitted_comment_count, 0);
}
