//! Verdicts: which answer is one to a comment, in which language, and where its text stands now.

use super::*;

#[tokio::test]
async fn an_answer_to_other_points_is_said_not_to_speak_of_the_comment() {
    let mut it = Chamber::start().await;
    let comment = it.comment("first", "art_8").await;
    let mut request = proposal("p", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.based_on_comments = vec![comment.clone()];
    new.points = vec![point(1)];
    new.points[0].targets = vec![at(V1, TERM)];
    let recommendation = it.sent(request).await.name;
    let mut request = answer(&recommendation, MINISTRY, Outcome::Unspecified);
    let given = request.response.as_mut().expect("one");
    given.reasons.clear();
    given.point_answers = vec![pb::PointAnswer {
        number: 1,
        outcome: Outcome::Rejected.into(),
        reasons: en("The term is long enough."),
        ..Default::default()
    }];
    let response = it.answer(OFFICIAL, request).await.expect("an answer").name;
    let told = path(&it, &comment).await;
    let found = verdict(&told);
    assert_eq!(found.outcome(), Outcome::Unspecified);
    assert_eq!((found.answer.as_str(), found.reasons.as_str()), ("", ""));
    assert_eq!(found.answer_to_others, response);
    assert_eq!(found.responder, MINISTRY, "is to answer it");
    let said =
        "The answer to the recommendation p does not speak of this comment. Not answered yet. ";
    assert!(told.summary.starts_with(said), "{}", told.summary);
}

#[tokio::test]
async fn of_answers_by_way_of_recommendations_the_last_counts_and_the_others_are_counted() {
    let mut it = Chamber::start().await;
    let comment = it.comment("first", TERM).await;
    let mut given = Vec::new();
    // More than are looked at: those that were answered last are.
    for (n, outcome) in [
        Outcome::Deferred,
        Outcome::Accepted,
        Outcome::Noted,
        Outcome::OutOfScope,
        Outcome::Rejected,
    ]
    .into_iter()
    .enumerate()
    {
        // The last by its day is the first by its name.
        let mut request = proposal(&format!("p-{}", 9 - n), &[MINISTRY]);
        let new = request.recommendation.as_mut().expect("one");
        new.based_on_comments = vec![comment.clone()];
        let recommendation = it.sent(request).await.name;
        it.world.hand.pass(DAY);
        let request = answer(&recommendation, MINISTRY, outcome);
        given.push(it.answer(OFFICIAL, request).await.expect("an answer").name);
    }
    let told = path(&it, &comment).await;
    let found = verdict(&told);
    assert_eq!(Some(&found.answer), given.last());
    assert_eq!(found.outcome(), Outcome::Rejected);
    assert_eq!(found.other_answer_count, 3, "of the 4 answered last");
}

#[tokio::test]
async fn a_text_that_bears_another_number_now_is_named_by_both() {
    let mut it = Chamber::start().await;
    let moved = it.comment("answers", "art_8").await;
    it.world.hand.pass(DAY);
    it.publish(V2).await;
    let told = path(&it, &moved).await;
    let found = verdict(&told);
    assert_eq!(
        (found.text_fate(), found.text_version.as_str()),
        (Fate::Mapped, V2)
    );
    assert_eq!(found.text_eid, "art_9");
    let said = "The text of art_8 is the same in v2 (art_9).";
    assert!(told.summary.ends_with(said), "{}", told.summary);
}

#[tokio::test]
async fn reasons_say_which_language_they_are_in_where_it_is_not_the_one_asked_for() {
    let mut it = Chamber::start().await;
    let comment = it.comment("first", TERM).await;
    let request = answer(&comment, MINISTRY, Outcome::Rejected);
    let mut comments = CommentServiceClient::new(it.world.consultation.clone());
    let given = comments.create_response(ask_as(OFFICIAL, request)).await;
    given.expect("an answer");
    for (language, other) in [("ru", "en"), ("en", "")] {
        let told = path_in(&it, &comment, language).await.expect("a trace");
        let found = verdict(&told);
        assert_eq!(
            (found.reasons.as_str(), found.language_code.as_str()),
            ("Because.", other)
        );
    }
}
