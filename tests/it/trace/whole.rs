//! Traces of what many comments belong to: a draft law, a version, a round, a hearing.

use super::*;

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
async fn a_law_tells_the_recommendations_that_name_only_the_law() {
    let mut it = Chamber::start().await;
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").draft_laws = vec!["draftLaws/law".into()];
    let about_all = it.sent(request).await.name;
    let told = path(&it, "draftLaws/law").await;
    let counts = verdict(&told).counts.as_ref().expect("counts");
    assert_eq!(counts.recommendation_count, 1);
    assert_eq!(names_of(&told, Kind::Recommendation), [about_all.as_str()]);
    assert!(linked(
        &told,
        &about_all,
        Relation::Concerns,
        "draftLaws/law"
    ));
}
