//! The chain from a comment to the changed law, told from any of its ends.

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
    world::{ask, ask_as, en, refused},
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
async fn an_answer_of_the_same_day_comes_after_its_comment() {
    let mut it = Chamber::start().await;
    let comment = it.comment("first", TERM).await;
    let answer = it.answer_comment(&comment, vec![]).await.name;
    let told = path(&it, &comment).await;
    let names: Vec<&str> = told.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, [&provision(V1, TERM), &comment, &answer]);
    let time = |name: &str| step(&told, name).time.map(|time| time.seconds);
    assert!(time(&answer) < time(&comment), "a day begins at midnight");
    assert_eq!(verdict(&told).state, "STATE_ANSWERED");
    assert!(!verdict(&told).with_reasons);
}

#[tokio::test]
async fn a_law_a_version_a_round_and_a_hearing_say_what_came_of_them_by_whom() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let answered = it.comment("answered", TERM).await;
    let answer = it.answer_comment(&answered, vec![at(V2, TERM)]).await;
    let given = |trace: &Trace| -> Vec<(String, Outcome, [i64; 3])> {
        let counts = verdict(trace).counts.as_ref().expect("counts");
        let answers = counts.answers.iter();
        let counted = |a: &pb::TraceAnswers| [a.count, a.reasoned_count, a.carried_out_count];
        answers
            .map(|a| (a.responder_title.clone(), a.outcome(), counted(a)))
            .collect()
    };
    let accepted = [("ministry".to_owned(), Outcome::Accepted, [1, 0, 1])];
    for name in ["draftLaws/law", V1, ROUND, &provision(V1, TERM)] {
        let told = path(&it, name).await;
        let counts = verdict(&told).counts.clone().expect("counts");
        assert_eq!(
            (counts.comment_count, counts.answered_comment_count),
            (2, 1),
            "{name}"
        );
        assert_eq!(counts.recommendation_count, 1, "{name}");
        assert_eq!(given(&told), accepted, "{name}");
        assert!(
            told.summary
                .contains("Comments: 2, answered: 1; answers: 1"),
            "{}",
            told.summary
        );
    }
    let law = path(&it, "draftLaws/law").await;
    assert_eq!(verdict(&law).state, "STATE_ACTIVE");
    assert_eq!(names_of(&law, Kind::Version), [V1, V2]);
    assert_eq!(names_of(&law, Kind::Response), [story.response.as_str()]);
    let correct = pb::CorrectResponseRequest {
        name: answer.name,
        outcome: Outcome::Rejected.into(),
        reasons: en("On second thoughts."),
        correction_reasons: en("It was wrong."),
        ..Default::default()
    };
    let corrected = it.client.correct_response(ask_as(OFFICIAL, correct)).await;
    corrected.expect("corrected");
    let rejected = [("ministry".to_owned(), Outcome::Rejected, [1, 1, 0])];
    assert_eq!(given(&path(&it, "draftLaws/law").await), rejected);

    let hearing = path(&it, &story.hearing).await;
    assert_eq!(
        verdict(&hearing)
            .counts
            .as_ref()
            .map(|c| c.recommendation_count),
        Some(1)
    );
    assert_eq!(
        names_of(&hearing, Kind::Recommendation),
        [story.recommendation.as_str()]
    );
    let session = path(&it, SESSION).await;
    assert_eq!(
        names_of(&session, Kind::Response),
        [story.response.as_str()]
    );
}

#[tokio::test]
async fn a_version_says_what_changed_in_it_and_how_much_was_said_before() {
    let mut it = Chamber::start().await;
    told(&mut it).await;
    let (mut token, mut told) = (String::new(), Vec::new());
    loop {
        let request = pb::GetTraceRequest {
            name: V2.into(),
            page_size: 10,
            page_token: token.clone(),
            ..Default::default()
        };
        let page = ask_trace(&it, request).await.expect("a trace");
        token.clone_from(&page.next_page_token);
        told.push(page);
        if token.is_empty() {
            break;
        }
    }
    let counts = verdict(&told[0]).counts.clone().expect("counts");
    let changed: Vec<&TraceStep> = told
        .iter()
        .flat_map(|page| &page.steps)
        .filter(|step| step.kind() == Kind::Provision)
        .collect();
    let of = |kind: ChangeKind| {
        let found = changed.iter().filter(|step| step.change_kind() == kind);
        i32::try_from(found.count()).expect("few")
    };
    assert!(told.len() > 1, "{} provisions on one page", changed.len());
    assert_eq!(of(ChangeKind::Changed), counts.changed_provision_count);
    assert_eq!(of(ChangeKind::New), counts.new_provision_count);
    assert_eq!(
        of(ChangeKind::Renumbered),
        counts.renumbered_provision_count
    );
    assert_eq!(of(ChangeKind::Deleted), counts.deleted_provision_count);
    assert!(counts.deleted_provision_count > 0);
    let term = provision(V2, TERM);
    let term = changed
        .iter()
        .find(|step| step.name == term)
        .expect("the term");
    let said =
        "art_5__para_2 (v2): text changed; comments: 1, recommendations: 1, answers carried out: 1";
    assert_eq!(term.summary, said);
}

