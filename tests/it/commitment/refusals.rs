//! What is not recorded as a commitment, and what does not become of one.

use super::*;

async fn one(change: fn(&mut pb::Commitment)) -> (Forum, Result<pb::Commitment, Status>) {
    // Boxed, since a world is large.
    let mut forum = Box::pin(Forum::start()).await;
    let mut bad = commitment("2005");
    change(&mut bad);
    let made = Box::pin(forum.try_commitment("c", bad)).await;
    (forum, made)
}

#[tokio::test]
async fn a_commitment_without_an_addressee_is_refused() {
    let (mut forum, made) = one(|c| c.responsible.clear()).await;
    let status = refused(made, Code::InvalidArgument, Reason::ResponsibleMissing);
    assert_eq!(fields(&status), ["commitment.responsible"]);
    let name = forum.commitment("c", commitment("2005")).await;
    let nobody = pb::Commitment {
        name,
        ..Default::default()
    };
    let status = refused(
        forum.update(nobody, &["responsible"]).await,
        Code::InvalidArgument,
        Reason::ResponsibleMissing,
    );
    assert_eq!(fields(&status), ["commitment.responsible"]);
}

#[tokio::test]
async fn who_is_to_carry_it_out_was_there_on_that_day() {
    let mut forum = Forum::start().await;
    let of = |body: &str, on: &str| pb::Commitment {
        responsible: vec![body.into()],
        commit_date: day(on),
        ..commitment("2036")
    };
    let unknown = of("//registry.kenes/organizations/nobody", "");
    let status = refused(
        forum.try_commitment("c", unknown).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["commitment.responsible[0]"]);
    forum.it.roll.dissolve("majilis", "2026-04-01").await;
    refused(
        forum.try_commitment("c", of(MAJILIS, "2026-04-01")).await,
        Code::FailedPrecondition,
        Reason::AddresseeNotInBeing,
    );
    let name = forum.commitment("c", of(MAJILIS, "2026-03-31")).await;
    // The body that follows is named later; one that has gone by then is not.
    let later = pb::Commitment {
        name: name.clone(),
        responsible: vec![MAJILIS.into(), KURULTAI.into()],
        ..Default::default()
    };
    let saved = forum.update(later, &["responsible"]).await.expect("saved");
    assert_eq!(saved.responsible.len(), 2);
    let new = forum.commitment("d", of(KURULTAI, "2026-04-02")).await;
    let gone = pb::Commitment {
        name: new,
        responsible: vec![MAJILIS.into()],
        ..Default::default()
    };
    refused(
        forum.update(gone, &["responsible"]).await,
        Code::FailedPrecondition,
        Reason::AddresseeNotInBeing,
    );
}

#[tokio::test]
async fn all_that_is_wrong_with_a_commitment_is_said_at_once() {
    let (_, made) = one(|c| {
        c.texts.clear();
        c.responsible.clear();
        c.commit_date = day("2026-05-26");
        c.number = "1  2".into();
    })
    .await;
    let status = refused(made, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["commitment.texts"], "shape comes first");
    let (_, made) = one(|c| {
        c.responsible.clear();
        c.due_date = day("2003-10-14");
        c.commit_date = day("2003-10-15");
        c.number = "1  2".into();
    })
    .await;
    let status = made.expect_err("refused");
    let expected = ["due_date", "number", "responsible"];
    assert_eq!(fields(&status), expected.map(|f| format!("commitment.{f}")));
}

#[tokio::test]
async fn a_commitment_refers_to_what_is_there_and_its_origin_stays() {
    let (mut forum, made) = one(|c| c.draft_laws = vec!["draftLaws/none".into()]).await;
    let status = refused(made, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["commitment.draft_laws[0]"]);
    let name = forum.commitment("c", commitment("2005")).await;
    let other = forum.document("other", document("conception")).await.name;
    let moved = pb::Commitment {
        name: name.clone(),
        origin: other,
        ..Default::default()
    };
    refused(
        forum.update(moved, &["origin"]).await,
        Code::InvalidArgument,
        Reason::UpdateMaskInvalid,
    );
    for due in ["", "2006"] {
        let moved = pb::Commitment {
            name: name.clone(),
            due_date: day(due),
            ..Default::default()
        };
        let status = refused(
            forum.update(moved, &["due_date"]).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
        assert_eq!(fields(&status), ["commitment.due_date"], "{due}");
    }
}

#[tokio::test]
async fn nothing_is_carried_out_without_proof_or_given_up_without_reasons() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2005")).await;
    let request = pb::FulfillCommitmentRequest {
        name: name.clone(),
        ..Default::default()
    };
    let done = forum.client.fulfill_commitment(ask(request)).await;
    let status = refused(done, Code::InvalidArgument, Reason::ProofMissing);
    assert_eq!(fields(&status), ["documents"]);
    let request = pb::FulfillCommitmentPartlyRequest {
        name: name.clone(),
        reasons: en("Half of it."),
        ..Default::default()
    };
    let done = forum.client.fulfill_commitment_partly(ask(request)).await;
    refused(done, Code::InvalidArgument, Reason::ProofMissing);
    let request = pb::DropCommitmentRequest {
        name: name.clone(),
        ..Default::default()
    };
    let done = forum.client.drop_commitment(ask(request)).await;
    let status = refused(done, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["reasons"]);
    assert!(forum.get(&name).await.changes.is_empty());
}

#[tokio::test]
async fn each_state_allows_its_own_acts_on_days_in_order() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2005")).await;
    let forbidden = Reason::StateTransitionForbidden;
    let precondition = Code::FailedPrecondition;
    refused(forum.reopen(&name, "").await, precondition, forbidden);
    for on in ["2003-10-14", "2026-05-26", "2004"] {
        let done = forum.drop(&name, on).await;
        refused(done, Code::InvalidArgument, Reason::DatesInvalid);
    }
    let done = forum.reschedule(&name, "2005", "2004-01-01").await;
    refused(done, Code::InvalidArgument, Reason::DatesInvalid);
    forum.fulfill(&name, "2004-06-01").await.expect("done");
    refused(forum.fulfill(&name, "").await, precondition, forbidden);
    refused(
        forum.fulfill_partly(&name, "").await,
        precondition,
        forbidden,
    );
    refused(forum.drop(&name, "").await, precondition, forbidden);
    refused(
        forum.reschedule(&name, "2036", "").await,
        precondition,
        forbidden,
    );
    let early = forum.reopen(&name, "2004-05-31").await;
    refused(early, Code::InvalidArgument, Reason::DatesInvalid);
    let other = forum.commitment("d", commitment("2005")).await;
    refused(
        forum.supersede(&name, &other, "").await,
        precondition,
        forbidden,
    );
    for (by, reason) in [
        (&*other, Reason::FieldInvalid),
        ("commitments/none", Reason::ReferenceNotFound),
    ] {
        let replaced = forum.supersede(&other, by, "").await;
        let status = refused(replaced, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), ["superseded_by"]);
    }
}

#[tokio::test]
async fn an_update_asks_about_nobody_whom_it_leaves() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2005")).await;
    let patch = pb::Commitment {
        name,
        number: "7".into(),
        responsible: vec!["//registry.kenes/organizations/nobody".into()],
        ..Default::default()
    };
    let saved = forum.update(patch.clone(), &["number"]).await;
    let saved = saved.expect("the mask leaves the bodies");
    assert_eq!(saved.responsible, [MINISTRY]);
    refused(
        forum.update(patch, &["responsible"]).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
}
