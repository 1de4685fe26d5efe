//! How single steps are told: points, languages, provisions that changed, enactment.

use super::*;

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
    let regional = path_in(&it, &story.comment, "kk-KZ").await;
    assert_eq!(regional.expect("a trace").steps, kazakh.steps);
    let foreign = path_in(&it, &story.comment, "de").await;
    let status = refused(foreign, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["language_code"]);
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
    let of_it = |step: &&TraceStep| step.name == provision(V1, "art_15");
    let [then, last] = told.steps.iter().filter(of_it).collect::<Vec<_>>()[..] else {
        panic!("the text, and its end: {:#?}", told.steps);
    };
    assert_eq!(then.change_kind(), ChangeKind::Unspecified);
    assert_eq!(then.new_text, last.old_text);
    assert_eq!(last.change_kind(), ChangeKind::Deleted);
    let spoke = told.steps.iter().position(|step| step.name == gone);
    let ended = told.steps.iter().position(|step| step == last);
    assert!(spoke < ended, "struck out after it was spoken about");
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