#[tokio::test]
async fn a_point_leads_to_its_answer_and_to_the_provision() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let told = trace(&it, &story.recommendation).await;
    let points = |from: &str, relation: Relation, to: &str| -> Vec<i32> {
        let links = told.links.iter();
        let links = links
            .filter(|l| (l.from.as_str(), l.relation(), l.to.as_str()) == (from, relation, to));
        links.map(|link| link.point).collect()
    };
    let (old, new) = (provision(V1, TERM), provision(V2, TERM));
    let recommendation = &story.recommendation;
    assert_eq!(points(recommendation, Relation::Concerns, &old), [2]);
    assert_eq!(
        points(&story.response, Relation::Answers, recommendation),
        [1, 2]
    );
    assert_eq!(points(&story.response, Relation::ImplementedIn, &new), [2]);
    let asked: Vec<(i32, &str)> = step(&told, recommendation)
        .points
        .iter()
        .map(|point| (point.number, point.text.as_str()))
        .collect();
    assert_eq!(asked, [(1, "Point 1"), (2, "Point 2")]);
    let answered: Vec<(i32, Outcome, &str)> = step(&told, &story.response)
        .points
        .iter()
        .map(|point| (point.number, point.outcome(), point.reasons.as_str()))
        .collect();
    let because = "Because.";
    assert_eq!(
        answered,
        [
            (1, Outcome::Rejected, because),
            (2, Outcome::Accepted, because)
        ]
    );
}

#[tokio::test]
async fn a_point_that_is_left_open_is_told() {
    let mut it = Chamber::start().await;
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").points = vec![point(1), point(2), point(3)];
    let sent = it.sent(request).await.name;
    let mut part = answer(&sent, MINISTRY, Outcome::Unspecified);
    part.response.as_mut().expect("one").point_answers = vec![pb::PointAnswer {
        number: 2,
        outcome: Outcome::Accepted.into(),
        ..Default::default()
    }];
    let part = it.answer(OFFICIAL, part).await.expect("an answer").name;
    let told = trace(&it, &sent).await;
    let said = step(&told, &part);
    assert_eq!(
        said.summary,
        "ministry answers: partly accepted; points left open: 1, 3"
    );
    let outcomes: Vec<(i32, Outcome)> = said
        .points
        .iter()
        .map(|point| (point.number, point.outcome()))
        .collect();
    assert_eq!(
        outcomes,
        [
            (1, Outcome::Unspecified),
            (2, Outcome::Accepted),
            (3, Outcome::Unspecified)
        ]
    );
}

#[tokio::test]
async fn each_step_says_who_did_what_in_the_language_asked_for() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let english = trace(&it, &story.comment).await;
    let changed = step(&english, &provision(V2, TERM));
    assert_eq!(changed.change_kind(), ChangeKind::Changed);
    assert!(
        changed.old_text.contains("ten working days"),
        "{}",
        changed.old_text
    );
    assert!(
        changed.new_text.contains("twenty working days"),
        "{}",
        changed.new_text
    );
    assert_eq!(changed.summary, "art_5__para_2 (v2): text changed");
    let said = step(&english, &story.comment);
    assert_eq!(said.summary, "ngo asks to amend art_5__para_2");
    assert_eq!(said.who, ["ngo", "aigul"]);
    assert_eq!(
        (said.text.as_str(), said.state.as_str()),
        ("A comment, first", "STATE_PUBLISHED")
    );
    let adopted = step(&english, &story.recommendation);
    assert_eq!(
        adopted.summary,
        "chamber adopts a proposal: 2 for, 1 against, 0 abstained"
    );
    let answered = step(&english, &story.response);
    assert_eq!(answered.summary, "ministry answers: partly accepted");
    assert_eq!(
        (answered.outcome(), answered.reasons.as_str()),
        (Outcome::PartlyAccepted, "Because.")
    );

    let russian = path_in(&it, &story.comment, "ru").await.expect("a trace");
    assert_eq!(
        step(&russian, &story.response).summary,
        "ministry отвечает: принято частично"
    );
    let kazakh = path_in(&it, &story.comment, "kk").await.expect("a trace");
    assert_eq!(
        step(&kazakh, &story.comment).summary,
        "ngo art_5__para_2 мәтінін өзгертуді сұрайды"
    );
    let foreign = path_in(&it, &story.comment, "de").await.expect("a trace");
    assert_eq!(foreign.steps, kazakh.steps);
}

