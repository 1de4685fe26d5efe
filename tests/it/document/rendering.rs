//! Documents in Akoma Ntoso: which there are, and what they leave out.

use kenes_proto::record::redaction::Action;

use super::*;
use crate::{
    chamber::{SESSION, TERM, V1, at},
    redaction::redact,
};

async fn render(it: &Chamber, name: &str) -> Result<String, tonic::Status> {
    let request = pb::RenderAkomaNtosoRequest {
        name: name.into(),
        language_code: "en".into(),
    };
    let found = client(&it.world).render_akoma_ntoso(request).await?;
    Ok(String::from_utf8(found.into_inner().xml).expect("a text"))
}

#[tokio::test]
async fn minutes_are_a_debate_report_once_they_are_published() {
    let it = Chamber::start().await;
    let hold = pb::HoldHearingRequest {
        name: SESSION.into(),
        ..Default::default()
    };
    it.hearings().hold_hearing(ask(hold)).await.expect("held");
    let early = render(&it, SESSION).await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let item = pb::CreateAgendaItemRequest {
        parent: SESSION.into(),
        agenda_item: Some(pb::AgendaItem {
            titles: en("On the bill"),
            draft_laws: vec![LAW.into()],
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = it.hearings().create_agenda_item(ask(item)).await;
    made.expect("a point");
    let minutes = pb::PublishMinutesRequest {
        name: SESSION.into(),
        texts: en("It was said <so>."),
        ..Default::default()
    };
    let published = it.hearings().publish_minutes(ask(minutes)).await;
    published.expect("published");
    let text = render(&it, SESSION).await.expect("minutes");
    for said in [
        "<debateReport name=\"hearing\"",
        "/akn/kz/debateReport/hearing/2026-04-01/session",
        "It was said &lt;so&gt;.",
        "<heading>On the bill</heading>",
        "<ref href=\"/akn/kz/bill/2026-03-14/law\">On public participation</ref>",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[tokio::test]
async fn a_recommendation_and_its_answer_are_documents_and_a_draft_is_none() {
    let mut it = Chamber::start().await;
    let mut request = proposal("term", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.targets = vec![at(V1, TERM)];
    let name = it.draft(request).await.expect("drafted").name;
    refused(
        render(&it, &name).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    it.adopt(crate::chamber::ballot(&name))
        .await
        .expect("adopted");
    it.send(&name).await.expect("sent");
    let text = render(&it, &name).await.expect("a statement");
    assert!(
        text.contains("<statement name=\"recommendation\""),
        "{text}"
    );
    assert!(text.contains(&format!("/!main~{TERM}\"")), "{text}");
    let given = answer(&name, MINISTRY, pb::response::Outcome::Rejected);
    let given = it.answer(OFFICIAL, given).await.expect("an answer");
    let text = render(&it, &given.name).await.expect("a doc");
    assert!(text.contains("<doc name=\"response\"") && text.contains("Reasons: Because."));
    refused(
        render(&it, "recommendations/none").await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    refused(
        render(&it, "draftLaws/law").await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
}

#[tokio::test]
async fn an_answer_to_a_comment_has_no_word_of_it_before_or_after_it_is_hidden() {
    let mut it = Chamber::start().await;
    it.roll.code("redaction-bases", &["court-order"]).await;
    let comment = it.comment("secret", TERM).await;
    let given = it.answer_comment(&comment, Vec::new()).await;
    let before = render(&it, &given.name).await.expect("a doc");
    let comments =
        pb::comment_service_client::CommentServiceClient::new(it.world.consultation.clone());
    redact(&comments, &comment, Action::Hide).await;
    let after = render(&it, &given.name).await.expect("a doc");
    assert_eq!(before, after);
    assert!(!before.contains("A comment, secret"), "{before}");
}
