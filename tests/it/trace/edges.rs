//! Answers of the same day, recommendations on no provision, and what is not there.

use super::*;

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
    let status = refused(nonsense, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["name"]);
    let said = status.message();
    assert!(
        said.contains("a draft law, a version, a provision,"),
        "{said}"
    );
    assert!(!said.contains("a-z"), "in words: {said}");
}