#[tokio::test]
async fn what_was_struck_out_and_what_was_renumbered_is_told() {
    let mut it = Chamber::start().await;
    it.world.hand.pass(DAY);
    let gone = it.comment("against", "art_15").await;
    let moved = it.comment("answers", "art_8").await;
    it.world.hand.pass(DAY);
    it.publish(V2).await;
    let told = trace(&it, &gone).await;
    let last = step(&told, &provision(V1, "art_15"));
    assert_eq!(last.change_kind(), ChangeKind::Deleted);
    assert_eq!(last.summary, "art_15 (v1): struck out in v2");
    assert!(
        !told.steps.iter().any(|s| s.name == provision(V2, "art_15")),
        "another article"
    );
    let told = trace(&it, &moved).await;
    let renumbered = step(&told, &provision(V2, "art_9"));
    assert_eq!(renumbered.change_kind(), ChangeKind::Renumbered);
    assert_eq!(renumbered.summary, "art_9 (v2): formerly art_8");
    let (old, new) = (provision(V1, "art_8"), provision(V2, "art_9"));
    assert!(linked(&told, &old, Relation::Became, &new));
}

#[tokio::test]
async fn an_act_ends_the_chain() {
    let mut it = Chamber::start().await;
    let story = told(&mut it).await;
    let mut laws = DraftLawServiceClient::new(it.world.consultation.clone());
    it.world.hand.pass(DAY);
    let enact = pb::EnactDraftLawRequest {
        name: "draftLaws/law".into(),
        act_iri: "/akn/kz/act/2026-06-02/77".into(),
        act_number: "77-IX".into(),
        enact_date: Some(common::date::local_day(it.world.hand.now())),
        version: V2.into(),
        ..Default::default()
    };
    laws.enact_draft_law(ask(enact)).await.expect("enacted");
    let told = trace(&it, &story.comment).await;
    let last = told.steps.last().expect("a step");
    assert_eq!(
        (last.kind(), last.name.as_str()),
        (Kind::Enactment, "draftLaws/law")
    );
    assert_eq!(
        last.summary,
        "The draft law became an act: 77-IX, 2026-06-02, /akn/kz/act/2026-06-02/77"
    );
    assert!(linked(&told, "draftLaws/law", Relation::EnactedFrom, V2));
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

#[tokio::test]
async fn a_recommendation_on_no_provision_concerns_the_draft_law() {
    let mut it = Chamber::start().await;
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").draft_laws = vec!["draftLaws/law".into()];
    let draft = it.draft(request).await.expect("drafted").name;
    let told = trace(&it, &draft).await;
    assert!(linked(&told, &draft, Relation::Concerns, "draftLaws/law"));
    assert_eq!(step(&told, &draft).summary, "chamber drafts a proposal");
}

#[tokio::test]
async fn there_is_no_chain_of_what_is_not_there() {
    let it = Chamber::start().await;
    for name in [
        "consultations/round/comments/none",
        "recommendations/none",
        "recommendations/none/responses/none",
        "draftLaws/law/versions/none/provisions/art_1",
        "draftLaws/law/versions/none",
        "draftLaws/none",
        "consultations/none",
        "hearings/none",
        "consultationProposals/none",
    ] {
        refused(
            path_in(&it, name, "").await,
            Code::NotFound,
            Reason::ResourceNotFound,
        );
    }
    let unknown = path_in(&it, &provision(V1, "art_99"), "").await;
    refused(unknown, Code::NotFound, Reason::EidUnknown);
    let nonsense = path_in(&it, "organizations/o", "").await;
    refused(nonsense, Code::InvalidArgument, Reason::FieldInvalid);
}
